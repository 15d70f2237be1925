"""The check ``open-to-all-licensed``."""

from collections.abc import Iterator

from graph_audit.access.permission_sets import WRITES
from graph_audit.access.remarks import ADMINISTERS, READS
from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.needs import SCHEMES_OF_PROJECTS
from graph_audit.checks.scheme_holders import SchemeHolders, exposed_projects, names_of
from graph_audit.checks.subjects import projects
from graph_audit.checks.tables import APPLICATION_ROLES
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity

__all__ = ["open_to_all_licensed"]


@check(
    title="Everybody with product access can use the project",
    severity=Severity.HIGH,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=(*SCHEMES_OF_PROJECTS, presence(*APPLICATION_ROLES)),
    subjects=projects,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.8.3")),
    bad="any_licensed:t -holds EDIT_ISSUES-> scheme:t:0 -governs-> project:t:PAY",
    good="group:devs -holds EDIT_ISSUES-> scheme:t:0 -governs-> project:t:PAY",
)
def open_to_all_licensed(audit: Audit[Options]) -> Iterator[Hit]:
    """Find projects on which any logged-in user may write or administer, which is high; or just browse, which is low.

    Why it matters: everybody who gets the product gets these projects: contractors, customers, the account that
    somebody invited yesterday. The schemes that Jira brings are like that, so it is seldom a decision.

    How to fix: replace "Any logged in user" in the scheme by a project role or a group. One change in a scheme closes
    all projects that it governs; make a scheme of its own for those that are to stay open.

    Upper bound: issue security may hide single work items from people who can browse the project.
    """
    holders = SchemeHolders(audit.access, (NodeKind.ANY_LICENSED,), {READS, ADMINISTERS, *WRITES})
    name_of = audit.graph.name_of
    yield from exposed_projects(
        audit,
        holders,
        lambda project, permissions: (
            f"Everybody with product access has {listed(names_of(permissions))} on the project {name_of(project)}."
        ),
        lambda permissions: Severity.LOW if permissions == {READS} else None,
    )
