"""The edges of the graph, kind by kind: sources, counts, targets, and shared attributes."""

import json
from typing import Any

from graph_audit.core.safe_text import visible
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.report.columns import deltas
from graph_audit.report.node_tables import seconds
from graph_audit.report.numbering import Numbering

__all__ = ["edge_tables", "permission_keys"]

_NOT_SHOWN = frozenset({"kind", "records", "provenance", "last_active"})


def permission_keys(graph: AccessGraph) -> list[str]:
    """Every permission that an edge carries, sorted."""
    sets = {data["permissions"] for _, _, data in graph.edges(data=True) if "permissions" in data}
    return sorted(frozenset[str]().union(*sets))


def edge_tables(graph: AccessGraph, numbering: Numbering, permissions: list[str]) -> dict[str, Any]:
    """All edges, in the order of sources, targets and keys."""
    attributes = _Attributes(numbering, permissions)
    kinds: dict[str, _Edges] = {}
    number = numbering.number
    for source, node in enumerate(numbering.nodes):
        successors = graph.succ[node]
        for target, name in sorted((number[name], name) for name in successors):
            for key, data in sorted(successors[name].items()):
                edges = kinds.setdefault(data["kind"], _Edges())
                edges.add(source, target, attributes.index(key, data), seconds(data.get("last_active")))
    return {
        "kinds": {kind: edges.table() for kind, edges in kinds.items()},
        "attributes": attributes.objects,
        "permission_sets": attributes.permission_sets,
    }


class _Edges:
    """The edges of one kind while they are collected in order."""

    def __init__(self) -> None:
        self._sources: list[int | None] = []
        self._counts: list[int] = []
        self._targets: list[int] = []
        self._attributes: list[int] = []
        self._moments: list[int | None] = []
        self._last = (-1, 0)

    def add(self, source: int, target: int, attributes: int, last_active: int | None) -> None:
        """Add the next edge: same source and a later target, or a later source."""
        known, previous = self._last
        if source != known:
            self._sources.append(source)
            self._counts.append(0)
            previous = 0
        self._counts[-1] += 1
        self._targets.append(target - previous)
        self._last = (source, target)
        self._attributes.append(attributes)
        self._moments.append(last_active)

    def table(self) -> dict[str, Any]:
        """The encoded edges."""
        same = len(set(self._attributes)) == 1
        moments = {} if not any(self._moments) else {"last_active": deltas(self._moments)}
        return {
            "from": deltas(self._sources),
            "count": self._counts,
            "to": self._targets,
            "as": self._attributes[0] if same else self._attributes,
            **moments,
        }


class _Attributes:
    """Distinct attributes of edges, numbered as they are met."""

    def __init__(self, numbering: Numbering, permissions: list[str]) -> None:
        self.objects: list[dict[str, Any]] = []
        self.permission_sets: list[list[int]] = []
        self._numbering = numbering
        self._permission = {permission: number for number, permission in enumerate(permissions)}
        self._set_of: dict[frozenset[str], int] = {}
        self._index_of_text: dict[str, int] = {}
        self._index_of_object: dict[tuple[int, str], int] = {}  # the graph shares attribute objects: most are met again

    def index(self, key: str, data: dict[str, Any]) -> int:
        """Number of an edge's attributes."""
        known = self._index_of_object.get((id(data), key))
        if known is None:
            shown = self._shown(key, data)
            text = json.dumps(shown, sort_keys=True)
            known = self._index_of_text.setdefault(text, len(self.objects))
            if known == len(self.objects):
                self.objects.append(shown)
            self._index_of_object[id(data), key] = known
        return known

    def _shown(self, key: str, data: dict[str, Any]) -> dict[str, Any]:
        qualifier = key.partition(":")[2]
        shown: dict[str, Any] = {"qualifier": qualifier} if qualifier else {}
        for name, value in sorted(data.items()):
            if name == "permissions":
                shown[name] = self._permission_set(value)
            elif name == "scheme" and value in self._numbering.number:
                shown[name] = self._numbering.number[value]
            elif name not in _NOT_SHOWN and value is not None:
                shown[name] = visible(value) if isinstance(value, str) else value
        return shown

    def _permission_set(self, permissions: frozenset[str]) -> int:
        known = self._set_of.setdefault(permissions, len(self.permission_sets))
        if known == len(self.permission_sets):
            self.permission_sets.append(sorted(self._permission[permission] for permission in permissions))
        return known
