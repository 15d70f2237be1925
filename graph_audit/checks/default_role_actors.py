"""The check ``default-role-actors``."""

from collections.abc import Iterator
from typing import Any

from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.holdings import ADD_ON_ROLE
from graph_audit.checks.tables import DEFAULT_ACTORS
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind, Severity
from graph_audit.graph.ids import tenant_id, tenant_of

__all__ = ["default_role_actors"]


def _roles_for_people(audit: Audit[Any]) -> Iterator[str]:
    roles = audit.graph.of_kind(NodeKind.DEFAULT_ROLE)
    return (role for role in roles if audit.graph.attribute(role, "name") != ADD_ON_ROLE)


@check(
    title="Every new project begins with people in a role",
    severity=Severity.MEDIUM,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=(presence(*DEFAULT_ACTORS),),
    subjects=_roles_for_people,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.8.2")),
    bad="""
        tenant:t name=harbour
        group:staff -default_actor_in-> default_role:t:10
    """,
    good="""
        tenant:t name=harbour
        default_role:t:10 name=Viewers
        group:staff -actor_in-> role:t:PAY:10
    """,
)
def default_role_actors(audit: Audit[Options]) -> Iterator[Hit]:
    """Find roles of a site into which Jira puts people or groups whenever somebody makes a company-managed project.

    Why it matters: nobody decides about these entries: they are there before the project has an administrator, and
    whoever makes a confidential project does not expect them. Projects that exist already keep what they got.

    How to fix: remove the default members from the role in Jira's settings, under project roles, and let each project
    name its own.
    """
    graph = audit.graph
    for role in audit.subjects:
        actors = list(graph.sources(role, EdgeKind.DEFAULT_ACTOR_IN))
        if actors:
            tenant = tenant_id(tenant_of(role))
            site = graph.name_of(tenant) if tenant in graph else tenant_of(role)
            yield Hit(
                role,
                f"Every new project of {site} begins with {listed([graph.name_of(actor) for actor in actors])} in the "
                f"role {graph.name_of(role)}.",
                paths=tuple(
                    (step,) for actor in actors for step in graph.steps(actor, role, EdgeKind.DEFAULT_ACTOR_IN)
                ),
                details={"actors": actors},
            )
