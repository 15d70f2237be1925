"""The nodes of the graph as columns, kind by kind."""

from collections.abc import Iterator, Sequence
from typing import Any

from graph_audit.core.clock import parse_time
from graph_audit.core.kinds import NodeKind
from graph_audit.core.safe_text import are_plain, visible
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import IN_TENANT, tenant_of
from graph_audit.report.columns import Column, column, identifiers, numbers
from graph_audit.report.numbering import Numbering

__all__ = ["node_tables", "seconds"]

_REFERENCES = frozenset({"lead", "scheme", "project", "org", "directory"})
_MOMENTS = frozenset({"last_active", "added", "updated"})
_NOT_SHOWN = frozenset({"kind", "records"})
_LONG_TEXT = 600
_TOGETHER = 256


def node_tables(graph: AccessGraph, numbering: Numbering, states: Sequence[str]) -> dict[str, dict[str, Column]]:
    """The columns of each kind of node; rows in the order of the numbers.

    Args:
        graph: the access graph.
        numbering: the numbers of its nodes.
        states: the state of each account, by number, see :func:`graph_audit.access.gates.account_states`.
    """
    tables = {kind: dict(_columns(graph, numbering, kind)) for kind, _, _ in numbering.kinds}
    if NodeKind.USER in tables:
        tables[NodeKind.USER]["state"] = column(states)
    return tables


def seconds(text: object) -> int | None:
    """A moment of the vendor's as seconds since 1970 in UTC; None when it is none."""
    moment = parse_time(text) if isinstance(text, str) else None
    return None if moment is None else int(moment.timestamp())


def _columns(graph: AccessGraph, numbering: Numbering, kind: str) -> Iterator[tuple[str, Column]]:
    nodes = numbering.of_kind(kind)
    scoped = kind in IN_TENANT
    if scoped:
        yield "cloud_id", numbers([numbering.tenants.index(tenant_of(node)) for node in nodes])
    yield "id", identifiers([_inner_id(node, scoped=scoped) for node in nodes])
    for key, values in sorted(_attributes(graph, nodes).items()):
        if key in _REFERENCES:
            yield key, numbers([numbering.number.get(value) if isinstance(value, str) else None for value in values])
        elif key in _MOMENTS:
            yield key, numbers([seconds(value) for value in values])
        else:
            yield key, column(_all_shown(values))


def _attributes(graph: AccessGraph, nodes: Sequence[str]) -> dict[str, list[Any]]:
    """The attributes of nodes, each as a list with None where a node lacks it."""
    known = [graph.attributes(node) for node in nodes]
    return {key: [each.get(key) for each in known] for key in set().union(*known) - _NOT_SHOWN}


def _inner_id(node: str, *, scoped: bool) -> str:
    rest = node.partition(":")[2]
    return rest.partition(":")[2] if scoped else rest


def _all_shown(values: Sequence[Any]) -> list[Any]:
    """The values as they are shown; of texts many are looked at together."""
    shown: list[Any] = []
    for first in range(0, len(values), _TOGETHER):
        part = values[first : first + _TOGETHER]
        texts = [value for value in part if value is not None]
        is_plain = set(map(type, texts)) <= {str} and are_plain(texts, _LONG_TEXT)
        shown += part if is_plain else map(_shown, part)
    return shown


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value, _LONG_TEXT)
    if isinstance(value, tuple | frozenset | set | list):
        return tuple(sorted(visible(str(part)) for part in value))
    return value
