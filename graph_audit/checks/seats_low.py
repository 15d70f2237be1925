"""The check ``seats-low``."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.tables import APPLICATION_ROLES
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity
from graph_audit.core.wording import counted

__all__ = ["seats_low"]


class _Options(Options):
    min_left: int = Field(default=10, ge=1, description="Fewer seats than this are few.")


def _application_roles(audit: Audit[Any]) -> Iterator[str]:
    yield from audit.graph.of_kind(NodeKind.APP_ROLE)


@check(
    title="Few seats of a product are left",
    severity=Severity.INFO,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=(presence(*APPLICATION_ROLES),),
    subjects=_application_roles,
    options=_Options,
    controls=Controls(soc2=("A1.1",), iso27001=("A.8.6",)),
    bad="app_role:t:jira-software seats=100 seats_left=3",
    good="app_role:t:jira-software seats=100 seats_left=30",
)
def seats_low(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find products of which fewer seats are left than people may soon need.

    Why it matters: when no seat is left, nobody can be let in, and Jira asks for a larger plan.

    How to fix: free seats first: billable-dormant names those that nobody uses. Then order more.
    """
    graph = audit.graph
    for role in audit.subjects:
        seats, left = graph.attribute(role, "seats"), graph.attribute(role, "seats_left")
        if graph.attribute(role, "unlimited"):
            continue
        if left is None:
            yield Undecided(role, "how many seats are left is not known")
        elif left < audit.options.min_left:
            total = f" of {seats:,}" if seats else ""
            yield Hit(
                role,
                f"The product {graph.name_of(role)} has {counted(max(left, 0), 'seat')}{total} left.",
                details={"seats": seats or 0, "seats_left": left},
            )
