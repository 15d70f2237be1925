"""A view: the part of the graph that one drawing shows, small enough to read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from graph_audit.core.kinds import NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.report.theme import RANKS

__all__ = ["COLUMN_LIMIT", "VIEW_LIMIT", "Box", "Link", "View", "build_view"]

COLUMN_LIMIT = 20
"""Boxes in a column."""
VIEW_LIMIT = 150
"""Boxes in a view."""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """An edge of a view.

    Attributes:
        source: node id, or id of a box.
        kind: edge kind.
        target: node id, or id of a box.
        hot: whether it belongs to the path in question.
        words: what the edge says, where it is not what its kind says.
    """

    source: str
    kind: str
    target: str
    hot: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: a node, several same-named roles with the same incoming edges, or "+n" for those without room.

    Attributes:
        id: id of the node (of the first one where the box stands for several), ``more:<column>`` for "+n".
        members: ids of all nodes that it stands for, sorted.
        column: the rank of its kind.
    """

    id: str
    members: tuple[str, ...]
    column: int

    @property
    def is_more(self) -> bool:
        """Whether it stands for the nodes without room."""
        return self.id.startswith("more:")


@dataclass(frozen=True, slots=True)
class View:
    """Boxes and the links between them, sorted."""

    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
    subject: str = ""
    columns: Mapping[int, tuple[Box, ...]] = field(default_factory=dict)


def build_view(graph: AccessGraph, links: Iterable[Link], subject: str, limit: int = COLUMN_LIMIT) -> View:
    """The view of ``links`` around ``subject``.

    Roles of the same name with the same incoming edges become one box; of each column ``limit`` boxes are kept: the
    subject, then those on a path in question, then neighbours of what is kept nearer to the subject; the rest is "+n".
    """
    merged, boxes = _merge_roles(graph, _unique(links))
    nodes = {subject, *(end for link in merged for end in (link.source, link.target))}
    columns: dict[int, list[Box]] = defaultdict(list)
    for node in sorted(nodes):
        columns[RANKS[kind_of(node)]].append(boxes.get(node) or Box(node, (node,), RANKS[kind_of(node)]))
    kept = _keep(graph, columns, merged, subject, min(limit, VIEW_LIMIT // len(columns)))
    shown = {member: box.id for box in kept for member in _represented(box, boxes)}
    links_shown = _unique(replace(link, source=shown[link.source], target=shown[link.target]) for link in merged)
    by_column: dict[int, list[Box]] = defaultdict(list)
    for box in kept:
        by_column[box.column].append(box)
    return View(
        boxes=kept,
        links=tuple(link for link in links_shown if link.source != link.target),
        subject=subject,
        columns={column: tuple(by_column[column]) for column in sorted(by_column)},
    )


def _unique(links: Iterable[Link]) -> list[Link]:
    unique: dict[tuple[str, str, str], Link] = {}
    for link in links:
        known = unique.setdefault((link.source, link.kind, link.target), link)
        if link.hot and not known.hot:
            unique[link.source, link.kind, link.target] = link
    return [unique[ends] for ends in sorted(unique)]


def _merge_roles(graph: AccessGraph, links: list[Link]) -> tuple[list[Link], dict[str, Box]]:
    incoming: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for link in links:
        if kind_of(link.target) == NodeKind.ROLE:
            incoming[link.target].add((link.source, link.kind))
    alike: dict[tuple[str, frozenset[tuple[str, str]]], list[str]] = defaultdict(list)
    for role in sorted(incoming):
        alike[graph.name_of(role), frozenset(incoming[role])].append(role)
    boxes = {roles[0]: Box(roles[0], tuple(roles), RANKS[NodeKind.ROLE]) for roles in alike.values()}
    first = {role: roles[0] for roles in alike.values() for role in roles}
    return _unique(
        replace(link, source=first.get(link.source, link.source), target=first.get(link.target, link.target))
        for link in links
    ), boxes


def _keep(
    graph: AccessGraph, columns: Mapping[int, list[Box]], links: list[Link], subject: str, limit: int
) -> tuple[Box, ...]:
    hot = {end for link in links if link.hot for end in (link.source, link.target)}
    neighbours: dict[str, set[str]] = defaultdict(set)
    for link in links:
        neighbours[link.source].add(link.target)
        neighbours[link.target].add(link.source)
    home = RANKS[kind_of(subject)]
    kept: list[Box] = []
    near: set[str] = set()

    def name_of(box: Box) -> str:
        return "" if box.is_more else graph.name_of(box.id)

    def importance(box: Box) -> tuple[bool, bool, bool, str, str]:
        return (box.id != subject, box.id not in hot, box.id not in near, name_of(box), box.id)

    for column in sorted(columns, key=lambda rank: (abs(rank - home), rank)):
        boxes = sorted(columns[column], key=importance)
        room = limit if len(boxes) <= limit else limit - 1
        near.update(*(neighbours[box.id] for box in boxes[:room]))
        kept += boxes[:room]
        if boxes[room:]:
            rest = tuple(sorted(member for box in boxes[room:] for member in box.members))
            kept.append(Box(f"more:{column}", rest, column))
    return tuple(sorted(kept, key=lambda box: (box.column, box.is_more, name_of(box), box.id)))


def _represented(box: Box, boxes: Mapping[str, Box]) -> tuple[str, ...]:
    """Ends of links that the box stands for: itself, or everything that has no room."""
    return box.members if box.is_more or box.id not in boxes else (box.id,)
