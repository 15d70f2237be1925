"""The check ``dead-role``."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, absence, check, presence
from graph_audit.checks.holdings import FILLED_OTHERWISE, PATHS_LISTED, RoleEntries, role_entries, role_paths
from graph_audit.checks.subjects import projects
from graph_audit.checks.tables import PROJECT_SCHEMES, PROJECTS, ROLE_ACTORS, ROLES, SCHEMES
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity
from graph_audit.findings.finding import Cause
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath

__all__ = ["dead_role"]


@check(
    title="Project role has members and no permission",
    severity=Severity.LOW,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=(
        presence(*PROJECTS),
        presence(*ROLES),
        presence(*ROLE_ACTORS),
        absence(*SCHEMES),
        absence(*PROJECT_SCHEMES),
    ),
    subjects=projects,
    controls=Controls(soc2=("CC6.3",), iso27001=("A.5.15", "A.5.18")),
    bad="""
        user:maya -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY
        scheme:t:0 -governs-> project:t:PAY
    """,
    good="user:maya -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY",
)
def dead_role(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find projects with a role in which somebody stands and to which the permission scheme grants nothing.

    Why it matters: whoever put people into the role believes that they have access, and does the same again through
    another entry. Once the scheme grants to the role, all of them get it at once.

    How to fix: remove the entries, or grant to the role what it is meant for.

    Upper bound: notification schemes, workflow conditions, issue security and automation may use the role; they were
    not examined.
    """
    graph, paths = audit.graph, partial(_paths, audit)
    for project in audit.subjects:
        dead = list(_dead_roles(audit, project))
        if not dead:
            continue
        roles = [each.role for each in dead]
        scheme = next((scheme for scheme, _ in audit.access.grants.schemes(project)), None)
        if scheme is None:
            yield Undecided(project, "which permission scheme governs it is not known")
        else:
            entries = sum(len(each.actors) for each in dead)
            yield Hit(
                project,
                f"Nothing is granted to {listed([graph.name_of(role) for role in roles])} on the project "
                f"{graph.name_of(project)}.",
                paths=paths,
                left_out=max(0, entries - PATHS_LISTED),
                cause=Cause(NodeKind.SCHEME, scheme, graph.name_of(scheme)),
                details={"roles": roles, "entries": entries},
            )


def _dead_roles(audit: Audit[Any], project: str) -> Iterator[RoleEntries]:
    granted = {grant.holder for grant in audit.access.grants.parts(project)[0]}
    for entries in audit.once(role_entries)[project]:
        if entries.role in granted or entries.name in FILLED_OTHERWISE:
            continue
        known = entries._replace(others=tuple(one for one in entries.others if kind_of(one) != NodeKind.UNKNOWN))
        if known.actors:
            yield known


def _paths(audit: Audit[Any], project: str) -> Iterator[AccessPath]:
    entries = ((actor, each.role) for each in _dead_roles(audit, project) for actor in each.actors)
    return role_paths(audit.graph, entries, project)
