"""All paths from a principal to a holder; the graph is layered, so there are few and they are enumerated when asked."""

from collections.abc import Iterator

from graph_audit.core.kinds import EdgeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.path import AccessPath

__all__ = ["paths_to_holder"]

_TOWARDS_HOLDER = (EdgeKind.MEMBER_OF, EdgeKind.ACTOR_IN, EdgeKind.GIVES_ACCESS)


def paths_to_holder(graph: AccessGraph, principal: str, holder: str) -> Iterator[AccessPath]:
    """Every path of memberships, role entries and product access from ``principal`` to ``holder``, in a stable order.

    A principal that is the holder itself has one path, the empty one. Nobody's other memberships are looked at:
    the walk goes forward from the principal through those nodes only that lead to the holder.
    """
    if principal == holder:
        yield ()
        return
    yield from _forward(graph, principal, holder, _between(graph, holder))


def _between(graph: AccessGraph, holder: str) -> frozenset[str]:
    """Groups and application roles from which access flows to ``holder``, and the holder."""
    found, waiting = {holder}, [holder]
    while waiting:
        for source in graph.sources(waiting.pop(), EdgeKind.ACTOR_IN, EdgeKind.GIVES_ACCESS):
            if source not in found:
                found.add(source)
                waiting.append(source)
    return frozenset(found)


def _forward(graph: AccessGraph, node: str, holder: str, between: frozenset[str]) -> Iterator[AccessPath]:
    for target in sorted(between.intersection(graph.succ[node])):
        for step in graph.steps(node, target, *_TOWARDS_HOLDER):
            if target == holder:
                yield (step,)
            else:
                yield from ((step, *rest) for rest in _forward(graph, target, holder, between))
