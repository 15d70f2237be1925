"""The check ``inactive-user-in-group``."""

from collections.abc import Iterator
from typing import Any

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.holdings import PATHS_LISTED, membership_paths
from graph_audit.checks.subjects import people
from graph_audit.checks.tables import ACCOUNTS, MEMBERSHIPS
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.path import AccessPath

__all__ = ["inactive_user_in_group"]


@check(
    title="Account that is not active is still a member of groups",
    severity=Severity.MEDIUM,
    category="Users",
    about=ScopeKind.DIRECTORY,
    alias="inactive_users_in_groups",
    needs=(presence(*ACCOUNTS), presence(*MEMBERSHIPS, everywhere=True)),
    subjects=people,
    controls=Controls(soc2=("CC6.2", "CC6.3"), iso27001=("A.5.16", "A.5.18")),
    bad="""
        user:maya account_status=inactive
        user:maya -member_of-> group:devs
    """,
    good="""
        user:maya account_status=inactive
        user:omar -member_of-> group:devs
    """,
)
def inactive_user_in_group(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find people whose account is deactivated, closed or suspended and who still are members of groups.

    Why it matters: the memberships give nothing today, but an account that is reactivated has all of its former
    access back at once. They also make groups look larger than they are. An account counts as suspended when it is
    suspended in every directory it belongs to.

    How to fix: remove the account from its groups as a step of the leaving process. In groups that an identity
    provider keeps, remove it there.
    """
    graph = audit.graph

    def groups_of(user: str) -> list[str]:
        return list(graph.targets(user, EdgeKind.MEMBER_OF))

    def paths(user: str) -> Iterator[AccessPath]:
        return membership_paths(graph, ((user, group) for group in groups_of(user)))

    def details(user: str) -> dict[str, Any]:
        return {"state": audit.access.state(user), "groups": len(groups_of(user))}

    for user in audit.subjects:
        state = audit.access.state(user)
        if state == "active":
            continue
        groups = len(groups_of(user))
        if groups and state == "unknown":
            yield Undecided(user, "whether the account is active is not known")
        elif groups:
            yield Hit(
                user,
                f"{graph.name_of(user)} is still a member of {counted(groups, 'group')}, although the account is "
                f"{state}.",
                paths=paths,
                left_out=max(0, groups - PATHS_LISTED),
                details=details,
            )
