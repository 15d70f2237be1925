"""Which exit code a result gives."""

import pytest

from graph_audit.cli.exits import FailOn, exit_code
from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.kinds import CoverageStatus, Gap, Outcome, Severity
from graph_audit.findings.finding import Evidence, Finding, Subject
from graph_audit.findings.result import AuditResult, CheckResult, Named, SnapshotInfo


def check(outcome, severity=Severity.MEDIUM, *, at_least=False):
    subject = Subject("group", "group:g", "g")
    found = Finding("f" * 32, "c", severity, "Groups", subject, "It is so.", Evidence(), ("directory:d",))
    findings = (found,) if outcome is Outcome.FOUND else ()
    return CheckResult("c", "Title", severity, "Groups", outcome, at_least, (), findings)


def result(*checks, gap=None):
    entries = [
        TableCoverage("users", "directory:d", CoverageStatus.SKIPPED if gap else CoverageStatus.COMPLETE, gap=gap)
    ]
    snapshot = SnapshotInfo("id", "2026-11-20T14:05:00Z", "2026-11-20T14:05:00Z", "0" * 64)
    return AuditResult(Named("o", "O"), snapshot, "full", "test", Coverage(entries), checks)


def code(told, fail_on, *, strict=False, allow_incomplete=False):
    return exit_code(told, FailOn(fail_on), strict=strict, allow_incomplete=allow_incomplete)


@pytest.mark.parametrize(
    ("fail_on", "expected"),
    [("critical", 0), ("high", 0), ("medium", 10), ("low", 10), ("info", 10), ("never", 0)],
)
def test_findings_of_the_level_or_worse(fail_on, expected):
    assert code(result(check(Outcome.FOUND)), fail_on) == expected


@pytest.mark.parametrize(("fail_on", "expected"), [("high", 0), ("medium", 3), ("low", 3), ("never", 0)])
def test_a_check_that_was_not_evaluated(fail_on, expected):
    told = result(check(Outcome.NOT_EVALUATED))
    assert code(told, fail_on) == expected
    assert code(told, fail_on, allow_incomplete=True) == 0


def test_findings_beat_what_is_incomplete():
    told = result(check(Outcome.FOUND), check(Outcome.NOT_EVALUATED), gap=Gap.RIGHT_MISSING)
    assert code(told, "medium", strict=True) == 10


def test_a_disabled_check_is_no_gap():
    assert code(result(check(Outcome.DISABLED)), "info", strict=True) == 0


@pytest.mark.parametrize(
    ("gap", "expected"), [(None, 0), (Gap.NOT_SELECTED, 3), (Gap.PRODUCT_ABSENT, 0), (Gap.NOT_IN_THIS_MODE, 0)]
)
def test_strict_minds_any_gap_through_which_something_could_be_missed(gap, expected):
    assert code(result(gap=gap), "never", strict=True) == expected
    assert code(result(gap=gap), "never") == 0
