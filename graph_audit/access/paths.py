"""All paths from a principal to a holder; the graph is layered, so there are few and they are enumerated when asked."""

from collections.abc import Iterator

from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath

__all__ = ["PathFinder"]

_TOWARDS_HOLDER = (EdgeKind.MEMBER_OF, EdgeKind.ACTOR_IN, EdgeKind.GIVES_ACCESS)
_ONLY_MEMBERS_LEAD_TO = frozenset({NodeKind.GROUP, NodeKind.USER})
"""No access flows to these but by membership: groups are not nested, so their members need not be looked at."""


class PathFinder:
    """Finds the paths of memberships, role entries and product access that lead to a holder."""

    def __init__(self, graph: AccessGraph) -> None:
        self._graph = graph
        self._known: dict[str, frozenset[str]] = {}
        self._given: dict[str, frozenset[str]] = {}

    def to_holder(self, principal: str, holder: str) -> Iterator[AccessPath]:
        """Every path from ``principal`` to ``holder``, in a stable order.

        A principal that is the holder itself has one path, the empty one. Nobody's other memberships are looked at:
        the walk goes forward from the principal through those nodes only that lead to the holder.
        """
        if principal == holder:
            yield ()
        else:
            yield from self._forward(principal, holder, self._leading_to(holder))

    def holders_of(self, user: str) -> set[str]:
        """The user, its groups, and the product access that both give; not the roles in which these stand."""
        found = {user}
        for node in self._graph.each_target(user, EdgeKind.MEMBER_OF, EdgeKind.GIVES_ACCESS):
            found |= self._given_by(node)
        return found

    def _given_by(self, node: str) -> frozenset[str]:
        """The node, and the application roles and product access to which it leads."""
        known = self._given.get(node)
        if known is None:
            further = [self._given_by(target) for target in self._graph.each_target(node, EdgeKind.GIVES_ACCESS)]
            known = self._given[node] = frozenset({node}).union(*further)
        return known

    def _leading_to(self, holder: str) -> frozenset[str]:
        """The holder, and the groups and application roles from which access flows to it."""
        known = self._known.get(holder)
        if known is None:
            found, waiting = {holder}, [holder]
            while waiting:
                node = waiting.pop()
                if kind_of(node) not in _ONLY_MEMBERS_LEAD_TO:
                    sources = set(self._graph.sources(node, EdgeKind.ACTOR_IN, EdgeKind.GIVES_ACCESS)) - found
                    found |= sources
                    waiting += sources
            known = self._known[holder] = frozenset(found)
        return known

    def _forward(self, node: str, holder: str, between: frozenset[str]) -> Iterator[AccessPath]:
        for target in sorted(between.intersection(self._graph.outgoing(node))):
            for step in self._graph.steps(node, target, *_TOWARDS_HOLDER):
                if target == holder:
                    yield (step,)
                else:
                    yield from ((step, *rest) for rest in self._forward(target, holder, between))
