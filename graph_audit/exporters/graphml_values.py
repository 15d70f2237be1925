"""Values as GraphML has them: typed scalars, escaped text, and ids that its schema allows."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["attribute_types", "escaped", "name_token", "text_of"]

_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}
_COLLECTIONS = (frozenset, set, tuple, list)
_LONG = 1 << 63

# what XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets), and what must not stand in text as it is
_SPECIAL = re.compile('[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[&<>"]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_REPLACEMENT = "\ufffd"

_NOT_IN_TOKEN = re.compile(r"[^A-Za-z0-9._:-]|_(?=x)")


def attribute_types(items: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The GraphML type of each attribute, by name; ``string`` for one whose values have several types.

    Attributes whose values are neither scalars nor collections of scalars are left out.
    """
    types: dict[str, str] = {}
    for item in items:
        for name, value in item.items():
            kind = _type_of(value)
            if kind and types.setdefault(name, kind) != kind:
                types[name] = "string"
    return dict(sorted(types.items()))


def _type_of(value: Any) -> str | None:
    kind = _TYPES.get(type(value))
    if kind == "long" and not -_LONG <= value < _LONG:
        return "string"
    if kind is None and isinstance(value, (str, *_COLLECTIONS)):
        return "string"
    return kind


def text_of(value: Any) -> str | None:
    """A value as text; the members of a collection joined by a space (those of a set sorted); None for no value."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, _COLLECTIONS):
        texts = [text for member in value if (text := text_of(member)) is not None]
        return " ".join(sorted(texts) if isinstance(value, set | frozenset) else texts) or None
    return None


def escaped(text: str) -> str:
    """Text for an element or an attribute; characters that XML 1.0 forbids become U+FFFD."""
    return _SPECIAL.sub(lambda found: _ENTITIES.get(found[0], _REPLACEMENT), text)


def name_token(text: str) -> str:
    """An id as the schema's ``NMTOKEN`` allows it: other characters than ``A-Z a-z 0-9 . _ : -`` become ``_xHEX_``.

    An underscore before an ``x`` becomes ``_x5F_``, so that different ids stay different and the change can be undone.
    Source: http://graphml.graphdrawing.org/xmlns/1.0/graphml-structure.xsd
    """
    return _NOT_IN_TOKEN.sub(lambda found: f"_x{ord(found[0]):X}_", text)
