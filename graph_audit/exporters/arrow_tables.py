"""Nodes and edges as Arrow tables; needs the optional pyarrow.

Source: https://arrow.apache.org/docs/python/generated/pyarrow.Table.html
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from graph_audit.core.errors import ExportError
from graph_audit.exporters.attribute_columns import LISTS

__all__ = ["arrow", "arrow_tables", "schema_of"]

_ROWS = 50_000
"""Rows that are held at once."""


def arrow() -> Any:
    """The module pyarrow.

    Raises:
        ExportError: it is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  # optional
    except ImportError:
        raise ExportError("This needs pyarrow: pip install 'graph-audit[parquet]'.") from None
    return pa


def schema_of(types: Mapping[str, str]) -> Any:
    """The Arrow schema of columns whose types :func:`~graph_audit.exporters.attribute_columns.column_types` tells."""
    pa = arrow()
    known = {"boolean": pa.bool_(), "long": pa.int64(), "double": pa.float64(), "list": pa.list_(pa.string())}
    return pa.schema([(name, known.get(kind, pa.string())) for name, kind in types.items()])


def arrow_tables(types: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    """The rows as tables of at most 50,000 rows each."""
    pa, schema, waiting = arrow(), schema_of(types), iter(rows)
    lists: dict[Any, list[str]] = {}
    while some := list(islice(waiting, _ROWS)):
        columns = [[_value(row.get(name), kind, lists) for row in some] for name, kind in types.items()]
        yield pa.table(dict(zip(types, columns, strict=True)), schema=schema)


def _value(value: Any, kind: str, lists: dict[Any, list[str]]) -> Any:
    """A value as its column takes it; equal lists, of which edges have few, are made once."""
    if value is None or kind in {"boolean", "long", "double"}:
        return value
    if kind == "list":
        made = lists.get(value) if isinstance(value, frozenset) else None
        if made is None:
            made = sorted(map(_plain, value))
            if isinstance(value, frozenset):
                lists[value] = made
        return made
    return " ".join(sorted(map(_plain, value))) if isinstance(value, LISTS) else _plain(value)


def _plain(value: Any) -> str:
    """Text that UTF-8 can hold: lone surrogates become question marks."""
    if isinstance(value, str) and value.isascii():
        return value
    return str(value).encode("utf-8", "replace").decode("utf-8")
