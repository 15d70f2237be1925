"""What the fake server answers against the vendor's own descriptions of the API."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from graph_audit.demo.server import ROUTES

JIRA = "jira-platform-v3.json"
ADMIN = "admin-organization.yaml"

NEWER = {
    # Seen on real sites in 2026; the description of March 2026 does not have them yet.
    ("ServerInformation", "displayUrlCSMHelpSeeker"),
    ("Project", "entityId"),
    # In recorded answers for years, never described.
    ("ServerInformation", "defaultLocale"),
}


def is_moment(text):
    """A date-time, also with the zone as Jira spells it in its own examples: ``2021-04-22T05:37:05.000+0000``."""
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


FORMATS = FormatChecker(formats=("uuid", "email", "ipv4"))
FORMATS.checks("date-time", raises=ValueError)(is_moment)


@dataclass(frozen=True)
class Case:
    """One request to the fake server and the operation that it stands for."""

    spec: str
    operation: str
    path: str
    query: dict = field(default_factory=dict)
    body: dict | None = None
    status: int = 200
    known: bool = True

    def __str__(self):
        return f"{self.operation}-{self.status}"


def jira(operation, path=None, **kwargs):
    query = kwargs.pop("query", {})
    return Case(JIRA, f"/rest/api/3{operation}", path or operation, query, **kwargs)


def admin(operation, body=None, **kwargs):
    return Case(ADMIN, operation, operation, body=body, **kwargs)


USERS = "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/search"
GROUPS = "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/search"
USER_ROLES = "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/{accountId}/role-assignments"
GROUP_ROLES = "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/{groupId}/role-assignments"

USER_COUNT = "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/count"
GROUP_COUNT = "/admin/v2/orgs/{orgId}/directories/{directoryId}/groups/count"

CHECK = {
    "accountId": "{accountId}",
    "projectPermissions": [{"permissions": ["BROWSE_PROJECTS", "EDIT_ISSUES"], "projects": [10000, 10001, 99999]}],
}

CASES = [
    admin(USER_COUNT),
    admin(GROUP_COUNT),
    jira("/serverInfo"),
    jira("/myself"),
    jira("/project/search", query={"expand": "lead,insight", "status": ["live", "archived"], "maxResults": 100}),
    jira("/project/search", query={"startAt": 10, "maxResults": 5}),
    jira("/project/{projectIdOrKey}/role", "/project/{project}/role"),
    jira("/project/{projectIdOrKey}/role/{id}", "/project/{project}/role/{role}"),
    jira("/role"),
    jira("/permissionscheme"),
    jira("/permissionscheme", query={"expand": "all"}),
    jira("/project/{projectKeyOrId}/permissionscheme", "/project/{project}/permissionscheme", query={"expand": "all"}),
    jira("/applicationrole"),
    jira("/issuesecurityschemes"),
    jira("/issuesecurityschemes/level", query={"maxResults": 1}),
    jira("/issuesecurityschemes/level/member", query={"startAt": 1, "maxResults": 100}),
    jira("/issuesecurityschemes/project", query={"maxResults": 100}),
    jira("/filter/search", query={"expand": "owner,sharePermissions,editPermissions", "maxResults": 100}),
    jira("/filter/search", query={"expand": "jql,description", "overrideSharePermissions": "true"}),
    jira("/group/bulk", query={"startAt": 5, "maxResults": 10}),
    jira("/group/bulk", query={"accessType": "user", "applicationKey": "jira-software"}),
    jira("/group/bulk", query={"groupId": "{group}", "groupName": "{group}"}),
    jira("/group/member", query={"groupId": "{group}", "includeInactiveUsers": "true", "startAt": 0, "maxResults": 50}),
    jira("/users/search", query={"startAt": 0, "maxResults": 1000}),
    jira("/permissions/check", body=CHECK),
    jira("/permissions/check", body={"accountId": "nobody"}, status=400),
    jira("/myself", status=401, known=False),
    jira("/group/member", query={"groupId": "none"}, status=404),
    jira("/group/bulk", query={"accessType": "user"}, status=400),
    jira("/project/{projectIdOrKey}/role", "/project/NOPE/role", status=404),
    admin("/admin/v1/orgs"),
    admin("/admin/v1/orgs/{orgId}"),
    admin("/admin/v2/orgs/{orgId}/directories"),
    admin("/admin/v2/orgs/{orgId}/workspaces", {"limit": 2}),
    admin(USERS, {"limit": 100, "expand": ["platformRoles", "counts.resources", "productAccess", "groups"]}),
    admin(USERS, {"claimStatus": "managed", "accountStatus": ["closed"], "membershipStatus": ["active"]}),
    admin(USERS, {"status": ["suspended"], "mfaEnabled": False, "emailDomains": ["example.com"], "groupIds": ["x"]}),
    admin(GROUPS, {"limit": 100, "expand": ["counts.users", "counts.resources"], "directoryIds": ["x"]}),
    admin(GROUPS, {"groupNames": ["Developers"]}),
    admin("/admin/v1/orgs/{orgId}/domains"),
    admin("/admin/v1/orgs/{orgId}/policies"),
    admin("/admin/api-access/v1/orgs/{orgId}/api-keys", query={"pageSize": 2}),
    admin("/admin/api-access/v1/orgs/{orgId}/api-tokens", query={"pageSize": 10}),
    admin("/admin/api-access/v1/orgs/{orgId}/api-tokens", status=500),
    admin(GROUP_ROLES, query={"limit": 100}),
    admin(USER_ROLES, query={"limit": 100}),
    admin(USERS, {"searchTerm": "a", "emails": ["a@example.com"]}, status=400),
    admin("/admin/v1/orgs", status=401, known=False),
]


def without_newer(node):
    """The answer without the fields that are newer than the description."""
    newer = {key for _, key in NEWER}
    if isinstance(node, list):
        return [without_newer(item) for item in node]
    if isinstance(node, dict):
        return {key: without_newer(value) for key, value in node.items() if key not in newer}
    return node


def closed(node):
    """A description in which an object has no fields but those named: a field that the fake invents is found."""
    if isinstance(node, list):
        return [closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    converted = {key: closed(value) for key, value in node.items()}
    if isinstance(node.get("properties"), dict) and "additionalProperties" not in node and "type" in node:
        converted["additionalProperties"] = False
    return converted


def filled(text, organisation):
    project = organisation.tenant("saltmarsh").projects[0]
    parts = {
        "orgId": organisation.id,
        "directoryId": organisation.directories[0].id,
        "project": project.key,
        "role": str(project.roles[0].id),
        "group": organisation.group("crew-all").id,
        "groupId": organisation.tenant("saltmarsh").admin_groups[0],
        "accountId": organisation.auditor,
    }
    return re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], text)


def ask(case, server, session):
    fill = partial(filled, organisation=server.organisation)
    query = {key: fill(value) if isinstance(value, str) else value for key, value in case.query.items()}
    path = fill(case.path)
    if case.spec == JIRA:
        login = (server.username, server.api_token) if case.known else None
        url = f"{server.site_url.format(site='saltmarsh')}/rest/api/3{path}"
        if case.body is None:
            return session.get(url, params=query, auth=login, timeout=10)
        body = json.dumps(case.body).replace("{accountId}", fill("{accountId}"))
        return session.post(url, data=body, headers={"Content-Type": "application/json"}, auth=login, timeout=10)
    headers = {"Authorization": f"Bearer {server.admin_api_key if case.known else 'wrong'}"}
    if case.body is None:
        return session.get(server.api_url + path, params=query, headers=headers, timeout=10)
    return session.post(server.api_url + path, json=case.body, headers=headers, timeout=10)


def validate(data, schema, description):
    whole = {**schema, "components": description["components"]}
    Draft202012Validator(whole, format_checker=FORMATS).validate(data)


def operation_of(case, description):
    return description["paths"][case.operation]["get" if case.body is None else "post"]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_answer_has_the_shape_that_the_vendor_describes(case, spec, server, session):
    description = spec(case.spec)
    answer = ask(case, server, session)
    assert answer.status_code == case.status
    response = operation_of(case, description)["responses"][str(case.status)]
    if "$ref" in response:
        response = description["components"]["responses"][response["$ref"].rpartition("/")[2]]
    content = response.get("content", {}).get("application/json")
    if content is None or "schema" not in content:  # Jira describes no body for its errors
        assert answer.json()["errorMessages"]
        return
    validate(without_newer(answer.json()), closed(content["schema"]), {"components": closed(description["components"])})


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_request_uses_only_parameters_that_the_vendor_has(case, spec):
    description = spec(case.spec)
    operation = operation_of(case, description)
    shared = description["components"].get("parameters", {})
    given = (shared.get(one.get("$ref", "").rpartition("/")[2], one) for one in operation.get("parameters", []))
    named = {parameter["name"] for parameter in given}
    assert case.query.keys() <= named
    if case.body:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        validate(case.body, closed(schema), {"components": closed(description["components"])})


def test_every_endpoint_of_the_fake_has_a_case():
    served = {re.sub(r"<\w+>", "{}", rule.rule) for rule in ROUTES.iter_rules()}
    served = {re.sub(r"^/(ex/jira|site)/\{\}", "", path) for path in served}
    cased = {re.sub(r"\{\w+\}", "{}", case.operation) for case in CASES}
    # widely used and nowhere described, and that of another service
    assert served - {"/_edge/tenant_info", "/oauth/token"} == cased


def test_what_is_newer_is_really_served_and_really_not_described(spec, server, session):
    schemas = spec(JIRA)["components"]["schemas"]
    assert [(name, key) for name, key in NEWER if key in schemas[name]["properties"]] == []
    search = jira("/project/search", query={"maxResults": 100})
    assert any("entityId" in project for project in ask(search, server, session).json()["values"])
    assert ask(jira("/serverInfo"), server, session).json().keys() >= {"displayUrlCSMHelpSeeker", "defaultLocale"}
