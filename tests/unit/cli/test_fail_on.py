"""A threshold that no check reaches proves nothing, and the scan says so."""

from types import SimpleNamespace

import pytest

from graph_audit import pipeline
from graph_audit.cli import scanning
from graph_audit.cli.exits import FailOn, can_fail
from graph_audit.core.coverage import Coverage
from graph_audit.core.kinds import Outcome, Severity
from graph_audit.findings.result import AuditResult, CheckResult, Named, SnapshotInfo
from graph_audit.graph.access_graph import AccessGraph


def result(severity, outcome=Outcome.PASSED):
    snapshot = SnapshotInfo("id", "2026-11-20T14:05:00Z", "2026-11-20T14:05:00Z", "0" * 64)
    check = CheckResult("c", "Title", severity, "Groups", outcome, at_least=False, scopes=())
    return AuditResult(Named("o", "O"), snapshot, "full", "test", Coverage([]), (check,))


@pytest.mark.parametrize(("fail_on", "expected"), [("critical", False), ("high", False), ("medium", True)])
def test_only_a_check_that_is_severe_enough_can_fail(fail_on, expected):
    assert can_fail(result(Severity.MEDIUM), FailOn(fail_on)) is expected


def test_a_check_that_is_switched_off_cannot_fail():
    assert not can_fail(result(Severity.HIGH, Outcome.DISABLED), FailOn.HIGH)


@pytest.mark.parametrize(("fail_on", "is_told"), [("high", True), ("medium", False), ("never", False)])
def test_the_scan_says_that_nothing_can_fail(monkeypatch, capsys, fail_on, is_told):
    analysis = pipeline.Analysis(AccessGraph(mode="full"), result(Severity.MEDIUM))
    monkeypatch.setattr(scanning, "load_settings", lambda **_: SimpleNamespace(catalogue={}))
    monkeypatch.setattr(scanning, "run_scan", lambda *_, **__: analysis)

    with pytest.raises(scanning.typer.Exit) as ended:
        scanning.scan(fail_on=FailOn(fail_on))

    assert ended.value.exit_code == 0
    assert ("--fail-on high fails nothing" in capsys.readouterr().err) is is_told
