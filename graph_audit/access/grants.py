"""The grants on a resource: which holders its scheme and roles give which permissions, factorised, never per user."""

from collections.abc import Iterator
from typing import NamedTuple

from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath

__all__ = ["Certainty", "GrantSource", "Grants"]

_ON_RESOURCE = frozenset({EdgeKind.GRANTS.value, EdgeKind.LEADS.value})


class Certainty:
    """How a holder kind answers the question who it is."""

    PUBLIC = frozenset({NodeKind.ANYONE})
    CONDITIONAL = frozenset({NodeKind.CONDITION})
    PORTAL = frozenset({NodeKind.PORTAL_CUSTOMERS})
    NOBODY_LISTED = PUBLIC | CONDITIONAL | PORTAL | {NodeKind.UNKNOWN}


class GrantSource(NamedTuple):
    """One holder that is granted permissions on a resource.

    Attributes:
        holder: node that holds the grant: role, group, user, application role, any licensed user, anyone, condition …
        permissions: what it is granted there.
        edges: source, target and key of each edge from the holder to the resource.
    """

    holder: str
    permissions: frozenset[str]
    edges: tuple[tuple[str, str, str], ...]

    @property
    def holder_kind(self) -> str:
        """Kind of the holder's node."""
        return kind_of(self.holder)

    @property
    def is_of_scheme(self) -> bool:
        """Whether it holds by the scheme, and so alike on every resource that the scheme governs."""
        return len(self.edges) > 1

    def tail(self, graph: AccessGraph, permission: str) -> AccessPath:
        """The edges from the holder to the resource as evidence for one permission."""
        return tuple(graph.step(*edge, permission) for edge in self.edges)


class Grants:
    """The grants on resources; the holders of a scheme are read once for all resources that it governs."""

    def __init__(self, graph: AccessGraph) -> None:
        self._graph = graph
        self._of_scheme: dict[str, tuple[tuple[str, str, frozenset[str]], ...]] = {}

    def on(self, resource: str) -> Iterator[GrantSource]:
        """Every grant on ``resource``, in a stable order: roles and lead first, then the holders of its scheme."""
        schemes = []
        for holder, edges in sorted(self._graph.incoming(resource).items()):
            for key, data in sorted(edges.items()):
                if data["kind"] in _ON_RESOURCE:
                    yield GrantSource(holder, data.get("permissions", frozenset()), ((holder, resource, key),))
                elif data["kind"] == EdgeKind.GOVERNS:
                    schemes.append((holder, key))
        for scheme, governs in schemes:
            for holder, key, permissions in self._holders(scheme):
                yield GrantSource(holder, permissions, ((holder, scheme, key), (scheme, resource, governs)))

    def _holders(self, scheme: str) -> tuple[tuple[str, str, frozenset[str]], ...]:
        known = self._of_scheme.get(scheme)
        if known is None:
            known = self._of_scheme[scheme] = tuple(
                (holder, key, data.get("permissions", frozenset()))
                for holder, edges in sorted(self._graph.incoming(scheme).items())
                for key, data in sorted(edges.items())
                if data["kind"] == EdgeKind.HOLDS
            )
        return known
