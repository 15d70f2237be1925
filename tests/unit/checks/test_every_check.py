"""What holds for every check: its examples, its words, its evidence, and what incomplete data may not do to it."""

import json
import random
from itertools import pairwise

import pytest

from graph_audit.checks.runner import CheckSettings, all_checks, run_checks
from graph_audit.core.kinds import CoverageStatus, Gap, Outcome
from graph_audit.findings.finding import fingerprint
from graph_audit.graph.sketch import sketch

from .conftest import NOW, Answers, answers_in, earlier_in, waivers_in
from .coverages import (
    JIRA_TABLES,
    ORGANISATION_TABLES,
    TABLES_OF_THE_ORGANISATION,
    denied,
    entry,
    full_coverage,
    jira_only_coverage,
)

OPTIONS = {
    "required-group-missing": {"groups": ("auditors",)},
    "sensitive-project-exposed": {"projects": ("t:PAY",)},
    "policy-missing": {"types": ("ip-allowlist",)},
}
CHECKS = all_checks()
FIRST_SEVENTEEN = {
    "isolated-group": ("", "medium", "Groups"),
    "empty-group": ("empty_groups", "medium", "Groups"),
    "inactive-group": ("all_inactive_groups", "medium", "Groups"),
    "unused-group": ("groups_no_jira_access", "low", "Groups"),
    "undescribed-group": ("groups_no_description", "low", "Groups"),
    "same-name-groups": ("same_group_name_multi_tenant", "low", "Groups"),
    "inactive-user-in-group": ("inactive_users_in_groups", "medium", "Users"),
    "ungrouped-user": ("ungrouped_users", "low", "Users"),
    "duplicate-email": ("duplicate_email_accounts", "medium", "Users"),
    "wide-project-admin": ("over_privileged_users", "medium", "Users"),
    "direct-project-access": ("users_direct_jira_access", "medium", "Users"),
    "many-direct-users": ("jira_projects_direct_user_assignments", "medium", "Jira"),
    "empty-group-on-project": ("jira_empty_group_assigned", "medium", "Jira"),
    "project-without-lead": ("jira_no_lead", "low", "Jira"),
    "project-without-group-access": ("jira_no_group_access", "low", "Jira"),
    "large-group-on-project": ("large_groups_on_jira", "low", "Groups"),
    "required-group-missing": ("required_group_missing_from_spaces", "medium", "Jira"),
}

each_check = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
each_need = pytest.mark.parametrize(
    ("check", "need"),
    [pytest.param(c, need, id=f"{c.id} {need.tables[0]}") for c in CHECKS.values() for need in c.needs],
)


def run(check, graph, coverage):
    settings = {check.id: CheckSettings(options=check.options(**OPTIONS.get(check.id, {})))}
    more = {"waivers": waivers_in(graph), "earlier": earlier_in(graph), "answers": answers_in(graph)}
    return run_checks([check], graph, coverage, now=NOW, settings=settings, **more)[0]


def scopes_of_table(table, graph):
    return [item.scope for item in full_coverage(graph).of(table)]


def test_the_first_seventeen_are_declared_as_in_the_catalogue():
    declared = {id_: (check.alias, check.severity.value, check.category) for id_, check in CHECKS.items()}
    assert FIRST_SEVENTEEN.items() <= declared.items()


@each_check
def test_bad_example_is_found_and_good_example_is_not(check):
    options = OPTIONS.get(check.id, {})
    assert Answers(check, check.bad, **options).hits
    good = Answers(check, check.good, **options)
    assert not good.hits
    assert not good.undecided
    assert good.subjects


@each_check
def test_complete_data_gives_found_and_passed(check):
    bad, good = sketch(check.bad), sketch(check.good)
    found, passed = run(check, bad, full_coverage(bad)), run(check, good, full_coverage(good))
    assert (found.outcome, found.at_least) == (Outcome.FOUND, False)
    assert (passed.outcome, passed.reason) == (Outcome.PASSED, "")
    assert passed.population > 0


@each_check
def test_words_are_fit_to_print(check):
    assert len(check.title) <= 80
    assert not check.title.endswith(".")
    assert check.why.endswith(".")
    assert check.fix.endswith(".")
    assert "`" not in check.why + check.fix + check.bound
    assert check.controls.soc2
    assert check.controls.iso27001
    for hit in Answers(check, check.bad, **OPTIONS.get(check.id, {})).hits.values():
        assert hit.message[0].isupper() or hit.message[0].isdigit() or hit.message.startswith("maya")
        assert hit.message.endswith(".")
        assert "\n" not in hit.message
        assert not {"None", "True", "False"} & set(hit.message.replace(".", " ").split())


@each_check
def test_options_have_a_default_and_a_description(check):
    for name, option in check.options.model_fields.items():
        assert option.description, name
        assert not option.is_required(), name


@each_check
def test_needs_name_tables_that_are_collected(check):
    known = {*ORGANISATION_TABLES, *TABLES_OF_THE_ORGANISATION, *JIRA_TABLES, "group_members", "roles"}
    assert {table for need in check.needs for table in need.tables} <= known


@each_check
def test_findings_carry_evidence_and_survive_json(check):
    graph = sketch(check.bad)
    for node in graph:
        graph.add_entity(node, records=[f"sketch#{node}"])
    for finding in run(check, graph, full_coverage(graph)).findings:
        assert finding.evidence.records
        for path in finding.evidence.paths:
            assert all(step.records for step in path)
            assert all(one.target == two.source for one, two in pairwise(path))
        assert json.loads(json.dumps(finding.details)) == finding.details


@each_check
def test_fingerprints_do_not_depend_on_names(check):
    graph, renamed = sketch(check.bad), sketch(check.bad)
    shared = {"same-name-groups", "duplicate-email"}  # there the shared value, not a name of one subject, is identity
    if check.id not in shared:
        for _, data in renamed.nodes(data=True):
            data["name"] += " of old"
    before, after = (run(check, g, full_coverage(g)) for g in (graph, renamed))
    assert [f.fingerprint for f in before.findings] == [f.fingerprint for f in after.findings]
    for finding in before.findings:
        cause = finding.cause.id if finding.cause else None
        assert finding.fingerprint == fingerprint(check.id, finding.subject.id, cause)


@each_check
def test_answers_do_not_depend_on_the_order_of_rows(check):
    lines = check.bad.strip().splitlines()
    expected = Answers(check, check.bad, **OPTIONS.get(check.id, {})).hits
    for seed in range(3):
        random.Random(seed).shuffle(lines)  # noqa: S311  # an order, no secret
        assert Answers(check, "\n".join(lines), **OPTIONS.get(check.id, {})).hits == expected


@each_need
@pytest.mark.parametrize("status", [CoverageStatus.DENIED, CoverageStatus.PARTIAL, CoverageStatus.SKIPPED])
def test_a_table_that_is_not_whole_forbids_passed(check, need, status):
    graph = sketch(check.good)
    table = need.tables[0]
    gaps = [
        entry(each, scope, status, Gap.FAILED, reason="it broke")
        for each in need.tables
        for scope in scopes_of_table(each, graph)
    ]
    result = run(check, graph, full_coverage(graph, *gaps))
    assert result.outcome is Outcome.NOT_EVALUATED
    assert table in result.reason


@each_need
def test_a_table_that_is_not_whole_hides_or_blocks(check, need):
    graph = sketch(check.bad)
    table = need.tables[0]
    gaps = [denied(each, scope) for each in need.tables for scope in scopes_of_table(each, graph)]
    result = run(check, graph, full_coverage(graph, *gaps))
    if need.invents:
        assert (result.outcome, result.findings) == (Outcome.NOT_EVALUATED, ())
    elif table != "unaffiliated_users":
        assert (result.outcome, result.at_least) == (Outcome.FOUND, True)


@each_need
def test_a_table_that_was_never_collected_forbids_passed(check, need):
    graph = sketch(check.good)
    whole = full_coverage(graph)
    entries = [item for item in whole.entries if item.table not in need.tables]
    assert run(check, graph, type(whole)(entries)).outcome is Outcome.NOT_EVALUATED


@each_check
def test_a_tenant_without_the_product_counts_as_nothing_there(check):
    graph = sketch(check.good)
    absent = [entry(t, "tenant:u", CoverageStatus.SKIPPED, Gap.PRODUCT_ABSENT) for t in JIRA_TABLES]
    result = run(check, graph, full_coverage(graph, *absent))
    assert result.outcome is Outcome.PASSED
    assert "tenant:u" not in {scope.scope for scope in result.scopes}


@each_check
def test_jira_alone_suffices_for_all_but_what_only_the_organisation_knows(check):
    needs_organisation = any(
        {*ORGANISATION_TABLES, *TABLES_OF_THE_ORGANISATION}.issuperset(need.tables) for need in check.needs
    )
    graph = sketch(check.good)
    for _, data in graph.nodes(data=True):
        data["scopes"] = ("tenant:t",)
    result = run(check, graph, jira_only_coverage())
    assert result.outcome is (Outcome.NOT_EVALUATED if needs_organisation else Outcome.PASSED)
