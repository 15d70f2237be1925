"""The check ``unverified-domain``."""

from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, absence, check, presence
from graph_audit.checks.domains import domain_of, verified_domains
from graph_audit.checks.shared_values import shared_value
from graph_audit.checks.subjects import people
from graph_audit.checks.tables import DOMAINS, MANAGED_ACCOUNTS
from graph_audit.core.kinds import ScopeKind, Severity

__all__ = ["unverified_domain"]


@check(
    title="E-mail domain or address is not verified",
    severity=Severity.MEDIUM,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=(presence(*MANAGED_ACCOUNTS), absence(*DOMAINS)),
    subjects=people,
    controls=Controls(soc2=("CC6.1", "CC6.2"), iso27001=("A.5.16", "A.5.19")),
    bad="""
        domain:example.com verified=yes
        user:maya email=maya@example.org
    """,
    good="""
        domain:example.com verified=yes
        user:maya email=maya@example.com
    """,
)
def unverified_domain(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find active accounts whose domain the organisation has not verified, or whose address nobody confirmed.

    Why it matters: only accounts of verified domains can be managed: their sign-in, their end. An address that was
    never confirmed may belong to somebody else.

    How to fix: verify the domain if it is yours and claim its accounts. Let people confirm their address.
    """
    graph, verified = audit.graph, verified_domains(audit.graph)
    for user in audit.subjects:
        domain = domain_of(graph, user)
        active = audit.access.is_active(user) if domain else False
        is_confirmed = graph.attribute(user, "email_verified") != "no"
        if active is False or (domain in verified and is_confirmed):
            continue
        if active is None:
            yield Undecided(user, "whether the account is active is not known")
        else:
            told = audit.told(domain)
            what = f"is of {told}, which is not verified" if domain not in verified else "never confirmed their address"
            cause = shared_value("e-mail domain", domain, told) if domain not in verified else None
            yield Hit(user, f"{graph.name_of(user)} {what}.", cause=cause)
