"""The report in Firefox, where it is installed: the same answers, and nothing that such a page must not do."""

import os
import shutil

import pytest

from graph_audit.access.engine import Access
from graph_audit.core.safe_text import visible
from graph_audit.report.page import render_report

from .firefox import running
from .test_report_access import audiences_agree, counts_agree, explanations_agree
from .test_report_names import HEADS, SEARCH, organisation

FIREFOX = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
PANELS = """() =>
    [...document.querySelectorAll("[role=tabpanel]")].filter((panel) => !panel.hidden).map((panel) => panel.id)"""
DRAWN = """() => {
    const canvases = [...document.querySelectorAll(".pane canvas")];
    const pixels = ({ width, height }, context) => context.getImageData(0, 0, width, height).data;
    return canvases.length > 0 && canvases.every((canvas) => pixels(canvas, canvas.getContext("2d")).some(Boolean));
}"""


@pytest.fixture(scope="module")
def launched_firefox(tmp_path_factory):
    if FIREFOX is None or shutil.which(FIREFOX) is None:
        pytest.skip("there is no Firefox: install it (`make firefox`) or set FIREFOX to its path")
    profile = tmp_path_factory.mktemp("firefox") / "profile"
    profile.mkdir()
    with running(FIREFOX, profile) as firefox:
        yield firefox


@pytest.fixture
def firefox(launched_firefox):
    """A page that fails its test on any request, error, violation of its policy, or dialog."""
    launched_firefox.complaints.clear()
    yield launched_firefox
    launched_firefox.evaluate("0")  # events under way have arrived
    assert launched_firefox.complaints == []


def written(folder, organisations, graph, result=None):
    file = folder / "report.html"
    file.write_text(render_report(result or organisations.result(graph), graph), encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("tab", ["summary", "groups", "users", "permissions", "projects"])
def test_every_tab_opens(firefox, tmp_path, organisations, tab):
    firefox.goto(f"{written(tmp_path, organisations, organisations.small())}#/{tab}")

    assert firefox.evaluate(PANELS) == [f"panel-{tab}"]
    assert firefox.evaluate("() => document.getElementById('failure').hidden")


@pytest.mark.parametrize("address", ["users/a%3A1", "groups/devs", "projects/northwind/PAY"])
def test_every_entity_is_drawn(firefox, tmp_path, organisations, address):
    firefox.goto(f"{written(tmp_path, organisations, organisations.small())}#/{address}")
    firefox.wait_for(DRAWN)


@pytest.mark.parametrize("seed", range(6))
def test_the_page_and_the_engine_agree(firefox, tmp_path, organisations, seed):
    graph = organisations.random_organisation(seed)
    access = Access(graph)
    firefox.goto(written(tmp_path, organisations, graph, organisations.audit(())))

    explanations_agree(firefox, access)
    audiences_agree(firefox, access)
    counts_agree(firefox, access)


def test_names_are_text_and_are_found(firefox, tmp_path, organisations, naughty):
    graph = organisation(naughty)
    firefox.goto(written(tmp_path, organisations, graph, organisations.audit((), name=naughty[0])))

    heads = firefox.evaluate(HEADS, [f"#/users/{number:03}" for number in range(len(naughty))])
    shown = [visible(name, 600) for name in naughty]
    assert heads == shown
    found = firefox.evaluate(SEARCH, [shown, "user"])
    assert [f"user:{number:03}" in nodes for number, nodes in enumerate(found)] == [True] * len(naughty)


def test_what_a_page_must_not_do_is_noticed(launched_firefox, tmp_path):
    launched_firefox.complaints.clear()
    file = tmp_path / "page.html"
    file.write_text("<!doctype html><html data-ready><title>t</title><p>without a policy</p>", encoding="utf-8")
    launched_firefox.goto(file.as_uri())
    launched_firefox.evaluate("console.error('told')")
    launched_firefox.evaluate("void setTimeout(() => alert('shown'))")
    launched_firefox.evaluate("void fetch('http://127.0.0.1:40009/', {mode: 'no-cors'}).catch(() => 0)")
    launched_firefox.evaluate("new Promise((resolve) => setTimeout(resolve, 100))")

    assert {"error: told", "dialog: shown", "request: http://127.0.0.1:40009/"} <= set(launched_firefox.complaints)


def test_violations_of_the_policy_are_noticed(launched_firefox, tmp_path, organisations):
    launched_firefox.goto(written(tmp_path, organisations, organisations.small()))
    launched_firefox.complaints.clear()
    launched_firefox.evaluate(
        "void document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/pixel.png'}))"
    )
    launched_firefox.evaluate("new Promise((resolve) => setTimeout(resolve, 100))")

    assert any("Content-Security-Policy" in complaint for complaint in launched_firefox.complaints)
