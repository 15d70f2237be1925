"""Columns and blocks of the page's data (docs/report-data.md): small as JSON, smaller as gzip."""

import base64
import gzip
import json
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["Column", "column", "deltas", "numbers", "pack"]

Column = list[Any]
"""``["text", values]``, ``["choice", values, indexes]`` or ``["number", deltas]``."""


def deltas(values: Iterable[int | None]) -> list[int | None]:
    """Each number as the difference from the known one before, the first from 0; None stays."""
    encoded: list[int | None] = []
    previous = 0
    for value in values:
        encoded.append(None if value is None else value - previous)
        previous = previous if value is None else value
    return encoded


def numbers(values: Iterable[int | None]) -> Column:
    """A column of whole numbers."""
    return ["number", deltas(values)]


def column(values: Sequence[Any]) -> Column:
    """A column of JSON values: distinct values and indexes where values repeat, the values themselves elsewhere."""
    distinct: dict[Any, int] = {}
    for value in values:
        if value is not None:
            distinct.setdefault(value, len(distinct))
    if len(distinct) * 2 > len(values):
        return ["text", list(values)]
    return ["choice", list(distinct), [-1 if value is None else distinct[value] for value in values]]


def pack(content: Any) -> str:
    """Base64 of gzip of ASCII JSON, the same for the same content whatever the moment."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode("ascii"), compresslevel=9, mtime=0)).decode("ascii")
