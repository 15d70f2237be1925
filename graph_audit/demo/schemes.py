"""The permission schemes of the fictional sites: between them they use every holder type that Jira has.

Holder types, their parameter and their value: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permission-schemes/
"""

import itertools
from collections.abc import Iterable, Iterator

from graph_audit.demo.organisation import Account, Grant, Group, Role, Scheme

__all__ = ["Holder", "SchemeWriter"]

Holder = tuple[str, str | None, str | None]
"""Holder type, parameter, value."""

_ADMIN = ("ADMINISTER_PROJECTS", "EDIT_WORKFLOW", "EDIT_ISSUE_LAYOUT")
_READ = ("BROWSE_PROJECTS", "VIEW_DEV_TOOLS", "VIEW_READONLY_WORKFLOW", "VIEW_VOTERS_AND_WATCHERS")
_TALK = ("ADD_COMMENTS", "CREATE_ATTACHMENTS", "EDIT_OWN_COMMENTS", "DELETE_OWN_COMMENTS", "DELETE_OWN_ATTACHMENTS")
_WORK = (
    "CREATE_ISSUES",
    "EDIT_ISSUES",
    "ASSIGN_ISSUES",
    "ASSIGNABLE_USER",
    "CLOSE_ISSUES",
    "RESOLVE_ISSUES",
    "SCHEDULE_ISSUES",
    "LINK_ISSUES",
    "TRANSITION_ISSUES",
    "MOVE_ISSUES",
    "WORK_ON_ISSUES",
    "EDIT_OWN_WORKLOGS",
    "DELETE_OWN_WORKLOGS",
    "MANAGE_SPRINTS_PERMISSION",
    *_TALK,
)
_SUPERVISE = (
    "DELETE_ISSUES",
    "MODIFY_REPORTER",
    "SET_ISSUE_SECURITY",
    "MANAGE_WATCHERS",
    "DELETE_ALL_COMMENTS",
    "EDIT_ALL_COMMENTS",
    "DELETE_ALL_ATTACHMENTS",
    "DELETE_ALL_WORKLOGS",
    "EDIT_ALL_WORKLOGS",
)

ANYONE: Holder = ("anyone", None, None)
ANY_LICENSED: Holder = ("applicationRole", None, None)
LEAD: Holder = ("projectLead", None, None)
REPORTER: Holder = ("reporter", None, None)
ASSIGNEE: Holder = ("assignee", None, None)
PORTAL: Holder = ("sd.customer.portal.only", None, None)


def in_role(role: Role | int) -> Holder:
    """Whoever stands in the role."""
    role_id = str(role.id if isinstance(role, Role) else role)
    return ("projectRole", role_id, role_id)


def in_group(group: Group) -> Holder:
    """The group's members: the parameter is the group's name, the value its id."""
    return ("group", group.name, group.id)


def one_user(account: Account) -> Holder:
    """A single account."""
    return ("user", account.account_id, account.account_id)


class SchemeWriter:
    """Writes the schemes of one site; grants are numbered through the site."""

    def __init__(self, roles: dict[str, int], *, first_grant: int = 100_000) -> None:
        self._roles = roles
        self._grant_ids = itertools.count(first_grant)
        self._team_managed_ids = itertools.count(20_000)

    def default(self) -> Scheme:
        """The scheme that Jira ships; its id is 0, which is a valid id."""
        return Scheme(0, "Default Permission Scheme", "Roles decide; what a new project gets.", self._by_role())

    def led(self) -> Scheme:
        """As the default scheme, but the lead administers the project."""
        grants = self._by_role() + self._grants([(LEAD, (*_ADMIN, *_SUPERVISE))])
        return Scheme(10_100, "Lead decides", "The project's lead administers it.", grants)

    def service(self) -> Scheme:
        """For service projects: a team, its customers in the portal, reporters on their own requests."""
        team, customers = in_role(self._roles["Service Desk Team"]), in_role(self._roles["Service Desk Customers"])
        lines = [
            (team, (*_READ, *_WORK, "SERVICEDESK_AGENT")),
            (PORTAL, ("BROWSE_PROJECTS", "CREATE_ISSUES", "ADD_COMMENTS", "CREATE_ATTACHMENTS")),
            (customers, ("CREATE_ISSUES",)),
            (REPORTER, ("CLOSE_ISSUES",)),
        ]
        return Scheme(10_200, "Jira Service Management", "Agents, customers, portal.", self._by_role(lines))

    def public(self) -> Scheme:
        """Open to the internet for reading."""
        return Scheme(10_300, "Public timetable", "Readable without signing in.", self._by_role([(ANYONE, _READ)]))

    def legacy(self) -> Scheme:
        """From before roles: application access, people named in fields of the work item, its assignee."""
        lines: list[tuple[Holder, Iterable[str]]] = [
            (ANY_LICENSED, _READ),
            (("applicationRole", "jira-software", "jira-software"), _WORK),
            (LEAD, _ADMIN),
            (ASSIGNEE, ("EDIT_ISSUES", "TRANSITION_ISSUES")),
            (("userCustomField", "customfield_10050", "customfield_10050"), ("BROWSE_PROJECTS", "EDIT_ISSUES")),
            (("groupCustomField", "customfield_10051", "customfield_10051"), ("BROWSE_PROJECTS",)),
        ]
        return Scheme(10_400, "Fleet planning (2014)", "Grown over the years.", self._by_role(lines))

    def restricted(self, groups: Iterable[Group], person: Account) -> Scheme:
        """For confidential work: named groups and one named person."""
        lines: list[tuple[Holder, Iterable[str]]] = [(in_group(group), (*_READ, *_WORK)) for group in groups]
        lines.append((one_user(person), (*_ADMIN, *_READ)))
        return Scheme(10_500, "Board and people", "Named groups only.", self._by_role(lines))

    def unused(self) -> Scheme:
        """Governs no project."""
        return Scheme(10_600, "Copy of Default Permission Scheme", "", self._by_role())

    def team_managed(self, project_id: str, key: str, roles: list[Role], openness: str) -> Scheme:
        """The scheme of one team-managed project; ``openness`` is open, limited or private.

        The access level is no field of the API, it follows from what any licensed user gets.
        """
        administrator, member, viewer, add_ons = roles
        lines: list[tuple[Holder, Iterable[str]]] = [
            (in_role(administrator), (*_ADMIN, *_READ, *_WORK, *_SUPERVISE)),
            (in_role(member), (*_READ, *_WORK)),
            (in_role(viewer), (*_READ, "ADD_COMMENTS")),
            (in_role(add_ons), ("BROWSE_PROJECTS", "EDIT_ISSUES")),
        ]
        if openness != "private":
            lines.append((ANY_LICENSED, _READ if openness == "limited" else (*_READ, *_WORK)))
        name = f"{key}: Simplified Permission Scheme"
        return Scheme(next(self._team_managed_ids), name, "", self._grants(lines), project_id)

    def _by_role(self, more: Iterable[tuple[Holder, Iterable[str]]] = ()) -> list[Grant]:
        role = {name: in_role(role_id) for name, role_id in self._roles.items()}
        lines = [
            (role["Administrators"], (*_ADMIN, *_READ, *_WORK, *_SUPERVISE)),
            (role["Members"], (*_READ, *_WORK)),
            (role["Viewers"], (*_READ, "ADD_COMMENTS")),
            (role["Auditors"], _READ),
            (role["atlassian-addons-project-access"], ("BROWSE_PROJECTS", "EDIT_ISSUES", "ADD_COMMENTS")),
        ]
        return self._grants([*lines, *more])

    def _grants(self, lines: Iterable[tuple[Holder, Iterable[str]]]) -> list[Grant]:
        return list(self._number(lines))

    def _number(self, lines: Iterable[tuple[Holder, Iterable[str]]]) -> Iterator[Grant]:
        for holder, permissions in lines:
            for permission in permissions:
                yield Grant(next(self._grant_ids), permission, *holder)
