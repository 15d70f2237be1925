"""The check ``stale-role-entry``."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.holdings import ADD_ON_ROLE, role_path
from graph_audit.checks.subjects import people, projects
from graph_audit.checks.tables import ACCOUNTS, ACCOUNTS_OF_JIRA, PROJECTS, ROLE_ACTORS, ROLES, SCHEMES
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.access_graph import AccessGraph
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
    graph = audit.graph
    live = frozenset(projects(audit))
    paths = partial(_paths, graph, live)
    leads: dict[str, list[str]] = defaultdict(list)
    for project in sorted(live):
        leads[graph.attribute(project, "lead") or ""].append(project)
    for user in audit.subjects:
        if audit.access.is_active(user):
            continue
        roles, schemes = len(list(_roles(graph, user, live))), len(list(_grants(graph, user)))
        leading = leads.get(user, [])
        told = [
            counted(entries, one, many)
            for entries, one, many in (
                (roles, "role entry", "role entries"),
                (schemes, "grant in a scheme", "grants in schemes"),
                (len(leading), "project that it leads", "projects that it leads"),
            )
            if entries
        ]
        state = audit.access.state(user)
        if told and state == "unknown":
            yield Undecided(user, "whether the account is active is not known")
        elif told:
            yield Hit(
                user,
                f"The account of {graph.name_of(user)} is {state} and still has {' and '.join(told)}.",
                paths=paths,
                details={"state": state, "roles": roles, "schemes": schemes, "leads": leading},
            )


def _roles(graph: AccessGraph, user: str, live: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The roles in which somebody stands, each with its project."""
    for role in graph.targets(user, EdgeKind.ACTOR_IN):
        project = graph.attribute(role, "project") or next(graph.targets(role, EdgeKind.PART_OF, EdgeKind.GRANTS), "")
        if project in live and graph.attribute(role, "name") != ADD_ON_ROLE:
            yield role, project


def _grants(graph: AccessGraph, user: str) -> Iterator[AccessPath]:
    """The grants in schemes to somebody, as paths of one step."""
    for scheme in graph.targets(user, EdgeKind.HOLDS):
        yield from ((step,) for step in graph.steps(user, scheme, EdgeKind.HOLDS))


def _paths(graph: AccessGraph, live: frozenset[str], user: str) -> Iterator[AccessPath]:
    yield from (role_path(graph, user, role, project) for role, project in _roles(graph, user, live))
    yield from _grants(graph, user)
