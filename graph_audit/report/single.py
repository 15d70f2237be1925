"""A page of its own for one drawing, with the same paths as a table; like the report it makes no network request."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from graph_audit.access.words import called, path_in_words
from graph_audit.core.kinds import NodeKind
from graph_audit.core.safe_text import visible
from graph_audit.findings.finding import Finding
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.report import assets
from graph_audit.report.drawing import draw
from graph_audit.report.finding_views import finding_view, reach, surroundings
from graph_audit.report.numbering import Numbering
from graph_audit.report.page import embedded_json, moment_text, page_settings, template
from graph_audit.report.theme import RANKS
from graph_audit.report.view import Link, View, build_view
from graph_audit.report.wording import EDGES, KINDS

__all__ = ["Origin", "finding_page", "node_page"]

_OVERVIEW = 12
"""Boxes in a column of what somebody is connected to."""
Row = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a drawing comes from: the program with its version, the snapshot's id and when it was finished."""

    generator: str
    snapshot: str
    collected: str


def node_page(graph: AccessGraph, node: str, origin: Origin) -> str:
    """What a user, group or project is connected to, as one HTML page."""
    links = list(reach(graph, node) if kind_of(node) == NodeKind.USER else surroundings(graph, node))
    view, rows = build_view(graph, links, node, _OVERVIEW), _connections(graph, links)
    title = f"{KINDS[kind_of(node)][0].capitalize()} {graph.name_of(node)}"
    return _page(graph, view, (title, "What it is connected to."), rows, origin)


def finding_page(graph: AccessGraph, finding: Finding, origin: Origin) -> str:
    """A finding with its paths as one HTML page; what it is about is drawn where it has no paths."""
    risky = frozenset() if finding.cause is None else frozenset({finding.cause.id})
    paths = [path for path in finding.evidence.paths if path and path[0].source in graph and path[-1].target in graph]
    rows = [
        (called(graph, path[0].source), path_in_words(graph, path), called(graph, path[-1].target)) for path in paths
    ]
    if not rows:
        rows = _connections(graph, surroundings(graph, finding.subject.id))
    about = f"{finding.severity.value.capitalize()} finding of {finding.check}."
    words = (finding.message, about)
    return _page(graph, finding_view(graph, finding), words, rows, origin, risky=risky, are_paths=bool(paths))


def _connections(graph: AccessGraph, links: Iterable[Link]) -> list[Row]:
    """Each link once, from the side of the people to that of the projects."""
    ordered = sorted(set(links), key=lambda link: (RANKS[kind_of(link.source)], link))
    return [(called(graph, link.source), EDGES[link.kind], called(graph, link.target)) for link in ordered]


def _page(  # noqa: PLR0913  # what a page consists of
    graph: AccessGraph,
    view: View,
    words: tuple[str, str],
    rows: Iterable[Row],
    origin: Origin,
    *,
    risky: frozenset[str] = frozenset(),
    are_paths: bool = False,
) -> str:
    title, about = words
    style, script, library = assets.style(), assets.script(assets.DRAWING_SCRIPTS), assets.vis_network()
    drawing = {"drawn": draw(graph, Numbering(graph), view, risky), "label": visible(title)}
    return template("graph.html.j2").render(
        policy=assets.content_policy((library, script), (style,)),
        style=Markup(style),  # noqa: S704  # our own file
        script=Markup(script),  # noqa: S704  # our own files
        library=Markup(library),  # noqa: S704  # pyvis' file; it contains no end tag (a test looks)
        settings=Markup(embedded_json(page_settings(origin.collected))),  # noqa: S704  # <, > and & are escaped
        drawing=Markup(embedded_json(drawing)),  # noqa: S704  # <, > and & are escaped
        title=visible(title),
        about=visible(about),
        rows=[tuple(map(visible, row)) for row in rows],
        are_paths=are_paths,
        generator=visible(origin.generator),
        snapshot=visible(origin.snapshot),
        collected=moment_text(origin.collected),
    )
