"""A server that misbehaves costs the completeness of one table: never a snapshot, never a finding, never the truth."""

import json
import re

import pytest
from werkzeug.wrappers import Response

from graph_audit.checks.runner import all_checks
from graph_audit.core.errors import AuthenticationError
from graph_audit.core.kinds import Gap, Outcome
from graph_audit.demo import disturbances as go
from graph_audit.demo.faults import HOSTILE_NAMES, Faults

SITE = "/site/saltmarsh/rest/api/3"
TABLES = {
    "organisation": "/v1/orgs/[^/]+$",
    "directories": "/directories$",
    "workspaces": "/workspaces$",
    "users": "/directories/[0-9a-f][^/]*/users/search$",
    "unaffiliated_users": "/directories/-/users/search$",
    "groups": "/groups/search$",
    "user_count": "/users/count$",
    "group_count": "/groups/count$",
    "domains": "/domains$",
    "policies": "/policies$",
    "api_keys": "/api-keys$",
    "api_tokens": "/api-tokens$",
    "group_role_assignments": "/groups/[^/]+/role-assignments$",
    "user_role_assignments": "/users/[^/]+/role-assignments$",
    "myself": f"{SITE}/myself$",
    "server_info": f"{SITE}/serverInfo$",
    "projects": f"{SITE}/project/search$",
    "roles": f"{SITE}/role$",
    "role_actors": f"{SITE}/project/[0-9]+/role/[0-9]+$",
    "project_schemes": f"{SITE}/project/[0-9]+/permissionscheme$",
    "permission_schemes": f"{SITE}/permissionscheme$",
    "application_roles": f"{SITE}/applicationrole$",
    "jira_groups": f"{SITE}/group/bulk$",
    "jira_users": f"{SITE}/users/search$",
    "security_schemes": f"{SITE}/issuesecurityschemes$",
    "security_levels": f"{SITE}/issuesecurityschemes/level$",
    "security_level_members": f"{SITE}/issuesecurityschemes/level/member$",
    "security_scheme_projects": f"{SITE}/issuesecurityschemes/project$",
    "filters": f"{SITE}/filter/search$",
}
"""Where the rows of each table come from; of Jira's only those of one site."""

FOR_GOOD = {
    "throttled": go.throttled,
    "unavailable": go.unavailable,
    "truncated": go.truncated,
    "broken_off": go.broken_off,
    "reset": go.reset,
    "empty_body": go.empty_body,
    "html_instead": go.html_instead,
    "denied": go.denied,
    "expired_token": go.expired_token,
    "login_failed": go.login_failed,
}

ROWS_AT = ("data", "values", "permissionSchemes", "issueSecuritySchemes")
DEEP = '{"values": ' + '[{"a": ' * 300 + "1" + "}]" * 300 + "}"
BODIES = {
    "empty list": "[]",
    "empty object": "{}",
    "null": "null",
    "text": '"text"',
    "number": "0",
    "web page": "<!doctype html><title>Maintenance</title>",
    "nothing": "",
    "cut off": '{"data": [{"id": "',
    "NaN": '[{"id": NaN}]',
    "nested": "[" * 300 + "]" * 300,
    "nested too deeply for JSON": "[" * 100_000,
    "rows nested": json.dumps({key: [json.loads(DEEP)["values"]] for key in ROWS_AT}),
    "rows that are null": "[null, null]",
    "lists of null": '{"data": [null, null], "values": [null],'
    ' "permissionSchemes": [null], "issueSecuritySchemes": [null]}',
    "keys of other types": '{"data": {"id": 1}, "values": 7, "permissionSchemes": "x", "id": [], "accountId": 3}',
    "rows of other types": '{"data": [{"id": {}, "directoryId": 5, "accountId": []}], "values": [{"id": true}],'
    ' "permissionSchemes": [{"id": {}}], "issueSecuritySchemes": [{"id": []}], "deploymentType": {},'
    ' "Administrators": "https://127.0.0.1/role/..", "Devs": "", "groupId": [1]}',
    "not UTF-8": b'{"data": [{"id": "\xff\xfe"}]}',
    "a digit too many": '{"values": [{"id": ' + "9" * 5_000 + "}]}",
}


_GAPS = "coverage-incomplete"


def needed_tables(check):
    named = {table for need in all_checks()[check].needs for table in need.tables}
    return named | ({"unaffiliated_users"} if "users" in named else set())


def assert_honest(scan, truth):
    """Nothing is called passed that is not, nothing is found that is not there, what could be seen is found."""
    told, true = scan.outcomes(), truth.outcomes()
    lied = [place for place, outcome in true.items() if outcome == "found" and told.get(place) == "passed"]
    assert lied == []
    incomplete = {entry.table for entry in scan.result.coverage.incomplete()}
    gaps = {entry.scope for entry in scan.result.coverage.incomplete()}
    assert {finding.cause.id for finding in scan.findings(_GAPS)} == gaps
    for check in (check for check in scan.result.checks if check.id != _GAPS):
        found, there = subjects(scan, check.id), subjects(truth, check.id)
        assert found <= there, f"{check.id} invents {sorted(found - there)}"
        assert not (there and check.outcome is Outcome.PASSED), check.id
        if not (needed_tables(check.id) & incomplete or check.at_least or check.outcome is Outcome.NOT_EVALUATED):
            assert found == there, check.id


def subjects(scan, check):
    return {finding.subject.id for finding in scan.findings(check)}


def test_the_truth_has_findings_of_most_checks(truth):
    """What finds nothing when nothing goes wrong could not show that a fault hides something."""
    found = {check.id for check in truth.result.checks if check.outcome is Outcome.FOUND}
    assert found.issuperset(check.id for check in all_checks().values() if check.alias)
    assert len(found) > 35
    assert truth.result.coverage.incomplete() == ()


def cases(faults, thoroughly):
    """Every table with the faults that it could take differently, a few tables with those that all take alike."""
    few = ("users", "role_actors")
    return [(table, fault) for table in TABLES for fault in faults if fault in thoroughly or table in few]


@pytest.mark.parametrize(("table", "fault"), cases(FOR_GOOD, {"denied", "unavailable"}))
def test_a_table_that_is_never_delivered(scan, truth, table, fault):
    disturbed = scan(Faults(disturbances=(FOR_GOOD[fault](TABLES[table]),)))
    gaps = [entry for entry in disturbed.coverage(table) if not entry.is_whole]
    assert gaps
    assert all(entry.status in {"denied", "partial"} and entry.reason for entry in gaps)
    refused = fault in {"denied", "expired_token", "login_failed"}
    assert {entry.gap for entry in gaps} == {Gap.RIGHT_MISSING if refused else Gap.FAILED}
    assert_honest(disturbed, truth)


SHAPES = {"empty list", "empty object", "rows nested", "lists of null", "rows of other types"}


@pytest.mark.parametrize(("table", "body"), cases(BODIES, SHAPES))
def test_a_table_whose_answers_are_nonsense(scan, truth, table, body):
    def nonsense(request):
        asked = re.search(TABLES[table], request.path)
        return Response(BODIES[body], content_type="application/json") if asked else None

    disturbed = scan(Faults(replace=nonsense))
    assert [entry for entry in disturbed.coverage(table) if not entry.is_whole]
    assert_honest(disturbed, truth)


HEALED = {
    "throttled": go.throttled(first=1, seconds=0),
    "throttled until a date": go.throttled(first=1, retry_after="date"),
    "throttled with junk": go.throttled(first=1, retry_after="junk"),
    "throttled by the gateway": go.throttled(first=1, retry_after="absent"),
    "every fifth throttled": go.throttled(every=5, seconds=0),
    "unavailable twice": go.unavailable(first=2),
    "truncated": go.truncated(first=1),
    "broken off": go.broken_off(first=1),
    "reset": go.reset(first=1),
    "slow": go.slow("/role$", seconds=0.05),
}


@pytest.mark.parametrize("fault", HEALED)
def test_what_passes_is_healed_by_asking_again(scan, truth, fault):
    disturbed = scan(Faults(disturbances=(HEALED[fault],)))
    assert disturbed.result.coverage.incomplete() == ()
    assert everything(disturbed) == everything(truth)


def everything(scan):
    return {finding.fingerprint: (finding.scopes, finding.message) for finding in scan.result.findings}


PAGED = ("users", "groups", "projects", "jira_groups", "jira_users")


@pytest.mark.parametrize("table", PAGED)
def test_short_pages_and_rows_that_come_twice_change_nothing(scan_demo, demo, table):
    disturbed = scan_demo(Faults(short_pages=TABLES[table], repeated_rows=TABLES[table]))
    assert disturbed.result.coverage.incomplete() == ()
    assert everything(disturbed) == everything(demo)


def test_a_row_that_moves_over_a_page_boundary_is_noticed_where_the_server_counts(scan_demo, demo):
    lists = TABLES["jira_groups"]
    disturbed = scan_demo(Faults(short_pages=lists, skipped_rows=lists))
    gaps = [entry for entry in disturbed.coverage("jira_groups") if not entry.is_whole]
    assert [entry.status.value for entry in gaps] == ["partial"]
    assert " rows." in gaps[0].reason
    assert_honest(disturbed, demo)


@pytest.mark.parametrize(
    ("table", "fault"), [("users", "repeated_cursor"), ("users", "foreign_next"), ("groups", "foreign_next")]
)
def test_a_list_that_leads_in_circles_or_elsewhere_keeps_what_came(scan_demo, demo, table, fault):
    disturbed = scan_demo(Faults(short_pages=TABLES[table], **{fault: TABLES[table]}))
    gaps = [entry for entry in disturbed.coverage(table) if not entry.is_whole]
    assert {(entry.status.value, entry.rows > 0) for entry in gaps} == {("partial", True)}
    assert_honest(disturbed, demo)


@pytest.mark.parametrize("table", ["users", "groups", "projects", "jira_groups", "workspaces", "directories"])
def test_a_row_of_wrong_types_costs_its_table_the_completeness(scan, truth, table):
    disturbed = scan(Faults(wrong_types=TABLES[table]))
    gaps = [entry for entry in disturbed.coverage(table) if not entry.is_whole]
    assert gaps
    assert all("1 row has not the expected shape" in entry.reason or "do not say" in entry.reason for entry in gaps)
    assert_honest(disturbed, truth)


@pytest.mark.parametrize("table", ["workspaces", "directories"])
def test_a_site_or_directory_that_may_be_unlisted_keeps_every_check_from_passing(scan, table):
    disturbed = scan(Faults(wrong_types=TABLES[table]))
    about = {"workspaces": "tenant:unlisted", "directories": "directory:unlisted"}[table]
    unlisted = {check for (check, scope), outcome in disturbed.outcomes().items() if scope == about}
    assert unlisted
    assert all(disturbed.outcomes()[check, about] == "not_evaluated" for check in unlisted)


@pytest.mark.parametrize(
    ("faults", "table"),
    [
        (Faults(unknown_actors=True), "role_actors"),
        (Faults(unknown_holders=True), "permission_schemes"),
    ],
)
def test_actors_and_holders_of_new_types_are_kept_and_told(scan, truth, faults, table):
    disturbed = scan(faults)
    assert "partial" in disturbed.status(table)
    assert any("unknown type" in entry.reason for entry in disturbed.coverage(table))
    assert [node for node in disturbed.analysis.graph if node.startswith("unknown:")]
    assert_honest(disturbed, truth)


def test_apps_accounts_of_new_types_and_hidden_groups_do_not_become_people(scan, truth):
    disturbed = scan(Faults(more_apps=40, unknown_accounts=True, hidden_groups=True))
    assert_honest(disturbed, truth)
    types = {
        data.get("account_type") for _, data in disturbed.analysis.graph.nodes(data=True) if data["kind"] == "user"
    }
    assert {"atlassian", "app"} <= types


def test_a_group_without_an_id_is_judged_by_no_check(scan, truth, small_organisation):
    name = small_organisation.tenants[0].application_roles[0].groups[0]
    disturbed = scan(Faults(groups_without_id=(small_organisation.groups[name].name,)))
    assert_honest(disturbed, truth)


def test_sites_without_jira_switched_off_or_for_trying_out_are_left_out_and_told(scan, truth):
    disturbed = scan(Faults(without_jira=("tidewater",), offline=("saltmarsh-ops",), sandboxes=("saltmarsh",)))
    gaps = sorted((entry.gap, entry.status.value, entry.reason) for entry in disturbed.coverage("projects"))
    assert [gap for gap, _, _ in gaps] == [Gap.NOT_SELECTED, Gap.NOT_SELECTED, Gap.PRODUCT_ABSENT]
    assert {status for _, status, _ in gaps} == {"skipped"}
    assert "offline" in gaps[1][2]
    assert "--tenant saltmarsh" in gaps[0][2]
    assert_honest(disturbed, truth)


def test_a_sandbox_is_scanned_when_it_is_chosen(scan):
    chosen = scan(Faults(sandboxes=("saltmarsh",)), tenants=("saltmarsh",))
    assert "complete" in chosen.status("projects")


NO_LIST_OF_ROLES = {
    "denied": go.denied(TABLES["roles"]),
    "unavailable": go.unavailable(TABLES["roles"]),
}


@pytest.mark.parametrize("fault", NO_LIST_OF_ROLES)
def test_without_the_list_of_all_roles_each_project_is_asked_for_its_own(scan, truth, fault):
    disturbed = scan(Faults(disturbances=(NO_LIST_OF_ROLES[fault],)))
    assert {(e.table, e.scope.partition(":")[0]) for e in disturbed.result.coverage.incomplete()} == {
        ("roles", "tenant")
    }
    assert "complete" in disturbed.status("project_roles")
    assert_honest(disturbed, truth)
    its_own = {finding.fingerprint for finding in truth.findings("default-role-actors")}
    gaps = {finding.fingerprint for finding in disturbed.findings(_GAPS)}
    told, true = everything(disturbed), everything(truth)
    assert {one: told[one] for one in told.keys() - gaps} == {one: true[one] for one in true.keys() - its_own}


def test_where_projects_are_asked_for_their_roles_a_gap_is_theirs(scan, truth):
    faults = (NO_LIST_OF_ROLES["denied"], go.denied(f"{SITE}/project/[0-9]+/role$"))
    disturbed = scan(Faults(disturbances=faults))
    gaps = {entry.table for entry in disturbed.result.coverage.incomplete()}
    assert gaps == {"roles", "project_roles", "role_actors"}
    assert_honest(disturbed, truth)


def test_a_role_that_a_project_does_not_have_is_no_gap(scan, truth, small_organisation):
    """Every company-managed project should have all shared roles; where one has not, it says so itself."""
    customers = 10_007
    without = {
        project.id
        for project in small_organisation.tenants[0].projects
        for role in project.roles
        if role.id == customers and not (role.users or role.groups)
    }
    assert without

    def answer(request):
        asked = re.fullmatch(f"{SITE}/project/([0-9]+)/role(/{customers})?", request.path)
        if not asked or asked[1] not in without:
            return None
        if asked[2]:
            return Response('{"errorMessages": ["Can not retrieve a role actor for a null project role."]}', 404)
        return Response('{"Administrators": "https://127.0.0.1/rest/api/3/project/1/role/10002"}')

    disturbed = scan(Faults(replace=answer))
    assert disturbed.result.coverage.incomplete() == ()
    assert everything(disturbed) == everything(truth)


def test_a_site_on_which_the_account_may_not_use_jira_is_denied(scan, truth):
    disturbed = scan(Faults(no_jira_access=("tidewater",)))
    denied = {entry.scope for entry in disturbed.result.coverage.entries if entry.status == "denied"}
    assert len(denied) == 1
    assert_honest(disturbed, truth)


def test_original_user_management_is_read_from_jira(scan, truth):
    disturbed = scan(Faults(original_user_management=True))
    assert disturbed.result.mode == "jira_only"
    assert disturbed.status("users") == {"skipped"}
    assert disturbed.status("group_members") == {"complete"}
    told = {"inactive-user-in-group", "direct-project-access", "many-direct-users", "empty-group-on-project"}
    for check in told:
        assert subjects(disturbed, check) <= subjects(truth, check), check
        assert subjects(disturbed, check), check


def test_a_key_whose_scopes_exclude_the_searches_is_told(scan, truth):
    disturbed = scan(Faults(scoped_key=True, search_out_of_scope=True))
    assert disturbed.status("users") == disturbed.status("groups") == {"denied"}
    assert_honest(disturbed, truth)


def test_a_token_that_sites_take_for_a_stranger_s_is_used_through_the_gateway(scan, truth):
    disturbed = scan(Faults(scoped_token=True))
    assert disturbed.result.coverage.incomplete() == ()
    assert everything(disturbed) == everything(truth)


def test_a_token_that_nobody_knows_is_not_believed(scan):
    def gone(request):
        return Response("{}", 401) if request.path.startswith("/ex/jira") else None

    with pytest.raises(AuthenticationError, match="credential"):
        scan(Faults(scoped_token=True, replace=gone))


@pytest.mark.parametrize("table", ["projects", "role_actors", "jira_users"])
@pytest.mark.parametrize("account", ["", "5b10a2844c20165700ede21g"])
def test_an_answer_for_somebody_else_is_not_believed(scan, truth, table, account):
    def for_another(request):
        if not re.search(TABLES[table], request.path):
            return None
        return Response("[]", content_type="application/json", headers={"x-aaccountid": account})

    disturbed = scan(Faults(replace=for_another))
    gaps = [entry for entry in disturbed.coverage(table) if not entry.is_whole]
    assert {entry.gap for entry in gaps} == {Gap.RIGHT_MISSING}
    assert "somebody else" in gaps[0].reason
    assert_honest(disturbed, truth)


@pytest.mark.parametrize("names", [HOSTILE_NAMES, ("\ud800", "\udfff\ud800", "x" * 65_536)])
def test_hostile_names_are_only_names(scan, truth, names):
    disturbed = scan(Faults(hostile_names=names))
    for check in ("empty-group", "inactive-group", "wide-project-admin", "many-direct-users", "project-without-lead"):
        assert subjects(disturbed, check) == subjects(truth, check)
    assert disturbed.result.coverage.incomplete() == ()


SWEEP_LOSES = {"short_pages": TABLES["users"], "skipped_rows": TABLES["users"]}


def test_an_account_that_a_sweep_loses_is_found_through_its_groups(scan_demo, demo):
    """Nothing but the sizes of groups tells it where the server does not count."""
    disturbed = scan_demo(Faults(**SWEEP_LOSES))
    assert sum(entry.rows for entry in disturbed.coverage("users")) < sum(e.rows for e in demo.coverage("users"))
    assert all(entry.is_whole and entry.rows for entry in disturbed.coverage("group_recounts"))
    assert disturbed.result.coverage.incomplete() == ()
    assert everything(disturbed) == everything(demo)


def test_where_a_group_cannot_be_asked_for_its_members_they_count_as_missing(scan_demo, demo):
    def replace(request):
        return Response("{}", 403) if b"groupIds" in request.get_data() else None

    disturbed = scan_demo(Faults(replace=replace, **SWEEP_LOSES))
    assert {entry.gap for entry in disturbed.coverage("group_recounts")} == {Gap.RIGHT_MISSING}
    gaps = [entry for entry in disturbed.coverage("users") if not entry.is_whole]
    assert gaps
    assert all(entry.status.value == "partial" and "more members" in entry.reason for entry in gaps)
    assert all(group.startswith("group:") for entry in gaps for group in entry.missing)
    assert_honest(disturbed, demo)


def test_where_the_sweep_itself_broke_off_no_group_is_asked_again(scan_demo, demo):
    disturbed = scan_demo(Faults(short_pages=TABLES["users"], foreign_next=TABLES["users"]))
    assert {entry.gap for entry in disturbed.coverage("group_recounts")} == {Gap.NOT_IN_THIS_MODE}
    assert_honest(disturbed, demo)


@pytest.mark.parametrize("name", ["Saltmarsh staff", "Saltmarsh contractors", "Tidewater Instruments"])
def test_what_one_directory_does_not_tell_leaves_people_of_the_others_open(scan, truth, small_organisation, name):
    """A person of two directories has groups in both."""
    directory = small_organisation.directory(name)
    disturbed = scan(Faults(disturbances=(go.unavailable(f"/directories/{directory.id}/users/search$"),)))
    assert_honest(disturbed, truth)


def test_what_calls_itself_data_center_is_refused_and_costs_that_site_only(scan, truth):
    about = json.dumps({"baseUrl": "https://jira.example.com", "deploymentType": "Server", "version": "10.3.0"})

    def replace(request):
        return Response(about, content_type="application/json") if request.path == f"{SITE}/serverInfo" else None

    scanned = scan(Faults(replace=replace))
    incomplete = [entry for entry in scanned.result.coverage.incomplete() if entry.scope.startswith("tenant:")]
    assert len({entry.scope for entry in incomplete}) == 1
    refused = {entry.table: entry for entry in incomplete}
    assert refused.keys() >= {"projects", "role_actors", "permission_schemes"}
    assert all("Jira Data Center or Server" in entry.reason for entry in refused.values())
    assert_honest(scanned, truth)
