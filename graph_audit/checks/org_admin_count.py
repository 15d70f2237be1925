"""The check ``org-admin-count``."""

from collections.abc import Iterator

from pydantic import Field

from graph_audit.checks.admins import organisation_admins
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.subjects import organisations
from graph_audit.checks.tables import MANAGED_ACCOUNTS
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.core.wording import counted

__all__ = ["org_admin_count"]


class _Options(Options):
    max_admins: int = Field(default=5, ge=1, description="More organisation admins than this are too many.")


@check(
    title="Many accounts are organisation admins",
    severity=Severity.HIGH,
    category="Organisation",
    about=ScopeKind.ORGANISATION,
    needs=(presence(*MANAGED_ACCOUNTS, everywhere=True),),
    subjects=organisations,
    options=_Options,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.8.2")),
    bad="\n".join(f"user:{n} -administers-> admin_role:o:org-admin -administers-> org:o" for n in range(6)),
    good="user:maya -administers-> admin_role:o:org-admin -administers-> org:o",
)
def org_admin_count(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find out whether more active accounts than allowed are organisation admins.

    Why it matters: an organisation admin can do everything: give anybody access to every product, change how people
    sign in, make further admins. Each of these accounts is one that must not be taken over, and nobody watches twenty
    of them.

    How to fix: leave the role to the few who need it every week. Most tasks need less: user access admin for those
    who let people in, product admin for those who run one product.
    """
    allowed = audit.options.max_admins
    for organisation in audit.subjects:
        sure, unknown, paths = organisation_admins(audit, organisation)
        if len(sure) > allowed:
            yield Hit(
                organisation,
                f"{counted(len(sure), 'active account')} are organisation admins; at most {allowed:,} should be.",
                paths=tuple(paths[user] for user in sure),
                details={"admins": sure},
            )
        elif len(sure) + len(unknown) > allowed:
            yield Undecided(organisation, "whether some of the organisation admins are active is not known")
