"""The check ``never-active-user``."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from pydantic import Field

from graph_audit.checks.activity import last_active, product_paths, product_users
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.subjects import people
from graph_audit.checks.tables import MANAGED_ACCOUNTS, WORKSPACES
from graph_audit.core.clock import parse_time
from graph_audit.core.kinds import ScopeKind, Severity

__all__ = ["never_active_user"]


class _Options(Options):
    days: int = Field(default=90, ge=1, description="Who was added less than this many days ago may still come.")


@check(
    title="Person with product access was never active",
    severity=Severity.MEDIUM,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=(presence(*MANAGED_ACCOUNTS), presence(*WORKSPACES)),
    subjects=people,
    options=_Options,
    controls=Controls(soc2=("CC6.2", "CC6.3"), iso27001=("A.5.16", "A.5.18")),
    bad="""
        user:maya added=2025-01-07T10:00:00Z
        user:maya -uses_product-> tenant:t
    """,
    good="""
        user:maya added=2025-01-07T10:00:00Z last_active=2025-02-07T10:00:00Z
        user:maya -uses_product-> tenant:t
        user:omar added=2026-11-07T10:00:00Z
        user:omar -uses_product-> tenant:t
    """,
)
def never_active_user(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find active accounts with access to a product that were added long ago and never used it.

    Why it matters: nobody would notice if somebody else used the account, and it costs a seat. Mostly whole lists of
    people were invited and some never came.

    How to fix: take the product access away; give it back when the person asks.
    """
    access, graph = audit.access, audit.graph
    limit = audit.now - timedelta(days=audit.options.days)
    for user in filter(audit.once(product_users).__contains__, audit.subjects):
        last = last_active(graph, user)
        if last.moment or access.is_active(user) is False:
            continue
        added = parse_time(graph.attribute(user, "added") or "")
        if not last.is_known or added is None:
            yield Undecided(user, "when the account was added, or last active, is not known")
        elif added < limit and access.is_active(user) is None:
            yield Undecided(user, "whether the account is active is not known")
        elif added < limit:
            yield Hit(
                user,
                f"{graph.name_of(user)} has product access since {added:%Y-%m-%d} and was never active.",
                paths=partial(product_paths, graph),
                details={"added": f"{added:%Y-%m-%d}"},
            )
