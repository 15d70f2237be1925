"""A drawing as a page of its own, in the browser: whole, legible, quiet, and the same as the report's."""

import json
from itertools import combinations

import pytest

from graph_audit.demo.faults import HOSTILE_NAMES
from graph_audit.report.single import Origin, finding_page, node_page

ORIGIN = Origin("graph-audit 0.1.0", "s1", "2026-11-20T14:06:00Z")
NODES = ("user:a:1", "user:a:2", "group:devs", "group:left", "project:t:1")


def opened(page, folder, html):
    file = folder / "graph.html"
    file.write_text(html, encoding="utf-8")
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def boxes(page):
    return page.evaluate("document.querySelector('figure.graph').boxes()")


@pytest.mark.parametrize("node", NODES)
def test_a_node_has_a_page_with_its_drawing_and_its_table(page, tmp_path, organisations, node):
    graph = organisations.small()
    opened(page, tmp_path, node_page(graph, node, ORIGIN))

    assert graph.name_of(node) in page.inner_text("h1")
    assert "2026-11-20 14:06 UTC" in page.inner_text("header")
    drawn = json.loads(page.locator("#page-drawing").text_content())["drawn"]
    shown = [box for box in drawn["nodes"] if box.get("group")]  # the others are points that a link passes
    rows = page.locator("tbody tr").count()
    assert len(shown) == len(boxes(page)) >= 1
    assert (rows > 0) == (node != "group:left")
    assert len([edge for edge in drawn["edges"] if edge.get("arrows") != ""]) <= rows
    for one, other in combinations(boxes(page), 2):
        apart = one["right"] <= other["left"] or other["right"] <= one["left"]
        assert apart or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]


def test_a_finding_has_its_paths_in_words(page, tmp_path, organisations):
    graph = organisations.small()
    result = organisations.result(graph)
    finding = next(one for one in result.findings if one.evidence.paths)
    opened(page, tmp_path, finding_page(graph, finding, ORIGIN))

    assert page.inner_text("h1").endswith(finding.message)
    assert page.locator("tbody tr").count() == len(finding.evidence.paths)
    assert "member of group “devs” → role Administrators in PAY" in page.inner_text("tbody")
    assert "path in question" in page.inner_text("figcaption")


def test_a_finding_without_paths_shows_what_it_is_about(page, tmp_path, organisations):
    graph = organisations.small()
    finding = next(one for one in organisations.result(graph).findings if one.subject.id == "user:a:2")
    opened(page, tmp_path, finding_page(graph, finding, ORIGIN))
    assert "has the role" in page.inner_text("tbody")


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_does_nothing(page, tmp_path, organisations, name):
    graph = organisations.small()
    for node in ("user:a:1", "group:devs", "role:t:1:10", "project:t:1"):
        graph.nodes[node]["name"] = name
    for node in NODES:
        opened(page, tmp_path, node_page(graph, node, ORIGIN))
        assert page.locator("img, iframe").count() == 0


def test_it_reads_without_scripts(browser, tmp_path, organisations):
    file = tmp_path / "graph.html"
    file.write_text(node_page(organisations.small(), "user:a:1", ORIGIN), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("tbody tr").count() > 0
    assert "The drawing needs JavaScript" in page.inner_text("main")
    context.close()
