"""Attributes of nodes and edges as columns: which there are, and of what type."""

from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["LISTS", "column_types"]

LISTS = (tuple, list, set, frozenset)
_TYPES: dict[type, str] = {bool: "boolean", int: "long", float: "double"}
_LONG = 1 << 63
_NOT_SHOWN = frozenset({"kind", "provenance", "grant_records", "records"})


def column_types(items: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The type of each attribute by name, sorted: boolean, long, double, list (of text) or string.

    An attribute whose values have several types is text. Kind and records stand in columns of their own.
    """
    types: dict[str, str] = {}
    for item in items:
        for name, value in item.items():
            if name not in _NOT_SHOWN and value is not None:
                kind = _type_of(value)
                if types.setdefault(name, kind) != kind:
                    types[name] = "string"
    return dict(sorted(types.items()))


def _type_of(value: Any) -> str:
    if isinstance(value, int) and not -_LONG <= value < _LONG:
        return "string"
    return "list" if isinstance(value, LISTS) else _TYPES.get(type(value), "string")
