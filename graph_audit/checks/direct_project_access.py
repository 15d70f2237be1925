"""The check ``direct-project-access``."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from pydantic import Field

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Paths, Undecided, check, presence
from graph_audit.checks.holdings import ADD_ON_ROLE, PATHS_LISTED, group_holders, role_entries, role_path
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
    entries = _entries(audit)
    paths = partial(_paths, audit.graph, entries)
    for user in audit.subjects:
        if user not in entries:
            continue
        managed = audit.graph.attribute(user, "managed") or "unknown"
        if audit.options.managed_only and managed == "no":
            continue
        if audit.options.managed_only and managed != "yes":
            yield Undecided(user, "whether the organisation manages the account is not known")
        else:
            yield _hit(audit, user, managed, entries[user], paths)


def _entries(audit: Audit[_Options]) -> dict[str, list[_Entry]]:
    """The entries of each person, worked out project by project."""
    graph, in_roles = audit.graph, audit.once(role_entries)
    found: dict[str, list[_Entry]] = defaultdict(list)
    for project in projects(audit):
        if has_own_roles(audit, project) and not audit.options.team_managed:
            continue
        for role, users, many in in_roles[project]:
            if users and graph.attribute(role, "name") != ADD_ON_ROLE:
                groups = group_holders(many)
                for user in users:
                    memberships = graph.outgoing(user)
                    covering = tuple([group for group in groups if group in memberships])
                    found[user].append(_Entry(role, project, covering))
    return found


def _paths(graph: AccessGraph, entries: Mapping[str, list[_Entry]], user: str) -> Iterator[AccessPath]:
    return (role_path(graph, user, entry.role, entry.project) for entry in entries[user][:PATHS_LISTED])


def _hit(audit: Audit[_Options], user: str, managed: str, entries: list[_Entry], paths: Paths) -> Hit:
    graph = audit.graph
    on, covered = len({entry.project for entry in entries}), sum(bool(entry.groups) for entry in entries)
    who = f"The unmanaged account {graph.name_of(user)}" if managed == "no" else graph.name_of(user)
    overlap = f"; a group already gives {covered:,} of these roles" if covered else ""
    return Hit(
        user,
        f"{who} stands in {counted(len(entries), 'role')} of {counted(on, 'project')} without a group{overlap}.",
        paths=paths,
        left_out=max(0, len(entries) - PATHS_LISTED),
        details={
            "roles": len(entries),
            "projects": on,
            "given_by_group_too": covered,
            "managed": managed,
            "state": audit.access.state(user),
            "entries": [
                {
                    "role": graph.name_of(entry.role),
                    "project": graph.name_of(entry.project),
                    "given_by_groups": [graph.name_of(group) for group in entry.groups],
                }
                for entry in entries[:_LISTED]
            ],
        },
    )
