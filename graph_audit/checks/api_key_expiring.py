"""The check ``api-key-expiring``."""

from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from graph_audit.checks.credentials import api_keys, moment
from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.tables import API_KEYS
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.core.wording import how_long

__all__ = ["api_key_expiring"]


class _Options(Options):
    days: int = Field(default=30, ge=1, description="Keys that end within this many days are told.")


@check(
    title="API key of the organisation ends soon",
    severity=Severity.MEDIUM,
    category="Organisation",
    about=ScopeKind.ORGANISATION,
    needs=(presence(*API_KEYS),),
    subjects=api_keys,
    options=_Options,
    controls=Controls(soc2=("CC6.1", "A1.2"), iso27001=("A.5.17", "A.8.24")),
    bad="api_key:1 expires=2026-12-01T00:00:00Z",
    good="api_key:1 expires=2027-06-01T00:00:00Z",
)
def api_key_expiring(audit: Audit[_Options]) -> Iterator[Hit]:
    """Find API keys of the organisation that end within thirty days.

    Why it matters: provisioning, backups or this audit stop on that day. A key whose end has passed is not told here:
    Atlassian refuses it, so nothing uses it any more.

    How to fix: create a new key, put it where the old one is used, then revoke the old one.
    """
    graph = audit.graph
    for key in audit.subjects:
        end = moment(graph, key, "expires")
        if end is not None and timedelta() < end - audit.now <= timedelta(days=audit.options.days):
            left = how_long(end - audit.now)
            yield Hit(
                key,
                f"The organisation's API key {graph.name_of(key)} ends on {end:%Y-%m-%d}, in {left}.",
                details={"expires": f"{end:%Y-%m-%d}"},
            )
