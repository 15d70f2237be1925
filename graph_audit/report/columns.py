"""Columns and blocks of the page's data (docs/report-data.md): small, and quick to read.

Whole numbers and the hexadecimal parts of ids stand as bytes behind the JSON: a JSON text of two million numbers takes
a browser seconds, and what is random takes twice the room as text.
"""

import base64
import gzip
import json
import re
import sys
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import add, sub
from typing import Any

__all__ = ["Bytes", "Column", "Numbers", "column", "deltas", "identifiers", "numbers", "pack"]

Column = list[Any]
"""``["text", values]``, ``["choice", values, indexes]``, ``["number", deltas]``, ``["hex", patterns, indexes…]``."""

_COMPRESSION = 6
_WIDEST = 2**32 - 1
_PATTERNS = 40
_HEX = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:[0-9a-f]{2}){12,32})")
"""A UUID, or 24 to 64 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whole numbers that a block keeps as bytes; None where one is not known.

    Coded as 0 for what is not known, 1 for 0, 2 for -1, 3 for 1, 4 for -2 and so on.
    """

    values: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes that a block keeps as they are."""

    content: bytes


def deltas(values: Iterable[int | None]) -> list[int | None]:
    """Each number as the difference from the known one before, the first from 0; None stays."""
    values = list(values)
    known = values if None not in values else [value for value in values if value is not None]
    differences = map(sub, known, chain((0,), known))
    return list(differences) if known is values else [None if value is None else next(differences) for value in values]


def numbers(values: Iterable[int | None]) -> Column:
    """A column of whole numbers."""
    return ["number", Numbers(deltas(values))]


def column(values: Sequence[Any]) -> Column:
    """A column of JSON values: distinct values and indexes where values repeat, the values themselves elsewhere."""
    distinct = dict.fromkeys(values)
    distinct.pop(None, None)
    if len(distinct) * 2 > len(values):
        return ["text", list(values)]
    place = {value: number for number, value in enumerate(distinct)}
    return ["choice", list(place), Numbers(list(map(place.get, values)))]


def identifiers(values: Sequence[str]) -> Column:
    """A column of ids that are mostly random: their hexadecimal digits as bytes, and few patterns around these.

    A pattern is the id with a number, in braces, for each run of digits: how many bytes it is.
    """
    patterns: dict[str, int] = {}
    pattern_of: dict[tuple[object, ...], int] = {}
    indexes: list[int | None] = []
    content = bytearray()
    for value in values:
        if "{" in value:  # no id of the vendor's has one
            return column(values)
        parts = _HEX.split(value)  # what is no digits, and the digits between
        between, found = parts[::2], parts[1::2]
        shape = (*between, *((len(digits), "-" in digits) for digits in found))  # a UUID is as long as 18 bytes
        index = pattern_of.get(shape)
        if index is None:
            pattern = "".join(map(add, between, [*map(_pattern, found), ""]))
            index = pattern_of[shape] = patterns.setdefault(pattern, len(patterns))
            if len(patterns) > _PATTERNS:
                return column(values)
        indexes.append(index)
        for digits in found:
            content += bytes.fromhex(digits.replace("-", ""))
    return ["hex", list(patterns), Numbers(indexes), Bytes(bytes(content))]


def _pattern(digits: str) -> str:
    return "-".join(f"{{{len(part) // 2}}}" for part in digits.split("-"))


def pack(content: Any) -> str:
    """Base64 of gzip of a block, the same for the same content whatever the moment.

    A block is the length of its JSON (4 bytes, the last one the least), the JSON in ASCII, and the bytes to which
    ``{"at": offset, "count": n, "width": bytes of a number}`` in it refers.
    """
    behind = bytearray()

    def place(value: Any) -> Any:
        if isinstance(value, Bytes):
            return _placed(behind, value.content, 1)
        if isinstance(value, Numbers):
            codes = [0 if n is None else 2 * n + 1 if n >= 0 else -2 * n for n in value.values]
            largest = max(codes, default=0)
            if largest > _WIDEST:
                return list(value.values)
            width = max(1, (largest.bit_length() + 7) // 8)
            return _placed(behind, _planes(codes, width), width)
        raise TypeError(f"{type(value).__name__} cannot stand in a block")

    text = json.dumps(
        content, ensure_ascii=True, separators=(",", ":"), sort_keys=True, allow_nan=False, default=place
    ).encode("ascii")
    block = len(text).to_bytes(4, "big") + text + behind
    return base64.b64encode(gzip.compress(block, compresslevel=_COMPRESSION, mtime=0)).decode("ascii")


def _planes(codes: Sequence[int], width: int) -> bytes:
    """The lowest byte of every number, then the next one of every number: like bytes stand together."""
    content = array("L", codes)
    if sys.byteorder == "big":
        content.byteswap()
    raw = content.tobytes()
    return b"".join(raw[plane :: content.itemsize] for plane in range(width))


def _placed(behind: bytearray, content: bytes, width: int) -> dict[str, int]:
    reference = {"at": len(behind), "count": len(content) // width, "width": width}
    behind += content
    return reference
