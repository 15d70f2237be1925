"""The check ``unmanaged-user``."""

from collections.abc import Iterator

from graph_audit.checks.activity import product_paths
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.subjects import people
from graph_audit.checks.tables import MANAGED_ACCOUNTS, WORKSPACES
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity
from graph_audit.core.wording import counted

__all__ = ["unmanaged_user"]


@check(
    title="Unmanaged account has product access",
    severity=Severity.HIGH,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=(presence(*MANAGED_ACCOUNTS), presence(*WORKSPACES)),
    subjects=people,
    controls=Controls(soc2=("CC6.1", "CC6.2"), iso27001=("A.5.16", "A.5.17", "A.5.19")),
    bad="""
        user:maya managed=no
        user:maya -uses_product-> tenant:t
    """,
    good="user:maya -uses_product-> tenant:t",
)
def unmanaged_user(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find active accounts with access to a product that the organisation does not manage.

    Why it matters: their owners, or other companies, decide how they sign in, and they do not end when a contract
    does. Some are partners who should be there; others are private addresses of your own people.

    How to fix: replace private addresses by managed accounts. For partners, agree on when access ends, and set an
    external user policy.
    """
    access, graph = audit.access, audit.graph
    for user in audit.subjects:
        managed = graph.attribute(user, "managed")
        if managed == "yes" or access.is_active(user) is False:
            continue
        paths = product_paths(graph, user)
        if paths and (managed != "no" or access.is_active(user) is None):
            yield Undecided(user, "whether the account is active, and managed by the organisation, is not known")
        elif paths:
            sites = sorted({graph.name_of(tenant) for tenant in graph.targets(user, EdgeKind.USES_PRODUCT)})
            yield Hit(
                user,
                f"The unmanaged account {graph.name_of(user)} has {counted(len(paths), 'product')} of "
                f"{counted(len(sites), 'site')}.",
                paths=paths,
                details={"sites": sites},
            )
