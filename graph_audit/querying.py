"""openCypher over the access graph: an embedded database is filled with it, opened for reading only, and asked.

The engine is Ladybug, an optional extra: https://docs.ladybugdb.com/. On a graph of 5,000 people it answers a question
with an aggregation in a hundredth of the time that grand-cypher takes over networkx, and it knows openCypher as people
write it; benchmarks/bench_query.py measures both.
"""

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from graph_audit.core.errors import ExportError, UsageError
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.exporters.arrow_tables import arrow_tables
from graph_audit.exporters.attribute_columns import column_types
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["Answer", "Questions", "questions"]

_TYPES = {"boolean": "BOOLEAN", "long": "INT64", "double": "DOUBLE", "list": "STRING[]", "string": "STRING"}
_READING = ("MATCH", "OPTIONAL", "RETURN", "UNWIND", "WITH")
"""The words with which a question may begin."""
_DOES_MORE = frozenset(
    {"ALTER", "ATTACH", "CALL", "COPY", "CREATE", "DELETE", "DROP", "EXPORT", "IMPORT", "INSTALL", "LOAD", "MERGE"}
    | {"SET"}
)
"""Words of statements that write, or reach files: some would do so even in a database that is read only."""
_NOT_WORDS = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`|//[^\n]*|/\*.*?\*/|\.\s*\w+""", re.DOTALL)
"""Texts, quoted names, comments and names of properties."""
_GROUP = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)|(?<=[:|])(\s*)group\b""", re.DOTALL)
"""The label ``group``, which is a word of the language, where it is not quoted."""


class Answer(NamedTuple):
    """What a question gave.

    Attributes:
        columns: their titles.
        rows: values: text, numbers, truth values, None, lists of these; nodes and edges as dictionaries with their
            ``kind`` and attributes, paths as lists of both.
    """

    columns: list[str]
    rows: Iterator[list[Any]]


class Questions:
    """A database with the graph in it, open for reading."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def ask(self, question: str) -> Answer:
        """Ask one question.

        Raises:
            UsageError: the question is not understood, or would do more than read.
        """
        _check(question)
        quoted = _GROUP.sub(lambda found: found[1] or f"{found[2]}`group`", question)
        try:
            result = self._connection.execute(quoted)
        except RuntimeError as error:
            raise UsageError(f"The question is not understood: {_first_line(str(error))}") from None
        return Answer(result.get_column_names(), ([_plain(value) for value in row] for row in result))


@contextmanager
def questions(graph: AccessGraph, *, seconds: float = 0) -> Iterator[Questions]:
    """Fill a database with the graph, in a folder that is gone afterwards.

    Args:
        graph: the graph.
        seconds: how long one question may take; 0 sets no limit.

    Raises:
        ExportError: the engine is not installed.
    """
    try:
        import ladybug  # noqa: PLC0415  # optional
    except ImportError:
        raise ExportError("Questions need an engine: pip install 'graph-audit[query]'.") from None
    with tempfile.TemporaryDirectory(prefix="graph-audit-") as folder:
        file = str(Path(folder) / "graph.lbug")
        with ladybug.Database(file) as database, ladybug.Connection(database) as connection:
            _fill(connection, graph)
        with ladybug.Database(file, read_only=True) as database, ladybug.Connection(database) as connection:
            connection.set_query_timeout(round(seconds * 1000))
            yield Questions(connection)


def _fill(connection: Any, graph: AccessGraph) -> None:
    for kind in NodeKind:
        nodes = graph.of_kind(kind)
        types = {"id": "string", "name": "string", **column_types(graph.nodes[node] for node in nodes)}
        connection.execute(f"CREATE NODE TABLE `{kind}` ({_columns(types)}, PRIMARY KEY (id))")
        _copy(connection, kind, types, ({**graph.nodes[node], "id": node} for node in nodes))
    pairs: dict[str, dict[tuple[str, str], list[tuple[str, str, Mapping[str, Any]]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for source, target, data in graph.edges(data=True):
        ends = graph.nodes[source]["kind"], graph.nodes[target]["kind"]
        pairs[data["kind"]][ends].append((source, target, data))
    for edge_kind in EdgeKind:
        _fill_edges(connection, edge_kind, pairs.pop(edge_kind, {}))


def _fill_edges(
    connection: Any, kind: EdgeKind, pairs: Mapping[tuple[str, str], list[tuple[str, str, Mapping[str, Any]]]]
) -> None:
    types = column_types(data for edges in pairs.values() for _, _, data in edges)
    ends = sorted(pairs) or [(NodeKind.USER.value, NodeKind.USER.value)]  # a kind without edges is known, too
    between = ", ".join(f"FROM `{source}` TO `{target}`" for source, target in ends)
    columns = f", {_columns(types)}" if types else ""
    connection.execute(f"CREATE REL TABLE `{kind}` ({between}{columns})")
    for source_kind, target_kind in sorted(pairs):
        rows = ({**data, "_from": source, "_to": target} for source, target, data in pairs[source_kind, target_kind])
        options = f"(from='{source_kind}', to='{target_kind}')" if len(ends) > 1 else ""
        _copy(connection, kind, {"_from": "string", "_to": "string", **types}, rows, options)


def _columns(types: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in types.items())


def _copy(
    connection: Any, name: str, types: Mapping[str, str], rows: Iterable[Mapping[str, Any]], options: str = ""
) -> None:
    for part in arrow_tables(types, rows):
        connection.execute(f"COPY `{name}` FROM $part {options}", {"part": part})


def _check(question: str) -> None:
    words = _NOT_WORDS.sub(" ", question).upper()
    if ";" in words.rstrip().removesuffix(";"):
        raise UsageError("One question at a time: there is a semicolon in it.")
    found = re.findall(r"\w+", words)
    if not found or found[0] not in _READING:
        raise UsageError(f"A question begins with {', '.join(_READING)}: it only reads.")
    more = sorted(_DOES_MORE.intersection(found))
    if more:
        raise UsageError(f"A question only reads; {more[0]} does more. Put names of your own into `backticks`.")


def _first_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[0].rstrip(".") + "." if lines else "no reason was given."


def _plain(value: Any) -> Any:
    """Nodes and edges without what is not set; paths as a list."""
    if isinstance(value, Mapping):
        if "_NODES" in value:
            nodes, links = map(_plain, value["_NODES"]), map(_plain, value["_RELS"])
            return [part for pair in zip(nodes, [*links, None], strict=True) for part in pair if part is not None]
        known = {key: _plain(one) for key, one in value.items() if not key.startswith("_") and one is not None}
        return {"kind": value["_LABEL"], **known} if "_LABEL" in value else known
    return [_plain(one) for one in value] if isinstance(value, list) else value
