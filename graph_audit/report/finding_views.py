"""The links that a finding's drawing shows: its evidence, or what its subject is connected to."""

from collections.abc import Iterator

from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.findings.finding import Finding
from graph_audit.graph.access_graph import CARRIES_ACCESS, AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.report.view import Link, View, build_view

__all__ = ["HOT_PATHS", "finding_view", "reach", "surroundings"]

HOT_PATHS = 6
"""Evidence of more paths than this is drawn plainly: red everywhere would point at nothing."""


def finding_view(graph: AccessGraph, finding: Finding) -> View:
    """The view of a finding; its evidence, if it is a few paths, is the path in question."""
    paths = finding.evidence.paths
    is_hot = len(paths) <= HOT_PATHS
    evidence = [
        Link(step.source, step.kind, step.target, is_hot)
        for path in paths
        for step in path
        if step.source in graph and step.target in graph
    ]
    return build_view(graph, evidence or surroundings(graph, finding.subject.id), finding.subject.id)


def surroundings(graph: AccessGraph, node: str) -> Iterator[Link]:
    """What stands directly behind and before a node on the way of access, and where its roles and schemes lead.

    For a project also who stands in its roles and in its scheme.
    """
    if kind_of(node) == NodeKind.PROJECT:
        for before in graph.sources(node, EdgeKind.GRANTS, EdgeKind.PART_OF, EdgeKind.GOVERNS):
            yield from _into(graph, before)
    yield from _into(graph, node)
    yield from _leading(graph, node)


def _leading(graph: AccessGraph, node: str) -> Iterator[Link]:
    """Where a node leads, and where its roles and schemes do."""
    shown = {*CARRIES_ACCESS, EdgeKind.ADMINISTERS, EdgeKind.PART_OF}
    for target, edges in sorted(graph.succ[node].items()):
        for kind in sorted({data["kind"] for data in edges.values()} & shown):
            yield Link(node, kind, target)
            if kind in {EdgeKind.ACTOR_IN, EdgeKind.HOLDS, EdgeKind.ADMINISTERS}:
                yield from _out_of(graph, target)


def reach(graph: AccessGraph, user: str) -> Iterator[Link]:
    """What a user's own entries and groups lead to; not who else is there."""
    for node in (user, *graph.targets(user, EdgeKind.MEMBER_OF)):
        yield from _leading(graph, node)


def _into(graph: AccessGraph, node: str) -> Iterator[Link]:
    shown = CARRIES_ACCESS if kind_of(node) != NodeKind.PROJECT else {*CARRIES_ACCESS, EdgeKind.PART_OF}
    for source, edges in sorted(graph.pred[node].items()):
        for kind in sorted({data["kind"] for data in edges.values()} & shown):
            yield Link(source, kind, node)


def _out_of(graph: AccessGraph, node: str) -> Iterator[Link]:
    shown = {EdgeKind.GRANTS, EdgeKind.GOVERNS, EdgeKind.PART_OF, EdgeKind.ADMINISTERS}
    for target, edges in sorted(graph.succ[node].items()):
        kinds = sorted({data["kind"] for data in edges.values()} & shown)
        if kinds:
            yield Link(node, kinds[0], target)  # one of several edges to the same target is enough to see
