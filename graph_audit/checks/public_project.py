"""The check ``public-project``."""

from collections.abc import Iterator

from graph_audit.access.remarks import READS
from graph_audit.checks.definition import Audit, Controls, Hit, Options, check
from graph_audit.checks.needs import SCHEMES_OF_PROJECTS
from graph_audit.checks.scheme_holders import SchemeHolders, exposed_projects
from graph_audit.checks.subjects import projects
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity

__all__ = ["public_project"]


@check(
    title="Anyone on the internet can browse the project",
    severity=Severity.CRITICAL,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=SCHEMES_OF_PROJECTS,
    subjects=projects,
    controls=Controls(soc2=("CC6.1", "CC6.6"), iso27001=("A.5.15", "A.8.3", "A.8.12")),
    bad="anyone -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
    good="any_licensed:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
)
def public_project(audit: Audit[Options]) -> Iterator[Hit]:
    """Find projects that anybody can browse without signing in.

    Why it matters: their work items are found by search engines and read by everybody. Mostly that was wanted for one
    project, and the scheme was used for others later.

    How to fix: remove the grant to "Anyone on the web" from the scheme; a project that is to be public gets a scheme
    of its own.

    Upper bound: a data security policy may block public access, and issue security may hide single work items;
    policies of that kind cannot be read.
    """
    name_of = audit.graph.name_of
    holders = SchemeHolders(audit.access, (NodeKind.ANYONE,), (READS,))
    yield from exposed_projects(
        audit, holders, lambda project, _: f"Anyone on the internet can browse the project {name_of(project)}."
    )
