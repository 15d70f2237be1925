"""Hundreds of names that hurt whoever is careless, as names of everything: shown as text, and found."""

import json

import pytest

from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.core.safe_text import visible
from graph_audit.graph import ids
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.report.page import render_report

HEADS = """async (addresses) => {
    const heads = [];
    for (const address of addresses) {
        const followed = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
        location.hash = address;
        await followed;
        heads.push(document.querySelector('section:not([hidden]) .pane h3').textContent);
    }
    return heads;
}"""
SEARCH = "([queries, kind]) => queries.map((query) => window.graphAudit.search(query, kind))"


def organisation(names):
    """One user, group, project, role and scheme for each name, tied to each other."""
    graph = AccessGraph(mode="full")
    graph.add_entity("org:o1", name=names[0])
    graph.add_entity("tenant:t", name="northwind", gate="known")
    graph.add_entity("directory:d", name=names[1])
    for number, name in enumerate(names):
        user = graph.add_entity(f"user:{number:03}", name=name, account_status="active", account_type="atlassian")
        group = graph.add_entity(f"group:{number:03}", name=name, description=name)
        scheme = graph.add_entity(ids.scheme_id("t", f"{number:03}"), name=name)
        project = graph.add_entity(ids.project_id("t", f"{number:03}"), name=name, key=f"K{number}", category=name)
        role = graph.add_entity(ids.role_id("t", f"{number:03}", "1"), name=name, project=project)
        graph.link(user, EdgeKind.MEMBER_OF, group)
        graph.link(group, EdgeKind.ACTOR_IN, role)
        graph.link(role, EdgeKind.PART_OF, project)
        graph.link(role, EdgeKind.GRANTS, project, permissions=frozenset({"BROWSE_PROJECTS"}), scheme=scheme)
        graph.link(scheme, EdgeKind.GOVERNS, project, scheme=scheme)
        graph.link(group, EdgeKind.HOLDS, scheme, permissions=frozenset({"EDIT_ISSUES"}))
    return graph


@pytest.fixture(scope="module")
def report(tmp_path_factory, organisations, naughty):
    """The report, with a finding about every group."""
    graph = organisation(naughty)
    found = [organisations.finding(graph, "c", group, ()) for group in graph.of_kind(NodeKind.GROUP)]
    result = organisations.audit((organisations.check("c", found[0].severity, found),), name=naughty[0])
    file = tmp_path_factory.mktemp("names") / "report.html"
    file.write_text(render_report(result, graph), encoding="utf-8")
    return file.as_uri()


@pytest.fixture
def opened(page, report):
    page.goto(report)
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def test_there_are_enough_of_them(naughty):
    assert len(naughty) >= 300


@pytest.mark.parametrize(
    ("tab", "first", "step"),
    [("users/", 0, 1), ("groups/", 0, 3), ("schemes/t%3A", 1, 3), ("projects/northwind/K", 2, 3)],
    ids=["users", "groups", "schemes", "projects"],
)
def test_each_is_shown_as_text(opened, naughty, tab, first, step):
    numbers = range(first, len(naughty), step)

    heads = opened.evaluate(
        HEADS, [f"#/{tab}{number if tab.startswith('p') else f'{number:03}'}" for number in numbers]
    )

    told = [head.partition(" ")[2] if tab.startswith("p") else head for head in heads]
    assert told == [visible(naughty[number], 600) for number in numbers]
    assert opened.evaluate("document.querySelectorAll('main img, main svg, main iframe, main [onload]').length") == 0


def test_each_is_found(opened, naughty):
    shown = [visible(name, 600) for name in naughty]
    for kind in ("user", "group", "project", "scheme"):
        found = opened.evaluate(SEARCH, [shown, kind])
        where = "" if kind in {"user", "group"} else "t:"
        missing = [
            name
            for number, (name, nodes) in enumerate(zip(shown, found, strict=True))
            if f"{kind}:{where}{number:03}" not in nodes
        ]
        assert missing == [], (kind, json.dumps(missing))


def test_roles_and_findings_are_text_too(opened, naughty):
    for number in range(0, len(naughty), 7):
        opened.evaluate(HEADS, [f"#/projects/northwind/K{number}"])
        text = opened.locator("#panel-projects .pane").inner_text()
        first = visible(naughty[number], 600).split()
        assert not first or first[0][:20] in text
    opened.evaluate("() => { location.hash = '#/summary'; }")
    opened.locator("#open-all").click()
    assert opened.locator("#panel-summary .rows li").count() >= 20
