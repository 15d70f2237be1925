"""Rows that contradict each other, have lost their parents or bring floods of doubts: never a silent "no"."""

import pytest

from graph_audit.access.engine import Access
from graph_audit.access.gates import account_state, is_active
from graph_audit.core.kinds import EdgeKind, Gap

DEVS = {"groupId": "g1", "name": "devs"}
ACCOUNT = {"accountId": "m", "accountType": "atlassian", "accountStatus": "active", "membershipStatus": "active"}
MAYA = {"accountId": "m", "accountType": "atlassian", "active": True}
PAY = {"id": "1", "key": "PAY", "name": "Payments"}
GOVERNED = (("1",), {"id": 0, "name": "Default"})
PROJECT = "project:t:1"


def reasons(records, table):
    return {entry.scope: entry.reason for entry in records.coverage().of(table) if entry.status == "partial"}


def grant(number, permission, **holder):
    return {"id": number, "permission": permission, "holder": holder}


def scheme(*grants, **more):
    return {"id": 0, "name": "Default", "permissions": list(grants)} | more


def both_ways(first, second):
    return pytest.mark.parametrize("rows", [(first, second), (second, first)], ids=["this way", "the other way"])


def test_two_rows_of_one_scheme_grant_what_either_grants(compiled):
    role = {"type": "projectRole", "value": "10"}
    public = {"type": "anyone"}
    rows = [
        scheme(grant(1, "EDIT_ISSUES", **role)),
        scheme(grant(2, "BROWSE_PROJECTS", **role), grant(3, "ADD_COMMENTS", **public)),
        scheme(description="without a single grant"),
    ]
    _, graph = compiled(
        {
            "projects tenant:t": [PAY],
            "project_roles tenant:t": [(("1",), {"Developers": "https://x.example/role/10"})],
            "role_actors tenant:t": [(("1", "10"), {"id": 10, "name": "Developers"})],
            "permission_schemes tenant:t": rows,
            "project_schemes tenant:t": [GOVERNED],
        }
    )
    (step,) = graph.steps("role:t:1:10", PROJECT, EdgeKind.GRANTS)
    assert step.permissions == ("BROWSE_PROJECTS", "EDIT_ISSUES")
    assert Access(graph).audience("ADD_COMMENTS", PROJECT).public


def test_a_scheme_that_came_without_its_grants_is_not_one_that_grants_nothing(compiled):
    records, graph = compiled(
        {
            "projects tenant:t": [PAY],
            "permission_schemes tenant:t": [{"id": 0, "name": "Default"}],
            "project_schemes tenant:t": [GOVERNED],
        }
    )
    assert Access(graph).audience("BROWSE_PROJECTS", PROJECT).unknown_holders
    assert "scheme without its grants" in reasons(records, "permission_schemes")["tenant:t"]


@both_ways(MAYA, MAYA | {"active": False})
@pytest.mark.parametrize("tables", [("jira_users", "group_members"), ("jira_users", "jira_users")])
def test_active_and_inactive_on_one_site_is_not_known(compiled, rows, tables):
    snapshot = {"jira_groups tenant:t": [DEVS]}
    for table, row in zip(tables, rows, strict=True):
        of = ("g1",) if table == "group_members" else ()
        snapshot.setdefault(f"{table} tenant:t", []).append((of, row))
    records, graph = compiled(snapshot)
    assert "jira_active" not in graph["user:m"]["tenant:t"]["in_tenant"]
    assert is_active(graph, "user:m", "tenant:t") is None
    for table in tables:
        assert "rows of one account contradict each other (active)" in reasons(records, table)["tenant:t"]


@both_ways(MAYA | {"active": False}, {"accountId": "m", "accountType": "atlassian"})
def test_inactive_here_and_untold_there_is_not_known_and_no_contradiction(compiled, rows):
    records, graph = compiled({"jira_users tenant:t": [rows[0]], "jira_users tenant:u": [rows[1]]})
    assert graph.nodes["user:m"]["account_status"] == "unknown"
    assert reasons(records, "jira_users") == {}


@both_ways(MAYA | {"active": False}, MAYA | {"active": None})
def test_a_row_that_does_not_tell_contradicts_nobody(compiled, rows):
    records, graph = compiled({"jira_users tenant:t": list(rows)})
    assert account_state(graph, "user:m") == "deactivated"
    assert reasons(records, "jira_users") == {}


@both_ways(MAYA, MAYA | {"accountType": "customer"})
def test_two_types_of_one_account_are_none(compiled, rows):
    records, graph = compiled({"jira_users tenant:t": [rows[0]], "jira_users tenant:u": [rows[1]]})
    assert graph.nodes["user:m"]["account_type"] == "unknown"
    assert set(reasons(records, "jira_users")) == {"tenant:t", "tenant:u"}


@both_ways(MAYA | {"accountType": "app", "appType": "service"}, MAYA | {"accountType": "app", "appType": "connect"})
def test_whether_an_app_needs_product_access_is_not_known_where_rows_disagree(compiled, rows):
    _, graph = compiled({"jira_users tenant:t": list(rows)})
    assert graph.nodes["user:m"]["account_type"] == "unknown"


@pytest.mark.parametrize("scopes", [("d1", "d2"), ("d2", "d1"), ("d1", "d1")])
@pytest.mark.parametrize(
    ("field", "values", "attribute"),
    [
        ("accountStatus", ("active", "inactive"), "account_status"),
        ("accountType", ("atlassian", "customer"), "account_type"),
        ("mfaEnabled", (True, False), "mfa"),
        ("claimStatus", ("managed", "unmanaged"), "managed"),
    ],
)
def test_what_directories_contradict_each_other_about_is_unknown(compiled, scopes, field, values, attribute):
    snapshot = {}
    for scope, value in zip(scopes, values, strict=True):
        snapshot.setdefault(f"users directory:{scope}", []).append(ACCOUNT | {field: value})
    snapshot["jira_users tenant:t"] = [MAYA]
    records, graph = compiled(snapshot)
    assert graph.nodes["user:m"][attribute] == "unknown"
    assert set(reasons(records, "users")) == {f"directory:{scope}" for scope in scopes}
    assert reasons(records, "jira_users") == {}


@both_ways("active", None)
def test_a_directory_that_does_not_tell_leaves_it_to_the_other(compiled, rows):
    known = {key: value for key, value in ACCOUNT.items() if key != "accountStatus"}
    tables = {
        f"users directory:d{number}": [known | ({"accountStatus": status} if status else {})]
        for number, status in enumerate(rows)
    }
    records, graph = compiled(tables)
    assert graph.nodes["user:m"]["account_status"] == "active"
    assert reasons(records, "users") == {}


def test_a_directory_against_jira_is_no_contradiction(compiled):
    records, graph = compiled(
        {
            "users directory:d1": [ACCOUNT],
            "jira_users tenant:t": [MAYA | {"active": False, "accountType": "customer"}],
        }
    )
    assert (graph.nodes["user:m"]["account_type"], graph.nodes["user:m"]["account_status"]) == ("atlassian", "active")
    assert records.coverage().incomplete() == ()
    assert sum("not in Jira of t" in note for note in records.notes()) == 1


@both_ways({"archived": True}, {"archived": False})
def test_a_project_is_live_when_any_row_says_so(compiled, rows):
    projects = [PAY | row | {"name": f"Payments {number}"} for number, row in enumerate(rows)]
    records, graph = compiled({"projects tenant:t": projects})
    assert graph.nodes[PROJECT]["archived"] is False
    assert "(archived)" in reasons(records, "projects")["tenant:t"]


@pytest.mark.parametrize(
    ("field", "values", "attribute"),
    [("style", ("classic", "next-gen"), "style"), ("projectTypeKey", ("software", "business"), "type")],
)
def test_style_and_type_that_rows_disagree_on_are_not_known(compiled, field, values, attribute):
    records, graph = compiled({"projects tenant:t": [PAY | {field: value} for value in values]})
    assert attribute not in graph.nodes[PROJECT]
    assert f"({attribute})" in reasons(records, "projects")["tenant:t"]


def test_with_two_leads_nobody_is_known_to_lead(compiled):
    records, graph = compiled(
        {
            "projects tenant:t": [PAY | {"lead": {"accountId": lead}} for lead in ("m", "n")],
            "permission_schemes tenant:t": [scheme(grant(1, "ADMINISTER_PROJECTS", type="projectLead"))],
            "project_schemes tenant:t": [GOVERNED],
        }
    )
    lead = graph.nodes[PROJECT]["lead"]
    assert lead.startswith("unknown:")
    assert Access(graph).audience("ADMINISTER_PROJECTS", PROJECT).unknown_holders == (lead,)
    assert "(lead)" in reasons(records, "projects")["tenant:t"]


@pytest.mark.parametrize(
    ("table", "row", "parents"),
    [
        ("role_actors", {"id": 10, "name": "Developers"}, 2),
        ("project_roles", {"Developers": "https://x.example/role/10"}, 1),
        ("project_schemes", {"id": 0, "name": "Default"}, 1),
        ("group_members", MAYA, 1),
        ("projects", PAY, 0),
    ],
)
def test_a_row_with_another_number_of_parents_is_left_out_and_counted(compiled, table, row, parents):
    odd = [(("x",) * number, row) for number in (0, 1, 2, 3) if number != parents]
    records, graph = compiled({f"{table} tenant:t": odd})
    (entry,) = records.coverage().of(table)
    assert (entry.status.value, entry.gap) == ("partial", Gap.INVALID_ROWS)
    assert entry.reason == "3 rows have not the expected shape (row without its parents)"
    assert set(graph) == {"org:o", "tenant:t", "tenant:u"}


def test_doubts_about_one_table_are_few_and_short(compiled):
    actors = [{"id": n, "type": f"strange-{n:02}-{'x' * 5000}", "displayName": "Bot"} for n in range(30)]
    records, _ = compiled({"role_actors tenant:t": [(("1", "10"), {"id": 10, "name": "R", "actors": actors})]})
    told = reasons(records, "role_actors")["tenant:t"].split("; ")
    assert [len(reason) for reason in told[:-1]] == [200] * 20
    assert told[-1] == "and further ones (10 times)"


def test_the_place_of_a_fault_is_not_told_at_length(compiled):
    records, _ = compiled({"project_roles tenant:t": [(("1",), {"x" * 5000: 7})]})
    assert len(reasons(records, "project_roles")["tenant:t"]) < 300
