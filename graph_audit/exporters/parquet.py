"""The access graph as two Parquet files, for data frames and warehouses; needs the optional pyarrow.

Source: https://arrow.apache.org/docs/python/parquet.html
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from graph_audit.core.errors import ExportError
from graph_audit.core.files import replacing_private
from graph_audit.exporters.attribute_columns import LISTS, column_types
from graph_audit.exporters.definition import Exporter
from graph_audit.findings.result import AuditResult
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["PARQUET_EDGES", "PARQUET_NODES"]

_ROWS = 50_000
"""Rows that are held at once."""


def _write_nodes(_result: AuditResult, graph: AccessGraph, path: Path) -> None:
    types = {"id": "string", "kind": "string", **column_types(data for _, data in graph.nodes(data=True))}
    rows = ({**graph.nodes[node], "id": node} for node in sorted(graph))
    _write(path, {**types, "records": "list"}, rows)


def _write_edges(_result: AuditResult, graph: AccessGraph, path: Path) -> None:
    own = column_types(data for _, _, data in graph.edges(data=True))
    _write(path, {"source": "string", "target": "string", "kind": "string", **own, "records": "list"}, _edges(graph))


def _edges(graph: AccessGraph) -> Iterator[Mapping[str, Any]]:
    for source in sorted(graph):
        for target, edges in sorted(graph.outgoing(source).items()):
            for key, known in sorted(edges.items()):
                records = graph.edge_records(source, target, key, permissions=())
                yield {**known, "source": source, "target": target, "records": records}


def _write(path: Path, types: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows, some at a time, as columns of these types.

    Raises:
        ExportError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  # optional
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError:
        raise ExportError("Parquet needs pyarrow: pip install 'graph-audit[parquet]'.") from None
    known = {"boolean": pa.bool_(), "long": pa.int64(), "double": pa.float64(), "list": pa.list_(pa.string())}
    schema = pa.schema([(name, known.get(kind, pa.string())) for name, kind in types.items()])
    with replacing_private(path) as file, pq.ParquetWriter(file, schema) as writer:
        waiting = iter(rows)
        while some := list(islice(waiting, _ROWS)):
            columns = [[_value(row.get(name), kind) for row in some] for name, kind in types.items()]
            writer.write_table(pa.table(dict(zip(types, columns, strict=True)), schema=schema))


def _value(value: Any, kind: str) -> Any:
    if value is None or kind in {"boolean", "long", "double"}:
        return value
    if kind == "list":
        return sorted(map(_plain, value))
    return " ".join(sorted(map(_plain, value))) if isinstance(value, LISTS) else _plain(value)


def _plain(value: Any) -> str:
    """Text that UTF-8 can hold: lone surrogates become question marks."""
    return str(value).encode("utf-8", "replace").decode("utf-8")


PARQUET_NODES = Exporter(
    id="parquet-nodes", title="Nodes of the access graph as Parquet", file="nodes.parquet", write=_write_nodes
)
PARQUET_EDGES = Exporter(
    id="parquet-edges", title="Edges of the access graph as Parquet", file="edges.parquet", write=_write_edges
)
