"""The edges of the graph, kind by kind: sources, counts, targets, and shared attributes."""

import json
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import sub
from typing import Any

from graph_audit.core.safe_text import visible
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.report.columns import Numbers, deltas
from graph_audit.report.node_tables import seconds
from graph_audit.report.numbering import Numbering

__all__ = ["EdgeTables"]

_NOT_SHOWN = frozenset({"kind", "records", "provenance", "last_active"})
Pair = Mapping[str, Mapping[str, Any]]
"""The edges between two nodes, attributes by key."""


class EdgeTables:
    """The edges of a graph as columns.

    Equal edges of the graph are the same object: what is to be said of them is worked out once.
    """

    def __init__(self, graph: AccessGraph, numbering: Numbering) -> None:
        self._graph = graph
        self._numbering = numbering
        outgoing = map(graph.outgoing, numbering.nodes)
        self._pairs: dict[int, Pair] = {id(pair): pair for ends in outgoing for pair in ends.values()}
        carried = (
            data["permissions"] for pair in self._pairs.values() for data in pair.values() if "permissions" in data
        )
        self.permissions: list[str] = sorted(frozenset[str]().union(*carried))
        """Every permission that an edge carries, sorted."""

    def as_json(self) -> dict[str, Any]:
        """All edges, in the order of sources, targets and keys."""
        attributes = _Attributes(self._numbering, self.permissions)
        kinds: dict[str, _Edges] = {}
        told: dict[int, list[tuple[_Edges, int]]] = {}
        for identity, pair in self._pairs.items():
            told[identity] = [
                (edges, edges.alike(attributes.index(key, data), seconds(data.get("last_active"))))
                for key, data in sorted(pair.items())
                for edges in [kinds.setdefault(data["kind"], _Edges())]
            ]
        for edges in kinds.values():
            edges.begin(len(self._numbering.nodes))
        adding = {identity: _adding(pair) for identity, pair in told.items()}
        number, size = self._numbering.number, len(self._numbering.nodes)
        for source, node in enumerate(self._numbering.nodes):
            first, last = source * size, None
            for target, pair in self._graph.outgoing(node).items():
                if pair is not last:  # equal ones mostly stand together
                    add, many, alike = adding[id(pair)]
                    last = pair
                add((first + number[target]) * many + alike)
        del adding, told  # what is not needed any more makes room for the columns
        return {
            "kinds": {kind: kinds.pop(kind).table() for kind in list(kinds)},
            "attributes": attributes.objects,
            "permission_sets": attributes.permission_sets,
        }


_Adding = tuple[Callable[[int], None], int, int]


def _adding(pair: Sequence[tuple["_Edges", int]]) -> _Adding:
    """How to add the edges between two nodes, see :meth:`_Edges.adding`."""
    each = [edges.adding(alike) for edges, alike in pair]
    if len(each) == 1:
        return each[0]

    def add(ends: int) -> None:
        for one, many, alike in each:
            one(ends * many + alike)

    return add, 1, 0


class _Edges:
    """The edges of one kind while they are collected.

    An edge is one number, so that millions of them are sorted soon: its source, its target, and the group of equal
    edges that it belongs to, as digits.
    """

    def __init__(self) -> None:
        self._groups: list[tuple[int, int | None]] = []
        self._edges: list[int] = []
        self._size = 0

    def alike(self, attributes: int, last_active: int | None) -> int:
        """A further group of equal edges."""
        self._groups.append((attributes, last_active))
        return len(self._groups) - 1

    def begin(self, size: int) -> None:
        """All groups are known; ``size`` is the number of nodes."""
        self._size = size

    def adding(self, alike: int) -> _Adding:
        """How to add an edge of a group: a function, and its two last digits' base and value."""
        return self._edges.append, len(self._groups), alike

    def table(self) -> dict[str, Any]:
        """The encoded edges."""
        self._edges.sort()
        many, size = len(self._groups), self._size
        groups = [self._groups[edge % many] for edge in self._edges] if many > 1 else self._groups
        ends = [edge // many for edge in self._edges] if many > 1 else self._edges
        counts = Counter([end // size for end in ends])
        attributes = [group for group, _ in groups]
        moments = [moment for _, moment in groups] * (1 if many > 1 else len(ends))
        return {
            "from": Numbers(deltas(counts)),
            "count": Numbers(array("q", counts.values())),
            "to": Numbers(_differences(ends, counts, size)),
            "as": attributes[0] if len(set(attributes)) == 1 else Numbers(array("q", attributes)),
            **({"last_active": Numbers(deltas(moments))} if any(moments) else {}),
        }


def _differences(ends: Sequence[int], counts: Mapping[int, int], size: int) -> "array[int]":
    """Each target less the one before it of the same source.

    Args:
        ends: source and target of each edge as digits of one number, sorted.
        counts: how many edges each source has, in the same order.
        size: the base of these digits.
    """
    found = array("q", map(sub, ends, chain((0,), ends)))
    first = 0
    for source, count in counts.items():
        found[first] = ends[first] - source * size
        first += count
    return found


class _Attributes:
    """Distinct attributes of edges, numbered as they are met."""

    def __init__(self, numbering: Numbering, permissions: list[str]) -> None:
        self.objects: list[dict[str, Any]] = []
        self.permission_sets: list[list[int]] = []
        self._numbering = numbering
        self._permission = {permission: number for number, permission in enumerate(permissions)}
        self._set_of: dict[frozenset[str], int] = {}
        self._index_of_text: dict[str, int] = {}

    def index(self, key: str, data: Mapping[str, Any]) -> int:
        """Number of an edge's attributes."""
        shown = self._shown(key, data)
        known = self._index_of_text.setdefault(json.dumps(shown, sort_keys=True), len(self.objects))
        if known == len(self.objects):
            self.objects.append(shown)
        return known

    def _shown(self, key: str, data: Mapping[str, Any]) -> dict[str, Any]:
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
