"""The model that everything is asked on: a networkx.MultiDiGraph with typed nodes and edges.

Edges point the way access flows (principal → … → resource). Only what is configured stands in the graph:
groups are never flattened, nothing concluded is stored.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from sys import intern
from typing import Any, NamedTuple

import networkx as nx

from graph_audit.core.errors import GraphAuditError
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.core.wording import folded
from graph_audit.graph.ids import kind_of, local_id
from graph_audit.graph.path import Step

__all__ = ["CARRIES_ACCESS", "AccessGraph", "Ends", "Provenance"]

_OTHER_NAMES = 20
"""Further names of one node that are kept; more than a few are no renaming but somebody's game."""

Keyed = dict[str, dict[str, Any]]
"""The edges between two nodes, attributes by key."""
Ends = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Edges of a node: other end, key, attributes."""

End = tuple[str, dict[str, Keyed], dict[str, Keyed]]
"""A node as an end of edges: its id, what goes out to whom, what comes in from whom."""

CARRIES_ACCESS = frozenset(
    {
        EdgeKind.MEMBER_OF,
        EdgeKind.ACTOR_IN,
        EdgeKind.GRANTS,
        EdgeKind.HOLDS,
        EdgeKind.GOVERNS,
        EdgeKind.LEADS,
        EdgeKind.GIVES_ACCESS,
    }
)
"""Kinds of edges along which access flows."""


class Provenance(NamedTuple):
    """Which rows prove an edge, without storing a reference for each edge.

    Attributes:
        place: ``table/scope``.
        order: which ends' local ids follow it: ``source/target``, ``target/source``, ``source`` or ``target``.
    """

    place: str
    order: str

    def reference(self, source: str, target: str) -> str:
        """The record reference for the edge from ``source`` to ``target``."""
        ends = {"source": local_id(source), "target": local_id(target)}
        return f"{self.place}#" + "/".join(ends[part] for part in self.order.split("/"))


class AccessGraph(nx.MultiDiGraph):  # type: ignore[type-arg]  # generic in the stubs only, not at run time
    """A typed ``networkx.MultiDiGraph``; every networkx function works on it.

    Node attributes: ``kind``, ``name``, ``records`` (tuple of record references), ``scopes`` (the scopes that
    outcomes of checks about this node belong to) and those of docs/permission-model.md. Edge attributes: ``kind`` and,
    where they apply, ``permissions`` (frozenset), ``scheme``, ``method`` and others; edges with equal attributes share
    them and must not be changed but through the methods of the graph.
    """

    def __init__(self, incoming_graph_data: Any = None, **attributes: Any) -> None:
        super().__init__(incoming_graph_data, **attributes)
        self._shared: dict[tuple[Any, ...], tuple[Keyed, Keyed | None]] = {}
        self._newest: dict[str, tuple[Keyed | None, Mapping[str, Any], Keyed]] = {}
        self._by_kind: dict[str, list[str]] = {}
        self._ends: dict[str, End] = {}
        self._namesakes: dict[str, frozenset[str]] = {}
        self.aliases: dict[str, dict[str, str]] = {}
        """Pseudonyms by node and attribute, where names are not to be told."""

    # building

    def add_entity(self, node: str, *, name: str | None = None, records: Iterable[str] = (), **attributes: Any) -> str:
        """Add a node or complete one: attributes that are already known stay, a second name is kept in ``also_named``.

        Args:
            node: an id from :mod:`graph_audit.graph.ids`.
            name: what people call it.
            records: record references that tell of it.
            attributes: further attributes; None means not known and is left out.

        Returns:
            The id.
        """
        known: dict[str, Any] | None = self._node.get(node)  # type: ignore[attr-defined]
        if known is None:
            known = self._begun(node)
        elif name is not None:
            self._namesakes.clear()
        if name is not None and known.setdefault("name", name) != name:
            others = known.get("also_named", ())
            if len(others) < _OTHER_NAMES:
                known["also_named"] = tuple(sorted({*others, name}))
        for key, value in attributes.items():
            if value is not None:
                known.setdefault(key, value)
        if records:
            known["records"] = tuple(sorted({*known.get("records", ()), *records}))
        return node

    def _begun(self, node: str) -> dict[str, Any]:
        """Add a node as networkx does; there are hundreds of thousands, and each is written once."""
        known: dict[str, Any] = {"kind": intern(kind_of(node))}
        end: End = node, {}, {}
        self._node[node], self._ends[node] = known, end  # type: ignore[attr-defined]
        _, self._adj[node], self._pred[node] = end  # type: ignore[attr-defined]
        self._by_kind.clear()
        self._namesakes.clear()
        return known

    def add_scope(self, node: str, scope: str) -> None:
        """Say that outcomes of checks about this node belong to ``scope``."""
        known = self.nodes[node]
        known["scopes"] = tuple(sorted({*known.get("scopes", ()), scope}))

    def link(
        self,
        source: str,
        kind: EdgeKind,
        target: str,
        *,
        qualifier: str = "",
        records: Iterable[str] = (),
        **attributes: Any,
    ) -> None:
        """Add an edge, or add what is new about it: one edge per (source, kind, target) and, where it matters, scheme.

        Args:
            source: node id on the principal's side; it must exist.
            kind: edge kind.
            target: node id on the resource's side; it must exist.
            qualifier: the scheme id where the same pair may be tied by several schemes.
            records: explicit record references.
            attributes: ``permissions`` (frozenset), ``grant_records`` (tuple of pairs: permission, record reference),
                ``provenance`` (:class:`Provenance` tuple) and scalars.

        Raises:
            GraphAuditError: one of the ends is not a node.
        """
        # one object for each id: there are ten times as many edges, and the same object is found faster
        try:
            source, successors, _ = self._ends.get(source) or self._end(source)
            target, _, predecessors = self._ends.get(target) or self._end(target)
        except KeyError:
            message = f"The edge {source} -{kind}-> {target} has an end that is no node of the graph."
            raise GraphAuditError(message) from None
        value = kind._value_
        key = f"{value}:{qualifier}" if qualifier else value
        pair = successors.get(target)
        if pair is not None and key in pair:
            edge = _merged(pair[key], {"kind": value, "records": tuple(sorted(records)), **attributes})
            pair = {**pair, key: _kept(edge)}
        else:
            pair = self._extended(pair, key, tuple(sorted(records)) if records else (), attributes)
        successors[target] = predecessors[source] = pair

    def _end(self, node: str) -> End:
        """A node that was added by a method of networkx."""
        end = self._ends[node] = node, self._adj[node], self._pred[node]  # type: ignore[attr-defined]
        return end

    def _extended(self, pair: Keyed | None, key: str, records: tuple[str, ...], attributes: Mapping[str, Any]) -> Keyed:
        """The edges between two nodes with one more.

        networkx keeps two dictionaries for each edge, its key and its attributes: most of the memory of a large graph
        and of the time to build it. Here equal edges share them, and mostly the next edge of a key equals the last.
        """
        newest = self._newest.get(key)
        if newest is not None and newest[0] is pair and newest[1] == attributes and not records:
            return newest[2]
        identity = (id(pair), key, records, *attributes.items())
        shared = self._shared.get(identity)
        if shared is None:
            edge = _kept({"kind": key.partition(":")[0], "records": records, **attributes})
            shared = self._shared[identity] = {**(pair or {}), key: edge}, pair  # kept: nothing else gets its id()
        if not records:
            self._newest[key] = pair, attributes, shared[0]
        return shared[0]

    def _unshare(self, source: str, target: str) -> None:
        """Give a pair of nodes dictionaries of its own, before networkx changes them."""
        pair = self._adj.get(source, {}).get(target)  # type: ignore[attr-defined]
        if pair is not None:
            self._adj[source][target] = self._pred[target][source] = {  # type: ignore[attr-defined]
                key: dict(data) for key, data in pair.items()
            }

    def add_edge(  # type: ignore[override]  # the stubs leave out the key
        self, u_for_edge: Any, v_for_edge: Any, key: Any = None, **attr: Any
    ) -> Any:
        """As in networkx; :meth:`link` is what builds the graph."""
        self._unshare(u_for_edge, v_for_edge)
        return super().add_edge(u_for_edge, v_for_edge, key, **attr)

    def remove_edge(self, u: Any, v: Any, key: Any = None) -> None:
        """As in networkx."""
        self._unshare(u, v)
        super().remove_edge(u, v, key)

    def remove_node(self, n: Any) -> None:
        """As in networkx."""
        super().remove_node(n)
        self._forget()

    def remove_nodes_from(self, nodes: Iterable[Any]) -> None:
        """As in networkx."""
        super().remove_nodes_from(nodes)
        self._forget()

    def clear(self) -> None:
        """As in networkx."""
        super().clear()
        self._forget()

    def _forget(self) -> None:
        self._ends.clear()
        self._by_kind.clear()
        self._namesakes.clear()

    def rename(self, ids: Mapping[str, str]) -> None:
        """Give nodes other ids: the new one by the old one."""
        nx.relabel_nodes(self, dict(ids), copy=False)
        self._forget()

    # asking

    def of_kind(self, kind: NodeKind) -> list[str]:
        """Ids of all nodes of a kind, sorted."""
        if not self._by_kind:
            for node, data in self.nodes(data=True):
                self._by_kind.setdefault(data["kind"], []).append(node)
            for nodes in self._by_kind.values():
                nodes.sort()
        return self._by_kind.get(kind, [])

    def name_of(self, node: str) -> str:
        """What people call the node; the local id when no name is known. For words: to compare, take the attribute."""
        name = self.told(node, "name") if self.aliases else self._node[node].get("name")  # type: ignore[attr-defined]
        return str(name or local_id(node) or node)

    def namesakes(self, kind: NodeKind) -> frozenset[str]:
        """Ids of the nodes of a kind that are called as another one of it is: their names alone do not tell them."""
        known = self._namesakes.get(kind)
        if known is None:
            by_name: dict[str, list[str]] = {}
            for node in self.of_kind(kind):
                by_name.setdefault(folded(self.name_of(node)), []).append(node)
            alike = (nodes for nodes in by_name.values() if len(nodes) > 1)
            known = self._namesakes[kind] = frozenset(node for nodes in alike for node in nodes)
        return known

    def told(self, node: str, name: str) -> Any:
        """An attribute for people to read: its pseudonym where names are not to be told."""
        if self.aliases:
            alias = self.aliases.get(node, {}).get(name)
            if alias is not None:
                return alias
        return self.attribute(node, name)

    def attribute(self, node: str, name: str) -> Any:
        """An attribute of a node; None when it is not known."""
        return self._node[node].get(name)  # type: ignore[attr-defined]

    def attributes(self, node: str) -> Mapping[str, Any]:
        """All attributes of a node: the graph's own dictionary, only to be looked at; as ``graph.nodes[node]``."""
        attributes: Mapping[str, Any] = self._node[node]  # type: ignore[attr-defined]
        return attributes

    def sources(self, node: str, *kinds: EdgeKind) -> Iterator[str]:
        """Nodes from which an edge of one of ``kinds`` comes in; each once, sorted."""
        return iter(sorted(self.each_source(node, *kinds)))

    def each_source(self, node: str, *kinds: EdgeKind) -> Iterator[str]:
        """As :meth:`sources`, in no particular order: for sets, where sorting would take most of the time."""
        return _of_kinds(self.incoming(node), kinds)

    def targets(self, node: str, *kinds: EdgeKind) -> Iterator[str]:
        """Nodes to which an edge of one of ``kinds`` goes out; each once, sorted."""
        return iter(sorted(self.each_target(node, *kinds)))

    def each_target(self, node: str, *kinds: EdgeKind) -> Iterator[str]:
        """As :meth:`targets`, in no particular order."""
        return _of_kinds(self.outgoing(node), kinds)

    def leads_by(self, node: str, *kinds: EdgeKind) -> bool:
        """Whether an edge of one of ``kinds`` goes out."""
        return any(True for _ in self.each_target(node, *kinds))

    def incoming(self, node: str) -> Ends:
        """The edges that come in, by source and key: the graph's own dictionaries, only to be looked at.

        As ``graph.pred[node]``, without the views of networkx, which take most of the time of a large question.
        """
        ends: Ends = self._pred[node]  # type: ignore[attr-defined]
        return ends

    def outgoing(self, node: str) -> Ends:
        """The edges that go out, by target and key; as ``graph.succ[node]``, see :meth:`incoming`."""
        ends: Ends = self._adj[node]  # type: ignore[attr-defined]
        return ends

    def steps(self, source: str, target: str, *kinds: EdgeKind) -> Iterator[Step]:
        """The edges between two nodes as steps of a path, by key; all kinds when none is named."""
        for key, data in sorted(self.outgoing(source).get(target, {}).items()):
            if not kinds or data["kind"] in kinds:
                yield self.step(source, target, key)

    def step(self, source: str, target: str, key: str, permission: str | None = None) -> Step:
        """One edge as a step of a path; as evidence for one permission it has that one and the records that grant it.

        Args:
            source: where the edge begins.
            target: where it ends.
            key: its key.
            permission: the permission in question; an edge that does not carry it stays whole.
        """
        data = self.outgoing(source)[target][key]
        carried = data.get("permissions", ())
        permissions = {permission} if permission is not None and permission in carried else None
        return Step(
            source=source,
            kind=data["kind"],
            target=target,
            key=key,
            permissions=tuple(sorted(carried if permissions is None else permissions)),
            records=self.edge_records(source, target, key, permissions=permissions),
        )

    def edge_records(
        self, source: str, target: str, key: str, *, permissions: Container[str] | None = None
    ) -> tuple[str, ...]:
        """References of the records that prove an edge, sorted.

        Args:
            source: where the edge begins.
            target: where it ends.
            key: its key.
            permissions: of the grants that the edge stands for, only those of these permissions; all when None.
        """
        data = self.outgoing(source)[target][key]
        derived = {origin.reference(source, target) for origin in data.get("provenance", ())}
        granting = (
            record
            for permission, record in data.get("grant_records", ())
            if permissions is None or permission in permissions
        )
        return tuple(sorted(derived.union(data.get("records", ()), granting)))

    def access_view(self) -> "nx.MultiDiGraph[str]":
        """The subgraph of the edges that carry access: ``networkx.ancestors`` there is "who can reach P"."""

        def carries_access(source: str, target: str, key: str) -> bool:
            return self.succ[source][target][key]["kind"] in CARRIES_ACCESS

        view: nx.MultiDiGraph[str] = nx.subgraph_view(self, filter_edge=carries_access)  # type: ignore[arg-type]  # keys may be strings
        return view


def _of_kinds(ends: Ends, kinds: tuple[EdgeKind, ...]) -> Iterator[str]:
    """The nodes at the other end of an edge of one of these kinds.

    Equal edges are the same object, and mostly many of them stand together: they are looked at once.
    """
    known, fit = None, False
    for node, edges in ends.items():
        if edges is not known:
            known, fit = edges, False
            for data in edges.values():
                if data["kind"] in kinds:
                    fit = True
                    break
        if fit:
            yield node


def _kept(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None and value != ()}


def _merged(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**wanted, **known}
    for many in ("records", "grant_records", "provenance"):
        merged[many] = tuple(sorted({*known.get(many, ()), *wanted.get(many, ())}))
    if "permissions" in merged:
        merged["permissions"] = frozenset(known.get("permissions", ())) | frozenset(wanted.get("permissions", ()))
    return merged
