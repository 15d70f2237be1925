"""Jira of one fake site: the same answers at the site's own address and behind the gateway."""

import base64
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from graph_audit.demo.answers import gateway_error, html_page, jira_error, json_answer, login_refused
from graph_audit.demo.faults import Faults, concerns
from graph_audit.demo.jira_rows import JiraRows
from graph_audit.demo.organisation import Account, Group, Organisation, Project, Role, Tenant
from graph_audit.demo.paging import window
from graph_audit.demo.permission_check import PermissionCheck
from graph_audit.demo.projects import GLOBAL_ROLES
from graph_audit.demo.sharing import Sharing

__all__ = ["JiraApi"]

_FOR_STRANGERS = frozenset({"project_search", "users_search", "project_roles", "project_role"})
"""What also answers without a login, with what everybody may see."""
_NEEDS_LOGIN = "You are not authenticated. Authentication required to perform this operation."
_MOST_PROJECTS = 1_000
_HIDDEN_GROUP = ("atlassian-addons", "00000000-0000-4000-8000-0000000add05")


class JiraApi:
    """Answers what stands under ``/rest/api/3`` of one site; lists are sorted once and pages are slices of them."""

    def __init__(  # noqa: PLR0913  # two kinds of credentials
        self,
        organisation: Organisation,
        tenant: Tenant,
        *,
        username: str,
        token: str,
        faults: Faults,
        honours: Callable[[str | None], bool],
    ) -> None:
        self._organisation = organisation
        self._tenant = tenant
        self._faults = faults
        self._honours = honours
        self._rows = JiraRows(organisation, tenant)
        self._sharing = Sharing(organisation, tenant)
        self._check = PermissionCheck(organisation, tenant, faults.planted)
        self._login = base64.b64encode(f"{username}:{token}".encode()).decode()
        self._serves_jira = tenant.name not in faults.without_jira

    def answer(self, request: Request, endpoint: str, *, gateway: bool, **parts: str) -> Response:
        """Answer the named endpoint (a public method of this class)."""
        known = self._knows(request, gateway=gateway)
        refusal = self._refuse(request, endpoint, gateway=gateway, known=known)
        if refusal is not None:
            return refusal
        method: Callable[..., Response] = getattr(self, endpoint)
        response = method(request, known, **parts) if endpoint in _FOR_STRANGERS else method(request, **parts)
        if known:
            response.headers["x-aaccountid"] = self._organisation.auditor
        return response

    def server_info(self, _: Request) -> Response:
        """Tell what stands here; without a login the time is left out."""
        return json_answer(
            {
                "baseUrl": self._rows.host,
                "version": "1001.0.0-SNAPSHOT",
                "versionNumbers": [1001, 0, 0],
                "deploymentType": "Cloud",
                "buildNumber": 100_300,
                "buildDate": "2026-11-18T10:00:00.000+0000",
                "scmInfo": "0123456789abcdef0123456789abcdef01234567",
                "serverTitle": self._tenant.title,
                "defaultLocale": {"locale": "en_GB"},
                "displayUrl": self._rows.host,
                "displayUrlServicedeskHelpCenter": self._rows.host,
                "displayUrlConfluence": self._rows.host,
                "displayUrlCSMHelpSeeker": self._rows.host,
            }
        )

    def myself(self, _: Request) -> Response:
        """Tell whose token it is."""
        account = self._organisation.accounts[self._organisation.auditor]
        return json_answer(self._rows.user(account) | {"emailAddress": account.email, "timeZone": "Europe/Amsterdam"})

    def project_search(self, request: Request, known: bool) -> Response:  # noqa: FBT001 - who asks
        """List projects; a stranger sees the public ones."""
        status = frozenset(request.args.getlist("status") or ["live"])
        projects = self._projects[known, "live" in status, "archived" in status]
        expand = _expansions(request)
        return self._bean(request, projects, lambda project: self._rows.project(project, expand), most=100)

    def project_roles(self, _: Request, known: bool, key: str) -> Response:  # noqa: FBT001
        """Map the names of a project's roles to their addresses."""
        project = self._project_by.get(key) if known else None
        return json_answer(self._rows.role_map(project)) if project else _no_project(key)

    def project_role(self, _: Request, known: bool, key: str, role_id: str) -> Response:  # noqa: FBT001
        """Show one role of a project with its actors."""
        project = self._project_by.get(key) if known else None
        if project is None:
            return _no_project(key)
        role = next((role for role in project.roles if str(role.id) == role_id), None)
        if role is None:
            return jira_error(404, f"Can not retrieve a role actor for a null project role. ({role_id})")
        row = self._rows.role(project, role)
        if self._faults.unknown_actors and project is self._tenant.projects[0] and role is project.roles[0]:
            actor = {"id": 1, "displayName": "Crew bot", "type": "atlassian-agent-role-actor", "agent": {"id": "a-1"}}
            row["actors"] = [actor, *row.get("actors", [])]
        return json_answer(row)

    def project_scheme(self, request: Request, key: str) -> Response:
        """Show the permission scheme of a project."""
        project = self._project_by.get(key)
        if project is None:
            return _no_project(key)
        return json_answer(self._scheme(project.scheme_id, _expansions(request)))

    def roles(self, _: Request) -> Response:
        """List the roles of the site, those of team-managed projects included."""
        default = self._tenant.default_groups
        shared = [
            self._rows.site_role(Role(role_id, name, groups=default.get(role_id, [])), None)
            for name, role_id in GLOBAL_ROLES.items()
        ]
        own = [
            self._rows.site_role(role, project)
            for project in self._tenant.projects
            for role in project.roles
            if role.scoped
        ]
        return json_answer([*shared, *own])

    def permission_schemes(self, request: Request) -> Response:
        """List all permission schemes, those of team-managed projects included; there are no pages."""
        expand = _expansions(request)
        return json_answer({"permissionSchemes": [self._scheme(number, expand) for number in self._tenant.schemes]})

    def security_schemes(self, _: Request) -> Response:
        """List the issue security schemes; there are no pages."""
        return json_answer({"issueSecuritySchemes": self._sharing.security_schemes})

    def security_levels(self, request: Request) -> Response:
        """List the levels of all issue security schemes."""
        return self._bean(request, self._sharing.levels, dict, most=100)

    def security_level_members(self, request: Request) -> Response:
        """List who sees the work items of each level."""
        return self._bean(request, self._sharing.members, dict, most=100)

    def secured_projects(self, request: Request) -> Response:
        """List the projects that use an issue security scheme."""
        return self._bean(request, self._sharing.secured, dict, most=100)

    def filter_search(self, request: Request) -> Response:
        """List the filters of everybody, or of those whom the asker may see: here the asker's own and the public ones.

        A stranger sees none: this one is never asked without a login.
        """
        everybody = request.args.get("overrideSharePermissions") == "true"
        filters = [row for row in self._sharing.filters if everybody or self._may_see(row)]
        expand = _expansions(request)
        return self._bean(request, filters, lambda row: self._sharing.filter(row, expand), most=100)

    def _may_see(self, row: dict[str, Any]) -> bool:
        shared = {share["type"] for share in row["sharePermissions"]}
        return row["owner"]["accountId"] == self._organisation.auditor or bool(shared & {"global", "loggedin"})

    def permissions_check(self, request: Request) -> Response:
        """Tell on which projects an account holds which permissions."""
        asked = request.get_json()
        questions = asked.get("projectPermissions", [])
        if asked["accountId"] not in self._organisation.accounts:
            return jira_error(400, f"User {asked['accountId']} not found.")
        unheard = {key for question in questions for key in question["permissions"]} - self._check.known_permissions
        if unheard:
            return jira_error(400, f"Unrecognized permission: {min(unheard)}")
        if sum(len(question.get("projects", ())) for question in questions) > _MOST_PROJECTS:
            return jira_error(400, "The number of projects is too large.")
        return json_answer(self._check.answer(asked["accountId"], questions))

    def application_roles(self, _: Request) -> Response:
        """List the Jira products of the site and which groups may use them."""
        rows = [self._rows.application_role(role) for role in self._tenant.application_roles]
        for row in rows:
            for detail in (*row["groupDetails"], *row["defaultGroupsDetails"]):
                self._forget_id(detail)
        return json_answer(rows)

    def group_bulk(self, request: Request) -> Response:
        """List groups, or those that give a kind of access."""
        access, application = request.args.get("accessType"), request.args.get("applicationKey")
        if access == "user" and not application:
            return jira_error(400, "applicationKey is required for the access type user.")
        groups: Sequence[Group] = self._groups
        if access:
            ids = set(self._access_groups(access, application or ""))
            groups = [group for group in groups if group.id in ids]
        ids, names = set(request.args.getlist("groupId")), set(request.args.getlist("groupName"))
        if ids or names:
            groups = [group for group in groups if group.id in ids or group.name in names]
        return self._bean(request, groups, self._bulk_row, most=1000)

    def group_member(self, request: Request) -> Response:
        """List the members of a group; those who are inactive only on request."""
        group_id, name = request.args.get("groupId"), request.args.get("groupname")
        group = self._group_by.get(group_id or "") or self._group_named.get(name or "")
        if group is None:
            return jira_error(404, f"The group '{group_id or name}' does not exist")
        everybody = request.args.get("includeInactiveUsers") == "true"
        return self._bean(request, self._members(group, everybody=everybody), self._rows.member, most=50)

    def users_search(self, request: Request, known: bool) -> Response:  # noqa: FBT001
        """List all accounts of the site as a bare array; a stranger gets none."""
        if not known:
            return json_answer([])
        start, limit = _number(request, "startAt", 0), min(_number(request, "maxResults", 50), 1000)
        rows = [
            self._rows.user(account) for account in self._accounts[window(self._faults, request.path, start, limit)]
        ]
        if self._faults.unknown_accounts and not start and rows:
            rows[0]["accountType"] = "agent"
        return json_answer(self._with_wrong_types(request, rows))

    @cached_property
    def _accounts(self) -> list[Account]:
        return [self._organisation.accounts[account_id] for account_id in sorted(self._tenant.accounts)]

    @cached_property
    def _groups(self) -> list[Group]:
        listed = (group for group in self._organisation.groups.values() if self._tenant.cloud_id in group.listed_in)
        groups = sorted(listed, key=lambda group: (group.name, group.id))
        name, group_id = _HIDDEN_GROUP
        return [Group(group_id, name, "", None), *groups] if self._faults.hidden_groups else groups

    @cached_property
    def _group_by(self) -> dict[str, Group]:
        return {group.id: group for group in self._groups if group.id != _HIDDEN_GROUP[1]}

    @cached_property
    def _group_named(self) -> dict[str, Group]:
        return {group.name: group for group in self._group_by.values()}

    @cached_property
    def _project_by(self) -> dict[str, Project]:
        projects = self._tenant.projects
        return {project.id: project for project in projects} | {project.key: project for project in projects}

    @cached_property
    def _projects(self) -> dict[tuple[bool, bool, bool], list[Project]]:
        """Lists by whether the asker is known, and whether live and archived projects are wanted."""
        ordered = sorted(self._tenant.projects, key=lambda project: project.key)
        return {
            (known, live, archived): [
                project
                for project in ordered
                if (archived if project.archived else live) and (known or self._tenant.is_public(project))
            ]
            for known in (True, False)
            for live in (True, False)
            for archived in (True, False)
        }

    def _knows(self, request: Request, *, gateway: bool) -> bool:
        """Whether the login is right.

        A site takes a token with scopes for nobody's; only the gateway honours it, and those of service accounts.
        """
        authorization = request.headers.get("Authorization")
        if gateway and self._honours(authorization):
            return True
        return authorization == f"Basic {self._login}" and (gateway or not self._faults.scoped_token)

    def _refuse(  # noqa: PLR0911 - one line for each thing that may stand in the way
        self, request: Request, endpoint: str, *, gateway: bool, known: bool
    ) -> Response | None:
        """The error that stands in the way of an answer, if there is one."""
        if self._tenant.name in self._faults.offline:
            return html_page(503, "This site is currently unavailable.")
        if not self._serves_jira:
            return html_page(404, "Page not found")
        if known and self._tenant.name in self._faults.no_jira_access:
            return jira_error(403, "The user does not have access to Jira.")
        if known or endpoint == "server_info":
            return None
        if gateway:
            return gateway_error(401, "Unauthorized")
        if request.headers.get("Authorization") and not self._faults.scoped_token:
            return login_refused()
        return None if endpoint in _FOR_STRANGERS else jira_error(401, _NEEDS_LOGIN)

    def _scheme(self, number: int, expand: frozenset[str]) -> dict[str, Any]:
        row = self._rows.scheme(self._tenant.schemes[number], expand)
        if self._faults.unknown_holders and expand:
            holder = {"type": "teamOfTeams", "parameter": "t-1", "value": "t-1"}
            row["permissions"].append({"id": 1, "self": row["self"], "holder": holder, "permission": "BROWSE_PROJECTS"})
        return row

    def _access_groups(self, access: str, application: str) -> list[str]:
        if access == "user":
            return [
                group for role in self._tenant.application_roles if role.key == application for group in role.groups
            ]
        return {"admin": self._tenant.admin_groups, "site-admin": self._tenant.site_admin_groups}.get(access, [])

    def _bulk_row(self, group: Group) -> dict[str, Any]:
        return self._forget_id({"name": group.name, "groupId": group.id})

    def _forget_id(self, row: dict[str, Any]) -> dict[str, Any]:
        if row["name"] in self._faults.groups_without_id:
            row["groupId"] = None
        return row

    def _members(self, group: Group, *, everybody: bool) -> list[Account]:
        accounts = (self._organisation.accounts[account_id] for account_id in sorted(group.members))
        return [account for account in accounts if everybody or account.active_on(self._tenant.cloud_id)]

    def _bean(
        self, request: Request, items: Sequence[Any], write: Callable[[Any], dict[str, Any]], *, most: int
    ) -> Response:
        """A page with its position; too large a page is cut down without a word."""
        start, limit = _number(request, "startAt", 0), min(_number(request, "maxResults", 50), most)
        shown = window(self._faults, request.path, start, limit)
        rows = [write(item) for item in items[shown]]
        bean: dict[str, Any] = {
            "self": request.url,
            "maxResults": limit,
            "startAt": start,
            "total": len(items),
            "isLast": shown.stop >= len(items),
            "values": self._with_wrong_types(request, rows),
        }
        if not bean["isLast"]:
            pairs = [(key, value) for key, value in request.args.items(multi=True) if key != "startAt"]
            bean["nextPage"] = f"{request.base_url}?{urlencode([*pairs, ('startAt', shown.stop)])}"
        return json_answer(bean)

    def _with_wrong_types(self, request: Request, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if concerns(self._faults.wrong_types, request.path):
            rows.append(dict.fromkeys(rows[0] if rows else ("id",), 42))
        return rows


def _no_project(key: str) -> Response:
    return jira_error(404, f"No project could be found with key '{key}'.")


def _expansions(request: Request) -> frozenset[str]:
    return frozenset(part for value in request.args.getlist("expand") for part in value.split(",") if part)


def _number(request: Request, name: str, usual: int) -> int:
    return max(0, request.args.get(name, usual, type=int))
