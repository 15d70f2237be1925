"""The tables of Jira Cloud: endpoint, paging, needed right.

Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/
"""

from collections.abc import Iterable
from typing import Any

from graph_audit.client.paging import ArrayPaging, OffsetPaging, Single
from graph_audit.core.kinds import ScopeKind
from graph_audit.graph.ids import group_id, project_id
from graph_audit.products.definition import Table
from graph_audit.products.jira import filters, security
from graph_audit.products.jira.rights import (
    ADMINISTER,
    BROWSE_PEOPLE,
    GRANT_ADMINISTER,
    GRANT_BROWSE_PEOPLE,
    PROJECT_ADMIN,
)
from graph_audit.products.jira.roles import FROM_THE_LIST_OF_ROLES
from graph_audit.products.jira.rows import (
    ApplicationRoleRow,
    JiraGroupRow,
    JiraUserRow,
    MyselfRow,
    ProjectRolesRow,
    ProjectRow,
    ProjectSchemeRow,
    RoleRow,
    SchemeRow,
    ServerRow,
    SiteRoleRow,
)

__all__ = ["TABLES"]


def _each_project(_: tuple[str, ...], row: Any) -> Iterable[tuple[str, ...]]:
    number = row["id"]  # a number or text, as opaque in one spelling as in the other
    return [(str(number) if isinstance(number, int) and not isinstance(number, bool) else number,)]


def _each_role(parents: tuple[str, ...], row: Any) -> Iterable[tuple[str, ...]]:
    # The ids are in the URLs only: {"Administrators": "https://…/project/10000/role/10002"}.
    return [(*parents, url.rstrip("/").rpartition("/")[2]) for url in row.values()]


def _each_group(_: tuple[str, ...], row: Any) -> Iterable[tuple[str, ...]]:
    return [(row["groupId"],)] if row.get("groupId") else []


def _project(cloud_id: str, parents: tuple[str, ...]) -> str:
    return project_id(cloud_id, parents[0])


def _group(_: str, parents: tuple[str, ...]) -> str:
    return group_id(parents[0])


def _admin_groups(name: str, access_type: str) -> Table:
    return Table(
        name=name,
        scope=ScopeKind.TENANT,
        path="/rest/api/3/group/bulk",
        params=(("accessType", access_type),),
        paging=OffsetPaging(page_size=100),
        model=JiraGroupRow,
        right=BROWSE_PEOPLE,
        remedy=GRANT_BROWSE_PEOPLE,
    )


TABLES = (
    Table(
        name="myself",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/myself",
        paging=Single(),
        model=MyselfRow,
        right="access to Jira on this site",
        remedy="Check user name and API token, and give the account access to Jira on this site.",
        never_empty=True,
    ),
    Table(
        name="server_info",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/serverInfo",
        paging=Single(),
        model=ServerRow,
        right="the address of a Jira Cloud site",
        remedy="Check it.",
        never_empty=True,
    ),
    Table(
        name="projects",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/project/search",
        params=(("expand", "lead,insight"), ("status", "live"), ("status", "archived")),
        paging=OffsetPaging(page_size=100),
        model=ProjectRow,
        right=ADMINISTER,
        remedy=GRANT_ADMINISTER,
    ),
    Table(
        name="roles",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/role",
        paging=Single(),
        model=SiteRoleRow,
        right=ADMINISTER,
        remedy=GRANT_ADMINISTER,
        never_empty=True,
    ),
    Table(
        name="project_roles",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/project/{0}/role",
        paging=Single(),
        model=ProjectRolesRow,
        right=PROJECT_ADMIN,
        remedy=GRANT_ADMINISTER,
        parent="projects",
        parents_of=_each_project,
        missing_node=_project,
        never_empty=True,
    ),
    Table(
        name="role_actors",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/project/{0}/role/{1}",
        paging=Single(),
        model=RoleRow,
        right=PROJECT_ADMIN,
        remedy=GRANT_ADMINISTER,
        parent="project_roles",
        parents_of=_each_role,
        shortcut=FROM_THE_LIST_OF_ROLES,
        missing_node=_project,
        never_empty=True,
    ),
    Table(
        name="project_schemes",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/project/{0}/permissionscheme",
        paging=Single(),
        model=ProjectSchemeRow,
        right=PROJECT_ADMIN,
        remedy=GRANT_ADMINISTER,
        parent="projects",
        parents_of=_each_project,
        missing_node=_project,
        never_empty=True,
    ),
    Table(
        name="permission_schemes",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/permissionscheme",
        params=(("expand", "permissions"),),
        paging=Single(rows_at="permissionSchemes"),
        model=SchemeRow,
        right="access to Jira on this site",
        remedy="Give the account access to Jira on this site.",
        never_empty=True,
    ),
    Table(
        name="application_roles",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/applicationrole",
        paging=Single(),
        model=ApplicationRoleRow,
        right=ADMINISTER,
        remedy=GRANT_ADMINISTER,
        never_empty=True,
    ),
    Table(
        name="jira_groups",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/group/bulk",
        paging=OffsetPaging(page_size=100),
        model=JiraGroupRow,
        right=BROWSE_PEOPLE,
        remedy=GRANT_BROWSE_PEOPLE,
    ),
    _admin_groups("admin_groups", "admin"),
    _admin_groups("site_admin_groups", "site-admin"),
    Table(
        name="jira_users",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/users/search",
        paging=ArrayPaging(page_size=1000),
        model=JiraUserRow,
        right=BROWSE_PEOPLE,
        remedy=GRANT_BROWSE_PEOPLE,
        never_empty=True,
    ),
    Table(
        name="group_members",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/group/member",
        params=(("groupId", "{0}"), ("includeInactiveUsers", "true")),
        paging=OffsetPaging(page_size=50),
        model=JiraUserRow,
        right=BROWSE_PEOPLE,
        remedy=GRANT_BROWSE_PEOPLE,
        parent="jira_groups",
        parents_of=_each_group,
        missing_node=_group,
        stands_in_for="users",
    ),
    *security.TABLES,
    *filters.TABLES,
)
