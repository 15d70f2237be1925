"""The check ``redundant-direct-grant``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.holdings import ADD_ON_ROLE, PATHS_LISTED, holders, own_holdings
from graph_audit.checks.subjects import people, projects
from graph_audit.checks.tables import ACCOUNTS, ACCOUNTS_OF_JIRA, HOLDERS, MEMBERSHIPS, PROJECTS
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath, Step

__all__ = ["redundant_direct_grant"]

_LISTED = 50


@dataclass(frozen=True, slots=True)
class _Covered:
    """A grant of somebody's own on a project, and a path through a group that gives all of it."""

    project: str
    own: AccessPath
    through_group: AccessPath


@check(
    title="Person's own grant gives only what a group gives anyway",
    severity=Severity.LOW,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=tuple(presence(*tables) for tables in (ACCOUNTS, ACCOUNTS_OF_JIRA, MEMBERSHIPS, PROJECTS, *HOLDERS)),
    subjects=people,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.5.18")),
    bad="""
        user:maya -member_of-> group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
        user:maya -actor_in-> role:t:PAY:10
    """,
    good="""
        user:maya -member_of-> group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
        user:maya -actor_in-> role:t:PAY:20 -grants EDIT_ISSUES-> project:t:PAY
    """,
)
def redundant_direct_grant(audit: Audit[Options]) -> Iterator[Hit]:
    """Find people with a role entry or a grant of their own that one of their groups covers.

    Why it matters: taking the person out of the group looks like an end of the access and changes nothing, because
    their own entry stays. Nobody finds it until a review goes through the project's roles one by one.

    How to fix: remove the person's own entry; the group gives the same.
    """
    graph = audit.graph
    holding = audit.once(holders)
    groups_on = {project: frozenset(holding[project].groups) for project in projects(audit)}
    standing = audit.once(own_holdings)
    for user in filter(standing.__contains__, audit.subjects):
        covered = [one for holder in standing[user] for one in _covered(graph, user, holder, groups_on)]
        if covered:
            yield _hit(graph, user, covered)


def _covered(graph: AccessGraph, user: str, holder: str, groups_on: Mapping[str, frozenset[str]]) -> Iterator[_Covered]:
    """The projects on which one of their groups gives all that the user's own entry in a role or scheme gives.

    Args:
        graph: the graph.
        user: the person.
        holder: role or scheme in which they stand.
        groups_on: the groups that hold anything, by project, of those projects that count.
    """
    is_role = kind_of(holder) == NodeKind.ROLE
    if graph.attribute(holder, "name") == ADD_ON_ROLE:
        return
    held = frozenset[str]() if is_role else _permissions(graph, user, holder, EdgeKind.HOLDS)
    on = EdgeKind.GRANTS if is_role else EdgeKind.GOVERNS
    memberships = graph.outgoing(user).keys()
    for project in graph.targets(holder, on):
        groups = groups_on.get(project, frozenset()) & memberships
        given = (_permissions(graph, holder, project, on) if is_role else held) if groups else None
        path = _through_group(graph, project, given, groups) if given else None
        if path:
            towards = EdgeKind.ACTOR_IN if is_role else EdgeKind.HOLDS
            yield _Covered(project, (_step(graph, user, holder, towards), _step(graph, holder, project, on)), path)


def _permissions(graph: AccessGraph, source: str, target: str, kind: EdgeKind) -> frozenset[str]:
    edges = graph.outgoing(source).get(target, {}).values()
    return frozenset[str]().union(*(edge.get("permissions", ()) for edge in edges if edge["kind"] == kind))


def _step(graph: AccessGraph, source: str, target: str, kind: EdgeKind) -> Step:
    return next(graph.steps(source, target, kind))


def _through_group(
    graph: AccessGraph, project: str, given: frozenset[str], groups: frozenset[str]
) -> AccessPath | None:
    """A path from one of the groups that gives at least these permissions."""
    for holder in graph.sources(project, EdgeKind.GRANTS, EdgeKind.GOVERNS):
        is_role = kind_of(holder) == NodeKind.ROLE
        on, towards = (EdgeKind.GRANTS, EdgeKind.ACTOR_IN) if is_role else (EdgeKind.GOVERNS, EdgeKind.HOLDS)
        if is_role and not given <= _permissions(graph, holder, project, on):
            continue
        for group in graph.sources(holder, towards):
            if group in groups and (is_role or given <= _permissions(graph, group, holder, towards)):
                return _step(graph, group, holder, towards), _step(graph, holder, project, on)
    return None


def _hit(graph: AccessGraph, user: str, covered: list[_Covered]) -> Hit:
    on = len({one.project for one in covered})
    paths = [path for one in covered for path in (one.own, one.through_group)]
    return Hit(
        user,
        f"{graph.name_of(user)} has {counted(len(covered), 'entry', 'entries')} of their own on "
        f"{counted(on, 'project')} that a group of theirs covers.",
        paths=tuple(dict.fromkeys(paths[:PATHS_LISTED])),
        left_out=max(0, len(paths) - PATHS_LISTED),
        details={
            "entries": len(covered),
            "projects": on,
            "covered": [
                {"by": one.through_group[0].source, "holder": one.own[0].target, "project": one.project}
                for one in covered[:_LISTED]
            ],
        },
    )
