"""The words of the command line."""

import subprocess
import sys

import pytest
from typer.main import get_command

from graph_audit import __version__
from graph_audit.checks.runner import all_checks
from graph_audit.cli.application import app, main
from graph_audit.exporters.definition import all_exporters

QUESTIONS = (("explain",), ("who-can",), ("access",), ("group",), ("verify",), ("query",))
TABLES = ("access-matrix", "effective", "users", "groups")
EXPORTS = tuple(("export", one) for one in (*TABLES, *all_exporters()))
DRAWINGS = tuple(("graph", kind) for kind in ("user", "group", "project", "finding"))
CHECKS = (("checks", "list"), ("checks", "show"), ("checks", "new"))
WAIVERS = (("waive",), ("waivers",))
COMMANDS = (("scan",), ("doctor",), ("demo",), *QUESTIONS, *EXPORTS, *DRAWINGS, *CHECKS, *WAIVERS)
GROUPS = ("checks", "export", "graph")


@pytest.fixture
def call(monkeypatch, capsys):
    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["graph-audit", *arguments])
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return call


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_help_text_has_an_example_that_names_the_command(call, command):
    code, stdout, _ = call(*command, "--help")
    assert code == 0
    assert f"Example: graph-audit {' '.join(command)}" in stdout


def test_no_command_is_without_its_test():
    commands = get_command(app).commands
    known = {(name,) for name in commands if name not in GROUPS}
    known |= {(group, name) for group in GROUPS for name in commands[group].commands}
    assert known - {("docs",)} == set(COMMANDS)


@pytest.mark.parametrize("command", [("scan",), ("doctor",), ("demo",), *QUESTIONS], ids=" ".join)
def test_every_option_says_what_it_does(command):
    for parameter in get_command(app).commands[command[0]].params:
        assert parameter.help or parameter.name == "help", parameter.name


def test_python_m_graph_audit_is_the_same_program():
    done = subprocess.run(
        [sys.executable, "-m", "graph_audit", "--version"], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == (f"graph-audit {__version__}\n", "")


@pytest.mark.parametrize("arguments", [("scan", "--no-such-option"), ("scan", "--fail-on", "awful"), ("scna",)])
def test_wrong_usage_is_2_and_told_on_stderr(call, arguments):
    code, stdout, stderr = call(*arguments)
    assert (code, stdout) == (2, "")
    assert "Traceback" not in stderr


def test_a_check_is_shown_by_id_and_by_alias(call):
    by_id, by_alias = call("checks", "show", "empty-group"), call("checks", "show", "empty_groups")
    assert by_id == by_alias
    assert "has no members" in by_id[1]


def test_a_check_that_does_not_exist_is_one_line(call):
    code, stdout, stderr = call("checks", "show", "nonsense")
    assert (code, stdout) == (2, "")
    assert stderr.startswith("Error: There is no check 'nonsense'")


def test_every_check_is_listed(call):
    _, stdout, _ = call("checks", "list")
    assert len(stdout.splitlines()) == 1 + len(all_checks())
