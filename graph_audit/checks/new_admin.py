"""The check ``new-admin``."""

from collections.abc import Iterator

from graph_audit.access.admins import admin_role_paths
from graph_audit.checks.admins import active_admins, roles_in_words
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check
from graph_audit.checks.needs import ADMINISTERS
from graph_audit.checks.subjects import people
from graph_audit.core.kinds import ScopeKind, Severity

__all__ = ["new_admin"]


@check(
    title="Person has an admin role that they did not have before",
    severity=Severity.HIGH,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=ADMINISTERS,
    subjects=people,
    needs_baseline=True,
    controls=Controls(soc2=("CC6.2", "CC6.3", "CC8.1"), iso27001=("A.5.18", "A.8.2", "A.8.32")),
    bad="""
        user:maya -administers-> admin_role:o:org-admin -administers-> org:o
        before user:maya -member_of-> group:devs
    """,
    good="""
        user:maya -administers-> admin_role:o:org-admin -administers-> org:o
        before user:maya -administers-> admin_role:o:org-admin -administers-> org:o
    """,
)
def new_admin(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find people with an admin role of the organisation, a site or a product that the baseline did not give them.

    Why it matters: whoever breaks in makes an account an admin first. Every new one should be somebody's decision, with
    a ticket that says so.

    How to fix: compare with what was asked for and approved; take the role away where nobody did.
    """
    graph = audit.graph
    before = audit.earlier.graph if audit.earlier is not None else graph
    for user, paths, active in active_admins(audit):
        had = {path[-1].target for path in admin_role_paths(before, user)} if user in before else set()
        gained = tuple(path for path in paths if path[-1].target not in had)
        if gained and active is None:
            yield Undecided(user, "whether the account is active is not known")
        elif gained:
            yield Hit(
                user,
                f"{graph.name_of(user)} is now {roles_in_words(graph, gained)}.",
                paths=gained,
                details={"admin_roles": sorted({path[-1].target for path in gained})},
            )
