"""The check ``admin-escalation-path``."""

from collections.abc import Iterator

from graph_audit.access.admins import administered_by
from graph_audit.checks.admins import active_admins
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.needs import ADMINISTERS
from graph_audit.checks.subjects import people
from graph_audit.checks.tables import GROUP_RECORDS
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind, Severity
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import is_named_group, kind_of
from graph_audit.graph.path import AccessPath

__all__ = ["admin_escalation_path"]

_MANAGES_ACCESS = ":user-access-admin"


@check(
    title="User access admin could make themselves an admin of more",
    severity=Severity.HIGH,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=(*ADMINISTERS, presence(*GROUP_RECORDS)),
    subjects=people,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.3", "A.5.15", "A.8.2")),
    bad="""
        group:crew synced=no
        user:maya -administers-> admin_role:tenant:t:user-access-admin -administers-> tenant:t
        group:crew -administers-> admin_role:tenant:t:jira-admin -administers-> tenant:t
    """,
    good="""
        group:crew synced=yes
        user:maya -administers-> admin_role:tenant:t:user-access-admin -administers-> tenant:t
        group:crew -administers-> admin_role:tenant:t:jira-admin -administers-> tenant:t
    """,
)
def admin_escalation_path(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find user access admins who could add themselves to a group that gives an admin role.

    Why it matters: a user access admin manages who is in which group. Where a group of the same site or organisation
    gives Jira admin, site admin or organisation admin, being one is a single step. Groups that an identity provider
    fills cannot be changed in Atlassian and do not count; who has such a role already is not told here.

    How to fix: give admin roles to groups that the identity provider fills, or to accounts one by one, so that
    membership is decided elsewhere.

    Upper bound: Atlassian may refuse user access admins single groups; which ones, no API tells.
    """
    graph = audit.graph
    doors = list(_doors(graph))
    for user, paths, active in active_admins(audit):
        held = {path[-1].target for path in paths}
        reach = [path for path in paths if path[-1].target.endswith(_MANAGES_ACCESS)]
        managed = {what for path in reach for what in _managed(graph, path[-1].target)}
        if not managed or any(not role.endswith(_MANAGES_ACCESS) for role in held):
            continue
        near = [door for door, what in doors if what in managed]
        open_to = [door for door in near if graph.attribute(door[0].source, "synced") is False]
        if open_to and active:
            yield _hit(graph, user, reach, open_to)
        elif near:
            yield Undecided(user, "whether the account is active, and an identity provider fills a group, is not known")


def _managed(graph: AccessGraph, role: str) -> Iterator[str]:
    for tenant in administered_by(graph, role):
        yield tenant
        yield from graph.targets(tenant, EdgeKind.PART_OF)


def _doors(graph: AccessGraph) -> Iterator[tuple[AccessPath, str]]:
    """Groups that Atlassian itself may fill and that give an admin role, with what that role administers."""
    for role in graph.of_kind(NodeKind.ADMIN_ROLE):
        for holder in () if role.endswith(_MANAGES_ACCESS) else graph.sources(role, EdgeKind.ADMINISTERS):
            is_group = kind_of(holder) == NodeKind.GROUP and not is_named_group(holder)
            if is_group and not graph.attribute(holder, "synced"):
                for what in administered_by(graph, role):
                    yield tuple(graph.steps(holder, role, EdgeKind.ADMINISTERS)), what


def _hit(graph: AccessGraph, user: str, reach: list[AccessPath], doors: list[AccessPath]) -> Hit:
    groups = listed(sorted({graph.name_of(door[0].source) for door in doors}))
    roles = listed(sorted({graph.name_of(door[-1].target) for door in doors}))
    return Hit(
        user,
        f"{graph.name_of(user)} manages who is in {groups}, and could become {roles} that way.",
        paths=(*reach, *doors),
        details={"groups": sorted({door[0].source for door in doors})},
    )
