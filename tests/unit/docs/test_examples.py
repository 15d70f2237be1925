"""The examples in the pages run and do what the pages say."""

import importlib.util
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import networkx as nx
import pytest

from graph_audit.access.engine import Access
from graph_audit.checks.definition import Check
from graph_audit.checks.runner import run_checks
from graph_audit.core.clock import parse_time
from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.kinds import CoverageStatus, Outcome
from graph_audit.graph.sketch import sketch
from graph_audit.products.definition import all_products

MODULE = "graph_audit.checks.lone_member_group"
NOW = parse_time("2026-11-20T14:05:00Z")


def load(name, text, folder):
    file = folder / f"{name.rpartition('.')[2]}.py"
    file.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def lone_member_group(pages, tmp_path, monkeypatch):
    module = load(MODULE, pages["docs/add-a-check.md"].example("check"), tmp_path)
    monkeypatch.setitem(sys.modules, MODULE, module)
    return module.lone_member_group


def run(check, graph):
    complete = Coverage(
        TableCoverage(table, "directory:d", CoverageStatus.COMPLETE, 1) for need in check.needs for table in need.tables
    )
    (result,) = run_checks([check], sketch(graph), complete, now=NOW)
    return result


def test_the_example_check_finds_what_it_says(lone_member_group):
    assert isinstance(lone_member_group, Check)
    assert lone_member_group.id == "lone-member-group"
    assert run(lone_member_group, lone_member_group.bad).outcome is Outcome.FOUND
    good = run(lone_member_group, lone_member_group.good)
    assert (good.outcome, good.population) == (Outcome.PASSED, 1)
    known = {table.name for product in all_products().values() for table in product.tables}
    assert known.issuperset(table for need in lone_member_group.needs for table in need.tables)


def test_the_example_check_runs_on_the_demo(lone_member_group, demo):
    graph = demo[0].graph
    (result,) = run_checks([lone_member_group], graph, demo[0].result.coverage, now=NOW)
    assert result.outcome in {Outcome.FOUND, Outcome.PASSED}
    assert result.population == len(graph.of_kind("group"))


def test_the_tests_of_the_example_pass(pages, tmp_path, lone_member_group):
    module = load("test_lone_member_group", pages["docs/add-a-check.md"].example("test"), tmp_path)
    tests = [value for name, value in vars(module).items() if name.startswith("test_")]
    assert len(tests) == 2
    for test in tests:
        test()


@pytest.mark.parametrize(("example", "place"), [("check", "graph_audit/checks"), ("test", "tests/unit/checks")])
def test_the_example_is_as_clean_as_the_code(pages, example, place):
    ruff = Path(sysconfig.get_path("scripts"), "ruff")
    text = pages["docs/add-a-check.md"].example(example)
    # I001: where the check is no file yet, its import does not count as one of the package's
    for command in (["check", "--ignore", "I001"], ["format", "--diff"]):
        words = [ruff, *command, "--stdin-filename", f"{place}/lone_member_group.py", "-"]
        done = subprocess.run(
            words, input=text, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3]
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def printed_by(pages, demo, tmp_path, monkeypatch, capsys):
    """Runs an example of the permission model beside the demo's graph; gives the lines that it prints."""
    shutil.copy(demo[1] / "graph.graphml", tmp_path)
    monkeypatch.chdir(tmp_path)

    def run_example(name):
        load(f"reading_with_{name}", pages["docs/permission-model.md"].example(name), tmp_path)
        return [line.split() for line in capsys.readouterr().out.splitlines()]

    return run_example


def test_networkx_tells_who_reaches_a_project(printed_by, demo):
    analysis, _ = demo
    ((number, *_, project),) = printed_by("networkx")
    assert analysis.graph.nodes[project]["name"] == "Payments"
    reaching = nx.ancestors(analysis.graph.access_view(), project)
    assert int(number) == len(reaching.intersection(analysis.graph.of_kind("user"))) > 0


def test_igraph_tells_the_largest_groups(printed_by, demo):
    analysis, _ = demo
    lines = printed_by("igraph")
    members = [len(Access(analysis.graph).members(group)) for *_, group in lines]
    assert [int(number) for number, *_ in lines] == members
    assert members == sorted(members, reverse=True)
    assert len(members) == 5
