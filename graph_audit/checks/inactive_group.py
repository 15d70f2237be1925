"""The check ``inactive-group``."""

from collections import Counter
from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, absence, check, presence
from graph_audit.checks.holdings import PATHS_LISTED, membership_paths
from graph_audit.checks.subjects import groups
from graph_audit.checks.tables import ACCOUNTS, GROUPS, MEMBERSHIPS
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.graph.path import AccessPath

__all__ = ["inactive_group"]


@check(
    title="None of the group's members is active",
    severity=Severity.MEDIUM,
    category="Groups",
    about=ScopeKind.DIRECTORY,
    alias="all_inactive_groups",
    needs=(presence(*GROUPS), absence(*MEMBERSHIPS), absence(*ACCOUNTS)),
    subjects=groups,
    controls=Controls(soc2=("CC6.2", "CC6.3"), iso27001=("A.5.16", "A.5.18")),
    bad="""
        user:maya account_status=inactive
        user:maya -member_of-> group:night-watch
    """,
    good="""
        user:maya account_status=inactive
        user:maya -member_of-> group:devs
        user:omar -member_of-> group:devs
    """,
)
def inactive_group(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find groups that have members, none of whom is active.

    Why it matters: the group's roles and grants serve nobody, and an account that is reactivated gets all of them
    back at once, without a new approval.

    How to fix: remove the members and delete the group, or fill it with the people who do its work today. Check first
    which roles and schemes name it.
    """
    graph = audit.graph

    def paths(group: str) -> Iterator[AccessPath]:
        return membership_paths(graph, ((member, group) for member in audit.access.members(group)))

    for group in audit.subjects:
        behind = audit.access.populations.behind(group)
        if not behind or behind & audit.access.active.passed:
            continue
        members = audit.access.members(group)
        if behind & audit.access.active.unknown:
            yield Undecided(group, "whether some of its members are active is not known")
            continue
        states = Counter(audit.access.state(member) for member in members)
        count = len(members)
        verdict = "its only member is not active" if count == 1 else f"none of its {count:,} members is active"
        yield Hit(
            group,
            f"The group {graph.name_of(group)} serves nobody: {verdict}.",
            paths=paths,
            left_out=max(0, count - PATHS_LISTED),
            details={"members": count, **dict(sorted(states.items()))},
        )
