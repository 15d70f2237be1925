"""What a scan asks for, counted by the server, against the formula of ``docs/requests.md``."""

import re
from collections import Counter
from math import ceil

from graph_audit.core.kinds import Gap
from graph_audit.demo.inventory import Inventory
from graph_audit.demo.server import FakeAtlassian
from graph_audit.demo.sharing import Sharing


def pages(rows, size):
    return max(1, ceil(rows / size))


def expected(organisation):
    """Requests by endpoint, from the organisation's own description."""
    listed = [
        a for a in organisation.accounts.values() if a.memberships or (a.is_person and a.claim_status == "managed")
    ]
    once = ("organisation", "directories", "domains", "policies", "api_keys")
    requests = Counter(once)
    requests["api_tokens"] = pages(len(Inventory(organisation).api_tokens), 1000)
    requests["group_role_assignments"] = len(organisation.resources_by_group())
    requests["user_role_assignments"] = sum(
        len(account.memberships) for account in organisation.accounts.values() if account.platform_roles
    )
    requests["workspaces"] = pages(sum(len(tenant.products) for tenant in organisation.tenants), 100)
    requests["unaffiliated_users"] = pages(sum(not account.memberships for account in listed), 100)
    for directory in organisation.directories:
        requests.update(("user_count", "group_count"))
        requests["users"] += pages(sum(directory.id in account.memberships for account in listed), 100)
        groups = organisation.groups.values()
        requests["groups"] += pages(sum(group.directory_id == directory.id for group in groups), 100)
    for tenant in organisation.tenants:
        roles = sum(len(project.roles) for project in tenant.projects)
        groups = sum(tenant.cloud_id in group.listed_in for group in organisation.groups.values())
        requests.update(("myself", "server_info", "roles", "permission_schemes", "application_roles"))
        requests.update(("security_schemes", "security_levels", "security_level_members", "security_scheme_projects"))
        requests["filters"] += pages(len(Sharing(organisation, tenant).filters), 100)
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
    "user_count": ".*/users/count",
    "group_count": ".*/groups/count",
    "domains": ".*/domains",
    "policies": ".*/policies",
    "api_keys": ".*/api-keys",
    "api_tokens": ".*/api-tokens",
    "group_role_assignments": ".*/groups/[^/]+/role-assignments",
    "user_role_assignments": ".*/users/[^/]+/role-assignments",
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
    "server_info": ".*/serverInfo",
    "security_schemes": ".*/issuesecurityschemes",
    "security_levels": ".*/issuesecurityschemes/level",
    "security_level_members": ".*/issuesecurityschemes/level/member",
    "security_scheme_projects": ".*/issuesecurityschemes/project",
    "filters": ".*/filter/search",
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


def test_what_is_left_out_is_not_asked_for_and_said(small_organisation, scan_of_server, tmp_path):
    unwanted = frozenset({"api_tokens", "group_role_assignments"})
    with FakeAtlassian(small_organisation) as server:
        scan = scan_of_server(server, tmp_path / "snapshot", leave_out=unwanted)
        assert unwanted.isdisjoint({endpoint(request.path) for request in server.requests})
    for table in unwanted:
        assert {(entry.gap, entry.reason) for entry in scan.coverage(table)} == {
            (Gap.NOT_SELECTED, "the configuration leaves it out")
        }
