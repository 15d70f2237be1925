"""JSON from bytes, strictly: what the standard allows and nothing else."""

import json
import math
from typing import Any, Never

__all__ = ["UnusableJsonError", "decode"]


class UnusableJsonError(ValueError):
    """Whole, but not JSON that can be worked with: asking again would not help."""


def decode(body: bytes) -> Any:
    """The value that a body spells.

    Lone surrogates written as escapes stay: they stand in real names and a snapshot must keep them.

    Raises:
        UnusableJsonError: NaN, Infinity, a number out of range or nesting without end.
        ValueError: not JSON, perhaps cut off.
    """
    try:
        return json.loads(body, parse_constant=_refuse, parse_float=_finite, parse_int=_whole)
    except RecursionError:
        raise UnusableJsonError("it is nested too deeply") from None


def _refuse(name: str) -> Never:
    raise UnusableJsonError(f"it contains {name}, which JSON does not have")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise UnusableJsonError("it contains a number out of range")
    return number


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # more digits than int() takes
        raise UnusableJsonError("it contains a number out of range") from None
