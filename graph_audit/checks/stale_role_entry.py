"""The check ``stale-role-entry``."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.holdings import ADD_ON_ROLE, own_roles, own_schemes, role_path
from graph_audit.checks.subjects import people, projects
from graph_audit.checks.tables import ACCOUNTS, ACCOUNTS_OF_JIRA, PROJECTS, ROLE_ACTORS, ROLES, SCHEMES
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.path import AccessPath

__all__ = ["stale_role_entry"]


@check(
    title="Account that is not active still stands in roles, schemes or leads",
    severity=Severity.MEDIUM,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=tuple(presence(*tables) for tables in (ACCOUNTS, ACCOUNTS_OF_JIRA, PROJECTS, ROLES, ROLE_ACTORS, SCHEMES)),
    subjects=people,
    controls=Controls(soc2=("CC6.2", "CC6.3"), iso27001=("A.5.16", "A.5.18")),
    bad="""
        user:maya account_status=inactive
        user:maya -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
    """,
    good="user:maya -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY",
)
def stale_role_entry(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find deactivated, closed and suspended accounts that are still role actors, scheme holders or project leads.

    Why it matters: who comes back, or whose account is reactivated by mistake, has all of that again at once. Until
    then these entries make every list of who has access longer than it is.

    How to fix: remove the entries and name another lead; make that a part of how people leave.
    """
    entries = _Entries(audit)
    paths, details = entries.paths, entries.details
    for user in audit.subjects:
        if audit.access.is_active(user):
            continue
        told = [
            counted(number, one, many)
            for number, one, many in (
                (len(entries.roles(user)), "role entry", "role entries"),
                (len(entries.grants(user)), "grant in a scheme", "grants in schemes"),
                (len(entries.leads(user)), "project that it leads", "projects that it leads"),
            )
            if number
        ]
        state = audit.access.state(user)
        if told and state == "unknown":
            yield Undecided(user, "whether the account is active is not known")
        elif told:
            yield Hit(
                user,
                f"The account of {audit.graph.name_of(user)} is {state} and still has {' and '.join(told)}.",
                paths=paths,
                details=details,
            )


class _Entries:
    """What accounts stand in themselves, on projects that count."""

    def __init__(self, audit: Audit[Options]) -> None:
        self._graph, self._access = audit.graph, audit.access
        self._roles, self._schemes = audit.once(own_roles), audit.once(own_schemes)
        self._live = frozenset(projects(audit))
        self._leads = defaultdict[str, list[str]](list)
        for project in sorted(self._live):
            self._leads[self._graph.attribute(project, "lead") or ""].append(project)

    def roles(self, user: str) -> list[tuple[str, str]]:
        """Roles, each with its project."""
        return [
            (entries.role, entries.project)
            for entries in self._roles.get(user, ())
            if entries.project in self._live and entries.name != ADD_ON_ROLE
        ]

    def leads(self, user: str) -> list[str]:
        """Projects that it leads."""
        return self._leads.get(user, [])

    def grants(self, user: str) -> list[AccessPath]:
        """Grants in schemes."""
        schemes = self._schemes.get(user, ())
        return [(step,) for scheme in schemes for step in self._graph.steps(user, scheme, EdgeKind.HOLDS)]

    def paths(self, user: str) -> Iterator[AccessPath]:
        """Every role and grant as evidence."""
        yield from (role_path(self._graph, user, role, project) for role, project in self.roles(user))
        yield from self.grants(user)

    def details(self, user: str) -> dict[str, Any]:
        """How many of what, and which projects are led."""
        return {
            "state": self._access.state(user),
            "roles": len(self.roles(user)),
            "schemes": len(self.grants(user)),
            "leads": self.leads(user),
        }
