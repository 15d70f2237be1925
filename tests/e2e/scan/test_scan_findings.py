"""The demo organisation's findings equal a count made from its description alone, by code that knows no graph."""

import importlib.util
from pathlib import Path

import pytest

DESCRIBED = Path(__file__).parents[2] / "unit" / "demo" / "test_flaws.py"
CHECKS = (
    "direct-project-access",
    "duplicate-email",
    "empty-group",
    "empty-group-on-project",
    "inactive-group",
    "inactive-user-in-group",
    "isolated-group",
    "large-group-on-project",
    "many-direct-users",
    "project-without-group-access",
    "project-without-lead",
    "required-group-missing",
    "same-name-groups",
    "undescribed-group",
    "ungrouped-user",
    "unused-group",
    "wide-project-admin",
)


@pytest.fixture(scope="module")
def facts():
    """What the description of the organisation says of each check: (id, name of the scope)."""
    spec = importlib.util.spec_from_file_location("described_flaws", DESCRIBED)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FACTS


@pytest.fixture(scope="module")
def scopes(organisation):
    """Scopes by the names that the description gives them."""
    directories = {directory.name: f"directory:{directory.id}" for directory in organisation.directories}
    tenants = {tenant.name: f"tenant:{tenant.cloud_id}" for tenant in organisation.tenants}
    return directories | tenants | {"in no directory": "organisation"}


def test_the_first_seventeen_are_counted_independently(demo, facts):
    assert set(CHECKS) <= {check.id for check in demo.result.checks}
    assert tuple(sorted(facts)) == CHECKS


@pytest.mark.parametrize("check", CHECKS)
def test_subjects_and_scopes_equal_the_independent_count(demo, organisation, facts, scopes, check):
    found = {(local_id(finding.subject.id), scope) for finding in demo.findings(check) for scope in finding.scopes}
    assert found == {(subject, scopes[scope]) for subject, scope in facts[check](organisation)}


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_finds_in_one_scope_and_passes_in_another(demo, check):
    outcomes = {outcome for (name, _), outcome in demo.outcomes().items() if name == check}
    assert outcomes == {"found", "passed"}


def test_nothing_is_missing_from_a_scan_without_faults(demo):
    assert demo.result.coverage.incomplete() == ()
    assert not any(check.at_least for check in demo.result.checks)


def test_every_finding_names_records_of_the_snapshot(demo):
    """A reference is table/scope#ids; each table and scope of evidence was collected."""
    known = {f"{entry.table}/{entry.scope}" for entry in demo.result.coverage.entries if entry.has_rows}
    for finding in demo.result.findings:
        references = [
            *finding.evidence.records,
            *(r for path in finding.evidence.paths for s in path for r in s.records),
        ]
        assert references, finding.message
        assert {reference.partition("#")[0] for reference in references} <= known


def local_id(node):
    """Projects are known by tenant and number; the description has the number only."""
    kind, _, rest = node.partition(":")
    return rest.partition(":")[2] if kind == "project" else rest
