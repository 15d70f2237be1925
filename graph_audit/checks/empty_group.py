"""The check ``empty-group``."""

from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, absence, check, presence
from graph_audit.checks.subjects import groups, members_are_told
from graph_audit.checks.tables import GROUPS, MEMBERSHIPS
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity

__all__ = ["empty_group"]


@check(
    title="Group has no members",
    severity=Severity.MEDIUM,
    category="Groups",
    about=ScopeKind.DIRECTORY,
    alias="empty_groups",
    needs=(presence(*GROUPS), absence(*MEMBERSHIPS)),
    subjects=groups,
    controls=Controls(soc2=("CC6.2", "CC6.3"), iso27001=("A.5.18",)),
    bad="group:left-over",
    good="user:maya -member_of-> group:devs",
)
def empty_group(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find groups that nobody is a member of.

    Why it matters: an empty group that still holds roles or grants is access in waiting: whoever may manage its
    members can hand that access out without anybody looking at the project. An empty group that holds nothing hides
    the groups that matter.

    How to fix: look at what the group gives (roles, schemes, product access). Delete it if nothing needs it;
    otherwise note in its description who will be in it and why.
    """
    for group in audit.subjects:
        if not members_are_told(group):
            yield Undecided(group, "the server named the group without its id, so its members are not known")
        elif not any(audit.graph.each_source(group, EdgeKind.MEMBER_OF)):
            yield Hit(group, f"The group {audit.graph.name_of(group)} has no members.")
