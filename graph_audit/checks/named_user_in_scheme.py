"""The check ``named-user-in-scheme``."""

from collections.abc import Iterator

from graph_audit.checks.administration import PERMISSION
from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.subjects import schemes
from graph_audit.checks.tables import SCHEMES
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.ids import kind_of

__all__ = ["named_user_in_scheme"]


@check(
    title="Permission scheme grants to a single person",
    severity=Severity.HIGH,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=(presence(*SCHEMES),),
    subjects=schemes,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.5.18")),
    bad="user:maya -holds ADMINISTER_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
    good="group:crew -holds ADMINISTER_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
)
def named_user_in_scheme(audit: Audit[Options]) -> Iterator[Hit]:
    """Find permission schemes that grant to single accounts; high for Administer Projects, else medium.

    Why it matters: such a grant holds on every project that the scheme governs, now and later, and neither a review of
    groups nor one of project roles shows it.

    How to fix: grant to a project role or a group instead, put the person there, and remove the grant.
    """
    graph = audit.graph
    for scheme in audit.subjects:
        users = [user for user in graph.sources(scheme, EdgeKind.HOLDS) if kind_of(user) == NodeKind.USER]
        if not users:
            continue
        paths = [step for user in users for step in graph.steps(user, scheme, EdgeKind.HOLDS)]
        governed = len(list(graph.targets(scheme, EdgeKind.GOVERNS)))
        yield Hit(
            scheme,
            f"The scheme {graph.name_of(scheme)} of {counted(governed, 'project')} grants to "
            f"{listed([graph.name_of(user) for user in users])} by name.",
            paths=tuple((step,) for step in paths),
            details={"accounts": users, "projects": governed},
            severity=None if any(PERMISSION in step.permissions for step in paths) else Severity.MEDIUM,
        )
