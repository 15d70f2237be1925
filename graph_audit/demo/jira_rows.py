"""Rows of Jira, as documented at https://developer.atlassian.com/cloud/jira/platform/rest/v3/."""

import zlib
from collections.abc import Collection
from typing import Any

from graph_audit.demo.organisation import (
    ADD_ON_ROLE,
    Account,
    ApplicationRole,
    Grant,
    Group,
    Organisation,
    Project,
    Role,
    Scheme,
    Tenant,
)

__all__ = ["JiraRows"]

Row = dict[str, Any]


class JiraRows:
    """Writes the objects of one site as Jira does.

    Links in rows name the site's own host, as behind the gateway: a row is the same whichever port serves it.
    """

    def __init__(self, organisation: Organisation, tenant: Tenant) -> None:
        self._accounts = organisation.accounts
        self._groups = organisation.groups
        self._tenant = tenant
        self.host = f"https://{tenant.name}.atlassian.net"
        self._api = f"{self.host}/rest/api/3"
        categories = {project.category for project in tenant.projects if project.category}
        self._categories = {name: str(10_000 + index) for index, name in enumerate(sorted(categories))}

    def user(self, account: Account) -> Row:
        """An account as Jira knows it: mostly without an e-mail address, which people keep private."""
        row: Row = {
            "self": f"{self._api}/user?accountId={account.account_id}",
            "accountId": account.account_id,
            "accountType": account.account_type,
            "avatarUrls": self._avatars(),
            "displayName": account.name,
            "active": account.active_on(self._tenant.cloud_id),
            "locale": "en_GB",
        }
        if account.account_type == "app":
            row["appType"] = account.app_type or "unknown"
        return row

    def member(self, account: Account) -> Row:
        """A member of a group: like a user, with the two fields that have been empty since 2019."""
        row = {key: value for key, value in self.user(account).items() if key not in {"locale", "appType"}}
        return row | {"name": "", "key": ""}

    def project(self, project: Project, expand: Collection[str]) -> Row:
        """A project; its lead and its numbers only when they are asked for."""
        team_managed = project.style == "next-gen"
        row: Row = {
            "self": f"{self._api}/project/{project.id}",
            "id": project.id,
            "key": project.key,
            "name": project.name,
            "avatarUrls": self._avatars(),
            "projectTypeKey": project.type,
            "simplified": team_managed,
            "style": project.style,
            "isPrivate": False,
            "properties": {},
        }
        if team_managed:
            row |= {"entityId": f"{int(project.id):032x}", "uuid": f"00000000-0000-4000-8000-{int(project.id):012x}"}
        if project.category:
            category_id = self._categories[project.category]
            row["projectCategory"] = {
                "self": f"{self._api}/projectCategory/{category_id}",
                "id": category_id,
                "name": project.category,
                "description": "",
            }
        if project.archived:
            row |= {"archived": True, "archivedDate": "2026-03-01T08:00:00.000+0000"}
        if "lead" in expand and project.lead:
            lead = self.user(self._accounts[project.lead])
            row["lead"] = {key: lead[key] for key in ("self", "accountId", "avatarUrls", "displayName", "active")}
        if "insight" in expand:
            row["insight"] = {"totalIssueCount": project.issues}
            if project.last_update:
                row["insight"]["lastIssueUpdateTime"] = project.last_update.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
        return row

    def role_map(self, project: Project) -> Row:
        """The project's roles: name to address."""
        return {role.name: self._role_url(project, role) for role in project.roles}

    def role(self, project: Project, role: Role) -> Row:
        """A role in a project with its actors, sorted by name; without the key when there are none."""
        row: Row = {
            "self": self._role_url(project, role),
            "name": role.name,
            "id": role.id,
            "description": "A role of this project" if role.scoped else f"{role.name} of a project",
        }
        users = [self._user_actor(role, account_id) for account_id in role.users]
        groups = [self._group_actor(role, self._groups[group_id]) for group_id in role.groups]
        if users or groups:
            row["actors"] = sorted([*users, *groups], key=lambda actor: (actor["displayName"], actor["id"]))
        if role.scoped:
            row["scope"] = {
                "type": "PROJECT",
                "project": {"id": project.id, "key": project.key, "name": project.name},
            }
        return row

    def site_role(self, role: Role, project: Project | None) -> Row:
        """A role in the list of all roles, with those who are put into it in new projects."""
        row: Row = {"self": f"{self._api}/role/{role.id}", "name": role.name, "id": role.id, "description": ""}
        if role.name == ADD_ON_ROLE:
            row["description"] = "A project role that represents Connect add-ons"
        if project is not None:
            row["scope"] = {"type": "PROJECT", "project": {"id": project.id}}
        elif role.groups:
            row["actors"] = [self._group_actor(role, self._groups[group_id]) for group_id in role.groups]
        return row

    def scheme(self, scheme: Scheme, expand: Collection[str]) -> Row:
        """A permission scheme; asking for any expansion brings the grants along."""
        row: Row = {
            "expand": "permissions,user,group,projectRole,field,all",
            "id": scheme.id,
            "self": f"{self._api}/permissionscheme/{scheme.id}",
            "name": scheme.name,
            "description": scheme.description,
        }
        if scheme.project_id is not None:
            row["scope"] = {"type": "PROJECT", "project": {"id": scheme.project_id}}
        if expand:
            row["permissions"] = [self.grant(scheme, grant) for grant in scheme.grants]
        return row

    def grant(self, scheme: Scheme, grant: Grant) -> Row:
        """One line of a scheme; the holder has neither parameter nor value when its type says all."""
        holder = {"type": grant.holder}
        if grant.parameter is not None:
            holder["parameter"] = grant.parameter
        if grant.value is not None:
            holder["value"] = grant.value
        if grant.holder in {"group", "user", "projectRole"}:
            holder["expand"] = grant.holder
        return {
            "id": grant.id,
            "self": f"{self._api}/permissionscheme/{scheme.id}/permission/{grant.id}",
            "holder": holder,
            "permission": grant.permission,
        }

    def application_role(self, role: ApplicationRole) -> Row:
        """Access to one Jira product; the names come in another order than the details."""
        held = {account_id for group_id in role.groups for account_id in self._groups[group_id].members}
        used = sum(self._accounts[account_id].active_on(self._tenant.cloud_id) for account_id in held)
        return {
            "key": role.key,
            "name": role.name,
            "groups": sorted(self._groups[group_id].name for group_id in role.groups),
            "groupDetails": [self.group(self._groups[group_id]) for group_id in role.groups],
            "defaultGroups": sorted(self._groups[group_id].name for group_id in role.default_groups),
            "defaultGroupsDetails": [self.group(self._groups[group_id]) for group_id in role.default_groups],
            "selectedByDefault": False,
            "defined": True,
            "numberOfSeats": role.seats,
            "remainingSeats": max(0, role.seats - used),
            "userCount": used,
            "userCountDescription": "users",
            "hasUnlimitedSeats": False,
            "platform": False,
        }

    def group(self, group: Group) -> Row:
        """A group's name and id with its address."""
        return {"name": group.name, "groupId": group.id, "self": f"{self._api}/group?groupId={group.id}"}

    def _user_actor(self, role: Role, account_id: str) -> Row:
        account = self._accounts[account_id]
        return {
            "id": _actor_id(role, account_id),
            "displayName": account.name,
            "type": "atlassian-user-role-actor",
            "actorUser": {"accountId": account_id},
        }

    def _group_actor(self, role: Role, group: Group) -> Row:
        return {
            "id": _actor_id(role, group.id),
            "displayName": group.name,
            "type": "atlassian-group-role-actor",
            "name": group.name,
            "actorGroup": {"name": group.name, "displayName": group.name, "groupId": group.id},
        }

    def _role_url(self, project: Project, role: Role) -> str:
        return f"{self._api}/project/{project.id}/role/{role.id}"

    def _avatars(self) -> dict[str, str]:
        return {"48x48": f"{self.host}/avatar.png"}


def _actor_id(role: Role, actor: str) -> int:
    """A number that stays the same for the same actor in the same role."""
    return zlib.crc32(f"{role.id} {actor}".encode())
