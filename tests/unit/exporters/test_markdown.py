"""Names are whoever's: in Markdown and in tables they stay text."""

import csv
import importlib.util
import re
from pathlib import Path

import openpyxl
import pytest

from graph_audit.demo.faults import HOSTILE_NAMES
from graph_audit.exporters.findings_table import FINDINGS_CSV, FINDINGS_XLSX
from graph_audit.exporters.markdown import MARKDOWN

ORGANISATIONS = Path(__file__).parents[1] / "report" / "organisations.py"
NAUGHTY = (*HOSTILE_NAMES, "[x](https://evil.example)", "![x](y)", "@everybody", "**bold** `code`", "| a | b |", "<b>")
BARE = re.compile(r"(?<!\\)(?:\\\\)*[<>\[\]!|@]")


@pytest.fixture(scope="module")
def organisations():
    spec = importlib.util.spec_from_file_location("organisations", ORGANISATIONS)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def named(organisations, name):
    graph = organisations.small()
    for node in ("user:a:1", "group:devs", "role:t:1:10", "project:t:1"):
        graph.nodes[node]["name"] = name
    return graph


def markdown(result, graph, folder):
    MARKDOWN.write(result, graph, folder / "findings.md")
    return (folder / "findings.md").read_text(encoding="utf-8")


def test_each_finding_has_its_section_with_paths_and_advice(organisations, tmp_path):
    graph = organisations.small()
    text = markdown(organisations.result(graph), graph, tmp_path)

    assert text.startswith("# Access of Northwind\n\nSnapshot s1, finished 2026-11-20T14\\:06\\:00Z.\n\n3 findings: ")
    assert text.count("\n## ") == 3
    assert "## High: Maya Müller was found." in text
    assert re.search(r"\(`wide-project-admin`\), in \S+, fingerprint `[0-9a-f]{32}`\.", text)
    assert "- Maya Müller: member of group “devs” → role Administrators in PAY → " in text
    assert "**1 table incomplete**: there may be more than this." in text
    assert "*Not evaluated*: Hidden by a gap (hidden). roles denied" in text.replace("\\", "")


@pytest.mark.parametrize("name", NAUGHTY)
def test_a_hostile_name_is_text(organisations, tmp_path, name):
    plain = markdown(organisations.result(organisations.small()), organisations.small(), tmp_path)
    graph = named(organisations, name)
    text = markdown(organisations.result(graph), graph, tmp_path)
    assert len(text.splitlines()) == len(plain.splitlines())
    assert not BARE.search(text)


@pytest.mark.parametrize("name", ["Maya", *NAUGHTY])
def test_the_tables_have_a_row_for_each_finding(organisations, tmp_path, name):
    graph = named(organisations, name)
    result = organisations.result(graph)
    FINDINGS_CSV.write(result, graph, tmp_path / "f.csv")
    FINDINGS_XLSX.write(result, graph, tmp_path / "f.xlsx")
    with (tmp_path / "f.csv").open(encoding="utf-8", newline="") as file:
        [header, *rows] = csv.reader(file)
    [[*titles], *cells] = openpyxl.load_workbook(tmp_path / "f.xlsx")["Findings"].iter_rows(values_only=True)

    assert titles == header
    prints, scopes, paths = (header.index(title) for title in ("Fingerprint", "Scopes", "Paths"))
    expected = [one.fingerprint for one in result.findings]
    assert [row[prints] for row in rows] == [row[prints] for row in cells] == expected
    assert {row[header.index("Status")] for row in rows} == {"new"}
    assert "Staff" in {row[scopes] for row in rows}
    assert any(row[paths].count(" → ") >= 2 or row[paths].endswith("(cut)") for row in rows)
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
