"""Checks of one's own: in a folder that the configuration names, and in a package with an entry point."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[3] / "docs" / "add-a-check.md").read_text(encoding="utf-8")
CHECK = "lone-member-group"


def example(name, language):
    return PAGE.partition(f"<!-- example: {name} -->")[2].partition(f"```{language}\n")[2].partition("```")[0]


@pytest.fixture
def folder(tmp_path):
    """An empty plug-in folder, named in the user's own configuration."""
    plugins = tmp_path / "our checks"
    plugins.mkdir()
    own = tmp_path / ".config" / "graph-audit"
    own.mkdir(parents=True)
    (own / "graph-audit.toml").write_text(f"[plugins]\nfolder = '{plugins}'\n")
    return plugins


def found_by(check, output):
    told = json.loads((output / "findings.json").read_bytes())
    (entry,) = (one for one in told["checks"] if one["id"] == check)
    return entry, [one for one in told["findings"] if one["check"] == check]


def test_a_new_check_runs_as_it_stands_and_its_test_passes(program, folder, truth, tmp_path):
    done = program("checks", "new", CHECK)
    assert done.returncode == 0, done.stderr
    assert sorted(file.name for file in folder.iterdir()) == ["lone_member_group.py", "test_lone_member_group.py"]
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", folder],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
    )
    assert "2 passed" in tested.stdout, tested.stdout

    assert CHECK in program("checks", "list").stdout
    assert "Why it matters" in program("checks", "show", CHECK).stdout
    assert program("scan", "--snapshot", truth.folder, "--output", tmp_path / "out").returncode == 0
    entry, findings = found_by(CHECK, tmp_path / "out")
    graph = truth.analysis.graph
    lone = {group for group in graph.of_kind("group") if len(list(graph.sources(group, "member_of"))) == 1}
    assert {one["subject"]["id"] for one in findings} == lone
    assert entry["outcome"] == ("found" if lone else "passed")


def test_one_file_that_is_dropped_in_is_a_check_with_options(program, folder, truth, tmp_path):
    (folder / "lone_member_group.py").write_text(example("check", "python"), encoding="utf-8")
    (tmp_path / "graph-audit.toml").write_text(f"[checks.{CHECK}]\nsynced = false\nseverity = 'high'\n")
    assert program("scan", "--snapshot", truth.folder, "--output", tmp_path / "out").returncode == 0
    entry, _ = found_by(CHECK, tmp_path / "out")
    assert entry["severity"] == "high"
    (tmp_path / "graph-audit.toml").write_text(f"[checks.{CHECK}]\nsinced = false\n")
    assert "perhaps 'synced' is meant" in program("scan", "--snapshot", truth.folder).stderr


def test_the_environment_may_name_the_folder(tmp_path):
    (tmp_path / "lone_member_group.py").write_text(example("check", "python"), encoding="utf-8")
    listed = listed_with({"GRAPH_AUDIT_PLUGINS": str(tmp_path)}, tmp_path)
    assert CHECK in listed.stdout


def test_a_package_brings_checks_by_an_entry_point(tmp_path):
    package = tmp_path / "our_checks"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "lone_member_group.py").write_text(example("check", "python"), encoding="utf-8")
    points = example("entry-point", "toml").partition("[project.entry-points.")[2].splitlines()[1]
    installed = tmp_path / "our_checks-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: our-checks\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text(f"[graph_audit.checks]\n{points.replace(chr(34), '')}\n")
    listed = listed_with({"PYTHONPATH": str(tmp_path)}, tmp_path)
    assert CHECK in listed.stdout, listed.stderr


def listed_with(env, home):
    return subprocess.run(
        [sys.executable, "-m", "graph_audit", "checks", "list"],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(home), **env},
    )


def test_the_working_directory_cannot_name_a_folder(program, tmp_path):
    (tmp_path / "graph-audit.toml").write_text("[plugins]\nfolder = '.'\n")
    done = program("scan")
    assert done.returncode == 2
    assert "a downloaded folder cannot run code" in done.stderr


@pytest.mark.parametrize("text", ["x = ", "import nothing_of_the_kind", "raise SystemError('no')"])
def test_a_file_that_cannot_be_imported_is_an_error(program, folder, text):
    (folder / "broken.py").write_text(text)
    done = program("checks", "list")
    assert done.returncode == 1
    assert "broken.py cannot be imported" in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("empty-group",), "There is a check 'empty-group' already"),
        (("Lone_Member",), "is no id"),
        (("../escape",), "is no id"),
    ],
)
def test_a_wrong_id_writes_nothing(program, folder, words, message):
    done = program("checks", "new", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert not list(folder.iterdir())


def test_what_is_there_is_not_overwritten(program, folder):
    (folder / "test_lone_member_group.py").write_text("kept")
    done = program("checks", "new", CHECK)
    assert done.returncode == 1
    assert (folder / "test_lone_member_group.py").read_text() == "kept"


def test_without_a_folder_it_is_said_how_to_name_one(program):
    done = program("checks", "new", CHECK)
    assert done.returncode == 2
    assert "GRAPH_AUDIT_PLUGINS" in done.stderr


def test_a_folder_that_is_not_there_is_named(tmp_path):
    done = listed_with({"GRAPH_AUDIT_PLUGINS": str(tmp_path / "none")}, tmp_path)
    assert done.returncode == 2
    assert "there is no folder" in done.stderr
