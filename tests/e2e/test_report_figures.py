"""How large the report of a large organisation is, and how soon it can be used."""

import importlib.util
from pathlib import Path

import pytest

from graph_audit.report.page import render_report

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "bench_report.py"
USERS = 10_000


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    spec = importlib.util.spec_from_file_location("bench_report", BENCHMARK)
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    graph, result = benchmark.organisation(USERS)
    file = tmp_path_factory.mktemp("large") / "report.html"
    file.write_text(render_report(result, graph), encoding="utf-8")
    return file


def test_the_file_is_small(report):
    assert report.stat().st_size < 3_000_000


def test_it_can_be_used_after_a_second_of_work(page, report):
    """The processor's time in the page counts, not the clock: other programs run on the machine.

    One of eight must do it: the processor is shared, too.
    """
    devtools = page.context.new_cdp_session(page)
    seconds = []
    for _ in range(8):
        page.goto("about:blank")
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(f"{report.as_uri()}#/users")
        page.wait_for_selector("html[data-ready]", state="attached")
        metrics = {metric["name"]: metric["value"] for metric in devtools.send("Performance.getMetrics")["metrics"]}
        devtools.send("Performance.disable")
        seconds.append(metrics["TaskDuration"])
        if seconds[-1] < 1.0:
            break

    assert 0.01 < seconds[-1] < 1.0, seconds
    assert page.locator("#panel-users .count").inner_text() == "10,000 users"
    assert page.locator("#panel-users .list tbody tr").count() < 100
