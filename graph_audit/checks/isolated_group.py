"""The check ``isolated-group``."""

from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, absence, check, presence
from graph_audit.checks.subjects import groups, members_are_told
from graph_audit.checks.tables import ACCESS_OF_GROUPS, GROUPS, MEMBERSHIPS
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["isolated_group"]

_GIVES = (
    *(EdgeKind.ACTOR_IN, EdgeKind.HOLDS, EdgeKind.GIVES_ACCESS, EdgeKind.ADMINISTERS),
    EdgeKind.DEFAULT_ACTOR_IN,
)


@check(
    title="Group has no members and gives no access",
    severity=Severity.MEDIUM,
    category="Groups",
    about=ScopeKind.DIRECTORY,
    needs=(presence(*GROUPS), absence(*MEMBERSHIPS), *(absence(*tables) for tables in ACCESS_OF_GROUPS)),
    subjects=groups,
    controls=Controls(soc2=("CC6.2",), iso27001=("A.5.16", "A.5.18")),
    bad="group:left-over",
    good="""
        user:maya -member_of-> group:devs
        group:reserved -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY
    """,
)
def isolated_group(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find groups that are connected to nothing: no member, no role, no grant, no product access, no admin role.

    Why it matters: such a group does nothing today, but it can be given members or access at any time without
    standing out. Each one makes a review longer and hides the groups that matter. Groups to which the directory's own
    count ascribes a resource are left alone: they may give access to a product that this scan does not read.

    How to fix: delete the group. If it is kept for a purpose that is still to come, say so in its description.
    """
    graph = audit.graph
    for group in audit.subjects:
        connected = any(graph.targets(group, *_GIVES)) or graph.nodes[group].get("resources_count")
        if connected or any(graph.sources(group, EdgeKind.MEMBER_OF)):
            continue
        if members_are_told(group):
            yield Hit(
                group, f"The group {graph.name_of(group)} has no members and gives no access {_where(graph, group)}."
            )
        else:
            yield Undecided(group, "the server named the group without its id, so its members are not known")


def _where(graph: AccessGraph, group: str) -> str:
    """How far the statement reaches: only a directory's own count tells of what this scan does not read."""
    return "to anything" if graph.nodes[group].get("resources_count") == 0 else "that this scan reads"
