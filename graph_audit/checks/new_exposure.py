"""The check ``new-exposure``."""

from collections.abc import Iterator

from graph_audit.access.engine import Access
from graph_audit.checks.definition import Audit, Controls, Hit, Options, check
from graph_audit.checks.needs import SCHEMES_OF_PROJECTS
from graph_audit.checks.scheme_holders import SchemeHolders, names_of, paths_of
from graph_audit.checks.subjects import projects
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity
from graph_audit.findings.finding import Cause

__all__ = ["new_exposure"]


@check(
    title="Anyone on the internet has a permission that they did not have before",
    severity=Severity.HIGH,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=SCHEMES_OF_PROJECTS,
    subjects=projects,
    needs_baseline=True,
    controls=Controls(soc2=("CC6.1", "CC6.6", "CC8.1"), iso27001=("A.5.15", "A.8.3", "A.8.32")),
    bad="""
        anyone -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
        before scheme:t:0 -governs-> project:t:PAY
    """,
    good="""
        anyone -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
        before anyone -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
    """,
)
def new_exposure(audit: Audit[Options]) -> Iterator[Hit]:
    """Find projects that became public, or more public, since the baseline.

    Why it matters: one grant in a scheme, or another scheme for a project, and its work items are on the internet.
    That is seldom meant, and search engines are quick.

    How to fix: remove the grant, or give the project its former scheme. Look into the audit log who changed it.
    """
    graph = audit.graph
    now = SchemeHolders(audit.access, (NodeKind.ANYONE,))
    before = audit.earlier.access if audit.earlier is not None else audit.access
    then = SchemeHolders(before, (NodeKind.ANYONE,))
    for project in audit.subjects:
        found = now.on(project)
        gained = frozenset[str]().union(*(grant.permissions for grant in found)) - _held(before, then, project)
        if gained:
            scheme = found[0].scheme
            yield Hit(
                project,
                f"Anyone on the internet now has {listed(names_of(gained))} on the project {graph.name_of(project)}.",
                paths=tuple(paths_of(graph, [grant for grant in found if gained & grant.permissions], project)),
                cause=Cause(NodeKind.SCHEME, scheme, graph.name_of(scheme)),
                details={"permissions": sorted(gained)},
            )


def _held(access: Access, holders: SchemeHolders, project: str) -> frozenset[str]:
    if project not in access.graph:
        return frozenset()
    return frozenset[str]().union(*(grant.permissions for grant in holders.on(project)))
