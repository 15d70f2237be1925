"""Jira's accounts, groups by id and by name, application roles, and how product access is known."""

import pytest

from graph_audit.core.kinds import EdgeKind
from graph_audit.graph.ids import any_licensed_id

DEVS = {"groupId": "g1", "name": "devs"}
SOFTWARE = {"key": "jira-software", "name": "Jira", "groupDetails": [DEVS], "defaultGroupsDetails": [DEVS]}
MAYA = {"accountId": "m", "accountType": "atlassian", "active": True, "displayName": "Maya"}
USING = {"key": "jira-software", "id": "ari:cloud:jira-software::site/t"}


def directory_row(**changes):
    return {"accountId": "m", "accountStatus": "active", "accountType": "atlassian", "productAccess": [USING]} | changes


def test_an_application_role_gives_access_to_its_groups_and_makes_them_licensed(compiled):
    _, graph = compiled({"jira_groups tenant:t": [DEVS], "application_roles tenant:t": [SOFTWARE]})
    role = "app_role:t:jira-software"
    assert list(graph.sources(role, EdgeKind.GIVES_ACCESS)) == ["group:g1"]
    assert list(graph.targets(role, EdgeKind.GIVES_ACCESS)) == [any_licensed_id("t")]
    assert graph["group:g1"][role]["gives_access"]["default_group"] is True
    assert graph.nodes["tenant:t"]["gate"] == "known"


def test_a_role_that_names_its_groups_only_finds_them_among_the_groups_of_its_own_tenant(compiled):
    rows = {
        "jira_groups tenant:t": [DEVS],
        "jira_groups tenant:u": [{"groupId": "g9", "name": "devs"}],
        "application_roles tenant:t": [{"key": "jira-software", "groups": ["devs"]}],
    }
    _, graph = compiled(rows)
    assert list(graph.sources("app_role:t:jira-software", EdgeKind.GIVES_ACCESS)) == ["group:g1"]


@pytest.mark.parametrize("known", [[], [DEVS, {"groupId": "g2", "name": "devs"}]])
def test_a_name_that_none_or_several_groups_have_stays_a_name(compiled, known):
    rows = {"jira_groups tenant:t": known, "application_roles tenant:t": [{"key": "jira-software", "groups": ["devs"]}]}
    _, graph = compiled(rows)
    assert list(graph.sources("app_role:t:jira-software", EdgeKind.GIVES_ACCESS)) == ["group:name:t:devs"]


def test_access_that_a_group_explains_is_not_direct(compiled):
    rows = {
        "users directory:d1": [directory_row(groups=[{"id": "g1", "name": "devs"}])],
        "application_roles tenant:t": [SOFTWARE],
    }
    _, graph = compiled(rows)
    assert list(graph.sources("app_role:t:jira-software", EdgeKind.GIVES_ACCESS)) == ["group:g1"]


def test_access_that_no_group_explains_is_direct(compiled):
    rows = {"users directory:d1": [directory_row(groups=[])], "application_roles tenant:t": [SOFTWARE]}
    _, graph = compiled(rows)
    edge = graph["user:m"]["app_role:t:jira-software"]["gives_access"]
    assert edge["method"] == "direct"
    (step,) = graph.steps("user:m", "app_role:t:jira-software")
    assert step.records == ("users/directory:d1#m",)


def test_where_application_roles_were_denied_the_accounts_tell(compiled):
    _, graph = compiled({"users directory:d1": [directory_row()], "application_roles tenant:t": None})
    assert graph.nodes["tenant:t"]["gate"] == "product_access"
    assert list(graph.targets("app_role:t:jira-software", EdgeKind.GIVES_ACCESS)) == [any_licensed_id("t")]


def test_where_neither_tells_the_gate_is_unknown(compiled):
    _, graph = compiled({"users directory:d1": None, "application_roles tenant:t": None})
    assert graph.nodes["tenant:t"]["gate"] == "unknown"


def test_an_application_role_that_cannot_be_understood_leaves_the_gate_in_doubt(compiled):
    records, graph = compiled({"application_roles tenant:t": [SOFTWARE, {"key": None, "groupDetails": [DEVS]}]})
    assert graph.nodes["tenant:t"]["gate"] == "unknown"
    assert records.coverage().of("application_roles")[0].status == "partial"


def test_an_account_that_only_jira_knows_belongs_to_its_tenants_and_is_active_if_one_says_so(compiled):
    rows = {"jira_users tenant:t": [MAYA | {"active": False}], "jira_users tenant:u": [MAYA]}
    _, graph = compiled(rows)
    assert graph.nodes["user:m"]["scopes"] == ("tenant:t", "tenant:u")
    assert graph.nodes["user:m"]["account_status"] == "active"
    assert graph["user:m"]["tenant:t"]["in_tenant"]["jira_active"] is False


def test_what_a_directory_says_of_an_account_stands_and_a_disagreement_is_noted(compiled):
    rows = {"users directory:d1": [directory_row()], "jira_users tenant:t": [MAYA | {"active": False}]}
    records, graph = compiled(rows)
    assert graph.nodes["user:m"]["account_status"] == "active"
    assert graph.nodes["user:m"]["scopes"] == ("directory:d1",)
    assert any("not in Jira of t" in note for note in records.notes())


def test_members_come_from_jira_where_no_directory_tells(compiled):
    rows = {"jira_groups tenant:t": [DEVS], "group_members tenant:t": [(("g1",), MAYA)]}
    _, graph = compiled(rows)
    assert list(graph.sources("group:g1", EdgeKind.MEMBER_OF)) == ["user:m"]
    assert graph.nodes["group:g1"]["scopes"] == ("tenant:t",)


def test_admin_groups_administer_their_tenant(compiled):
    rows = {"admin_groups tenant:t": [DEVS], "site_admin_groups tenant:t": [DEVS]}
    _, graph = compiled(rows)
    roles = list(graph.targets("group:g1", EdgeKind.ADMINISTERS))
    assert roles == ["admin_role:tenant:t:jira-admin", "admin_role:tenant:t:site-admin"]
    assert {target for role in roles for target in graph.targets(role, EdgeKind.ADMINISTERS)} == {"tenant:t"}
