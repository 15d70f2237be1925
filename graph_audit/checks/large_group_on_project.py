"""The check ``large-group-on-project``."""

from collections.abc import Iterator
from functools import partial

from pydantic import Field

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.holdings import PATHS_LISTED, held_projects, holding_paths
from graph_audit.checks.subjects import groups, projects
from graph_audit.checks.tables import ACCOUNTS, GROUPS, HOLDERS, MEMBERSHIPS, PROJECTS
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.path import AccessPath

__all__ = ["large_group_on_project"]


class _Options(Options):
    threshold: int = Field(default=50, ge=0, description="A group with more active members than this is large.")


@check(
    title="Large group holds access to projects",
    severity=Severity.LOW,
    category="Groups",
    about=ScopeKind.DIRECTORY,
    alias="large_groups_on_jira",
    needs=tuple(presence(*tables) for tables in (GROUPS, MEMBERSHIPS, ACCOUNTS, PROJECTS, *HOLDERS)),
    subjects=groups,
    options=_Options,
    controls=Controls(soc2=("CC6.3",), iso27001=("A.5.15", "A.8.2", "A.8.3")),
    bad="\n".join(
        [
            *(f"user:{number} -member_of-> group:everybody" for number in range(51)),
            "group:everybody -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY",
        ]
    ),
    good="user:maya -member_of-> group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY",
)
def large_group_on_project(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find groups with many active members that hold a role or a grant on a project.

    Why it matters: a role for a large group is access that nobody decided on person by person. The larger the group,
    the more of its members do not need the project, and each new member gets it unasked.

    How to fix: give the project to a smaller group of those who need it. If everybody is meant to have it, say so in
    the group's description and set the option ``threshold`` accordingly.
    """
    graph, active, threshold = audit.graph, audit.access.active, audit.options.threshold
    live = frozenset(projects(audit))
    paths = partial(_paths, graph, live)
    for group in audit.subjects:
        members = audit.access.populations.behind(group)
        sure, possible = len(members & active.passed), len(members & (active.passed | active.unknown))
        if possible <= threshold:
            continue
        held = len(live.intersection(held_projects(graph, group)))
        if held and sure > threshold:
            yield Hit(
                group,
                f"The group {graph.name_of(group)} has {counted(sure, 'active member')} and holds access to "
                f"{counted(held, 'project')}.",
                paths=paths,
                left_out=max(0, held - PATHS_LISTED),
                details={"active_members": sure, "members": len(members), "projects": held},
            )
        elif held:
            yield Undecided(group, "how many of its members are active is not known")


def _paths(graph: AccessGraph, live: frozenset[str], group: str) -> Iterator[AccessPath]:
    for project in sorted(live.intersection(held_projects(graph, group)))[:PATHS_LISTED]:
        yield from holding_paths(graph, group, project)
