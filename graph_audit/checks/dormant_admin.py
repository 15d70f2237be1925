"""The check ``dormant-admin``."""

from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from graph_audit.checks.activity import last_active
from graph_audit.checks.admins import judge_admins
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check
from graph_audit.checks.needs import ADMINISTERS
from graph_audit.checks.subjects import people
from graph_audit.core.kinds import ScopeKind, Severity

__all__ = ["dormant_admin"]


class _Options(Options):
    days: int = Field(default=90, ge=1, description="Who was not active for this many days is dormant.")


@check(
    title="Admin has not been active for a long time",
    severity=Severity.CRITICAL,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=ADMINISTERS,
    subjects=people,
    options=_Options,
    controls=Controls(soc2=("CC6.2", "CC6.3"), iso27001=("A.5.18", "A.8.2")),
    bad="""
        user:maya last_active=2026-01-07T10:00:00Z
        user:maya -administers-> admin_role:o:org-admin -administers-> org:o
    """,
    good="""
        user:maya last_active=2026-11-07T10:00:00Z
        user:maya -administers-> admin_role:o:org-admin -administers-> org:o
    """,
)
def dormant_admin(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find active accounts with an admin role of the organisation, a site or a product that nobody uses.

    Why it matters: whoever takes over an account that nobody uses has all the time in the world: its owner does not
    notice. With an admin role that is the worst case.

    How to fix: ask the owner whether the role is still needed, and take it away; deactivate the account when the
    person has left. Emergency accounts are dormant on purpose: waive those, with an owner and a date.
    """
    limit = audit.now - timedelta(days=audit.options.days)
    graph = audit.graph
    yield from judge_admins(
        audit,
        lambda user: last_active(graph, user).before(limit),
        "when the account was last active is not known: it has no product, or no list tells",
        lambda user, roles: f"{graph.name_of(user)} was {last_active(graph, user).in_words()} and is {roles}.",
    )
