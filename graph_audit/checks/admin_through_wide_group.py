"""The check ``admin-through-wide-group``."""

from collections.abc import Iterator

from pydantic import Field

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.subjects import groups
from graph_audit.checks.tables import ACCOUNTS, ADMINISTRATORS, APPLICATION_ROLES, MEMBERSHIPS, WORKSPACES
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["admin_through_wide_group"]


class _Options(Options):
    max_members: int = Field(default=10, ge=0, description="A group with more active members than this is wide.")


@check(
    title="Wide or default group gives an admin role",
    severity=Severity.CRITICAL,
    category="Groups",
    about=ScopeKind.DIRECTORY,
    needs=tuple(
        presence(*tables) for tables in (*ADMINISTRATORS, MEMBERSHIPS, ACCOUNTS, APPLICATION_ROLES, WORKSPACES)
    ),
    subjects=groups,
    options=_Options,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.8.2")),
    bad="\n".join(
        [
            "group:staff -administers-> admin_role:tenant:t:jira-admin -administers-> tenant:t",
            *(f"user:{number} -member_of-> group:staff" for number in range(11)),
        ]
    ),
    good="""
        group:crew -administers-> admin_role:tenant:t:jira-admin -administers-> tenant:t
        user:maya -member_of-> group:crew
    """,
)
def admin_through_wide_group(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find groups that give an admin role although many are in them, or people come into them for another reason.

    Why it matters: whoever joins a default group, or needs nothing but the product, becomes an administrator unasked.
    A group that gives an admin role should have no other purpose. A small group that gives product access beside the
    role is less grave than the others, and told as high.

    How to fix: give the admin role to a group of its own with the few people who need it, then take it from this one.
    """
    graph, active, wide = audit.graph, audit.access.active, audit.options.max_members
    for group in audit.subjects:
        roles = list(graph.targets(group, EdgeKind.ADMINISTERS))
        if not roles:
            continue
        members = audit.access.populations.behind(group)
        sure, possible = len(members & active.passed), len(members & (active.passed | active.unknown))
        reasons = list(_reasons(graph, group, sure if sure > wide else 0))
        if reasons:
            names = listed([graph.name_of(role) for role in roles])
            yield Hit(
                group,
                f"The group {graph.name_of(group)} gives the role {names}, and {' and '.join(reasons)}.",
                paths=tuple(step for role in roles for step in [tuple(graph.steps(group, role, EdgeKind.ADMINISTERS))]),
                details={"active_members": sure, "admin_roles": roles},
                severity=Severity.HIGH if reasons == [_GIVES_A_PRODUCT] else None,
            )
        elif possible > wide:
            yield Undecided(group, "how many of its members are active is not known")


_GIVES_A_PRODUCT = "gives product access, too"


def _reasons(graph: AccessGraph, group: str, many: int) -> Iterator[str]:
    if many:
        yield f"has {counted(many, 'active member')}"
    edges = [edge for role in graph.targets(group, EdgeKind.GIVES_ACCESS) for edge in graph.succ[group][role].values()]
    if any(edge.get("default_group") for edge in edges):
        yield "gets everybody who is given the product"
    elif edges:
        yield _GIVES_A_PRODUCT
