"""The check ``empty-group-on-project``."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Paths, Undecided, absence, check, presence
from graph_audit.checks.holdings import holders, holding_paths
from graph_audit.checks.subjects import groups, members_are_told, projects
from graph_audit.checks.tables import HOLDERS, MEMBERSHIPS, PROJECTS
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.findings.finding import Cause
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.path import AccessPath

__all__ = ["empty_group_on_project"]


@check(
    title="Group without members holds access to the project",
    severity=Severity.MEDIUM,
    category="Jira",
    about=ScopeKind.TENANT,
    alias="jira_empty_group_assigned",
    needs=(presence(*PROJECTS), *(presence(*tables) for tables in HOLDERS), absence(*MEMBERSHIPS)),
    subjects=projects,
    controls=Controls(soc2=("CC6.2", "CC6.3"), iso27001=("A.5.15", "A.5.18")),
    bad="group:night-watch -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY",
    good="user:maya -member_of-> group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY",
)
def empty_group_on_project(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find projects on which a group without members holds a role or a grant.

    Why it matters: whoever may add members to the group hands out access to the project, without the project's
    administrators having a say. A role that only an empty group fills also leaves work undone unnoticed.

    How to fix: remove the group from the project's roles and permission scheme, or fill it with the people it is
    meant for.
    """
    holding, memberless = audit.once(holders), audit.once(_memberless)
    paths = partial(_paths, audit)
    for project in audit.subjects:
        if memberless.isdisjoint(holding[project].groups):
            continue
        if empty := _empty_on(audit, project):
            yield _hit(audit.graph, project, empty, paths)
        else:
            yield Undecided(project, "a group is named without its id, so its members are not known")


def _memberless(audit: Audit[Any]) -> frozenset[str]:
    """The groups of which no member is known."""
    return frozenset(group for group in groups(audit) if not audit.access.populations.behind(group))


def _empty_on(audit: Audit[Any], project: str) -> list[str]:
    """The groups on a project that surely have no members."""
    memberless = audit.once(_memberless)
    return [g for g in audit.once(holders)[project].groups if g in memberless and members_are_told(g)]


def _paths(audit: Audit[Any], project: str) -> Iterator[AccessPath]:
    return (path for group in _empty_on(audit, project) for path in holding_paths(audit.graph, group, project))


def _hit(graph: AccessGraph, project: str, empty: list[str], paths: Paths) -> Hit:
    names = [graph.name_of(group) for group in empty]
    holds = f"{counted(len(empty), 'group')} without members ({listed(names)}) {'holds' if len(empty) == 1 else 'hold'}"
    return Hit(
        project,
        f"{holds} a role or a grant on the project {graph.name_of(project)}.",
        paths=paths,
        cause=Cause(NodeKind.GROUP, empty[0], names[0]) if len(empty) == 1 else None,
        details={"groups": [{"id": group, "name": name} for group, name in zip(empty, names, strict=True)]},
    )
