"""Views as drawings: pyvis builds nodes, edges and options; the page gives them to vis-network as they are."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from graph_audit.access.gates import account_state
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.core.safe_text import visible
from graph_audit.core.wording import counted, folded
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.graph.naming import home_of
from graph_audit.report.layout import ROW, Layout, Place, box_width, lay_out
from graph_audit.report.numbering import Numbering
from graph_audit.report.theme import ATTAINABLE_EDGE, HOT_EDGE, LOOKS, MORE, OPTIONS, PASSAGE, RISK
from graph_audit.report.view import Box, View
from graph_audit.report.wording import EDGES, KINDS

__all__ = ["draw", "label_of"]

_LABEL_LIMIT = 30
_HOME_LIMIT = 18
_NO_NOTES: Mapping[str, str] = {}


def draw(
    graph: AccessGraph,
    numbering: Numbering,
    view: View,
    risky: frozenset[str] = frozenset(),
    notes: Mapping[str, str] = _NO_NOTES,
) -> dict[str, Any]:
    """One view as vis-network data.

    Args:
        graph: the access graph.
        numbering: numbers of nodes; they are the ids in the drawing, so that a click finds the node.
        view: boxes and links.
        risky: nodes that are drawn as the cause.
        notes: what stands beside the name, by node.

    Returns:
        ``nodes``, ``edges``, ``height`` (pixels), ``subject`` (its number) for the page's data.
    """
    from pyvis.network import Network  # noqa: PLC0415  # it imports IPython, which only a drawing should pay for

    network = Network(directed=True)
    network.options = OPTIONS
    labels = _labels(graph, view, notes)
    layout = lay_out(
        [[box.id for box in column] for column in view.columns.values()],
        [(link.source, link.target) for link in view.links],
        {box: box_width(label) for box, label in labels.items()},
    )
    for box in view.boxes:
        number = numbering.number.get(box.id, box.id)
        network.add_node(number, labels[box.id], **_box(graph, box, layout.places[box.id], risky))
    for passage in sorted(layout.places.keys() - labels.keys()):
        where = layout.places[passage]
        network.add_node(passage, " ", **PASSAGE, x=where.x, y=where.y)
    for (source, target), look in _segments(view, layout).items():
        ends = numbering.number.get(source, source), numbering.number.get(target, target)
        network.add_edge(*ends, **look)
    nodes, edges, *_ = network.get_network_data()
    rows = [where.y for where in layout.places.values()]
    subject = numbering.number.get(view.subject)
    return {"nodes": nodes, "edges": edges, "height": max(rows) - min(rows) + ROW, "subject": subject}


def _labels(graph: AccessGraph, view: View, notes: Mapping[str, str]) -> dict[str, str]:
    """What stands in each box; those of the same name say where they belong. Roles do not: they lead to a project."""
    names = {box.id: label_of(graph, box) for box in view.boxes}
    alike = defaultdict[str, list[str]](list)
    for box, name in names.items():
        if not box.startswith("more:") and kind_of(box) != NodeKind.ROLE:
            alike[folded(name)].append(box)
    homes = dict[str, str]()
    for boxes in alike.values():
        found = {box: home_of(graph, box) for box in boxes} if len(boxes) > 1 else {}
        if len(set(found.values())) > 1:
            homes |= {box: visible(home, _HOME_LIMIT) for box, home in found.items()}
    return {box: " · ".join(filter(None, (name, homes.get(box), notes.get(box)))) for box, name in names.items()}


def _box(graph: AccessGraph, box: Box, where: Place, risky: frozenset[str]) -> dict[str, Any]:
    is_person = not box.is_more and kind_of(box.id) == NodeKind.USER
    is_dashed = is_person and account_state(graph, box.id) != "active"
    return {
        "shape": "box",
        "group": _look(box, risky),
        "title": _title(graph, box),
        "x": where.x,
        "y": where.y,
        **({"shapeProperties": {"borderDashes": [4, 3]}} if is_dashed else {}),
    }


def _segments(view: View, layout: Layout) -> dict[tuple[str, str], dict[str, Any]]:
    """The links, and the parts of those that pass columns; links that leave the same box may share parts."""
    segments: dict[tuple[str, str], dict[str, Any]] = {}
    for link in sorted(view.links, key=lambda link: link.hot):  # the path in question is drawn over what it shares
        for source, target in pairwise(layout.routes[link.source, link.target]):
            segments[source, target] = {
                "title": link.words or EDGES[link.kind],
                **({"arrows": ""} if target.startswith("passage:") else {}),
                **({"dashes": True} if _is_direct(link.source, link.kind) else {}),
                **(ATTAINABLE_EDGE if link.kind == EdgeKind.ADMINISTERS else {}),
                **(HOT_EDGE if link.hot else {}),
            }
    return segments


def label_of(graph: AccessGraph, box: Box) -> str:
    """Glyph and name, short enough for a box."""
    if box.is_more:
        kinds = {kind_of(member) for member in box.members}
        one, many = KINDS[kinds.pop()] if len(kinds) == 1 else ("more", "more")
        return f"{LOOKS[MORE].glyph} +{counted(len(box.members), one, many)}"
    kind = kind_of(box.id)
    name = graph.name_of(box.id)
    if kind == NodeKind.PROJECT and graph.nodes[box.id].get("key"):
        name = f"{graph.nodes[box.id]['key']} {name}"
    short = visible(name, _LABEL_LIMIT)
    suffix = f" · {len(box.members)} projects" if len(box.members) > 1 else ""
    return f"{LOOKS[kind].glyph} {short}{suffix}"


def _look(box: Box, risky: frozenset[str]) -> str:
    if box.is_more:
        return MORE
    return RISK if box.id in risky else kind_of(box.id)


def _title(graph: AccessGraph, box: Box) -> str:
    if box.is_more:
        return "Select to show more of them"
    kind = kind_of(box.id)
    state = f", {account_state(graph, box.id)}" if kind == NodeKind.USER else ""
    return visible(f"{KINDS[kind][0]} {graph.name_of(box.id)}{state}")


_WITHOUT_A_GROUP = frozenset(
    {EdgeKind.ACTOR_IN, EdgeKind.HOLDS, EdgeKind.LEADS, EdgeKind.GIVES_ACCESS, EdgeKind.ADMINISTERS}
)
"""Edges of people themselves that a group could have instead."""


def _is_direct(source: str, kind: str) -> bool:
    return kind_of(source) == NodeKind.USER and kind in _WITHOUT_A_GROUP
