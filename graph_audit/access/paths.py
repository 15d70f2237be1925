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

    def to_holder(self, principal: str, holder: str) -> Iterator[AccessPath]:
        """Every path from ``principal`` to ``holder``, in a stable order.

        A principal that is the holder itself has one path, the empty one. Nobody's other memberships are looked at:
        the walk goes forward from the principal through those nodes only that lead to the holder.
        """
        if principal == holder:
            yield ()
        else:
            yield from self._forward(principal, holder, self._leading_to(holder))

    def holders_of(self, principal: str) -> set[str]:
        """The principal, and every node to which access flows from it: its groups, roles, products."""
        found, waiting = {principal}, [principal]
        while waiting:
            further = set(self._graph.targets(waiting.pop(), *_TOWARDS_HOLDER)) - found
            found |= further
            waiting += further
        return found

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
