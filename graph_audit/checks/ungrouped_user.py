"""The check ``ungrouped-user``."""

from collections.abc import Iterator

from pyroaring import BitMap

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, absence, check
from graph_audit.checks.subjects import groups, people
from graph_audit.checks.tables import MANAGED_ACCOUNTS
from graph_audit.core.kinds import ScopeKind, Severity

__all__ = ["ungrouped_user"]


@check(
    title="Active managed user is in no group",
    severity=Severity.LOW,
    category="Users",
    about=ScopeKind.DIRECTORY,
    alias="ungrouped_users",
    needs=(absence(*MANAGED_ACCOUNTS, everywhere=True),),
    subjects=people,
    controls=Controls(soc2=("CC6.2",), iso27001=("A.5.16", "A.5.18")),
    bad="user:maya managed=yes",
    good="user:maya -member_of-> group:devs",
)
def ungrouped_user(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find active people whose accounts the organisation manages and who are in no group at all.

    Why it matters: access is given through groups. A person outside of all of them either has no access, which makes
    the account an unused key, or has it by direct assignments, which no review of groups shows.

    How to fix: put the person into the groups of their work, or deactivate the account when nobody uses it.
    """
    graph, populations = audit.graph, audit.access.populations
    grouped = BitMap.union(BitMap(), *map(populations.behind, groups(audit)))
    for user in audit.subjects:
        managed, state = graph.attribute(user, "managed") or "unknown", audit.access.state(user)
        if managed == "no" or state not in {"active", "unknown"} or populations.number(user) in grouped:
            continue
        if managed == "yes" and state == "active":
            yield Hit(user, f"{graph.name_of(user)} is active and in no group.")
        else:
            yield Undecided(user, "whether the account is active and managed is not known")
