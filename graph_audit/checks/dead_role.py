"""The check ``dead-role``."""

from collections.abc import Iterable, Iterator
from functools import partial

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, absence, check, presence
from graph_audit.checks.holdings import FILLED_OTHERWISE, PATHS_LISTED, RoleEntries, role_entries, role_paths
from graph_audit.checks.subjects import projects
from graph_audit.checks.tables import PROJECT_SCHEMES, PROJECTS, ROLE_ACTORS, ROLES, SCHEMES
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind, Severity
from graph_audit.findings.finding import Cause
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of

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
    graph, in_roles = audit.graph, audit.once(role_entries)
    for project in audit.subjects:
        dead = list(_dead_roles(graph, in_roles[project]))
        if not dead:
            continue
        roles, scheme = [each.role for each in dead], next(graph.sources(project, EdgeKind.GOVERNS), None)
        if scheme is None:
            yield Undecided(project, "which permission scheme governs it is not known")
        else:
            entries = [(actor, each.role) for each in dead for actor in each.actors]
            yield Hit(
                project,
                f"Nothing is granted to {listed([graph.name_of(role) for role in roles])} on the project "
                f"{graph.name_of(project)}.",
                paths=partial(role_paths, graph, entries, project),
                left_out=max(0, len(entries) - PATHS_LISTED),
                cause=Cause(NodeKind.SCHEME, scheme, graph.name_of(scheme)),
                details={"roles": roles, "entries": len(entries)},
            )


def _dead_roles(graph: AccessGraph, in_roles: Iterable[RoleEntries]) -> Iterator[RoleEntries]:
    for role, everybody in in_roles:
        actors = tuple(actor for actor in everybody if kind_of(actor) != NodeKind.UNKNOWN)
        is_granted = graph.leads_by(role, EdgeKind.GRANTS)
        if actors and not is_granted and graph.attribute(role, "name") not in FILLED_OTHERWISE:
            yield RoleEntries(role, actors)
