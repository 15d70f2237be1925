"""The check ``billable-through-many``."""

from collections.abc import Iterator

from pyroaring import BitMap

from graph_audit.access.tally import Tally
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.subjects import people
from graph_audit.checks.tables import ACCOUNTS, APPLICATION_ROLES, GROUPS, MEMBERSHIPS
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.findings.finding import Cause
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.path import AccessPath

__all__ = ["billable_through_many"]


@check(
    title="Seat is paid for through several groups",
    severity=Severity.LOW,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=tuple(presence(*tables) for tables in (ACCOUNTS, GROUPS, MEMBERSHIPS, APPLICATION_ROLES)),
    subjects=people,
    controls=Controls(soc2=("CC6.2",), iso27001=("A.5.18",)),
    bad="""
        user:maya -member_of-> group:staff -gives_access-> app_role:t:jira-software
        user:maya -member_of-> group:devs -gives_access-> app_role:t:jira-software
    """,
    good="user:maya -member_of-> group:staff -gives_access-> app_role:t:jira-software",
)
def billable_through_many(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find people who have a product through two or more groups.

    Why it matters: taking such a person out of one of the groups frees no seat, and does not end their access to the
    product, although it looks as if it did.

    How to fix: let one group for each product give access to it, and take the product from the others.
    """
    access, graph = audit.access, audit.graph
    counting = access.people & access.active.passed & BitMap(list(map(access.populations.number, audit.subjects)))
    for role in graph.of_kind(NodeKind.APP_ROLE):
        tally = Tally()
        for holder in graph.sources(role, EdgeKind.GIVES_ACCESS):
            tally.add(access.populations.behind(holder) & counting)
        several = tally.at_least(2)
        if access.populations.is_unclear(role):
            for user in access.populations.nodes(tally.at_least(1) - several):
                yield Undecided(user, "who is in a group that gives the product is not known")
        for user in access.populations.nodes(several):
            paths = tuple(_paths(graph, user, role))
            yield Hit(
                user,
                f"{graph.name_of(user)} has {graph.name_of(role)} in {counted(len(paths), 'way')}.",
                paths=paths,
                cause=Cause(NodeKind.APP_ROLE, role, graph.name_of(role)),
                details={"ways": len(paths)},
            )


def _paths(graph: AccessGraph, user: str, role: str) -> Iterator[AccessPath]:
    yield from ((step,) for step in graph.steps(user, role, EdgeKind.GIVES_ACCESS))
    for group in graph.sources(role, EdgeKind.GIVES_ACCESS):
        if graph.has_edge(user, group, EdgeKind.MEMBER_OF):
            yield (*graph.steps(user, group, EdgeKind.MEMBER_OF), *graph.steps(group, role, EdgeKind.GIVES_ACCESS))
