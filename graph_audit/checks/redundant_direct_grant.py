"""The check ``redundant-direct-grant``."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.holdings import ADD_ON_ROLE, PATHS_LISTED
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
    live = frozenset(projects(audit))
    for user in audit.subjects:
        own = [step for kind in (EdgeKind.ACTOR_IN, EdgeKind.HOLDS) for step in _steps(graph, user, kind)]
        groups = frozenset(graph.targets(user, EdgeKind.MEMBER_OF)) if own else frozenset[str]()
        covered = [one for step in own for one in _covered(graph, step, groups, live)] if groups else []
        if covered:
            yield _hit(graph, user, covered)


def _steps(graph: AccessGraph, source: str, kind: EdgeKind) -> Iterator[Step]:
    for target in graph.targets(source, kind):
        yield from graph.steps(source, target, kind)


def _covered(graph: AccessGraph, first: Step, groups: frozenset[str], live: frozenset[str]) -> Iterator[_Covered]:
    """The live projects on which one of the groups gives all that this own entry gives."""
    if graph.attribute(first.target, "name") == ADD_ON_ROLE:
        return
    kind = EdgeKind.GRANTS if first.kind == EdgeKind.ACTOR_IN else EdgeKind.GOVERNS
    for last in _steps(graph, first.target, kind):
        given = frozenset(last.permissions or first.permissions)
        path = _through_group(graph, last.target, given, groups) if last.target in live and given else None
        if path:
            yield _Covered(last.target, (first, last), path)


def _through_group(
    graph: AccessGraph, project: str, given: frozenset[str], groups: frozenset[str]
) -> AccessPath | None:
    """A path from one of the groups that gives at least these permissions."""
    for holder in (*graph.sources(project, EdgeKind.GRANTS), *graph.sources(project, EdgeKind.GOVERNS)):
        is_role = kind_of(holder) == NodeKind.ROLE
        last = next(graph.steps(holder, project, EdgeKind.GRANTS if is_role else EdgeKind.GOVERNS))
        if is_role and not given <= frozenset(last.permissions):
            continue
        towards = EdgeKind.ACTOR_IN if is_role else EdgeKind.HOLDS
        for group in graph.sources(holder, towards):
            if group in groups:
                first = next(graph.steps(group, holder, towards))
                if is_role or given <= frozenset(first.permissions):
                    return first, last
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
