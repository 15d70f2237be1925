"""What reading the snapshot showed is told on the terminal too."""

from graph_audit.cli.screen import show_result
from graph_audit.core.coverage import Coverage
from graph_audit.findings.result import AuditResult, Named, SnapshotInfo


def test_notes_are_printed_and_their_markup_does_nothing(capsys):
    snapshot = SnapshotInfo("id", "2026-11-20T14:05:00Z", "2026-11-20T14:05:00Z", "0" * 64)
    result = AuditResult(
        Named("o", "O"),
        snapshot,
        "jira_only",
        "test",
        Coverage([]),
        (),
        notes=("Accounts of [bold]x[/] come from Jira.",),
    )

    show_result(result)

    assert "Note: Accounts of [bold]x[/] come from Jira." in capsys.readouterr().out
