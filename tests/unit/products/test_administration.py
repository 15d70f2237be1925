"""Domains, policies, keys, tokens and roles on products: what is read of them, and when a key is said to end."""

from datetime import UTC, datetime

import pytest

from graph_audit.core.kinds import EdgeKind
from graph_audit.products.administration import TABLES, ends_soon
from graph_audit.products.inventory_rows import ApiKeyRow
from graph_audit.products.validation import validated

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
BY_NAME = {table.name: table for table in TABLES}


@pytest.mark.parametrize(
    ("expires", "says"),
    [
        ("2026-11-20T14:05:00.000Z", "expired (“ci”, 2026-11-20)"),
        ("2025-01-01T00:00:00Z", "expired (“ci”, 2025-01-01)"),
        ("2026-11-21T00:00:00Z", "about to expire (“ci”, 2026-11-21); it may be the one that scans use"),
        ("2026-12-20T14:05:00+0000", "about to expire (“ci”, 2026-12-20); it may be the one that scans use"),
        ("2026-12-20T14:05:01Z", ""),
        ("2026-11-21", "about to expire (“ci”, 2026-11-21); it may be the one that scans use"),
        ("soon", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_key_is_told_thirty_days_ahead(expires, says):
    assert ends_soon(ApiKeyRow(id="1", label="ci", expires_at=expires), NOW) == says


def test_a_key_without_a_label_is_called_by_its_id():
    assert "“k-1”" in ends_soon(ApiKeyRow(id="k-1", expires_at="2026-11-21"), NOW)


@pytest.mark.parametrize(
    ("counts", "asked"),
    [({"resources": 0}, False), ({"resources": 3}, True), ({"resources": None}, True), ({}, True), (None, True)],
)
def test_only_a_group_that_surely_gives_nothing_is_not_asked_for_its_roles(counts, asked):
    named = BY_NAME["group_role_assignments"].parents_of((), {"id": "g", "counts": counts})
    assert list(named) == ([("g",)] if asked else [])


@pytest.mark.parametrize(
    ("roles", "asked"),
    [
        (["atlassian/org-admin"], True),
        (["atlassian/user", "atlassian/site-admin"], True),
        (["atlassian/user"], False),
        ([], False),
        (None, False),
        ([{}], False),
        ("atlassian/org-admin", False),
    ],
)
def test_only_administrators_are_asked_for_how_they_came_by_their_roles(roles, asked):
    named = BY_NAME["user_role_assignments"].parents_of((), {"accountId": "a", "platformRoles": roles})
    assert list(named) == ([("a",)] if asked else [])


LEAST = {
    "domains": {"id": "example.com"},
    "policies": {"id": "p"},
    "api_keys": {"id": "k"},
    "api_tokens": {"id": "t"},
    "group_role_assignments": {"resourceOwner": "jira-software", "roles": None},
    "user_role_assignments": {"resourceOwner": "planet", "roleAssignments": [{"role": "atlassian/planet-admin"}]},
}


@pytest.mark.parametrize("table", LEAST)
def test_rows_may_lack_nearly_everything_and_have_more_than_is_known(table):
    model = BY_NAME[table].model
    assert validated(model, LEAST[table])
    assert validated(model, LEAST[table] | {"newKey": {"deep": [1]}, "status": "SOMETHING_NEW"})


@pytest.mark.parametrize("table", LEAST)
def test_every_table_can_be_left_out(table):
    assert BY_NAME[table].optional


def ari(product, site="t"):
    return f"ari:cloud:{product}::site/{site}"


def test_a_directory_is_tied_to_the_sites_on_which_its_groups_and_administrators_have_something(compiled):
    groups = [
        (("g2",), {"resourceId": ari("confluence"), "resourceOwner": "confluence", "roles": []}),
        (("g1",), {"resourceId": ari("jira-software"), "resourceOwner": "jira-software", "roles": []}),
        (("g1",), {"resourceId": ari("jira-software", "elsewhere"), "resourceOwner": "jira-software", "roles": []}),
        (("g1",), {"resourceId": "ari:cloud:platform::org/o", "resourceOwner": "platform", "roles": []}),
    ]
    user = {"resourceId": ari("jira-software", "u"), "resourceOwner": "jira-software", "directoryId": "d1"}
    records, graph = compiled(
        {
            "directories organisation": [{"directoryId": "d1"}, {"directoryId": "d2"}],
            "group_role_assignments directory:d1": groups,
            "user_role_assignments directory:d2": [(("a",), user), (("a",), user | {"directoryId": None})],
        }
    )
    ties = {
        target: graph.succ["directory:d1"][target]["part_of"]
        for target in graph.targets("directory:d1", EdgeKind.PART_OF)
    }
    assert ties.keys() == {"org:o", "tenant:t", "tenant:u"}
    assert ties["tenant:t"]["derived"] is True
    assert ties["tenant:t"]["records"] == ("group_role_assignments/directory:d1#g1",)
    assert list(graph.targets("directory:d2", EdgeKind.PART_OF)) == ["org:o"]
    assert records.coverage().incomplete() == ()


def test_role_assignments_tell_who_administers_a_site(compiled):
    platform, jira = "ari:cloud:platform::site/t", ari("jira-software")
    groups = [
        (
            ("g1",),
            {"resourceId": jira, "resourceOwner": "jira-software", "roles": ["atlassian/user", "atlassian/admin"]},
        ),
        (("g1",), {"resourceId": ari("confluence"), "resourceOwner": "confluence", "roles": ["atlassian/admin"]}),
        (("g2",), {"resourceId": ari("confluence"), "resourceOwner": "confluence", "roles": ["atlassian/admin"]}),
        (("g2",), {"resourceId": ari("jira-software", "gone"), "resourceOwner": "jira", "roles": ["atlassian/admin"]}),
        (("unread",), {"resourceId": jira, "resourceOwner": "jira-software", "roles": ["atlassian/admin"]}),
    ]
    held = [
        {"role": "atlassian/site-admin", "roleAssignmentMethods": ["direct"]},
        {"role": "atlassian/user-access-admin", "roleAssignmentMethods": ["group_direct", "inferred"]},
    ]
    user = {"resourceId": platform, "resourceOwner": "platform", "roleAssignments": held}
    _, graph = compiled(
        {
            "directories organisation": [{"directoryId": "d1"}],
            "users directory:d1": [
                {"accountId": "a", "accountType": "atlassian", "platformRoles": ["atlassian/admin"]}
            ],
            "groups directory:d1": [{"id": "g1", "name": "one"}, {"id": "g2", "name": "two"}],
            "group_role_assignments directory:d1": groups,
            "user_role_assignments directory:d1": [(("a",), user)],
        }
    )

    administered = {
        holder: {role: list(graph.targets(role, EdgeKind.ADMINISTERS)) for role in roles}
        for holder in ("user:a", "group:g1", "group:g2")
        for roles in [list(graph.targets(holder, EdgeKind.ADMINISTERS))]
    }
    assert administered == {
        "user:a": {
            "admin_role:org:o:atlassian/admin": ["org:o"],
            "admin_role:tenant:t:site-admin": ["tenant:t"],
        },
        "group:g1": {"admin_role:tenant:t:jira-admin": ["tenant:t"]},
        "group:g2": {},
    }
    assert graph.nodes["admin_role:org:o:atlassian/admin"]["limited"] is True
    assert "limited" not in graph.nodes["admin_role:tenant:t:site-admin"]
