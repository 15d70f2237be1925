"""Outcomes by scope, and what one broken or denied part may not do to the others."""

from dataclasses import replace

import pytest

from graph_audit.checks.definition import Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.finding_maker import EVIDENCE_LIMIT
from graph_audit.checks.runner import CheckSettings, run_checks
from graph_audit.checks.subjects import groups
from graph_audit.core.errors import DefinitionError
from graph_audit.core.kinds import CoverageStatus, Gap, Outcome, ScopeKind, Severity
from graph_audit.graph.sketch import sketch

from .conftest import NOW
from .coverages import denied, entry, full_coverage, jira_only_coverage, outcomes

TWO_TENANTS = """
    group:devs -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY
    user:maya -actor_in-> role:u:OPS:10 -part_of-> project:u:OPS
"""
TWO_DIRECTORIES = """
    group:left scopes=directory:d
    group:right scopes=directory:e
"""


def made(query, **changes):
    declared = {
        "title": "Something is found",
        "severity": Severity.LOW,
        "category": "Groups",
        "about": ScopeKind.DIRECTORY,
        "needs": (presence("groups"),),
        "subjects": groups,
        "bad": "",
        "good": "",
        "controls": Controls(),
    }
    query.__doc__ = "Find.\n\nWhy it matters: so.\n\nHow to fix: so."
    return check(**(declared | changes))(query)


def test_one_denied_tenant_does_not_silence_the_others(run):
    result = run(
        "project-without-group-access", TWO_TENANTS, lambda g: full_coverage(g, denied("role_actors", "tenant:t"))
    )
    assert outcomes(result) == {"tenant:t": "not_evaluated", "tenant:u": "found"}
    assert (result.outcome, result.at_least) == (Outcome.FOUND, True)
    assert [finding.subject.id for finding in result.findings] == ["project:u:OPS"]


def test_one_denied_directory_does_not_silence_the_others(run):
    result = run("empty-group", TWO_DIRECTORIES, lambda g: full_coverage(g, denied("users", "directory:e")))
    assert outcomes(result) == {"directory:d": "found", "directory:e": "not_evaluated"}
    assert [finding.subject.id for finding in result.findings] == ["group:left"]


def test_a_denied_tenant_touches_every_directory_where_its_rows_could_invent(run):
    text = "group:choir resources_count=0\nuser:maya -member_of-> group:choir"
    result = run("unused-group", text, lambda g: full_coverage(g, denied("role_actors", "tenant:u")))
    assert (result.outcome, result.findings) == (Outcome.NOT_EVALUATED, ())
    assert "role_actors of the tenant:u: denied (403)" in result.reason


def test_comparing_checks_need_every_directory(run):
    text = "group:1 name=a scopes=directory:d\ngroup:2 name=b scopes=directory:e"
    result = run("same-name-groups", text, lambda g: full_coverage(g, denied("groups", "directory:e")))
    assert outcomes(result) == {"directory:d": "not_evaluated", "directory:e": "not_evaluated"}


def test_a_gap_that_is_confined_to_some_projects_excludes_just_those(run):
    text = """
        user:maya -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY
        user:maya -actor_in-> role:t:OPS:10 -part_of-> project:t:OPS
    """
    gap = entry("role_actors", "tenant:t", CoverageStatus.PARTIAL, Gap.RIGHT_MISSING, missing=("project:t:OPS",))
    result = run("project-without-group-access", text, lambda g: full_coverage(g, gap))
    assert [finding.subject.id for finding in result.findings] == ["project:t:PAY"]
    assert result.at_least
    alone = run("project-without-group-access", "project:t:OPS", lambda g: full_coverage(g, gap))
    assert (alone.outcome, alone.findings) == (Outcome.NOT_EVALUATED, ())


def test_a_confined_gap_still_lets_presence_be_found_on_those_projects(run, checks):
    gap = entry("role_actors", "tenant:t", CoverageStatus.PARTIAL, Gap.RIGHT_MISSING, missing=("project:t:PAY",))
    result = run("many-direct-users", checks["many-direct-users"].bad, lambda g: full_coverage(g, gap))
    assert (result.outcome, result.at_least, len(result.findings)) == (Outcome.FOUND, True, 1)


def test_a_gap_that_is_confined_to_some_groups_excludes_just_those(run):
    text = "group:left scopes=tenant:t\ngroup:right scopes=tenant:t"
    gap = entry("group_members", "tenant:t", CoverageStatus.PARTIAL, Gap.RIGHT_MISSING, missing=("group:right",))
    result = run("empty-group", text, lambda _: jira_only_coverage(gap))
    assert [finding.subject.id for finding in result.findings] == ["group:left"]
    assert result.at_least


def test_a_gap_of_projects_may_touch_every_group(run, checks):
    gap = entry("role_actors", "tenant:t", CoverageStatus.PARTIAL, Gap.RIGHT_MISSING, missing=("project:t:PAY",))
    result = run("isolated-group", checks["isolated-group"].bad, lambda g: full_coverage(g, gap))
    assert (result.outcome, result.findings) == (Outcome.NOT_EVALUATED, ())


def test_a_subject_in_two_directories_counts_in_both_and_is_one_finding(run):
    text = "user:maya account_status=inactive scopes=directory:d,directory:e\nuser:maya -member_of-> group:devs"
    result = run("inactive-user-in-group", text)
    assert outcomes(result) == {"directory:d": "found", "directory:e": "found"}
    (finding,) = result.findings
    assert finding.scopes == ("directory:d", "directory:e")


def test_a_subject_in_two_directories_is_not_judged_where_one_of_them_blocks(run):
    text = "group:left scopes=directory:d,directory:e"
    result = run("empty-group", text, lambda g: full_coverage(g, denied("users", "directory:e")))
    assert result.findings == ()
    assert outcomes(result)["directory:e"] == "not_evaluated"


def test_accounts_in_no_directory_have_a_scope_of_their_own(run):
    text = "user:maya scopes=organisation\nuser:omar -member_of-> group:devs"
    result = run("ungrouped-user", text)
    assert outcomes(result) == {"directory:d": "passed", "organisation": "found"}
    group_check = run("empty-group", text)
    assert outcomes(group_check) == {"directory:d": "passed"}


def test_accounts_in_no_directory_that_could_not_be_read_are_not_passed(run):
    gap = denied("unaffiliated_users", "organisation")
    result = run("inactive-user-in-group", "user:omar -member_of-> group:devs", lambda g: full_coverage(g, gap))
    assert outcomes(result) == {"directory:d": "passed", "organisation": "not_evaluated"}
    assert result.outcome is Outcome.NOT_EVALUATED


def test_a_group_that_only_others_name_is_not_reported(checks):
    graph = sketch("group:ghost\nuser:maya -member_of-> group:devs")
    graph.nodes["group:ghost"]["scopes"] = ()
    (result,) = run_checks([checks["empty-group"]], graph, full_coverage(graph), now=NOW)
    assert result.findings == ()


def test_one_undecided_subject_forbids_passed_and_says_why(run):
    text = "group:choir\nuser:maya -member_of-> group:choir"
    result = run("unused-group", text)
    assert result.outcome is Outcome.NOT_EVALUATED
    assert (
        result.reason == "1 subject not judged: the directory did not count the resources that the group has access to"
    )


def test_an_undecided_subject_makes_found_at_least(run):
    text = """
        user:maya -member_of-> group:choir
        user:maya -member_of-> group:club
        group:club resources_count=0
    """
    result = run("unused-group", text)
    assert (result.outcome, result.at_least, len(result.findings)) == (Outcome.FOUND, True, 1)


def test_undecided_subjects_are_counted_by_reason():
    asking = made(lambda audit: (Undecided(group, "why not") for group in audit.subjects))
    graph = sketch("group:a\ngroup:b")
    (result,) = run_checks([asking], graph, full_coverage(graph), now=NOW)
    assert result.reason == "2 subjects not judged: why not"


def test_a_broken_check_is_not_evaluated_and_hides_nothing(checks):
    def broken(audit):
        yield Hit(audit.subjects[0], "Found.")
        raise KeyError(audit.subjects[0])

    graph = sketch("group:left")
    broken_check = replace(made(broken), id="broken")
    first, second = run_checks([broken_check, checks["empty-group"]], graph, full_coverage(graph), now=NOW)
    assert (first.outcome, first.findings) == (Outcome.NOT_EVALUATED, ())
    assert "KeyError" in first.reason
    assert second.outcome is Outcome.FOUND


def missing(group):
    """The paths of a finding whose check is broken."""
    raise KeyError(group)


def test_a_check_that_cannot_prove_what_it_found_is_not_evaluated():
    graph = sketch("group:a\ngroup:b")
    unproven = made(lambda audit: (Hit(group, "Found.", paths=missing) for group in audit.subjects))
    (result,) = run_checks([unproven], graph, full_coverage(graph), now=NOW)
    assert (result.outcome, result.reason) == (Outcome.NOT_EVALUATED, "the check itself failed: KeyError")


def test_what_cannot_be_proved_later_on_stays_found_and_says_that_evidence_is_missing():
    graph = sketch("group:a\ngroup:b")
    paths = {"group:a": (), "group:b": missing}
    half = made(lambda audit: (Hit(group, "Found.", paths=paths[group]) for group in audit.subjects))
    (result,) = run_checks([half], graph, full_coverage(graph), now=NOW)
    assert [(finding.evidence.paths, finding.evidence.left_out) for finding in result.findings] == [((), 0), ((), 1)]


def test_details_are_made_when_asked_for_and_those_that_cannot_be_made_say_so():
    graph = sketch("group:a\ngroup:b")
    asked = []

    def details(group):
        asked.append(group)
        return {"members": len(asked)} if group == "group:a" else missing(group)

    lazy = made(lambda audit: (Hit(group, "Found.", details=details) for group in audit.subjects))
    (result,) = run_checks([lazy], graph, full_coverage(graph), now=NOW)
    assert asked == ["group:a"]  # the first one shows that the check can tell what it finds
    assert [finding.details for finding in result.findings] == [
        {"members": 2},
        {"not_told": "the check itself failed: KeyError"},
    ]


def test_a_check_that_cannot_tell_what_it_found_is_not_evaluated():
    graph = sketch("group:a\ngroup:b")
    dumb = made(lambda audit: (Hit(group, "Found.", details=missing) for group in audit.subjects))
    (result,) = run_checks([dumb], graph, full_coverage(graph), now=NOW)
    assert (result.outcome, result.reason) == (Outcome.NOT_EVALUATED, "the check itself failed: KeyError")


def test_findings_of_one_function_share_what_makes_their_evidence():
    graph = sketch("group:a\ngroup:b")
    cut = {"group:a": 0, "group:b": 7}
    lazy = made(lambda audit: (Hit(one, "Found.", paths=lambda _: (), left_out=cut[one]) for one in audit.subjects))
    (result,) = run_checks([lazy], graph, full_coverage(graph), now=NOW)
    assert [finding.evidence.left_out for finding in result.findings] == [0, 7]


def test_a_check_that_names_what_is_not_there_hides_nothing(checks):
    graph = sketch("group:left")
    lost = replace(made(lambda _: iter([Hit("group:nowhere", "Found.")])), id="lost")
    first, second = run_checks([lost, checks["empty-group"]], graph, full_coverage(graph), now=NOW)
    assert (first.outcome, second.outcome) == (Outcome.NOT_EVALUATED, Outcome.FOUND)


def test_evidence_is_made_when_it_is_asked_for_only():
    asked = []

    def paths(group):
        asked.append(group)
        return ()

    graph = sketch("group:a\ngroup:b\ngroup:c")
    lazy = made(lambda audit: (Hit(group, "Found.", paths=paths) for group in audit.subjects))
    (result,) = run_checks([lazy], graph, full_coverage(graph), now=NOW)
    assert asked == ["group:a"]  # the first one shows that the check can prove what it finds
    assert result.findings[2].evidence.paths == ()
    assert asked == ["group:a", "group:c"]


def test_what_several_checks_need_is_worked_out_once():
    made_of, told = [], []

    def population(audit):
        made_of.append(audit.graph)
        return len(audit.subjects)

    def asking(audit):
        told.append(audit.once(population))
        return iter(())

    graph = sketch("group:a")
    run_checks([made(asking), replace(made(asking), id="second")], graph, full_coverage(graph), now=NOW)
    assert (told, len(made_of)) == ([1, 1], 1)


def test_required_group_is_disabled_until_configured(run, checks):
    text = checks["required-group-missing"].bad
    result = run("required-group-missing", text)
    assert (result.outcome, result.findings) == (Outcome.DISABLED, ())
    assert "groups" in result.reason
    assert run("required-group-missing", text, groups=("auditors",)).outcome is Outcome.FOUND


@pytest.mark.parametrize("severity", Severity)
def test_configuration_sets_the_severity_of_check_and_findings(checks, severity):
    graph = sketch("group:left")
    settings = {"empty-group": CheckSettings(severity=severity)}
    (result,) = run_checks([checks["empty-group"]], graph, full_coverage(graph), now=NOW, settings=settings)
    assert {result.severity, *(finding.severity for finding in result.findings)} == {severity}


def test_a_check_can_be_switched_off(checks):
    graph = sketch("group:left")
    settings = {"empty-group": CheckSettings(enabled=False)}
    (result,) = run_checks([checks["empty-group"]], graph, full_coverage(graph), now=NOW, settings=settings)
    assert (result.outcome, result.findings) == (Outcome.DISABLED, ())


def test_evidence_is_capped_and_counts_what_is_left_out():
    def wordy(audit):
        yield Hit("group:a", "Found.", records=tuple(f"r#{n}" for n in range(EVIDENCE_LIMIT + 7)), left_out=5)

    graph = sketch("group:a")
    (result,) = run_checks([made(wordy)], graph, full_coverage(graph), now=NOW)
    (finding,) = result.findings
    assert (len(finding.evidence.records), finding.evidence.left_out) == (EVIDENCE_LIMIT, 12)


def test_results_carry_the_advice(run, checks):
    result = run("empty-group", "group:left")
    assert (result.why, result.fix) == (checks["empty-group"].why, checks["empty-group"].fix)


@pytest.mark.parametrize("title", ["Ensure that groups have members", "x" * 81])
def test_titles_state_a_fact_and_are_short(title):
    with pytest.raises(DefinitionError):
        made(lambda _: iter(()), title=title)


def test_a_check_without_advice_is_refused():
    def silent(audit):
        """Find."""

    with pytest.raises(DefinitionError, match="Why it matters"):
        check(
            title="T",
            severity=Severity.LOW,
            category="Groups",
            about=ScopeKind.DIRECTORY,
            needs=(),
            subjects=groups,
            bad="",
            good="",
            options=Options,
        )(silent)


def test_a_site_that_only_customers_are_known_of_is_no_place_of_people_or_groups(run):
    text = "user:c account_type=customer scopes=tenant:t\nuser:maya -member_of-> group:devs"
    assert outcomes(run("empty-group", text)) == {"directory:d": "passed"}
    assert outcomes(run("ungrouped-user", text)) == {"directory:d": "passed"}


def test_with_jira_alone_a_denied_tenant_is_among_the_outcomes(run):
    gaps = [denied("jira_groups", "tenant:u"), denied("group_members", "tenant:u"), entry("projects", "tenant:u")]
    text = "group:devs scopes=tenant:t\nuser:maya -member_of-> group:devs"
    result = run("empty-group", text, lambda _: jira_only_coverage(*gaps))
    assert outcomes(result) == {"tenant:t": "passed", "tenant:u": "not_evaluated"}


def test_jiras_own_accounts_tell_of_its_projects_where_the_directory_was_denied(run):
    text = "user:maya -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY\nuser:ana -actor_in-> role:t:PAY:10"
    result = run("many-direct-users", text, lambda g: full_coverage(g, denied("users", "directory:d")))
    assert (result.outcome, result.at_least) == (Outcome.FOUND, False)


def test_jiras_own_groups_never_tell_of_a_directory(run):
    result = run(
        "empty-group", "user:maya -member_of-> group:devs", lambda g: full_coverage(g, denied("groups", "directory:d"))
    )
    assert outcomes(result) == {"directory:d": "not_evaluated"}


def test_a_person_in_two_directories_counts_once(run):
    text = """
        user:maya scopes=directory:d,directory:e
        user:ana scopes=directory:d
    """
    result = run("ungrouped-user", text, lambda g: full_coverage(g, directories=("directory:e",)))
    assert [scope.population for scope in result.scopes if scope.scope.startswith("directory")] == [2, 1]
    assert result.population == 2


def test_a_name_of_64_kilobytes_does_not_stand_in_every_finding(run):
    result = run("empty-group", f"group:g name={'x' * 65536}")
    (finding,) = result.findings
    assert (len(finding.subject.name), len(finding.message)) == (250, 1000)
