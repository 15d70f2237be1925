"""What must be said beside an answer so that nobody reads more into it than it says."""

from collections.abc import Iterator

from graph_audit.access.engine import Access
from graph_audit.core.kinds import NodeKind
from graph_audit.graph.ids import tenant_id, tenant_of

__all__ = ["ADMINISTERS", "READS", "remarks"]

READS = "BROWSE_PROJECTS"
"""Without this permission no other one on a resource is of use."""
ADMINISTERS = "ADMINISTER_PROJECTS"
"""Whose holders the Free plan makes of everybody."""


def remarks(access: Access, permission: str, resource: str, user: str | None = None) -> Iterator[str]:
    """One sentence for each thing that bounds the answer about a permission on a resource.

    Args:
        access: the access engine.
        permission: its key.
        resource: project node.
        user: the account in question; None for everybody.

    Sources: https://support.atlassian.com/jira-cloud-administration/docs/manage-project-permissions/ (Browse Projects),
    https://support.atlassian.com/jira-cloud-administration/docs/configure-issue-security-schemes/,
    https://support.atlassian.com/jira-cloud-administration/docs/archive-a-project/.
    """
    graph = access.graph
    if graph.attribute(resource, "archived"):
        yield "The project is archived: whatever is granted, only reading by a direct link works."
    hidden = graph.attribute(resource, "issue_security")
    if permission == READS and hidden:
        yield f"An upper bound: issue security ({', '.join(hidden)}) may hide single work items."
    tenant = tenant_id(tenant_of(resource))
    plans = graph.attribute(tenant, "plans") or () if tenant in graph else ()
    if permission == ADMINISTERS and any(_is_free(plan) for plan in plans):
        yield "The site is on the Free plan: there everybody may be an administrator of every project."
    granting = [source for source in access.grants_on(resource) if permission in source.permissions]
    if any(source.holder_kind == NodeKind.ANYONE for source in granting):
        yield "Anyone on the internet has it, unless a data security policy blocks it: those cannot be read."
    if user is not None:
        yield from _about(access, user, permission, resource)


def _is_free(plan: str) -> bool:
    product, _, name = plan.partition("=")
    return product.startswith("jira") and name.upper() == "FREE"


def _about(access: Access, user: str, permission: str, resource: str) -> Iterator[str]:
    answer = access.explain(user, permission, resource).answer
    if permission == READS or answer == "no":
        return
    if access.explain(user, READS, resource).answer == "no":
        yield "Inert without Browse Projects, which the account does not have there."
    gated = access.gated_permission(resource)
    if gated and permission != gated and access.gate(user, gated, resource)[1] is not True:
        yield "An upper bound: in service projects less may work without product access to Jira Service Management."
