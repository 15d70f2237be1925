"""Every command that the pages name exists, with its flags; so do the environment variables."""

import re
import shlex

import pytest
import typer

from graph_audit.cli.application import app
from graph_audit.cli.exits import ExitCode
from graph_audit.configuration import PLUGINS_VARIABLE
from graph_audit.core.errors import GraphAuditError
from graph_audit.settings import Addresses, Credentials

from .conftest import cells

COMMAND = re.compile(r"^ {4}(?:\.venv/bin/)?(graph-audit .+)$|`(?:\.venv/bin/)?(graph-audit [^`\n]+)`", re.MULTILINE)


def commands(pages):
    for name, page in pages.items():
        for block, inline in COMMAND.findall(page.text):
            yield name, (block or inline).partition("  #")[0].strip()


def silenced(command):
    """The command, and those below it, doing nothing once their words are understood."""
    command.callback = lambda **_: None
    for below in getattr(command, "commands", {}).values():
        silenced(below)
    return command


def understand(words):
    """Let the command line read the words as it does in earnest; words that it does not know raise."""
    silenced(typer.main.get_command(app)).main(words, standalone_mode=False)


def test_every_command_and_flag_exists(pages, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "graph-audit-out" / "DIR").mkdir(parents=True)
    (tmp_path / "DIR").mkdir()  # what stands for the reader's own snapshot
    found = list(commands(pages))
    assert len(found) > 20
    wrong = []
    for page, line in found:
        try:
            understand(shlex.split(line)[1:])
        except Exception as error:  # noqa: BLE001  # which one depends on what is wrong
            wrong.append(f"{page}: {line}: {error}")
    assert not wrong


@pytest.mark.parametrize("line", ["scan --no-such-flag", "demo --users many", "scan --fail-on dreadful", "frobnicate"])
def test_a_wrong_command_would_be_noticed(line):
    with pytest.raises(Exception, match=r"No such|integer|not one of"):
        understand(line.split())


def known_variables():
    names = {PLUGINS_VARIABLE, *(f"GRAPH_AUDIT_{name.upper()}" for name in Addresses.model_fields)}
    for name in Credentials.model_fields:
        names |= {name.upper(), f"GRAPH_AUDIT_{name.upper()}"}
    return names


def test_every_variable_of_ours_exists_and_is_described(pages):
    words = {
        word
        for page in pages.values()
        for word in re.findall(r"\b(?:GRAPH_AUDIT|ORG|ADMIN|ATLASSIAN)_[A-Z_]+\b", page.text)
    }
    assert words <= known_variables()
    described = pages["docs/configuration.md"].text
    assert [name for name in sorted(known_variables()) if name not in described] == []


def test_the_exit_codes_are_those_of_the_program(pages):
    section = pages["README.md"].text.partition("## Exit codes\n")[2].partition("\n## ")[0]
    assert {int(row[0]) for row in cells(section)} == set(ExitCode)
    assert GraphAuditError.exit_code == ExitCode.ERROR
