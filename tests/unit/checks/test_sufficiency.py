"""Alternatives of a need: which table tells the facts may differ from site to site."""

import pytest

from graph_audit.checks.definition import absence
from graph_audit.checks.sufficiency import judge
from graph_audit.checks.tables import ROLES
from graph_audit.core.coverage import Coverage
from graph_audit.core.kinds import CoverageStatus, Gap, NodeKind

from .coverages import denied, entry

SPARED = entry("project_roles", "tenant:a", CoverageStatus.SKIPPED, Gap.NOT_IN_THIS_MODE)
LISTED = entry("roles", "tenant:a")
PROJECTS = frozenset({NodeKind.PROJECT})


def verdict(scope, *entries):
    return judge([absence(*ROLES)], Coverage(entries), scope, PROJECTS)


def test_a_site_that_lists_all_roles_needs_no_roles_of_projects():
    assert verdict("tenant:a", SPARED, LISTED).is_sufficient


@pytest.mark.parametrize("scope", ["tenant:a", "tenant:b"])
def test_sites_may_differ(scope):
    others = (denied("roles", "tenant:b"), entry("project_roles", "tenant:b"))
    assert verdict(scope, SPARED, LISTED, *others).is_sufficient


def test_a_gap_of_one_site_is_not_hidden_by_another():
    others = (denied("roles", "tenant:b"), denied("project_roles", "tenant:b"))
    assert verdict("tenant:a", SPARED, LISTED, *others).is_sufficient
    assert verdict("tenant:b", SPARED, LISTED, *others).blocked
    assert verdict("directory:d", SPARED, LISTED, *others).blocked


def test_a_list_of_roles_that_reading_shows_to_be_incomplete_counts():
    partial = entry("roles", "tenant:a", CoverageStatus.PARTIAL, Gap.INVALID_ROWS, reason="1 row")
    assert verdict("tenant:a", SPARED, partial).blocked
