"""The HTML report: one file that carries its data, asks no network for anything and runs nothing but its own."""

import json
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from graph_audit.access.attainable import EDITS_ROLES
from graph_audit.access.gates import account_states
from graph_audit.access.permission_sets import permission_name
from graph_audit.access.remarks import ADMINISTERS, READS
from graph_audit.core.clock import parse_time
from graph_audit.core.kinds import NodeKind
from graph_audit.core.safe_text import visible
from graph_audit.core.wording import counted
from graph_audit.findings.finding import Finding
from graph_audit.findings.result import AuditResult
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.report import assets
from graph_audit.report.columns import pack
from graph_audit.report.drawing import draw
from graph_audit.report.edge_tables import EdgeTables
from graph_audit.report.finding_tables import check_table, finding_tables
from graph_audit.report.finding_views import HOT_PATHS, finding_view
from graph_audit.report.node_tables import node_tables
from graph_audit.report.numbering import Numbering
from graph_audit.report.overview import Overview, organisation_overview
from graph_audit.report.summary import count_incomplete, rows_shown, summarise
from graph_audit.report.theme import ATTAINABLE_EDGE, HOT_EDGE, OPTIONS, PASSAGE, RANKS, looks_as_json
from graph_audit.report.view import COLUMN_LIMIT, VIEW_LIMIT
from graph_audit.report.wording import EDGES, KINDS, table_name

__all__ = ["FORMAT", "embedded_json", "moment_text", "page_settings", "render_report", "template"]

FORMAT = "graph-audit/page/2"


def render_report(result: AuditResult, graph: AccessGraph, *, now: str | None = None) -> str:
    """The report as one HTML page; the same for the same result and graph.

    Args:
        result: what the checks concluded.
        graph: the access graph that they were asked on.
        now: the moment that the page calls "collected"; the end of the snapshot when None (RFC 3339).

    Returns:
        The page; it can be encoded as UTF-8 whatever the names in the graph are.
    """
    numbering = Numbering(graph)
    edges = EdgeTables(graph, numbering)
    style, script, library = assets.style(), assets.script(), assets.vis_network()
    collected = now or result.snapshot.finished or result.snapshot.started
    states = list(account_states(graph, numbering.of_kind(NodeKind.USER)))
    summary, overview = summarise(result, graph, states), organisation_overview(graph)
    return template("report.html.j2").render(
        policy=assets.content_policy((library, script), (style,)),
        style=Markup(style),  # noqa: S704  # our own file
        script=Markup(script),  # noqa: S704  # our own files
        library=Markup(library),  # noqa: S704  # pyvis' file; it contains no end tag (a test looks)
        settings=Markup(embedded_json(page_settings(collected))),  # noqa: S704  # <, > and & are escaped
        tables=pack(
            {
                **_tables(result, graph, numbering, overview),
                "nodes": node_tables(graph, numbering, states),
                "permissions": [(key, visible(permission_name(key))) for key in edges.permissions],
            }
        ),
        edges=pack(edges.as_json()),
        organisation=visible(result.organisation.name),
        generator=visible(result.generator),
        snapshot=visible(result.snapshot.id),
        sha256=visible(result.snapshot.sha256),
        collected=collected,
        collected_text=moment_text(collected),
        completeness=count_incomplete(summary),
        summary=summary,
        hubs=overview.hubs if overview else (),
        counts={kind.value: len(graph.of_kind(kind)) for kind in NodeKind},
    )


def embedded_json(content: Any) -> str:
    """JSON that may stand inside a script element: no character in it can end the element or begin a comment."""
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def template(name: str) -> Template:
    """A template of the page: autoescaping, and strict about what is not given."""
    environment = Environment(
        loader=FileSystemLoader(assets.templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["counted"] = counted
    environment.filters["moment"] = moment_text
    return environment.get_template(name)


def page_settings(collected: str) -> dict[str, Any]:
    """Words, looks, options and limits that the page's scripts share with this package."""
    return {
        "format": FORMAT,
        "collected": collected,
        "kinds": KINDS,
        "edges": EDGES,
        "looks": looks_as_json(),
        "ranks": RANKS,
        "hot_edge": HOT_EDGE,
        "attainable_edge": ATTAINABLE_EDGE,
        "edits_roles": EDITS_ROLES,
        "reads": READS,
        "administers": ADMINISTERS,
        "passage": PASSAGE,
        "options": OPTIONS,
        "column_limit": COLUMN_LIMIT,
        "view_limit": VIEW_LIMIT,
        "hot_paths": HOT_PATHS,
    }


def _tables(result: AuditResult, graph: AccessGraph, numbering: Numbering, overview: Overview | None) -> dict[str, Any]:
    snapshot = result.snapshot
    findings = [finding for finding in (*result.findings, *result.waived) if finding.subject.id in graph]
    return {
        "format": FORMAT,
        "organisation": {"id": result.organisation.id, "name": visible(result.organisation.name)},
        "snapshot": {name: getattr(snapshot, name) for name in ("id", "started", "finished", "sha256")},
        "mode": result.mode,
        "generator": visible(result.generator),
        "kinds": numbering.kinds,
        "cloud_ids": numbering.tenants,
        "not_collected": [(gap.table, table_name(gap.table), gap.scope) for gap in result.coverage.incomplete()],
        "checks": check_table(result.checks),
        **finding_tables(result, findings, numbering),
        "overview": overview and draw(graph, numbering, overview.view, notes=overview.notes),
        "views": {finding.fingerprint: _drawn(finding, graph, numbering) for finding in _drawn_first(result, graph)},
    }


def _drawn_first(result: AuditResult, graph: AccessGraph) -> list[Finding]:
    """The findings that the Summary lists; the page draws the others when they are opened."""
    listed = (finding for check in result.checks for _, rows, _ in rows_shown(check) for finding in rows)
    return [finding for finding in listed if finding.subject.id in graph]


def _drawn(finding: Finding, graph: AccessGraph, numbering: Numbering) -> dict[str, Any]:
    causes = frozenset() if finding.cause is None else frozenset({finding.cause.id})
    return draw(graph, numbering, finding_view(graph, finding), causes)


def moment_text(text: str) -> str:
    """A moment for people, with its zone; text that is none stays as it is."""
    moment = parse_time(text)
    return visible(text) if moment is None else moment.strftime("%Y-%m-%d %H:%M UTC")
