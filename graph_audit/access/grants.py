"""The grants on a resource: which holders its scheme and roles give which permissions, factorised, never per user."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath

__all__ = ["Certainty", "GrantSource", "grant_sources"]


class Certainty:
    """How a holder kind answers the question who it is."""

    PUBLIC = frozenset({NodeKind.ANYONE})
    CONDITIONAL = frozenset({NodeKind.CONDITION})
    PORTAL = frozenset({NodeKind.PORTAL_CUSTOMERS})
    NOBODY_LISTED = PUBLIC | CONDITIONAL | PORTAL | {NodeKind.UNKNOWN}


@dataclass(frozen=True, slots=True)
class GrantSource:
    """One holder that is granted permissions on a resource.

    Attributes:
        holder: node that holds the grant: role, group, user, application role, any licensed user, anyone, condition …
        permissions: what it is granted there.
        tail: the edges from the holder to the resource.
    """

    holder: str
    permissions: frozenset[str]
    tail: AccessPath

    @property
    def holder_kind(self) -> str:
        """Kind of the holder's node."""
        return kind_of(self.holder)


def grant_sources(graph: AccessGraph, resource: str) -> Iterator[GrantSource]:
    """Every grant on ``resource``, in a stable order: roles and lead first, then the holders of its scheme."""
    for holder in graph.sources(resource, EdgeKind.GRANTS, EdgeKind.LEADS):
        for step in graph.steps(holder, resource, EdgeKind.GRANTS, EdgeKind.LEADS):
            yield GrantSource(holder, frozenset(step.permissions), (step,))
    for scheme in graph.sources(resource, EdgeKind.GOVERNS):
        for last in graph.steps(scheme, resource, EdgeKind.GOVERNS):
            for holder in graph.sources(scheme, EdgeKind.HOLDS):
                for step in graph.steps(holder, scheme, EdgeKind.HOLDS):
                    yield GrantSource(holder, frozenset(step.permissions), (step, last))
