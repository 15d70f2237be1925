"""The check ``dormant-user``."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from pydantic import Field

from graph_audit.checks.activity import LastActive, last_active, last_active_on, product_paths, product_users
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.subjects import people
from graph_audit.checks.tables import MANAGED_ACCOUNTS, WORKSPACES
from graph_audit.core.clock import format_time
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["dormant_user"]


class _Options(Options):
    days: int = Field(default=90, ge=1, description="Who was not active for this many days is dormant.")
    per_product: bool = Field(
        default=False, description="Whether somebody who uses one product and leaves another alone is found, too."
    )


@check(
    title="Person with product access has not been active for a long time",
    severity=Severity.HIGH,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=(presence(*MANAGED_ACCOUNTS), presence(*WORKSPACES)),
    subjects=people,
    options=_Options,
    controls=Controls(soc2=("CC6.2", "CC6.3"), iso27001=("A.5.16", "A.5.18")),
    bad="""
        user:maya last_active=2026-01-07T10:00:00Z
        user:maya -uses_product-> tenant:t
    """,
    good="""
        user:maya last_active=2026-11-07T10:00:00Z
        user:maya -uses_product-> tenant:t
    """,
)
def dormant_user(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find active accounts with access to a product whose owners were active once, and not any more.

    Why it matters: people who left, or do something else now, mostly look like this. Their accounts let whoever has
    the password in, and cost a seat. Who was never active is told by never-active-user.

    How to fix: ask the owner's manager; take the product access away or deactivate the account.
    """
    access, graph = audit.access, audit.graph
    limit = audit.now - timedelta(days=audit.options.days)
    for user in filter(audit.once(product_users).__contains__, audit.subjects):
        if access.is_active(user) is False:
            continue
        last = last_active(graph, user)
        is_dormant = bool(last.moment and last.moment < limit)
        left_alone = sorted(_left_alone(graph, user, limit)) if is_dormant or audit.options.per_product else []
        if not last.is_known:
            yield Undecided(user, "when the account was last active is not known")
        elif (is_dormant or left_alone) and access.is_active(user) is None:
            yield Undecided(user, "whether the account is active is not known")
        elif is_dormant:
            yield _hit(graph, user, last, f"was {last.in_words()}", left_alone)
        elif left_alone:
            yield _hit(graph, user, last, f"leaves {counted(len(left_alone), 'product')} alone", left_alone)


def _left_alone(graph: AccessGraph, user: str, limit: datetime) -> Iterator[tuple[str, str]]:
    """The products that were used once and not after ``limit``, each with the last moment."""
    for tenant in graph.targets(user, EdgeKind.USES_PRODUCT):
        for product, last in last_active_on(graph, user, tenant).items():
            if last.moment and last.moment < limit:
                yield f"{product} of {graph.name_of(tenant)}", format_time(last.moment)


def _hit(graph: AccessGraph, user: str, last: LastActive, what: str, products: list[tuple[str, str]]) -> Hit:
    return Hit(
        user,
        f"{graph.name_of(user)} has product access and {what}.",
        paths=partial(product_paths, graph),
        details={"last_active": format_time(last.moment) if last.moment else "", "products": dict(products)},
    )
