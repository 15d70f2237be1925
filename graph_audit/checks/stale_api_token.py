"""The check ``stale-api-token``."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic import Field

from graph_audit.checks.activity import last_active
from graph_audit.checks.admins import admins
from graph_audit.checks.credentials import api_tokens, moment, owner_of
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.tables import ADMINISTRATORS, API_TOKENS, MANAGED_ACCOUNTS, WORKSPACES
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity

__all__ = ["stale_api_token"]


class _Options(Options):
    days: int = Field(default=90, ge=1, description="Tokens and owners without activity for this many days are stale.")


@check(
    title="API token is unused, or its owner is gone, dormant or an admin",
    severity=Severity.HIGH,
    category="Organisation",
    about=ScopeKind.ORGANISATION,
    needs=(
        presence(*API_TOKENS),
        presence(*MANAGED_ACCOUNTS, everywhere=True),
        *(presence(*tables, everywhere=True) for tables in (*ADMINISTRATORS, WORKSPACES)),
    ),
    subjects=api_tokens,
    options=_Options,
    controls=Controls(soc2=("CC6.1", "CC6.2", "CC6.3"), iso27001=("A.5.17", "A.5.18")),
    bad="api_token:1 created=2025-01-01T00:00:00Z last_active=2026-01-01T00:00:00Z",
    good="""
        api_token:1 created=2025-01-01T00:00:00Z last_active=2026-11-01T00:00:00Z
        user:maya last_active=2026-11-07T10:00:00Z
        user:maya -owns-> api_token:1
    """,
)
def stale_api_token(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find API tokens that nobody has used for a long time, and those of owners who are gone, dormant or admins.

    Why it matters: a token lets whoever has it in without a password and without a second factor, and does all that
    its owner may. An unused one is lost or forgotten; one of an admin opens everything.

    How to fix: revoke it. What still needs one gets a token of a service account, with an end and few rights.
    """
    graph, access = audit.graph, audit.access
    limit = audit.now - timedelta(days=audit.options.days)
    administering = admins(audit)
    for token in audit.subjects:
        owner = owner_of(graph, token)
        reasons = list(_unused(audit, token, limit))
        if owner:
            state = audit.access.state(owner)
            if access.is_active(owner) is False:
                reasons.append(f"its owner's account is {state}")
            elif last_active(graph, owner).before(limit):
                reasons.append(f"its owner was {last_active(graph, owner).in_words()}")
            if access.populations.number(owner) in administering:
                reasons.append("its owner is an admin")
        if reasons:
            yield Hit(
                token,
                f"The API token {graph.name_of(token)}{f' of {graph.name_of(owner)}' if owner else ''} is stale: "
                f"{'; '.join(reasons)}.",
                paths=tuple((step,) for step in graph.steps(owner, token, EdgeKind.OWNS)) if owner else (),
                details={"reasons": reasons, "owner": owner or ""},
            )
        elif moment(graph, token, "last_active") is None and moment(graph, token, "created") is None:
            yield Undecided(token, "when the token was created, or used, is not known")


def _unused(audit: Audit[_Options], token: str, limit: datetime) -> Iterator[str]:
    used, created = moment(audit.graph, token, "last_active"), moment(audit.graph, token, "created")
    if used is not None and used < limit:
        yield f"it was last used on {used:%Y-%m-%d}"
    elif used is None and created is not None and created < limit:
        yield f"it was never used since {created:%Y-%m-%d}"
