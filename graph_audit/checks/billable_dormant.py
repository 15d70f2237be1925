"""The check ``billable-dormant``."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from pydantic import Field

from graph_audit.checks.activity import LastActive, last_active_on
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.subjects import people
from graph_audit.checks.tables import APPLICATION_ROLES, MANAGED_ACCOUNTS, MEMBERSHIPS, WORKSPACES
from graph_audit.core.clock import parse_time
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity
from graph_audit.findings.finding import Cause
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import tenant_id, tenant_of

__all__ = ["billable_dormant"]


class _Options(Options):
    days: int = Field(default=90, ge=1, description="A product that was not used for this many days is not needed.")
    price: float = Field(default=0, ge=0, description="What a seat costs a month, in any currency; 0 tells no price.")


@check(
    title="Seat is paid for and not used",
    severity=Severity.MEDIUM,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=(presence(*MANAGED_ACCOUNTS), presence(*MEMBERSHIPS), presence(*APPLICATION_ROLES), presence(*WORKSPACES)),
    subjects=people,
    options=_Options,
    controls=Controls(soc2=("CC6.2",), iso27001=("A.5.18",)),
    bad="""
        user:maya added=2025-01-07T10:00:00Z
        user:maya -member_of-> group:staff -gives_access-> app_role:t:jira-software
        user:maya -uses_product jira-software-> tenant:t
    """,
    good="""
        user:maya added=2026-11-07T10:00:00Z
        user:maya -member_of-> group:staff -gives_access-> app_role:t:jira-software
        user:maya -uses_product jira-software-> tenant:t
    """,
)
def billable_dormant(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find people whose access to a product costs a seat although they do not use that product.

    Why it matters: the seat is paid for every month. The paths show which groups keep it; as long as one of them is
    left, so is the seat.

    How to fix: take the person out of these groups, or deactivate the account.
    """
    access, graph, price = audit.access, audit.graph, audit.options.price
    subjects = frozenset(audit.subjects)
    counting = access.people & access.active.passed
    limit = audit.now - timedelta(days=audit.options.days)
    for role in graph.of_kind(NodeKind.APP_ROLE):
        paths = partial(access.paths.to_holder, holder=role)
        for user in access.populations.nodes(access.populations.behind(role) & counting):
            last = _last_use(graph, user, role, limit)
            is_unused = last.before(limit) if user in subjects else False
            if is_unused:
                cost = f"; the seat costs {price:,.2f} a month" if price else ""
                yield Hit(
                    user,
                    f"{graph.name_of(user)} has a seat of {graph.name_of(role)} and was {last.in_words()} there{cost}.",
                    paths=paths,
                    cause=Cause(NodeKind.APP_ROLE, role, graph.name_of(role)),
                    details={"last_active": f"{last.moment:%Y-%m-%d}" if last.moment else "", "price": price},
                )
            elif is_unused is None:
                yield Undecided(user, "when the product was last used is not known")


def _last_use(graph: AccessGraph, user: str, role: str, limit: datetime) -> LastActive:
    """When the product was last used; who never did counts only if they were added before ``limit``."""
    key = graph.attribute(role, "key") or role.rpartition(":")[2]
    last = last_active_on(graph, user, tenant_id(tenant_of(role))).get(key, LastActive(None, is_known=False))
    added = parse_time(graph.attribute(user, "added") or "")
    if last.is_known and last.moment is None and (added is None or added >= limit):
        return LastActive(added, is_known=added is not None)
    return last
