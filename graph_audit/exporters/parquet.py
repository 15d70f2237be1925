"""The access graph as two Parquet files, for data frames and warehouses; needs the optional pyarrow.

Source: https://arrow.apache.org/docs/python/parquet.html
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from graph_audit.core.files import replacing_private
from graph_audit.exporters.arrow_tables import arrow_tables, schema_of
from graph_audit.exporters.attribute_columns import column_types
from graph_audit.exporters.definition import Exporter
from graph_audit.findings.result import AuditResult
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["PARQUET_EDGES", "PARQUET_NODES"]


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
    schema = schema_of(types)
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415  # optional, and there: the schema is made of it

    with replacing_private(path) as file, ParquetWriter(file, schema) as writer:
        for table in arrow_tables(types, rows):
            writer.write_table(table)


PARQUET_NODES = Exporter(
    id="parquet-nodes", title="Nodes of the access graph as Parquet", file="nodes.parquet", write=_write_nodes
)
PARQUET_EDGES = Exporter(
    id="parquet-edges", title="Edges of the access graph as Parquet", file="edges.parquet", write=_write_edges
)
