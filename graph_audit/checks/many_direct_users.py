"""The check ``many-direct-users``."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from pydantic import Field

from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.holdings import ADD_ON_ROLE, PATHS_LISTED, role_entries, role_paths
from graph_audit.checks.subjects import has_own_roles, is_person, projects
from graph_audit.checks.tables import ACCOUNTS, ACCOUNTS_OF_JIRA, PROJECTS, ROLE_ACTORS, ROLES
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.path import AccessPath

__all__ = ["many_direct_users"]


class _Options(Options):
    min_users: int = Field(default=2, ge=1, description="How many people make a finding.")
    team_managed: bool = Field(default=False, description="Look at team-managed projects too.")


def _looked_at(audit: Audit[_Options]) -> Iterator[str]:
    return (p for p in projects(audit) if audit.options.team_managed or not has_own_roles(audit, p))


@check(
    title="Several people stand in the project's roles without a group",
    severity=Severity.MEDIUM,
    category="Jira",
    about=ScopeKind.TENANT,
    alias="jira_projects_direct_user_assignments",
    needs=tuple(presence(*tables) for tables in (ACCOUNTS, ACCOUNTS_OF_JIRA, PROJECTS, ROLES, ROLE_ACTORS)),
    subjects=_looked_at,
    options=_Options,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.5.18", "A.8.3")),
    bad="""
        user:maya -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
        user:omar -actor_in-> role:t:PAY:11 -part_of-> project:t:PAY
    """,
    good="""
        user:maya -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
        user:maya -actor_in-> role:t:PAY:11 -part_of-> project:t:PAY
        user:omar -member_of-> group:devs -actor_in-> role:t:PAY:10
    """,
)
def many_direct_users(audit: Audit[_Options]) -> Iterator[Hit]:
    """Find projects in whose roles several people stand themselves instead of being in a group that does.

    Why it matters: nobody sees from the groups who works on the project. Each single entry has to be found and
    removed when a person leaves or changes teams. Team-managed projects are left out unless the option
    ``team_managed`` is set, because people are added to them one by one by design.

    How to fix: make a group for the project's people, put the group into the roles, and remove the single entries.
    """
    paths, details = partial(_paths, audit), partial(_details, audit)
    for project in audit.subjects:
        entries = list(_entries(audit, project))
        direct = {user for user, _ in entries}
        if len(direct) >= audit.options.min_users:
            yield Hit(
                project,
                f"{counted(len(direct), 'person stands', 'people stand')} in roles of the project "
                f"{audit.graph.name_of(project)} without a group.",
                paths=paths,
                left_out=max(0, len(entries) - PATHS_LISTED),
                details=details,
            )


def _entries(audit: Audit[Any], project: str) -> Iterator[tuple[str, str]]:
    """The people who stand in roles of the project themselves, each with the role."""
    for entries in audit.once(role_entries)[project]:
        if entries.users and entries.name != ADD_ON_ROLE:
            yield from ((user, entries.role) for user in entries.users if is_person(audit, user))


def _paths(audit: Audit[Any], project: str) -> Iterator[AccessPath]:
    return role_paths(audit.graph, _entries(audit, project), project)


def _details(audit: Audit[Any], project: str) -> dict[str, Any]:
    direct = {user for user, _ in _entries(audit, project)}
    states = Counter(audit.access.state(user) for user in direct)
    return {
        "people": len(direct),
        "unmanaged": sum(audit.graph.attribute(user, "managed") == "no" for user in direct),
        "states": dict(sorted(states.items())),
    }
