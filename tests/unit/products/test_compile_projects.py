"""Projects, roles, actors, schemes and what they grant."""

import pytest

from graph_audit.access.engine import Access
from graph_audit.core.kinds import EdgeKind, NodeKind

PAY = {"id": "1", "key": "PAY", "name": "Payments", "style": "classic", "projectTypeKey": "software"}
ROLES = (("1",), {"Developers": "https://x.example/rest/api/3/project/1/role/10"})
GOVERNED = (("1",), {"id": 0, "name": "Default"})
SOFTWARE = {"key": "jira-software", "groupDetails": [{"groupId": "g1", "name": "devs"}]}
MAYA = {"accountId": "m", "accountType": "atlassian", "active": True}
ROLE, PROJECT, SCHEME = "role:t:1:10", "project:t:1", "scheme:t:0"


def grant(permission, kind, *, number=1, **holder):
    return {"id": number, "permission": permission, "holder": {"type": kind} | holder}


def actors(*listed):
    return (("1", "10"), {"id": 10, "name": "Developers", "actors": list(listed)})


def with_scheme(*grants, **more):
    scheme = {"id": 0, "name": "Default", "permissions": list(grants)}
    tables = {
        "projects": [PAY],
        "project_roles": [ROLES],
        "role_actors": [actors()],
        "permission_schemes": [scheme],
        "project_schemes": [GOVERNED],
        "jira_groups": [{"groupId": "g1", "name": "devs"}],
    }
    return {f"{table} tenant:t": rows for table, rows in (tables | more).items()}


def partial(records):
    return {entry.table: entry.reason for entry in records.coverage().entries if entry.status == "partial"}


def test_the_scheme_with_the_number_0_governs(compiled):
    records, graph = compiled(with_scheme())
    assert list(graph.sources(PROJECT, EdgeKind.GOVERNS)) == [SCHEME]
    assert graph.nodes[PROJECT]["scheme"] == SCHEME
    assert partial(records) == {}


def test_a_role_grants_on_its_own_project_and_not_through_the_scheme(compiled):
    _, graph = compiled(with_scheme(grant("EDIT_ISSUES", "projectRole", parameter="10", value="10")))
    assert list(graph.sources(PROJECT, EdgeKind.GRANTS)) == [ROLE]
    (step,) = graph.steps(ROLE, PROJECT, EdgeKind.GRANTS)
    assert (step.permissions, step.records) == (("EDIT_ISSUES",), ("permission_schemes/tenant:t#0/1",))
    assert not list(graph.sources(SCHEME, EdgeKind.HOLDS))


def test_who_is_put_into_a_role_of_every_new_project_has_no_access_by_that(compiled):
    own = {"id": 12, "name": "Member", "scope": {"type": "PROJECT", "project": {"id": "1"}}}
    group = {"type": "atlassian-group-role-actor", "actorGroup": {"groupId": "g1", "name": "devs"}}
    moon = {"type": "moon-role-actor", "displayName": "Moon"}
    roles = [{"id": 10, "name": "Developers", "actors": [group, moon]}, {"id": 11, "name": "Viewers"}, own]
    records, graph = compiled(with_scheme(grant("EDIT_ISSUES", "projectRole", value="10"), roles=roles))
    assert graph.of_kind(NodeKind.DEFAULT_ROLE) == ["default_role:t:10", "default_role:t:11"]
    assert list(graph.sources("default_role:t:10", EdgeKind.DEFAULT_ACTOR_IN)) == [
        "group:g1",
        "unknown:moon-role-actor:t:Moon",
    ]
    assert graph.nodes["default_role:t:10"]["scopes"] == ("tenant:t",)
    (step,) = graph.steps("group:g1", "default_role:t:10")
    assert step.records == ("roles/tenant:t#10",)
    assert not list(graph.sources(ROLE, EdgeKind.ACTOR_IN))
    assert partial(records) == {"roles": "default actor of the unknown type 'moon-role-actor'"}


def test_a_role_to_which_the_scheme_gives_nothing_is_still_a_part_of_its_project(compiled):
    _, graph = compiled(with_scheme())
    assert list(graph.sources(PROJECT, EdgeKind.PART_OF)) == [ROLE]
    assert not list(graph.sources(PROJECT, EdgeKind.GRANTS))


@pytest.mark.parametrize("role", [{"id": 10}, {"id": 10, "actors": None}, {"id": 10, "actors": []}])
def test_a_role_without_actors_is_an_empty_role(compiled, role):
    records, graph = compiled(with_scheme(role_actors=[(("1", "10"), role)]))
    assert not list(graph.sources(ROLE, EdgeKind.ACTOR_IN))
    assert partial(records) == {}


@pytest.mark.parametrize(
    ("actor", "node"),
    [
        ({"type": "atlassian-user-role-actor", "actorUser": {"accountId": "m"}, "displayName": "Maya"}, "user:m"),
        ({"type": "atlassian-group-role-actor", "actorGroup": {"groupId": "g1", "name": "x"}}, "group:g1"),
        ({"type": "atlassian-group-role-actor", "actorGroup": {"name": "devs"}}, "group:g1"),
        ({"type": "atlassian-group-role-actor", "displayName": "devs"}, "group:g1"),
        ({"type": "atlassian-group-role-actor", "name": "gone"}, "group:name:t:gone"),
    ],
)
def test_actors_of_a_role(compiled, actor, node):
    records, graph = compiled(with_scheme(role_actors=[actors(actor)]))
    assert list(graph.sources(ROLE, EdgeKind.ACTOR_IN)) == [node]
    assert partial(records).keys() == ({"jira_groups"} if node.endswith("gone") else set())


@pytest.mark.parametrize("kind", ["atlassian-agent-role-actor", "atlassian-user-role-actor"])
def test_an_actor_that_is_not_understood_is_kept_and_makes_the_table_partial(compiled, kind):
    records, graph = compiled(with_scheme(role_actors=[actors({"id": 5, "type": kind, "displayName": "Bot"})]))
    (node,) = graph.sources(ROLE, EdgeKind.ACTOR_IN)
    assert node.startswith("unknown:")
    assert kind in partial(records)["role_actors"]


@pytest.mark.parametrize(
    ("holder", "node"),
    [
        ({"type": "group", "value": "g1", "parameter": "an old name"}, "group:g1"),
        ({"type": "group", "parameter": "devs"}, "group:g1"),
        ({"type": "group", "parameter": "gone"}, "group:name:t:gone"),
        ({"type": "user", "value": "m"}, "user:m"),
        ({"type": "applicationRole"}, "any_licensed:t"),
        ({"type": "applicationRole", "parameter": "jira-software"}, "app_role:t:jira-software"),
        ({"type": "anyone"}, "anyone"),
        ({"type": "reporter"}, "condition:t:reporter"),
        ({"type": "userCustomField", "value": "customfield_1"}, "condition:t:userCustomField:customfield_1"),
        ({"type": "sd.customer.portal.only"}, "portal_customers:t"),
    ],
)
def test_holders_of_a_scheme(compiled, holder, node):
    records, graph = compiled(with_scheme({"id": 1, "permission": "BROWSE_PROJECTS", "holder": holder}))
    assert list(graph.sources(SCHEME, EdgeKind.HOLDS)) == [node]
    assert partial(records).keys() == ({"jira_groups"} if node.endswith("gone") else set())


def test_a_name_that_two_groups_have_is_nobody_s(compiled):
    twins = [{"groupId": "g1", "name": "devs"}, {"groupId": "g2", "name": "devs"}]
    _, graph = compiled(with_scheme(grant("BROWSE_PROJECTS", "group", parameter="devs"), jira_groups=twins))
    assert list(graph.sources(SCHEME, EdgeKind.HOLDS)) == ["group:name:t:devs"]


@pytest.mark.parametrize("holder", [{"type": "teamOfTeams", "value": "t1"}, {"type": "group"}, {"type": "projectRole"}])
def test_a_holder_that_is_not_understood_is_kept_and_makes_the_table_partial(compiled, holder):
    records, graph = compiled(with_scheme({"id": 1, "permission": "BROWSE_PROJECTS", "holder": holder}))
    (node,) = graph.sources(SCHEME, EdgeKind.HOLDS)
    assert node.startswith(f"unknown:{holder['type']}:")
    assert holder["type"] in partial(records)["permission_schemes"]


def test_the_lead_leads_only_where_the_scheme_grants_to_the_lead(compiled):
    led = [PAY | {"lead": {"accountId": "m", "displayName": "Maya"}}]
    _, graph = compiled(with_scheme(grant("ADMINISTER_PROJECTS", "projectLead"), projects=led))
    (step,) = graph.steps("user:m", PROJECT)
    assert (step.kind, step.permissions) == ("leads", ("ADMINISTER_PROJECTS",))
    assert graph.nodes[PROJECT]["lead"] == "user:m"


def test_a_lead_to_whom_nothing_is_granted_is_an_attribute_only(compiled):
    _, graph = compiled(with_scheme(projects=[PAY | {"lead": {"accountId": "m"}}]))
    assert graph.nodes[PROJECT]["lead"] == "user:m"
    assert not list(graph.targets("user:m", EdgeKind.LEADS))
    assert graph.nodes["user:m"]["account_type"] == "unknown"


def test_a_team_managed_project_has_a_scheme_and_roles_of_its_own(compiled):
    own = {"id": 77, "name": "Own", "permissions": [grant("EDIT_ISSUES", "projectRole", value="10")]}
    rows = with_scheme(
        projects=[PAY | {"style": "next-gen"}],
        permission_schemes=[own | {"scope": {"type": "PROJECT", "project": {"id": "1"}}}],
        project_schemes=[(("1",), {"id": 77, "name": "Own"})],
    )
    _, graph = compiled(rows)
    assert graph.nodes[PROJECT]["style"] == "next-gen"
    assert list(graph.sources(PROJECT, EdgeKind.GRANTS)) == [ROLE]
    assert list(graph.sources(PROJECT, EdgeKind.GOVERNS)) == ["scheme:t:77"]


@pytest.mark.parametrize(
    ("application_roles", "answer"),
    [
        ([SOFTWARE, {"key": "jira-servicedesk", "groupDetails": [{"groupId": "g1", "name": "devs"}]}], "yes"),
        ([SOFTWARE, {"key": "jira-servicedesk", "groupDetails": []}], "no"),
        ([SOFTWARE], "no"),
        (None, "unknown"),
    ],
)
def test_agents_of_service_projects_need_the_role_of_their_product(compiled, application_roles, answer):
    _, graph = compiled(
        with_scheme(
            grant("SERVICEDESK_AGENT", "group", number=1, value="g1"),
            projects=[PAY | {"projectTypeKey": "service_desk"}],
            application_roles=application_roles,
            jira_users=[MAYA],
            group_members=[(("g1",), MAYA)],
        )
    )
    assert Access(graph).explain("user:m", "SERVICEDESK_AGENT", PROJECT).answer == answer
    assert ("user:m" in agents(graph)) is (answer == "yes")


def agents(graph):
    access = Access(graph)
    return access.populations.nodes(access.audience("SERVICEDESK_AGENT", PROJECT).effective)


def test_other_projects_ask_for_no_role_of_the_service_product(compiled):
    _, graph = compiled(with_scheme())
    assert "gated_permission" not in graph.nodes[PROJECT]


def test_a_scheme_whose_grants_are_not_known_makes_the_table_partial(compiled):
    records, graph = compiled(with_scheme(permission_schemes=[]))
    assert "no grants known of scheme 0" in partial(records)["permission_schemes"]
    assert [holder.partition(":")[0] for holder in graph.sources(SCHEME, EdgeKind.HOLDS)] == ["unknown"]


def test_two_grants_of_one_holder_are_one_edge_with_both_records(compiled):
    both = [
        grant("EDIT_ISSUES", "group", number=1, value="g1"),
        grant("BROWSE_PROJECTS", "group", number=2, value="g1"),
    ]
    _, graph = compiled(with_scheme(*both))
    (step,) = graph.steps("group:g1", SCHEME)
    assert step.permissions == ("BROWSE_PROJECTS", "EDIT_ISSUES")
    assert step.records == ("permission_schemes/tenant:t#0/1", "permission_schemes/tenant:t#0/2")


def test_a_project_without_any_role_is_no_answer(compiled):
    records, _ = compiled(with_scheme(project_roles=[(("1",), {})]))
    assert "not the expected shape" in partial(records)["project_roles"]
