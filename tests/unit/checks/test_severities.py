"""Severities that the configuration says: for a check, for its category, for subjects; and hits that are milder."""

from dataclasses import replace

import pytest

from graph_audit.checks.definition import Hit
from graph_audit.checks.runner import CheckSettings, run_checks
from graph_audit.checks.severities import SeverityPolicy, SubjectSeverity
from graph_audit.core.kinds import Severity
from graph_audit.graph.sketch import sketch

from .conftest import NOW
from .coverages import full_coverage

TWO_PROJECTS = """
    project:t:1 name=Payments key=PAY category=Finance
    project:t:2 name=Website key=WEB
"""
GROUPS_ARE_INFO = SeverityPolicy({"jira": Severity.INFO})


def graded(checks, policy, severity=None, text=TWO_PROJECTS):
    graph = sketch(text)
    settings = {"project-without-lead": CheckSettings(severity=severity)}
    chosen = [checks["project-without-lead"]]
    (result,) = run_checks(chosen, graph, full_coverage(graph), now=NOW, settings=settings, policy=policy)
    return result, {finding.subject.id: (finding.severity, finding.declared) for finding in result.findings}


def test_a_category_changes_all_of_its_checks_and_says_what_they_were(checks):
    result, findings = graded(checks, GROUPS_ARE_INFO)
    assert (result.severity, result.declared) == (Severity.INFO, Severity.LOW)
    assert set(findings.values()) == {(Severity.INFO, Severity.LOW)}


def test_a_check_of_its_own_wins_over_its_category(checks):
    assert graded(checks, GROUPS_ARE_INFO, Severity.HIGH)[0].severity is Severity.HIGH


def test_what_is_configured_as_it_is_anyway_is_no_change(checks):
    result, findings = graded(checks, SeverityPolicy(), Severity.LOW)
    assert (result.declared, set(findings.values())) == (None, {(Severity.LOW, None)})


@pytest.mark.parametrize("pattern", ["PAY", "pay*", "payments", "category:fin*", "project:t:1", "t:1"])
def test_subjects_win_over_everything_and_make_the_check_as_bad_as_the_worst(checks, pattern):
    policy = SeverityPolicy({"jira": Severity.INFO}, (SubjectSeverity((pattern,), Severity.CRITICAL),))
    result, findings = graded(checks, policy, Severity.MEDIUM)
    assert findings["project:t:1"] == (Severity.CRITICAL, Severity.LOW)
    assert findings["project:t:2"] == (Severity.MEDIUM, Severity.LOW)
    assert (result.severity, result.declared) == (Severity.CRITICAL, Severity.LOW)


def test_the_first_entry_that_fits_counts(checks):
    entries = (SubjectSeverity(("nobody", "PAY"), Severity.HIGH), SubjectSeverity(("*",), Severity.CRITICAL))
    _, findings = graded(checks, SeverityPolicy(subjects=entries))
    assert [findings[f"project:t:{n}"][0] for n in (1, 2)] == [Severity.HIGH, Severity.CRITICAL]


@pytest.mark.parametrize(
    ("of_hit", "expected"), [(Severity.INFO, Severity.INFO), (Severity.CRITICAL, Severity.LOW), (None, Severity.LOW)]
)
def test_a_hit_may_be_milder_than_its_check_and_never_worse(checks, of_hit, expected):
    def query(audit):
        yield from (Hit(subject, "It is so.", severity=of_hit) for subject in audit.subjects)

    graph = sketch(TWO_PROJECTS)
    check = replace(checks["project-without-lead"], query=query)
    (result,) = run_checks([check], graph, full_coverage(graph), now=NOW)
    assert {result.severity, *(finding.severity for finding in result.findings)} == {expected}
    assert result.declared is None
