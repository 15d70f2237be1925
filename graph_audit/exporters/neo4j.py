"""The access graph for Neo4j: an archive with two CSV files for its importer, and constraints in Cypher.

Source: https://neo4j.com/docs/operations-manual/current/import/full-import/ (header format, quoting)
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from graph_audit.core.files import replacing_private
from graph_audit.core.kinds import NodeKind
from graph_audit.exporters.attribute_columns import LISTS, column_types
from graph_audit.exporters.definition import Exporter
from graph_audit.findings.result import AuditResult
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["NEO4J"]

_TYPES = {"list": "string[]"}
"""What the importer calls the types of columns, where it is not the same word."""
_BETWEEN = "\x1f"
"""Between the members of a list: no name has it, because it is taken out of them."""
_LONGEST = 1 << 16
_SAME_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o600 << 16

_README = """\
Import into an empty database:

    neo4j-admin database import full neo4j --nodes=nodes.csv --relationships=relationships.csv \\
        --array-delimiter=U+001F --multiline-fields=true

then run constraints.cypher:

    cypher-shell -d neo4j -f constraints.cypher
"""


def _write(_result: AuditResult, graph: AccessGraph, path: Path) -> None:
    with replacing_private(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "nodes.csv", _csv(_nodes(graph)))
        _put(archive, "relationships.csv", _csv(_relationships(graph)))
        _put(archive, "constraints.cypher", [_constraints()])
        _put(archive, "README.txt", [_README])


def _put(archive: zipfile.ZipFile, name: str, parts: Iterable[str]) -> None:
    about = zipfile.ZipInfo(name, _SAME_TIME)
    about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, _MODE
    with archive.open(about, "w", force_zip64=True) as file:
        for part in parts:
            file.write(part.encode("utf-8", "replace"))


def _csv(rows: Iterable[list[str]]) -> Iterator[str]:
    """Rows as text, some at a time; a double quotation mark in a value stands twice."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow(row)
        if buffer.tell() > _LONGEST:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _nodes(graph: AccessGraph) -> Iterator[list[str]]:
    columns = column_types(data for _, data in graph.nodes(data=True))
    yield ["id:ID", ":LABEL", *_titles(columns)]
    for node in sorted(graph):
        known = graph.nodes[node]
        yield [_plain(node), _label(known["kind"]), *(_value(known.get(name)) for name in columns)]


def _relationships(graph: AccessGraph) -> Iterator[list[str]]:
    columns = column_types(data for _, _, data in graph.edges(data=True))
    yield [
        ":START_ID",
        ":END_ID",
        ":TYPE",
        *(f"{name}:{_TYPES.get(kind, kind)}" for name, kind in columns.items()),
        "records:string[]",
    ]
    for source in sorted(graph):
        for target, edges in sorted(graph.outgoing(source).items()):
            for key, known in sorted(edges.items()):
                records = graph.edge_records(source, target, key, permissions=())
                values = [_value(known.get(name)) for name in columns]
                yield [_plain(source), _plain(target), known["kind"].upper(), *values, _value(records)]


def _titles(columns: Mapping[str, str]) -> Iterator[str]:
    return (f"{name}:{_TYPES.get(kind, kind)}" for name, kind in columns.items())


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, LISTS):
        return _BETWEEN.join(sorted(_plain(str(member)) for member in value))
    return _plain(str(value))


def _plain(text: str) -> str:
    """Text without what would end a value: NUL, and the sign between the members of a list."""
    return text.replace("\x00", "\ufffd").replace(_BETWEEN, "\ufffd")


def _label(kind: str) -> str:
    """``app_role`` is ``AppRole``."""
    return kind.title().replace("_", "")


def _constraints() -> str:
    unique = (
        f"CREATE CONSTRAINT {kind}_id IF NOT EXISTS FOR (n:{_label(kind)}) REQUIRE n.id IS UNIQUE;" for kind in NodeKind
    )
    named = (f"CREATE INDEX {kind}_name IF NOT EXISTS FOR (n:{_label(kind)}) ON (n.name);" for kind in NodeKind)
    return "\n".join((*unique, *named)) + "\n"


NEO4J = Exporter(id="neo4j", title="Access graph for Neo4j: CSV files and constraints", file="neo4j.zip", write=_write)
