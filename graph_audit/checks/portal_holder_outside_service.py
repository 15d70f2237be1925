"""The check ``portal-holder-outside-service``."""

from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check
from graph_audit.checks.needs import SCHEMES_OF_PROJECTS
from graph_audit.checks.scheme_holders import SchemeHolders, exposed_projects, names_of
from graph_audit.checks.subjects import projects
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity

__all__ = ["portal_holder_outside_service"]

_SERVICE = "service_desk"


@check(
    title="Portal customers hold grants on a project without a portal",
    severity=Severity.MEDIUM,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=SCHEMES_OF_PROJECTS,
    subjects=projects,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.8.3")),
    bad="portal_customers:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
    good="""
        project:t:HELP type=service_desk
        portal_customers:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:HELP
    """,
)
def portal_holder_outside_service(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find projects that are no service projects although their scheme grants to customers of the portal.

    Why it matters: such a project has no portal, so the grant does nothing today. It shows that the scheme of a
    service project is used where it was not meant, mostly with its other grants, and it works again once the project
    becomes a service project.

    How to fix: give the project a scheme that is meant for it.
    """
    graph = audit.graph
    holders = SchemeHolders(audit.access, (NodeKind.PORTAL_CUSTOMERS,))
    hits = exposed_projects(
        audit,
        holders,
        lambda project, permissions: (
            f"Customers of the portal hold {listed(names_of(permissions))} on {graph.name_of(project)}, "
            "which is no service project."
        ),
    )
    for hit in hits:
        kind = graph.attribute(hit.subject, "type")
        if not kind:
            yield Undecided(hit.subject, "of which type the project is is not known")
        elif kind != _SERVICE:
            yield hit
