"""A server that misbehaves costs the completeness of one table: never a snapshot, never a finding, never the truth."""

import json

import pytest
from werkzeug.wrappers import Response

from graph_audit.checks.runner import all_checks
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
    "myself": f"{SITE}/myself$",
    "projects": f"{SITE}/project/search$",
    "project_roles": f"{SITE}/project/[0-9]+/role$",
    "role_actors": f"{SITE}/project/[0-9]+/role/[0-9]+$",
    "project_schemes": f"{SITE}/project/[0-9]+/permissionscheme$",
    "permission_schemes": f"{SITE}/permissionscheme$",
    "application_roles": f"{SITE}/applicationrole$",
    "jira_groups": f"{SITE}/group/bulk$",
    "jira_users": f"{SITE}/users/search$",
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
    "rows nested": json.dumps({key: [json.loads(DEEP)["values"]] for key in ("data", "values", "permissionSchemes")}),
    "rows that are null": "[null, null]",
    "lists of null": '{"data": [null, null], "values": [null], "permissionSchemes": [null]}',
    "keys of other types": '{"data": {"id": 1}, "values": 7, "permissionSchemes": "x", "id": [], "accountId": 3}',
    "rows of other types": '{"data": [{"id": {}, "directoryId": 5, "accountId": []}], "values": [{"id": true, "name": 1,'
    ' "groupId": [1]}], "permissionSchemes": [{"id": {}}], "Administrators": "https://127.0.0.1/role/..", "Devs": ""}',
    "not UTF-8": b'{"data": [{"id": "\xff\xfe"}]}',
    "a digit too many": '{"values": [{"id": ' + "9" * 5_000 + "}]}",
}


def needed_tables(check):
    return {table for need in all_checks()[check].needs for table in need.tables}


def assert_honest(scan, truth):
    """Nothing is called passed that is not, nothing is found that is not there, what could be seen is found."""
    told, true = scan.outcomes(), truth.outcomes()
    lied = [place for place, outcome in true.items() if outcome == "found" and told.get(place) == "passed"]
    assert lied == []
    incomplete = {entry.table for entry in scan.result.coverage.incomplete()}
    for check in scan.result.checks:
        found, there = scan.subjects(check.id), truth.subjects(check.id)
        assert found <= there, f"{check.id} invents {sorted(found - there)}"
        assert not (there and check.outcome is Outcome.PASSED), check.id
        if not needed_tables(check.id) & incomplete:
            assert found == there, check.id


def test_the_truth_has_findings_of_every_check(truth):
    assert [check.id for check in truth.result.checks if check.outcome is not Outcome.FOUND] == []
    assert truth.result.coverage.incomplete() == ()


@pytest.mark.parametrize("fault", FOR_GOOD)
@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_is_never_delivered(scan, truth, table, fault):
    disturbed = scan(Faults(disturbances=(FOR_GOOD[fault](TABLES[table]),)))
    gaps = [entry for entry in disturbed.coverage(table) if not entry.is_whole]
    assert gaps
    assert all(entry.status in {"denied", "partial"} and entry.reason for entry in gaps)
    refused = fault in {"denied", "expired_token", "login_failed"}
    assert {entry.gap for entry in gaps} == {Gap.RIGHT_MISSING if refused else Gap.FAILED}
    assert_honest(disturbed, truth)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("table", TABLES)
def test_a_table_whose_answers_are_nonsense(scan, truth, table, body):
    def nonsense(request):
        asked = re_search(TABLES[table], request.path)
        return Response(BODIES[body], content_type="application/json") if asked else None

    disturbed = scan(Faults(replace=nonsense))
    assert [entry for entry in disturbed.coverage(table) if not entry.is_whole]
    assert_honest(disturbed, truth)


def re_search(pattern, path):
    import re

    return re.search(pattern, path)
