"""The check ``conditional-admin``."""

from collections.abc import Iterator

from graph_audit.access.remarks import ADMINISTERS, READS
from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.scheme_holders import SchemeHolders, names_of
from graph_audit.checks.subjects import schemes
from graph_audit.checks.tables import SCHEMES
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind, Severity
from graph_audit.core.wording import counted

__all__ = ["conditional_admin"]


@check(
    title="Who may browse or administer depends on single work items",
    severity=Severity.LOW,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=(presence(*SCHEMES),),
    subjects=schemes,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.5.18")),
    bad="condition:t:reporter -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
    good="condition:t:reporter -holds EDIT_ISSUES-> scheme:t:0 -governs-> project:t:PAY",
)
def conditional_admin(audit: Audit[Options]) -> Iterator[Hit]:
    """Find permission schemes that let reporters, assignees or people in a field browse or administer projects.

    Why it matters: whoever is written into a work item has the permission, so no list of who has it can be complete.
    Jira shows a project to everybody who could be its reporter, and that is everybody who may create work items.

    How to fix: grant Browse Projects and Administer Projects to roles or groups. To show people only their own work
    items, use issue security instead.
    """
    graph = audit.graph
    holders = SchemeHolders(audit.access, (NodeKind.CONDITION,), (READS, ADMINISTERS))
    for scheme in audit.subjects:
        grants = holders.of(scheme)
        if grants:
            permissions = frozenset[str]().union(*(grant.permissions for grant in grants))
            governed = len(list(graph.targets(scheme, EdgeKind.GOVERNS)))
            who = listed([graph.name_of(grant.holder) for grant in grants])
            yield Hit(
                scheme,
                f"The scheme {graph.name_of(scheme)} of {counted(governed, 'project')} grants "
                f"{listed(names_of(permissions))} by work item: {who}.",
                paths=tuple((graph.step(grant.holder, scheme, grant.key),) for grant in grants),
                details={"permissions": sorted(permissions), "projects": governed},
            )
