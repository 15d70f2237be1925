"""The check ``single-org-admin``."""

from collections.abc import Iterator

from graph_audit.checks.admins import organisation_admins
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, absence, check
from graph_audit.checks.subjects import organisations
from graph_audit.checks.tables import MANAGED_ACCOUNTS
from graph_audit.core.kinds import ScopeKind, Severity

__all__ = ["single_org_admin"]


@check(
    title="Only one active account is organisation admin",
    severity=Severity.MEDIUM,
    category="Organisation",
    about=ScopeKind.ORGANISATION,
    needs=(absence(*MANAGED_ACCOUNTS, everywhere=True),),
    subjects=organisations,
    controls=Controls(soc2=("CC6.3", "A1.2"), iso27001=("A.5.2", "A.5.29")),
    bad="user:maya -administers-> admin_role:o:org-admin -administers-> org:o",
    good="""
        user:maya -administers-> admin_role:o:org-admin -administers-> org:o
        user:omar -administers-> admin_role:o:org-admin -administers-> org:o
    """,
)
def single_org_admin(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find out whether the organisation depends on one active organisation admin.

    Why it matters: when this one person is ill, leaves or is locked out, nobody can let anybody in, change how people
    sign in or end an account, until Atlassian's support has been convinced.

    How to fix: make a second person organisation admin, or keep an emergency account whose credentials are sealed.
    """
    for organisation in audit.subjects:
        sure, unknown, paths = organisation_admins(audit, organisation)
        if len(sure) == 1 and not unknown:
            only = sure[0]
            yield Hit(
                organisation,
                f"The only active organisation admin is {audit.graph.name_of(only)}.",
                paths=(paths[only],),
                details={"admin": only},
            )
        elif len(sure) <= 1:
            yield Undecided(organisation, "which accounts are active organisation admins is not known")
