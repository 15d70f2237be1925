"""Exit codes and refusals of ``graph-audit scan --snapshot``, which makes no request."""

import json
import shutil
import sys

import pytest

from graph_audit.cli import main
from graph_audit.snapshot.manifest import TableEntry, parse, render, seal

MEDIUM = "[severity.categories]\n" + "".join(
    f"{category} = 'medium'\n" for category in ("groups", "jira", "organisation", "users")
)
"""Whatever is found is medium, so that a threshold above it fails nothing."""


@pytest.fixture
def scan(monkeypatch, capsys, tmp_path):
    """Runs the command line here; gives exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "graph-audit.toml").write_text(MEDIUM)
    for name in ("ORG_ID", "ADMIN_API_KEY", "ATLASSIAN_USERNAME", "ATLASSIAN_API_TOKEN"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"GRAPH_AUDIT_{name}", raising=False)

    def scan(*arguments):
        monkeypatch.setattr(sys, "argv", ["graph-audit", "scan", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return scan


@pytest.fixture(scope="module")
def whole(truth):
    return truth.folder


@pytest.fixture(scope="module")
def poor(truth, tmp_path_factory):
    """The same snapshot, in which two tables of every site were denied."""
    folder = tmp_path_factory.mktemp("poor") / "snapshot"
    shutil.copytree(truth.folder, folder)
    path = folder / "manifest.json"
    manifest = parse(path.read_bytes(), path)
    tables = [
        TableEntry(table=e.table, scope=e.scope, status="denied", gap="right_missing", reason="403: no right")
        if e.table in {"application_roles", "role_actors"}
        else e
        for e in manifest.tables
    ]
    path.write_bytes(render(seal(manifest.model_copy(update={"tables": tuple(tables)}))))
    return folder


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        ((), 0),
        (("--strict",), 0),
        (("--fail-on", "never"), 0),
        (("--fail-on", "critical"), 0),
        (("--fail-on", "high"), 0),
        (("--fail-on", "medium"), 10),
        (("--fail-on", "info"), 10),
    ],
)
def test_whole_data(scan, whole, flags, code):
    ended, stdout, _ = scan("--snapshot", whole, "--output", "out", *flags)
    assert ended == code
    assert "Report: " in stdout


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        ((), 0),
        (("--strict",), 3),
        (("--fail-on", "critical"), 0),
        (("--fail-on", "critical", "--strict"), 3),
        (("--fail-on", "medium"), 10),
        (("--fail-on", "medium", "--strict"), 10),
    ],
)
def test_data_with_gaps(scan, poor, flags, code):
    ended, stdout, _ = scan("--snapshot", poor, "--output", "out", *flags)
    assert ended == code
    assert "Not seen" in stdout
    assert "Not evaluated" in stdout


@pytest.mark.parametrize(
    ("flags", "code"), [((), 3), (("--allow-incomplete",), 0), (("--allow-incomplete", "--strict"), 3)]
)
def test_a_check_that_could_not_be_judged_fails_its_level_unless_that_is_allowed(scan, poor, flags, code, tmp_path):
    switched_off = "\n".join(f"[checks.{name}]\nenabled = false" for name in found_in(scan, poor, tmp_path))
    (tmp_path / "graph-audit.toml").write_text(switched_off)
    ended, _, _ = scan("--snapshot", poor, "--output", "out", "--fail-on", "low", *flags)
    assert ended == code


def found_in(scan, snapshot, folder):
    scan("--snapshot", snapshot, "--output", folder / "before")
    checks = json.loads((folder / "before" / "findings.json").read_bytes())["checks"]
    return [check["id"] for check in checks if check["outcome"] == "found"]


def test_a_damaged_snapshot_is_named_and_nothing_is_written(scan, whole, tmp_path):
    shutil.copytree(whole, tmp_path / "snapshot")
    damaged = next((tmp_path / "snapshot" / "tables").glob("role_actors*"))
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    ended, stdout, stderr = scan("--snapshot", tmp_path / "snapshot", "--output", "out")
    assert (ended, stdout) == (1, "")
    assert damaged.name in stderr
    assert not list((tmp_path / "out").glob("*.*"))


def test_a_folder_without_a_snapshot_and_one_that_is_not_there(scan, tmp_path):
    (tmp_path / "empty").mkdir()
    assert scan("--snapshot", "empty", "--output", "out")[0] == 1
    assert scan("--snapshot", "nowhere", "--output", "out")[0] == 2


def test_sites_cannot_be_chosen_from_a_snapshot(scan, whole):
    ended, _, stderr = scan("--snapshot", whole, "--tenant", "saltmarsh")
    assert ended == 2
    assert "nothing is collected" in stderr


def test_an_output_that_cannot_be_written_is_one_line(scan, whole, tmp_path):
    (tmp_path / "file").write_text("in the way")
    ended, _, stderr = scan("--snapshot", whole, "--output", "file/out")
    assert ended == 1
    assert "Traceback" not in stderr
    assert "--output" in " ".join(stderr.split())


def test_a_disk_that_takes_no_report_is_one_line(scan, whole, tmp_path):
    (tmp_path / "out" / "report.html").mkdir(parents=True)
    ended, _, stderr = scan("--snapshot", whole, "--output", "out")
    assert ended == 1
    assert "cannot be written" in stderr
    assert "Traceback" not in stderr


def test_a_used_output_folder_is_refused_before_anything_is_asked(scan, whole, tmp_path, monkeypatch):
    shutil.copytree(whole, tmp_path / "out" / "snapshot")
    for name in ("ORG_ID", "ADMIN_API_KEY", "ATLASSIAN_USERNAME", "ATLASSIAN_API_TOKEN"):
        monkeypatch.setenv(f"GRAPH_AUDIT_{name}", "made-up")
    monkeypatch.setenv("GRAPH_AUDIT_API_URL", "http://127.0.0.1:9")
    ended, _, stderr = scan("--output", "out")
    assert ended == 1
    assert "already holds a snapshot" in " ".join(stderr.split())


def test_talk_goes_to_stderr_and_is_silent_without_a_terminal(scan, whole):
    _, stdout, stderr = scan("--snapshot", whole, "--output", "out")
    assert stderr == ""
    assert "\x1b" not in stdout


def test_a_folder_that_holds_a_report_is_not_written_over(scan, whole, tmp_path):
    assert scan("--snapshot", whole, "--output", "twice")[0] == 0
    before = (tmp_path / "twice" / "report.html").read_bytes()
    ended, _, stderr = scan("--snapshot", whole, "--output", "twice")
    assert (ended, stderr.count("\n")) == (2, 1)
    assert "already holds a report" in stderr
    assert (tmp_path / "twice" / "report.html").read_bytes() == before
