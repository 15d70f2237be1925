"""The check ``api-token-expiring``."""

from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from graph_audit.checks.credentials import api_tokens, moment, owner_of
from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.tables import API_TOKENS
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity
from graph_audit.core.wording import how_long

__all__ = ["api_token_expiring"]


class _Options(Options):
    days: int = Field(default=30, ge=1, description="Tokens that end within this many days are told.")
    used_within: int = Field(default=30, ge=1, description="Only tokens that were used in this many days count.")


@check(
    title="API token that is in use ends soon",
    severity=Severity.MEDIUM,
    category="Organisation",
    about=ScopeKind.ORGANISATION,
    needs=(presence(*API_TOKENS),),
    subjects=api_tokens,
    options=_Options,
    controls=Controls(soc2=("CC6.1", "A1.2"), iso27001=("A.5.17", "A.8.24")),
    bad="api_token:1 expires=2026-12-01T00:00:00Z last_active=2026-11-19T00:00:00Z",
    good="api_token:1 expires=2026-12-01T00:00:00Z last_active=2026-08-19T00:00:00Z",
)
def api_token_expiring(audit: Audit[_Options]) -> Iterator[Hit]:
    """Find API tokens of managed accounts that are in use and end within thirty days.

    Why it matters: whatever signs in with the token stops on that day, and mostly nobody knows what that is.

    How to fix: ask the owner what uses the token; create a new one, best for a service account, and replace it.
    """
    graph, options = audit.graph, audit.options
    for token in audit.subjects:
        end, used = moment(graph, token, "expires"), moment(graph, token, "last_active")
        if end is None or used is None or end - audit.now > timedelta(days=options.days):
            continue
        if audit.now - used <= timedelta(days=options.used_within):
            owner = owner_of(graph, token)
            whose = f" of {graph.name_of(owner)}" if owner else ""
            yield Hit(
                token,
                f"The API token {graph.name_of(token)}{whose} is in use and ends on {end:%Y-%m-%d}, in "
                f"{how_long(end - audit.now)}.",
                paths=tuple((step,) for step in graph.steps(owner, token, EdgeKind.OWNS)) if owner else (),
                details={"expires": f"{end:%Y-%m-%d}", "last_used": f"{used:%Y-%m-%d}", "owner": owner or ""},
            )
