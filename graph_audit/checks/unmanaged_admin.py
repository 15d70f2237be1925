"""The check ``unmanaged-admin``."""

from collections.abc import Iterator

from graph_audit.checks.admins import judge_admins
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check
from graph_audit.checks.needs import ADMINISTERS
from graph_audit.checks.subjects import people
from graph_audit.core.kinds import ScopeKind, Severity

__all__ = ["unmanaged_admin"]

_ANSWERS = {"no": True, "yes": False}


@check(
    title="Admin's account is not managed by the organisation",
    severity=Severity.CRITICAL,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=ADMINISTERS,
    subjects=people,
    controls=Controls(soc2=("CC6.1", "CC6.2"), iso27001=("A.5.16", "A.5.17", "A.8.2")),
    bad="""
        user:maya managed=no
        user:maya -administers-> admin_role:o:org-admin -administers-> org:o
    """,
    good="user:maya -administers-> admin_role:o:org-admin -administers-> org:o",
)
def unmanaged_admin(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find accounts with an admin role of the organisation, a site or a product that the organisation does not manage.

    Why it matters: nobody here decides how the owner of such an account signs in, whether a second factor is asked
    for, and whether the account ends when the person's contract does.

    How to fix: give the role to a managed account of the same person and take it from this one; or verify the domain
    and claim the account.
    """
    graph = audit.graph
    yield from judge_admins(
        audit,
        lambda user: _ANSWERS.get(graph.attribute(user, "managed") or ""),
        "whether the organisation manages the account is not known",
        lambda user, roles: f"The unmanaged account {graph.name_of(user)} is {roles}.",
    )
