"""The check ``direct-project-access``."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import Field

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.holdings import ADD_ON_ROLE, PATHS_LISTED, own_roles, role_path
from graph_audit.checks.subjects import has_own_roles, people, projects
from graph_audit.checks.tables import ACCOUNTS, ACCOUNTS_OF_JIRA, MEMBERSHIPS, PROJECTS, ROLE_ACTORS, ROLES
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.path import AccessPath

__all__ = ["direct_project_access"]

_LISTED = 50


class _Options(Options):
    managed_only: bool = Field(default=False, description="Look only at accounts that the organisation manages.")
    team_managed: bool = Field(default=False, description="Count the roles of team-managed projects too.")


class _Entry(NamedTuple):
    """One role in which a person stands, and the groups that already give it to them."""

    role: str
    project: str
    groups: tuple[str, ...]


@check(
    title="Person stands in project roles without a group",
    severity=Severity.MEDIUM,
    category="Users",
    about=ScopeKind.DIRECTORY,
    alias="users_direct_jira_access",
    needs=tuple(
        presence(*tables) for tables in (ACCOUNTS, ACCOUNTS_OF_JIRA, MEMBERSHIPS, PROJECTS, ROLES, ROLE_ACTORS)
    ),
    subjects=people,
    options=_Options,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.5.18", "A.8.3")),
    bad="user:maya -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY",
    good="user:maya -member_of-> group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY",
)
def direct_project_access(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find people who stand in a role of a project themselves instead of being in a group that does.

    Why it matters: a review of groups does not show this access, and it stays when the person changes teams or
    leaves. Where a group already gives the same role, taking the person out of the group changes nothing. Unmanaged
    accounts are marked: their owner's company, not yours, decides how they sign in. In team-managed projects people
    are added one by one by design, so these are left out unless the option ``team_managed`` is set.

    How to fix: put the person into a group that stands in the role, then remove the person's own entry. Where a group
    already gives the role, just remove the entry.
    """
    graph, options, entries = audit.graph, audit.options, _Entries(audit)
    paths, details = entries.paths, entries.details
    for user in audit.subjects:
        roles = entries.of(user)
        managed = _managed(graph, user) if roles else ""
        if not roles or (options.managed_only and managed == "no"):
            continue
        if options.managed_only and managed != "yes":
            yield Undecided(user, "whether the organisation manages the account is not known")
            continue
        yield Hit(
            user,
            _sentence(graph, user, roles),
            paths=paths,
            left_out=max(0, len(roles) - PATHS_LISTED),
            details=details,
        )


def _sentence(graph: AccessGraph, user: str, roles: list[_Entry]) -> str:
    on, covered = len({entry.project for entry in roles}), sum(bool(entry.groups) for entry in roles)
    who = f"The unmanaged account {graph.name_of(user)}" if _managed(graph, user) == "no" else graph.name_of(user)
    overlap = f"; a group already gives {covered:,} of these roles" if covered else ""
    return f"{who} stands in {counted(len(roles), 'role')} of {counted(on, 'project')} without a group{overlap}."


class _Entries:
    """The roles in which people stand themselves, on projects that count."""

    def __init__(self, audit: Audit[_Options]) -> None:
        self._graph, self._access = audit.graph, audit.access
        self._standing = audit.once(own_roles)
        self._live = frozenset(
            project for project in projects(audit) if audit.options.team_managed or not has_own_roles(audit, project)
        )

    def of(self, user: str) -> list[_Entry]:
        """The entries of a person, sorted by role."""
        memberships, found = self._graph.outgoing(user), list[_Entry]()
        for entries in self._standing.get(user, ()):
            if entries.project in self._live and entries.name != ADD_ON_ROLE:
                groups = tuple([group for group in entries.groups if group in memberships])
                found.append(_Entry(entries.role, entries.project, groups))
        return found

    def paths(self, user: str) -> Iterator[AccessPath]:
        """The entries as evidence."""
        return (role_path(self._graph, user, entry.role, entry.project) for entry in self.of(user)[:PATHS_LISTED])

    def details(self, user: str) -> dict[str, Any]:
        """The entries in words."""
        entries, name_of = self.of(user), self._graph.name_of
        return {
            "roles": len(entries),
            "projects": len({entry.project for entry in entries}),
            "given_by_group_too": sum(bool(entry.groups) for entry in entries),
            "managed": _managed(self._graph, user),
            "state": self._access.state(user),
            "entries": [
                {
                    "role": name_of(entry.role),
                    "project": name_of(entry.project),
                    "given_by_groups": [name_of(group) for group in entry.groups],
                }
                for entry in entries[:_LISTED]
            ],
        }


def _managed(graph: AccessGraph, user: str) -> str:
    return graph.attribute(user, "managed") or "unknown"
