"""The check ``duplicate-email``."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.shared_values import by_value, shared_value
from graph_audit.checks.subjects import people
from graph_audit.checks.tables import MANAGED_ACCOUNTS, UNAFFILIATED
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.core.wording import counted

__all__ = ["duplicate_email"]

_LISTED = 50


def _managed_people(audit: Audit[Options]) -> Iterator[str]:
    return (user for user in people(audit) if audit.graph.nodes[user].get("managed") == "yes")


@check(
    title="Managed accounts share an e-mail address",
    severity=Severity.MEDIUM,
    category="Users",
    about=ScopeKind.DIRECTORY,
    alias="duplicate_email_accounts",
    needs=(presence(*MANAGED_ACCOUNTS, everywhere=True), presence(*UNAFFILIATED)),
    subjects=_managed_people,
    controls=Controls(soc2=("CC6.1", "CC6.2"), iso27001=("A.5.16",)),
    bad="""
        user:1 email=maya@example.com scopes=directory:staff
        user:2 email=Maya@Example.com scopes=directory:contractors
    """,
    good="""
        user:1 email=maya@example.com
        user:2 email=omar@example.com
    """,
)
def duplicate_email(audit: Audit[Options]) -> Iterator[Hit]:
    """Find managed accounts that have the same e-mail address.

    Why it matters: one person with two accounts has the sum of their access, which no review of a single account
    shows. When the person leaves, one of the two is often forgotten. Addresses are compared trimmed and without
    regard to case or to how accents are encoded; accounts without a visible address share none.

    How to fix: find out which account the person uses, move its memberships and work there, and deactivate the other
    one. Then correct the source, mostly two identity providers or a manual invitation, so that it does not come back.
    """
    graph = audit.graph
    addresses = ((user, str(graph.nodes[user].get("email", ""))) for user in audit.subjects)
    for address, same in by_value(addresses).items():
        if len(same) == 1:
            continue
        told = str(graph.told(same[0], "email"))
        cause = shared_value("e-mail", address, told)
        details = partial(_details, audit, same)
        for user in same:
            yield Hit(
                user,
                f"{graph.name_of(user)} shares the address {told} with "
                f"{counted(len(same) - 1, 'other managed account')}.",
                cause=cause,
                details=details,
            )


def _details(audit: Audit[Options], same: Sequence[str], user: str) -> dict[str, Any]:
    others = islice((other for other in same if other != user), _LISTED)
    name_of, state = audit.graph.name_of, audit.access.state
    return {
        "accounts": len(same),
        "state": state(user),
        "others": [{"id": other, "name": name_of(other), "state": state(other)} for other in others],
    }
