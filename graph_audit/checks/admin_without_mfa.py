"""The check ``admin-without-mfa``."""

from collections.abc import Iterator

from graph_audit.checks.admins import judge_admins
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check
from graph_audit.checks.needs import ADMINISTERS
from graph_audit.checks.subjects import people
from graph_audit.core.kinds import ScopeKind, Severity

__all__ = ["admin_without_mfa"]

_ANSWERS = {"no": True, "yes": False}


@check(
    title="Admin signs in to Atlassian without a second factor",
    severity=Severity.CRITICAL,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=ADMINISTERS,
    subjects=people,
    controls=Controls(soc2=("CC6.1", "CC6.6"), iso27001=("A.5.17", "A.8.5")),
    bad="""
        user:maya mfa=no
        user:maya -administers-> admin_role:o:org-admin -administers-> org:o
    """,
    good="""
        user:maya mfa=yes
        user:maya -administers-> admin_role:o:org-admin -administers-> org:o
    """,
)
def admin_without_mfa(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find admins of the organisation, a site or a product without Atlassian's own second factor.

    Why it matters: a password that leaked elsewhere is then all that is needed to administer the organisation.

    How to fix: require two-step verification in the authentication policy of admins, or single sign-on with an
    identity provider that asks for a second factor.

    Upper bound: the second factor of an identity provider is invisible to Atlassian. An admin who signs in through
    one may have it although this says no. Accounts of whom Atlassian does not tell are not judged.
    """
    graph = audit.graph
    yield from judge_admins(
        audit,
        lambda user: _ANSWERS.get(graph.attribute(user, "mfa") or ""),
        "whether Atlassian asks for a second factor is not known",
        lambda user, roles: f"{graph.name_of(user)} has no second factor at Atlassian and is {roles}.",
    )
