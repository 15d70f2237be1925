"""The check ``redundant-direct-grant``."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.holdings import ADD_ON_ROLE, PATHS_LISTED, holders, own_roles, own_schemes
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
    holding, live = audit.once(holders), frozenset(projects(audit))
    for user in audit.subjects:
        memberships, covered = audit.graph.outgoing(user), list[_Covered]()
        for holder, project in _own(audit, user):
            groups = [group for group in holding[project].groups if group in memberships] if project in live else ()
            one = _covered(audit.graph, user, (holder, project), groups) if groups else None
            if one:
                covered.append(one)
        if covered:
            yield _hit(audit.graph, user, covered)


def _own(audit: Audit[Options], user: str) -> Iterator[tuple[str, str]]:
    """The roles and schemes in which a person stands, each with its projects."""
    for entries in audit.once(own_roles).get(user, ()):
        if entries.name != ADD_ON_ROLE:
            yield entries.role, entries.project
    for scheme in audit.once(own_schemes).get(user, ()):
        for project in audit.graph.targets(scheme, EdgeKind.GOVERNS):
            yield scheme, project


def _covered(graph: AccessGraph, user: str, own: tuple[str, str], groups: Collection[str]) -> _Covered | None:
    """The user's own entry in a role or scheme, if one of their groups gives all that it gives on the project.

    Args:
        graph: the graph.
        user: the person.
        own: role or scheme in which they stand, and the project.
        groups: groups of the person that hold anything there.
    """
    holder, project = own
    is_role = kind_of(holder) == NodeKind.ROLE
    on, towards = (EdgeKind.GRANTS, EdgeKind.ACTOR_IN) if is_role else (EdgeKind.GOVERNS, EdgeKind.HOLDS)
    given = _permissions(graph, holder, project, on) if is_role else _permissions(graph, user, holder, towards)
    path = _through_group(graph, project, given, groups) if given else None
    if not path:
        return None
    return _Covered(project, (_step(graph, user, holder, towards), _step(graph, holder, project, on)), path)


def _permissions(graph: AccessGraph, source: str, target: str, kind: EdgeKind) -> frozenset[str]:
    edges = graph.outgoing(source).get(target, {}).values()
    return frozenset[str]().union(*(edge.get("permissions", ()) for edge in edges if edge["kind"] == kind))


def _step(graph: AccessGraph, source: str, target: str, kind: EdgeKind) -> Step:
    return next(graph.steps(source, target, kind))


def _through_group(
    graph: AccessGraph, project: str, given: frozenset[str], groups: Collection[str]
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
