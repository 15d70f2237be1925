"""The check ``unused-scheme``."""

from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, absence, check, presence
from graph_audit.checks.subjects import schemes
from graph_audit.checks.tables import PROJECT_SCHEMES, PROJECTS, SCHEMES
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity

__all__ = ["unused_scheme"]


@check(
    title="Permission scheme governs no project",
    severity=Severity.INFO,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=(presence(*SCHEMES), absence(*PROJECTS), absence(*PROJECT_SCHEMES)),
    subjects=schemes,
    controls=Controls(soc2=("CC6.3",), iso27001=("A.5.15",)),
    bad="group:devs -holds BROWSE_PROJECTS-> scheme:t:7",
    good="group:devs -holds BROWSE_PROJECTS-> scheme:t:7 -governs-> project:t:PAY",
)
def unused_scheme(audit: Audit[Options]) -> Iterator[Hit]:
    """Find permission schemes that no project uses, archived ones included.

    Why it matters: a scheme that nobody keeps up is chosen for the next project because its name fits.

    How to fix: delete it. Jira's default scheme cannot be deleted: make it the strictest, because new projects get it.
    """
    graph = audit.graph
    for scheme in audit.subjects:
        if next(graph.targets(scheme, EdgeKind.GOVERNS), None) is None:
            yield Hit(scheme, f"The scheme {graph.name_of(scheme)} governs no project.")
