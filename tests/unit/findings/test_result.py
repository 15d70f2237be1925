"""The result: counts, and findings in the order in which people read them."""

import itertools

from graph_audit.core.coverage import Coverage
from graph_audit.core.kinds import Outcome, Severity
from graph_audit.findings.finding import Evidence, Finding, Subject, fingerprint
from graph_audit.findings.result import AuditResult, CheckResult, Named, SnapshotInfo


def finding(check, severity, name, node):
    return Finding(
        fingerprint(check, node, None), check, severity, "Groups", Subject("group", node, name), "", Evidence(), ()
    )


def result_of(*checks):
    snapshot = SnapshotInfo("s", "2026-11-20T14:05:00Z", "2026-11-20T14:06:00Z", "00")
    return AuditResult(Named("o", "Northwind"), snapshot, "full", "graph-audit", Coverage([]), tuple(checks))


def check_of(name, findings=(), scopes=()):
    return CheckResult(name, name, Severity.LOW, "Groups", Outcome.FOUND, False, tuple(scopes), tuple(findings))  # noqa: FBT003


FOUND = (
    finding("z-check", Severity.CRITICAL, "Z", "group:9"),
    finding("a-check", Severity.HIGH, "ops", "group:2"),
    finding("b-check", Severity.HIGH, "devs", "group:1"),
    finding("b-check", Severity.HIGH, "devs", "group:3"),
    finding("b-check", Severity.HIGH, "ops", "group:0"),
    finding("a-check", Severity.INFO, "a", "group:1"),
)
"""In the expected order: severity, check, name, id."""


def test_findings_are_ordered_by_severity_check_name_and_id_whatever_order_they_come_in():
    for order in itertools.permutations(FOUND):
        assert result_of(check_of("one", order[:3]), check_of("two", order[3:])).findings == FOUND


def test_every_severity_is_counted_worst_first():
    counted = result_of(check_of("one", FOUND[:3]), check_of("two", FOUND[3:]), check_of("three")).count_by_severity()
    assert list(counted.items()) == [("critical", 1), ("high", 4), ("medium", 0), ("low", 0), ("info", 1)]
    assert set(result_of().count_by_severity().values()) == {0}
