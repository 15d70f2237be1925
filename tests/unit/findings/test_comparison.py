"""New, known, fixed: and never fixed where nobody looked."""

from dataclasses import replace

import pytest

from graph_audit.core.coverage import Coverage
from graph_audit.core.kinds import Outcome, Severity
from graph_audit.findings.comparison import baseline_of, changes, compare
from graph_audit.findings.finding import Evidence, Finding, Subject, fingerprint
from graph_audit.findings.result import AuditResult, CheckResult, Named, ScopeResult, SnapshotInfo

HOME, AWAY = "directory:home", "directory:away"


def finding(name, scope=HOME, check="empty-group"):
    return Finding(
        fingerprint=fingerprint(check, f"group:{name}", None),
        check=check,
        severity=Severity.MEDIUM,
        category="Groups",
        subject=Subject("group", f"group:{name}", name),
        message=f"The group {name} has no members.",
        proof=Evidence(),
        scopes=(scope,),
    )


def result(*findings, open_scopes=(), disabled=False, at_least=False):
    """One check over two directories."""
    scopes = []
    for scope in (HOME, AWAY):
        found = sum(scope in one.scopes for one in findings)
        outcome = Outcome.FOUND if found else Outcome.NOT_EVALUATED if scope in open_scopes else Outcome.PASSED
        scopes.append(ScopeResult(scope, scope, outcome, 9, found, at_least=bool(found) and scope in open_scopes))
    outcome = Outcome.FOUND if findings else Outcome.NOT_EVALUATED if open_scopes else Outcome.PASSED
    check = CheckResult(
        "empty-group", "Empty", Severity.MEDIUM, "Groups", Outcome.DISABLED if disabled else outcome, at_least,
        () if disabled else tuple(scopes), tuple(findings),
    )  # fmt: skip
    snapshot = SnapshotInfo("s", "2026-11-20T14:05:00Z", "2026-11-20T14:06:00Z", "0" * 64)
    return AuditResult(Named("o", "O"), snapshot, "full", "graph-audit test", Coverage([]), (check,))


def statuses(compared):
    return {one.subject.name: one.status for one in compared.findings}


def test_new_known_and_fixed():
    compared = compare(result(finding("a"), finding("b")), baseline_of(result(finding("b"), finding("c"))))
    assert statuses(compared) == {"a": "new", "b": "known"}
    assert [gone.subject.name for gone in compared.comparison.fixed] == ["c"]
    assert compared.comparison.unseen == ()
    assert changes(compared.comparison) == "1 new, 1 known, 1 fixed"


def test_renamed_and_reworded_is_known():
    renamed = replace(finding("a"), subject=Subject("group", "group:a", "other"), message="Other words.")
    assert statuses(compare(result(renamed), baseline_of(result(finding("a"))))) == {"other": "known"}


@pytest.mark.parametrize(
    ("now", "fixed"),
    [
        (result(), ["c"]),
        (result(finding("a")), ["c"]),
        (result(open_scopes=(AWAY,)), ["c"]),
        (result(open_scopes=(HOME,)), []),
        (result(finding("a"), open_scopes=(HOME,), at_least=True), []),
        (result(disabled=True), []),
        (replace(result(), checks=()), []),
    ],
    ids=["passed", "others found", "open elsewhere", "open there", "at least", "disabled", "no such check"],
)
def test_gone_is_fixed_only_where_somebody_looked(now, fixed):
    comparison = compare(now, baseline_of(result(finding("c")))).comparison
    assert [gone.subject.name for gone in comparison.fixed] == fixed
    assert [gone.subject.name for gone in comparison.unseen] == ([] if fixed else ["c"])


def test_new_findings_of_a_check_that_the_baseline_could_not_evaluate_are_doubted():
    now = result(finding("a"))
    assert compare(now, baseline_of(result(open_scopes=(HOME,)))).comparison.doubted == ("empty-group",)
    assert compare(now, baseline_of(result())).comparison.doubted == ()
    assert compare(result(), baseline_of(result(open_scopes=(HOME,)))).comparison.doubted == ()


def test_nothing_is_lost():
    before, now = [finding(str(n)) for n in range(20)], [finding(str(n)) for n in range(10, 35)]
    comparison = compare(result(*now), baseline_of(result(*before))).comparison
    assert comparison.new + comparison.known == len(now)
    assert comparison.known + len(comparison.fixed) + len(comparison.unseen) == len(before)
