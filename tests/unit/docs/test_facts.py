"""What the pages say of tables, nodes, edges, layers and findings is what the program does."""

import re
import tomllib

from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import CARRIES_ACCESS
from graph_audit.products.definition import all_products

from .conftest import ROOT, cells

TABLES = {table.name: table for product in all_products().values() for table in product.tables}
EVERYWHERE = {"kind", "name", "records", "also_named", "provenance"}
"""Attributes that the page explains once; ``provenance`` is how the graph stores records and is in no file."""


def section(page, heading):
    return page.text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def words(cell):
    return set(re.findall(r"`([a-z_]+)`", cell)) | {cell.partition(" ")[0].strip(",`")}


def test_each_table_is_listed_with_the_right_that_it_needs(pages):
    rows = cells(section(pages["docs/credentials.md"], "What each right is for").partition("\n\nJira lists")[0])
    assert {row[0].strip("`"): row[1] for row in rows} == {name: table.right for name, table in TABLES.items()}


def test_every_request_that_is_no_get_is_listed(pages):
    rows = cells(section(pages["docs/credentials.md"], "It only reads"))
    posts = {(name, f"{table.method} {table.path}") for name, table in TABLES.items() if table.method != "GET"}
    assert {(row[0].strip("`"), row[1].strip("`")) for row in rows} == posts


def test_each_kind_of_node_is_described(pages):
    rows = cells(pages["docs/permission-model.md"].between("nodes"))
    assert [row[0] for row in rows] == list(NodeKind)
    assert all(row[1].startswith(f"`{row[0]}") for row in rows)


def test_each_kind_of_edge_is_described(pages):
    rows = cells(pages["docs/permission-model.md"].between("edges"))
    assert [row[0] for row in rows] == list(EdgeKind)
    assert {row[0] for row in rows if row[3] == "yes"} == CARRIES_ACCESS


def test_every_attribute_of_a_node_is_described(pages, demo):
    described = {row[0]: words(row[3]) for row in cells(pages["docs/permission-model.md"].between("nodes"))}
    for node, data in demo[0].graph.nodes(data=True):
        assert data.keys() - EVERYWHERE <= described[data["kind"]], node


def test_every_end_and_attribute_of_an_edge_is_described(pages, demo):
    graph = demo[0].graph
    rows = {row[0]: row for row in cells(pages["docs/permission-model.md"].between("edges"))}
    for source, target, data in graph.edges(data=True):
        _, sources, targets, _, attributes = rows[data["kind"]]
        assert graph.nodes[source]["kind"] in sources.split(", ")
        assert graph.nodes[target]["kind"] in targets.split(", ")
        assert data.keys() - EVERYWHERE <= words(attributes)


def test_the_layers_are_those_that_are_checked(pages):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    assert [line.strip() for line in pages["docs/architecture.md"].between("layers").splitlines()] == layers


def test_every_place_in_the_code_exists(pages):
    places = {
        place
        for page in pages.values()
        for place in re.findall(r"`((?:graph_audit|templates|tests)/[\w./-]*)`", page.text)
    }
    assert len(places) > 20
    examples = {"graph_audit/checks/lone_member_group.py", "tests/unit/checks/test_lone_member_group.py"}
    assert [place for place in sorted(places - examples) if not (ROOT / place).exists()] == []


def test_the_finding_in_the_readme_is_one_of_the_demo(pages, demo):
    analysis, _ = demo
    text = pages["README.md"].between("finding").strip("`\n").removeprefix("text\n")
    (severity, title), *lines = (line.split(maxsplit=1) for line in text.splitlines())
    told = dict(lines)
    (finding,) = (found for found in analysis.result.findings if found.message == told["finding"])
    (check,) = (check for check in analysis.result.checks if check.id == finding.check)
    assert (severity, title) == (check.severity, f"{check.title} ({check.id})")
    assert told["cause"] == finding.cause.name
    assert told["path"] in {in_words(analysis.graph, path) for path in finding.evidence.paths}


def in_words(graph, path):
    """A path through a group and a role, as the report words it."""
    person, (group, role, project) = path[0].source, [step.target for step in path]
    assert [step.kind for step in path] == ["member_of", "actor_in", "grants"]
    name = graph.name_of
    where = graph.nodes[project]["key"]
    return f"{name(person)}: member of “{name(group)}” → role {name(role)} in {where} {name(project)}"


def test_the_tabs_and_questions_of_the_report_have_these_names(pages):
    screens = "".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "templates").iterdir()))
    named = set(re.findall(r"\*(?:Summary|Users|Groups|Jira Spaces|Permissions)\*", pages["docs/questions.md"].text))
    named |= set(re.findall(r"> (\*[^*]+\*)", pages["docs/questions.md"].text))
    assert len(named) == 10
    assert [
        name
        for name in sorted(named)
        if f'"{name.strip("*")}"' not in screens and f"'{name.strip('*')}'" not in screens
    ] == []


def test_every_table_that_can_be_left_out_is_named_in_the_configuration(pages):
    text = pages["docs/configuration.md"].text
    assert [name for name, table in TABLES.items() if table.optional and f'"{name}"' not in text] == []
