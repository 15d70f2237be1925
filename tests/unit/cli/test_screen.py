"""The terminal: names are text, progress is for terminals only."""

import io
import logging

import pytest
from rich.console import Console

from graph_audit.cli.screen import Screen, TableProgress
from graph_audit.core.coverage import TableCoverage
from graph_audit.core.kinds import CoverageStatus


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("[bold]x[/]", "[bold]x[/]"),
        ("\x1b[31mred", "�[31mred"),
        ("a\nb\r\t", "a�b��"),
        ("\u202egnp.exe", "�gnp.exe"),
        ("\ud800", "�"),
        ("Zoë 張", "Zoë 張"),
    ],
)
def test_a_name_does_nothing_to_a_terminal(name, shown):
    text = io.StringIO()
    Console(file=text, width=100).print(Screen.plain(name))
    assert text.getvalue() == shown + "\n"


def test_progress_is_silent_where_nobody_watches(capsys):
    with TableProgress() as progress:
        progress.advanced("users", "directory:d", 100)
        progress.finished(TableCoverage("users", "directory:d", CoverageStatus.COMPLETE, 100))
    assert capsys.readouterr() == ("", "")


def test_with_verbose_every_table_is_a_line(caplog):
    caplog.set_level(logging.INFO)
    with TableProgress() as progress:
        progress.finished(TableCoverage("users", "directory:\x1b", CoverageStatus.PARTIAL, 1_000, reason="odd\n"))
    assert caplog.messages == ["users of directory:�: partial, 1000 rows odd�"]
