"""What a scan asks for, counted by the server, against the formula of ``docs/requests.md``."""

import re
from collections import Counter
from math import ceil

from graph_audit.demo.server import FakeAtlassian


def pages(rows, size):
    return max(1, ceil(rows / size))


def expected(organisation):
    """Requests by endpoint, from the organisation's own description."""
    listed = [
        a for a in organisation.accounts.values() if a.memberships or (a.is_person and a.claim_status == "managed")
    ]
    requests = Counter({"organisation": 1, "directories": 1})
    requests["workspaces"] = pages(sum(len(tenant.products) for tenant in organisation.tenants), 100)
    requests["unaffiliated_users"] = pages(sum(not account.memberships for account in listed), 100)
    for directory in organisation.directories:
        requests["users"] += pages(sum(directory.id in account.memberships for account in listed), 100)
        groups = organisation.groups.values()
        requests["groups"] += pages(sum(group.directory_id == directory.id for group in groups), 100)
    for tenant in organisation.tenants:
        roles = sum(len(project.roles) for project in tenant.projects)
        groups = sum(tenant.cloud_id in group.listed_in for group in organisation.groups.values())
        for once in ("myself", "roles", "permission_schemes", "application_roles"):
            requests[once] += 1
        requests["projects"] += pages(len(tenant.projects), 100)
        requests["role_actors"] += roles
        requests["project_schemes"] += len(tenant.projects)
        requests["group/bulk"] += pages(groups, 100) + 2
        requests["jira_users"] += pages(len(tenant.accounts), 1000) + 1
    return requests


ENDPOINTS = {
    "organisation": "/v1/orgs/[^/]+",
    "directories": ".*/directories",
    "workspaces": ".*/workspaces",
    "unaffiliated_users": ".*/directories/-/users/search",
    "users": ".*/directories/[^/]+/users/search",
    "groups": ".*/groups/search",
    "role_actors": ".*/project/[^/]+/role/[^/]+",
    "project_roles": ".*/project/[^/]+/role",
    "project_schemes": ".*/project/[^/]+/permissionscheme",
    "projects": ".*/project/search",
    "roles": ".*/role",
    "permission_schemes": ".*/permissionscheme",
    "application_roles": ".*/applicationrole",
    "group/bulk": ".*/group/bulk",
    "jira_users": ".*/rest/api/3/users/search",
    "myself": ".*/myself",
}


def endpoint(path):
    return next(
        (name for name, pattern in ENDPOINTS.items() if re.fullmatch(pattern, path.removeprefix("/admin"))), path
    )


def test_a_scan_asks_for_no_more_than_the_formula_says(organisation, scan_of_server, tmp_path):
    with FakeAtlassian(organisation) as server:
        scan_of_server(server, tmp_path / "snapshot")
        asked = Counter(endpoint(request.path) for request in server.requests)
        assert len(set(server.requests)) == len(server.requests), "something was asked for twice"
    assert asked == expected(organisation)
