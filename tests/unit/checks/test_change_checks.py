"""The checks that ask what changed since an earlier snapshot."""

import pytest

from graph_audit.checks.definition import Earlier
from graph_audit.checks.runner import run_checks
from graph_audit.core.kinds import Outcome
from graph_audit.graph.sketch import sketch

from .conftest import NOW
from .coverages import denied, full_coverage

ADMIN = "-administers-> admin_role:o:org-admin -administers-> org:o"
SITE = "-administers-> admin_role:tenant:t:jira-admin -administers-> tenant:t"
CHECKS = ("new-admin", "new-exposure")


def test_a_further_admin_role_is_new_and_a_further_path_to_the_same_is_not(ask):
    text = f"""
        user:maya {ADMIN}
        user:maya {SITE}
        user:maya -member_of-> group:crew {ADMIN}
        before user:maya {ADMIN}
    """
    hit = ask("new-admin", text).only
    assert hit.details["admin_roles"] == ["admin_role:tenant:t:jira-admin"]
    assert [path[-1].target for path in hit.paths] == ["admin_role:tenant:t:jira-admin"]


@pytest.mark.parametrize(("status", "expected"), [("active", 1), ("inactive", 0), ("unknown", None)])
def test_only_active_accounts_count(ask, status, expected):
    answers = ask("new-admin", f"user:maya account_status={status}\nuser:maya {ADMIN}\nbefore org:o name=x")
    assert (None if answers.undecided else len(answers.hits)) == expected


def test_a_project_that_became_more_public_or_is_new(ask):
    text = """
        anyone -holds BROWSE_PROJECTS,ADD_COMMENTS-> scheme:t:0 -governs-> project:t:PAY
        scheme:t:0 -governs-> project:t:NEW
        before anyone -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
    """
    hits = ask("new-exposure", text).hits
    assert hits["project:t:PAY"].details["permissions"] == ["ADD_COMMENTS"]
    assert hits["project:t:NEW"].details["permissions"] == ["ADD_COMMENTS", "BROWSE_PROJECTS"]


def test_another_scheme_with_the_same_grant_is_nothing_new(ask):
    text = """
        anyone -holds BROWSE_PROJECTS-> scheme:t:1 -governs-> project:t:PAY
        before anyone -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
    """
    assert not ask("new-exposure", text).hits


@pytest.mark.parametrize("check", CHECKS)
def test_without_a_baseline_it_is_disabled_and_says_what_is_needed(checks, check):
    graph = sketch("project:t:PAY name=x\nuser:maya name=x")
    (result,) = run_checks([checks[check]], graph, full_coverage(graph), now=NOW)
    assert (result.outcome, result.reason) == (Outcome.DISABLED, "needs an earlier snapshot (--baseline)")


@pytest.mark.parametrize(
    ("check", "gap"),
    [("new-admin", denied("admin_groups", "tenant:t")), ("new-exposure", denied("permission_schemes", "tenant:t"))],
)
def test_a_baseline_with_gaps_cannot_say_what_is_new(checks, check, gap):
    graph = sketch(checks[check].bad)
    before = graph.graph["before"]
    earlier = Earlier(before, full_coverage(before, gap))
    (result,) = run_checks([checks[check]], graph, full_coverage(graph), now=NOW, earlier=earlier)
    assert result.outcome is Outcome.NOT_EVALUATED
    assert result.reason.startswith("the baseline does not suffice: ")
    assert gap.table in result.reason
