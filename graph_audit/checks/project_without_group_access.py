"""The check ``project-without-group-access``."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain, islice

from graph_audit.checks.definition import Audit, Controls, Hit, Options, absence, check, presence
from graph_audit.checks.holdings import PATHS_LISTED, Holders, holders, holding_paths
from graph_audit.checks.scheme_holders import EVERYBODY
from graph_audit.checks.subjects import is_person, projects
from graph_audit.checks.tables import HOLDERS, PROJECTS
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath

__all__ = ["project_without_group_access"]


@check(
    title="No group holds access to the project",
    severity=Severity.LOW,
    category="Jira",
    about=ScopeKind.TENANT,
    alias="jira_no_group_access",
    needs=(presence(*PROJECTS), *(absence(*tables) for tables in HOLDERS)),
    subjects=projects,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.8.3")),
    bad="""
        user:maya -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
        any_licensed:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
    """,
    good="user:maya -member_of-> group:devs -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
)
def project_without_group_access(audit: Audit[Options]) -> Iterator[Hit]:
    """Find projects on which no group holds a role or a grant.

    Why it matters: access then hangs on single people, or on everybody who has the product; neither follows when
    somebody joins, changes teams or leaves. Access that everybody with product access has does not count as a
    group's.

    How to fix: make a group for the people who work on the project, put it into the roles, and remove the entries of
    single people.
    """
    graph, holding = audit.graph, audit.once(holders)
    paths = partial(_paths, graph, holding)
    for project in audit.subjects:
        groups, users, others = holding[project]
        if groups:
            continue
        singles = [user for user in users if is_person(audit, user)]
        everybody = [holder for holder in others if kind_of(holder) in EVERYBODY]
        yield Hit(
            project,
            f"No group holds a role or a grant on the project {graph.name_of(project)}"
            f"{_instead(len(singles), open_to_all=bool(everybody))}.",
            paths=paths,
            left_out=max(0, len(users) + len(others) - PATHS_LISTED),
            details={"people": len(singles), "open_to": [graph.name_of(holder) for holder in everybody]},
        )


def _paths(graph: AccessGraph, holding: Mapping[str, Holders], project: str) -> Iterator[AccessPath]:
    for holder in islice(chain.from_iterable(holding[project]), PATHS_LISTED):
        yield from holding_paths(graph, holder, project)


def _instead(singles: int, *, open_to_all: bool) -> str:
    """Who holds something there although no group does."""
    holders = [counted(singles, "person", "people")] if singles else []
    holders += ["everybody with product access"] if open_to_all else []
    verb = "holds" if len(holders) == 1 and singles <= 1 else "hold"
    return f"; {listed(holders)} {verb} one" if holders else ""
