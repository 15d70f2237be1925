"""The exports as a user asks for them; other programs read the files."""

import csv
import stat

import openpyxl
import pytest

from graph_audit import pipeline
from graph_audit.access.engine import Access
from graph_audit.core.kinds import NodeKind
from graph_audit.demo.disturbances import denied
from graph_audit.demo.faults import HOSTILE_NAMES, Faults
from graph_audit.graph.ids import local_id


@pytest.fixture
def export(program, truth):
    def export(*words, snapshot=truth.folder):
        return program("export", *words, "--snapshot", str(snapshot))

    return export


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def read_xlsx(path):
    """All sheets as text, one after the other, with one header."""
    rows = [
        ["" if cell is None else str(cell) for cell in row]
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
    ]
    return [rows[0], *(row for row in rows if row != rows[0])]


@pytest.mark.parametrize("table", ["access-matrix", "effective", "users", "groups"])
def test_workbook_and_text_hold_the_same(export, tmp_path, table):
    for form in ("xlsx", "csv"):
        done = export(table, "--format", form)
        assert done.returncode == 0
        file = tmp_path / f"{table}.{form}"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert f" rows: {file.name}" in done.stderr
    text = read_csv(tmp_path / f"{table}.csv")
    assert read_xlsx(tmp_path / f"{table}.xlsx") == text
    assert len(text) > 40
    assert {len(row) for row in text} == {len(text[0])}


def test_the_inventories_have_a_row_for_each_account_and_group(export, truth, tmp_path):
    graph = pipeline.build(pipeline.read(truth.folder))
    export("users", "--format", "csv")
    export("groups", "--format", "csv")
    users, groups = read_csv(tmp_path / "users.csv")[1:], read_csv(tmp_path / "groups.csv")[1:]
    assert [row[0] for row in users] == [local_id(user) for user in graph.of_kind(NodeKind.USER)]
    assert [row[0] for row in groups] == [local_id(group) for group in graph.of_kind(NodeKind.GROUP)]

    access = Access(graph)
    projects = [one for one in graph.of_kind(NodeKind.PROJECT) if not graph.attribute(one, "archived")]
    for row, user in zip(users, graph.of_kind(NodeKind.USER), strict=True):
        number = access.populations.number(user)
        for column, permission in ((-2, "BROWSE_PROJECTS"), (-1, "ADMINISTER_PROJECTS")):
            assert int(row[column]) == sum(number in access.audience(permission, one).effective for one in projects)


def test_more_rows_than_a_workbook_should_have_become_text_and_that_is_said(export, tmp_path):
    done = export("access-matrix", "--most-rows", "10", "-o", "matrix.xlsx")
    assert done.returncode == 0
    assert "are more than 10: a CSV file is written. --project chooses fewer, --most-rows allows more." in done.stderr
    assert not (tmp_path / "matrix.xlsx").exists()
    assert len(read_csv(tmp_path / "matrix.csv")) > 11


def test_filters_choose_rows(export, truth, small_organisation, tmp_path):
    graph = pipeline.build(pipeline.read(truth.folder))
    project = next(one for one in small_organisation.tenant("saltmarsh").projects if not one.archived)
    words = ("--project", project.key, "--tenant", "saltmarsh", "--format", "csv")
    export("access-matrix", *words, "--permission", "ASSIGN_ISSUES")
    [header, *rows] = read_csv(tmp_path / "access-matrix.csv")
    assert {(row[2], row[-1]) for row in rows} == {(project.key, "saltmarsh")}
    assert "ASSIGN_ISSUES" in header
    user = rows[-1][5]
    kinds = ("--kind", "effective", "--kind", "attainable")
    export("effective", *words, *kinds, "--user", user, "--permission", "BROWSE_PROJECTS")
    told = read_csv(tmp_path / "effective.csv")[1:]
    assert {(row[2], row[3], row[4]) for row in told} <= {(project.key, user, "BROWSE_PROJECTS")}
    assert f"user:{user}" in graph


def test_archived_projects_are_left_out_and_that_is_said(export, small_organisation, tmp_path):
    archived = {(one.key, site.name) for site in small_organisation.tenants for one in site.projects if one.archived}
    assert "archived project" in export("access-matrix", "--format", "csv").stderr
    assert not {(row[2], row[-1]) for row in read_csv(tmp_path / "access-matrix.csv")} & archived
    export("access-matrix", "--format", "csv", "--archived")
    assert {(row[2], row[-1]) for row in read_csv(tmp_path / "access-matrix.csv")} >= archived


@pytest.mark.parametrize("words", [("users", "-o", "gone/users.xlsx"), ("effective", "-o", "gone/effective.csv")])
def test_a_file_that_cannot_be_written_is_one_line(export, words):
    done = export(*words)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


def test_unknown_words_are_wrong_usage(export):
    assert export("effective", "--permission", "BROWSE_PROJECT").returncode == 2
    assert export("access-matrix", "--project", "NOPE").returncode == 2
    assert export("effective", "--user", "nobody@nowhere.example").returncode == 2


def test_hostile_names_stay_text(export, scan, tmp_path):
    folder = scan(Faults(hostile_names=HOSTILE_NAMES)).folder
    for table in ("access-matrix", "users", "groups"):
        for form in ("xlsx", "csv"):
            assert export(table, "--format", form, snapshot=folder).returncode == 0
        rows = read_csv(tmp_path / f"{table}.csv")
        assert {len(row) for row in rows} == {len(rows[0])}
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        book = openpyxl.load_workbook(tmp_path / f"{table}.xlsx")
        kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
        assert kinds <= {"s", "n"}


@pytest.mark.parametrize(
    ("exporter", "file"),
    [
        ("markdown", "report.md"),
        ("findings-csv", "findings.csv"),
        ("json", "findings.json"),
        ("graphml", "graph.graphml"),
    ],
)
def test_findings_and_graph_are_exported_from_a_snapshot(export, truth, tmp_path, exporter, file):
    done = export(exporter)
    assert (done.returncode, done.stderr.strip()) == (0, file)
    assert (tmp_path / file).stat().st_size > 1_000
    found = (tmp_path / file).read_text(encoding="utf-8")
    assert exporter == "graphml" or all(one.fingerprint in found for one in truth.findings("wide-project-admin"))


def test_an_incomplete_snapshot_is_said(export, scan):
    folder = scan(Faults(disturbances=(denied("/applicationrole$"),))).folder
    assert "The snapshot is incomplete" in export("access-matrix", snapshot=folder).stderr
