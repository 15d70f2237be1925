"""The nodes of the graph as columns, kind by kind."""

from collections.abc import Iterator, Sequence
from typing import Any

from graph_audit.access.gates import account_states
from graph_audit.core.clock import parse_time
from graph_audit.core.kinds import NodeKind
from graph_audit.core.safe_text import visible
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import tenant_of
from graph_audit.report.columns import Column, column, identifiers, numbers
from graph_audit.report.numbering import Numbering

__all__ = ["cloud_ids", "node_tables", "seconds"]

_REFERENCES = frozenset({"lead", "scheme", "project", "org", "directory"})
_MOMENTS = frozenset({"last_active", "added", "updated"})
_NOT_SHOWN = frozenset({"kind", "records"})
_LONG_TEXT = 600


def cloud_ids(numbering: Numbering) -> list[str]:
    """Every cloudId that stands in a node's id, sorted."""
    return sorted({cloud_id for node in numbering.nodes if (cloud_id := tenant_of(node))})


def node_tables(graph: AccessGraph, numbering: Numbering, tenants: list[str]) -> dict[str, dict[str, Column]]:
    """The columns of each kind of node; rows in the order of the numbers."""
    return {kind: dict(_columns(graph, numbering, tenants, kind)) for kind, _, _ in numbering.kinds}


def seconds(text: object) -> int | None:
    """A moment of the vendor's as seconds since 1970 in UTC; None when it is none."""
    moment = parse_time(text) if isinstance(text, str) else None
    return None if moment is None else int(moment.timestamp())


def _columns(graph: AccessGraph, numbering: Numbering, tenants: list[str], kind: str) -> Iterator[tuple[str, Column]]:
    nodes = numbering.of_kind(kind)
    scoped = kind != NodeKind.TENANT and any(map(tenant_of, nodes))
    if scoped:
        yield "cloud_id", numbers([tenants.index(tenant_of(node)) for node in nodes])
    yield "id", identifiers([_inner_id(node, scoped=scoped) for node in nodes])
    if kind == NodeKind.USER:
        yield "state", column(list(account_states(graph, nodes)))
    for key, values in sorted(_attributes(graph, nodes).items()):
        if key in _REFERENCES:
            yield key, numbers([numbering.number.get(value) if isinstance(value, str) else None for value in values])
        elif key in _MOMENTS:
            yield key, numbers([seconds(value) for value in values])
        else:
            yield key, column(_all_shown(values))


def _attributes(graph: AccessGraph, nodes: Sequence[str]) -> dict[str, list[Any]]:
    """The attributes of nodes, each as a list with None where a node lacks it."""
    found: dict[str, list[Any]] = {}
    for row, node in enumerate(nodes):
        for key, value in graph.attributes(node).items():
            if key not in found:
                found[key] = [None] * len(nodes)
            found[key][row] = value
    return {key: values for key, values in found.items() if key not in _NOT_SHOWN}


def _inner_id(node: str, *, scoped: bool) -> str:
    rest = node.partition(":")[2]
    return rest.partition(":")[2] if scoped else rest


def _all_shown(values: Sequence[Any]) -> list[Any]:
    """The values as they are shown; each distinct one is looked at once."""
    try:
        shown = {value: _shown(value) for value in set(values)}
    except TypeError:  # a list, which has no hash
        return [_shown(value) for value in values]
    return [shown[value] for value in values]


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value, _LONG_TEXT)
    if isinstance(value, tuple | frozenset | set | list):
        return tuple(sorted(visible(str(part)) for part in value))
    return value
