"""Roles that are known from the list of all roles of a site, without asking each project."""

import pytest

from graph_audit.products.jira.roles import FROM_THE_LIST_OF_ROLES as SHORTCUT

SHARED = [{"id": 10002, "name": "Administrators"}, {"id": "10003", "name": "Viewers", "scope": None}]
OWN = {"id": 10007, "name": "Member", "scope": {"type": "PROJECT", "project": {"id": "2", "key": "KAN"}}}


def parents(project, rows):
    roles = SHORTCUT.understood(rows)
    return sorted(parents for note in SHORTCUT.note(project) for parents in SHORTCUT.parents(note, roles))


def test_company_managed_projects_share_the_roles_without_a_scope():
    assert parents({"id": "1", "style": "classic"}, [*SHARED, OWN]) == [("1", "10002"), ("1", "10003")]


def test_a_team_managed_project_has_its_own():
    assert parents({"id": 2, "style": "next-gen"}, [*SHARED, OWN]) == [("2", "10007")]


@pytest.mark.parametrize("project", [{"id": "2"}, {"id": "2", "style": None}, {"id": "2", "style": "newest"}])
def test_where_nothing_says_how_a_project_is_managed_both_are_tried(project):
    assert parents(project, [*SHARED, OWN]) == [("2", "10002"), ("2", "10003"), ("2", "10007")]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [OWN],
        [*SHARED, None],
        [*SHARED, {"name": "without an id"}],
        [*SHARED, {"id": 1, "scope": {"type": "PROJECT", "project": {}}}],
        [*SHARED, {"id": 1, "scope": 7}],
    ],
)
def test_a_list_that_is_not_understood_spares_nothing(rows):
    assert SHORTCUT.understood(rows) is None


def test_a_scope_without_a_project_is_not_taken_for_a_shared_role():
    rows = [*SHARED, {"id": 1, "name": "x", "scope": {"type": "PLANET"}}]
    assert SHORTCUT.understood(rows) is None
