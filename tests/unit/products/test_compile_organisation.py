"""Accounts, groups and memberships of the organisation as nodes and edges."""

import pytest

from graph_audit.access.gates import account_state
from graph_audit.core.kinds import EdgeKind

MAYA = {
    "accountId": "712020:m",
    "accountType": "atlassian",
    "accountStatus": "active",
    "membershipStatus": "active",
    "name": "Maya",
    "email": "maya@example.com",
    "claimStatus": "managed",
    "groups": [{"id": "g1", "name": "devs"}],
}
USER = "user:712020:m"


def test_an_account_becomes_a_node_with_its_membership_and_the_row_that_proves_it(compiled):
    _, graph = compiled({"users directory:d1": [MAYA], "groups directory:d1": [{"id": "g1", "name": "devs"}]})
    assert graph.nodes[USER]["managed"] == "yes"
    assert graph.nodes[USER]["mfa"] == "unknown"
    assert graph.nodes[USER]["scopes"] == ("directory:d1",)
    (step,) = graph.steps(USER, "group:g1")
    assert (step.kind, step.records) == ("member_of", ("users/directory:d1#712020:m/g1",))


def test_an_account_in_two_directories_is_one_node_and_active_while_one_of_them_says_so(compiled):
    rows = {
        "users directory:d1": [MAYA],
        "users directory:d2": [MAYA | {"membershipStatus": "suspended", "groups": []}],
    }
    _, graph = compiled(rows)
    assert graph.nodes[USER]["scopes"] == ("directory:d1", "directory:d2")
    assert account_state(graph, USER) == "active"


def test_suspended_in_every_directory_is_suspended(compiled):
    suspended = [MAYA | {"membershipStatus": "suspended"}]
    _, graph = compiled({"users directory:d1": suspended, "users directory:d2": suspended})
    assert account_state(graph, USER) == "suspended"


def test_suspended_here_while_another_directory_could_not_be_read_is_unknown(compiled):
    _, graph = compiled({"users directory:d1": [MAYA | {"membershipStatus": "suspended"}], "users directory:d2": None})
    assert account_state(graph, USER) == "unknown"


def test_a_deactivated_account_stays_deactivated_whatever_could_not_be_read(compiled):
    left = MAYA | {"membershipStatus": "suspended", "accountStatus": "inactive"}
    _, graph = compiled({"users directory:d1": [left], "users directory:d2": None})
    assert account_state(graph, USER) == "deactivated"


def test_an_account_of_no_directory_belongs_to_the_organisation(compiled):
    _, graph = compiled({"unaffiliated_users organisation": [MAYA | {"membershipStatus": "no_membership"}]})
    assert graph.nodes[USER]["scopes"] == ("organisation",)
    assert not list(graph.targets(USER, EdgeKind.IN_DIRECTORY))


def test_a_group_named_twice_keeps_both_names(compiled):
    rows = {"users directory:d1": [MAYA], "groups directory:d1": [{"id": "g1", "name": "Developers"}]}
    _, graph = compiled(rows)
    assert graph.nodes["group:g1"]["name"] == "Developers"
    assert graph.nodes["group:g1"]["also_named"] == ("devs",)


def test_null_lists_are_empty_and_counts_that_are_missing_are_unknown(compiled):
    rows = {
        "users directory:d1": [MAYA | {"groups": None, "productAccess": None, "platformRoles": None}],
        "groups directory:d1": [{"id": "g1", "name": "devs", "counts": None}],
    }
    records, graph = compiled(rows)
    assert "users_count" not in graph.nodes["group:g1"]
    assert records.coverage().incomplete() == ()


def test_only_roles_that_manage_access_become_admin_roles(compiled):
    rows = {"users directory:d1": [MAYA | {"platformRoles": ["atlassian/org-admin", "atlassian/basic"]}]}
    _, graph = compiled(rows)
    (role,) = graph.targets(USER, EdgeKind.ADMINISTERS)
    assert list(graph.targets(role, EdgeKind.ADMINISTERS)) == ["org:o"]


@pytest.mark.parametrize(
    ("place", "row", "field"),
    [
        ("users directory:d1", MAYA | {"accountId": 7}, "accountId"),
        ("users directory:d1", MAYA | {"email": {"x": 1}}, "email"),
        ("groups directory:d1", {"id": "", "name": "devs"}, "id"),
        ("workspaces organisation", {"id": None}, "id"),
        ("organisation organisation", {"attributes": {}}, "id"),
        ("directories organisation", None, ""),
    ],
)
def test_a_row_that_is_off_makes_its_table_partial_and_names_the_field(compiled, place, row, field):
    table, _, scope = place.partition(" ")
    records, _ = compiled({place: [row, row]})
    (entry,) = records.coverage().of(table)
    assert (entry.scope, entry.status.value, entry.gap.value) == (scope, "partial", "invalid_rows")
    assert f"not the expected shape ({field}" in entry.reason


def test_a_workspace_proves_its_site(compiled):
    _, graph = compiled({"workspaces organisation": [{"id": "ari:cloud:jira-software::site/t"}]})
    assert graph.nodes["tenant:t"]["records"] == ("workspaces/organisation#ari:cloud:jira-software::site/t",)
    assert "records" not in graph.nodes["tenant:u"]


GROUP = {"id": "g1", "name": "devs"}


@pytest.mark.parametrize(
    ("counts", "agrees"),
    [({"users": 1}, True), ({"users": 0}, True), ({"users": 2}, False), ({"users": None}, True), ({}, True)],
)
def test_a_group_with_more_members_than_were_found_makes_the_accounts_partial_for_that_group(compiled, counts, agrees):
    rows = {
        "users directory:d1": [MAYA],
        "groups directory:d1": [GROUP | {"counts": counts}, {"id": "g2", "name": "empty", "counts": {"users": 0}}],
    }
    records, _ = compiled(rows)
    (entry,) = records.coverage().of("users")
    assert entry.is_whole is agrees
    assert entry.missing == (() if agrees else ("group:g1",))
    assert agrees or entry.reason == "1 group with more members by the server's count than were found"


def test_members_of_another_directory_count(compiled):
    rows = {
        "users directory:d2": [MAYA],
        "users directory:d1": [],
        "groups directory:d1": [GROUP | {"counts": {"users": 1}}],
    }
    records, _ = compiled(rows)
    assert all(entry.is_whole for entry in records.coverage().of("users"))


def test_a_gap_that_is_not_confined_stays_so(compiled):
    rows = {
        "users directory:d1": [MAYA, {"accountId": 7}],
        "groups directory:d1": [GROUP | {"counts": {"users": 9}}],
    }
    records, _ = compiled(rows)
    (entry,) = records.coverage().of("users")
    assert entry.missing == ()
    assert "more members" in entry.reason
    assert "expected shape" in entry.reason


def workspace(product, plan="PREMIUM", site="t", **attributes):
    related = {"entitlement": [{"attributes": {"plan": plan}}]}
    ari = f"ari:cloud:{product}::site/{site}"
    return {"id": ari, "attributes": {"status": "online", **attributes}, "relationships": related}


def test_a_tenant_tells_plan_status_and_figures_of_each_product(compiled):
    rows = [
        workspace("jira-software", usage=40, capacity=50),
        workspace("confluence", "FREE", status="deprecated", capacity=None),
        workspace("jira-software", site="u", sandbox={"type": "CHILD"}),
        workspace("jira-software", site="elsewhere"),
    ]
    _, graph = compiled({"workspaces organisation": rows})
    tenant = graph.nodes["tenant:t"]
    assert tenant["plans"] == ("confluence=free", "jira-software=premium")
    assert tenant["statuses"] == ("confluence=deprecated", "jira-software=online")
    assert (tenant["capacity"], tenant["usage"]) == (("jira-software=50",), ("jira-software=40",))
    assert "sandbox" not in tenant
    assert graph.nodes["tenant:u"]["sandbox"] is True
    assert "tenant:elsewhere" not in graph


@pytest.mark.parametrize(
    "odd",
    [
        {"relationships": None},
        {"relationships": {"entitlement": {"attributes": 1}}},
        {"relationships": {"entitlement": [None, {"attributes": {"plan": 7}}, {"attributes": None}]}},
        {"attributes": {"capacity": {"users": 1}, "usage": [], "status": True}},
        {"attributes": None},
    ],
)
def test_figures_of_a_workspace_may_be_anything(compiled, odd):
    records, graph = compiled({"workspaces organisation": [workspace("jira-software") | odd]})
    assert records.coverage().incomplete() == ()
    assert graph.nodes["tenant:t"]["records"]


@pytest.mark.parametrize(("counted", "noted"), [(1, False), (0, False), (3, True)])
def test_a_list_that_is_shorter_than_the_server_s_count_is_noted(compiled, counted, noted):
    rows = {
        "directories organisation": [{"directoryId": "d1", "name": "Staff"}],
        "users directory:d1": [MAYA],
        "user_count directory:d1": [{"count": counted}],
    }
    records, _ = compiled(rows)
    said = ("1 directory (Staff) is said to have 3 users, of which 1 were listed.",)
    assert records.notes() == (said if noted else ())
    assert records.coverage().incomplete() == ()


def test_a_list_with_gaps_is_not_compared_with_the_count(compiled):
    records, _ = compiled({"users directory:d1": None, "user_count directory:d1": [{"count": 3}]})
    assert records.notes() == ()
