"""What somebody could give themselves: administrators of a site or its organisation may change who has access.

Administer Jira lets its holder change every project's configuration without granting Browse Projects by itself; so this
is never called access, only attainable. Source:
https://support.atlassian.com/jira-cloud-administration/docs/manage-global-permissions/
"""

from collections.abc import Iterator

from graph_audit.core.kinds import EdgeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import tenant_id, tenant_of
from graph_audit.graph.path import AccessPath

__all__ = ["attainable_paths"]


def attainable_paths(graph: AccessGraph, user: str, resource: str) -> Iterator[AccessPath]:
    """Every path from a user to the administration of the resource's tenant or organisation, in a stable order."""
    tenant = tenant_id(tenant_of(resource))
    if tenant not in graph:
        return
    administered = {tenant, *graph.targets(tenant, EdgeKind.PART_OF)}
    for holder, first in [(user, ()), *_through_groups(graph, user)]:
        for role in graph.targets(holder, EdgeKind.ADMINISTERS):
            for what in sorted(administered.intersection(graph.targets(role, EdgeKind.ADMINISTERS))):
                last = (
                    *graph.steps(holder, role, EdgeKind.ADMINISTERS),
                    *graph.steps(role, what, EdgeKind.ADMINISTERS),
                )
                yield (*first, *last)


def _through_groups(graph: AccessGraph, user: str) -> Iterator[tuple[str, AccessPath]]:
    for group in graph.targets(user, EdgeKind.MEMBER_OF):
        yield group, tuple(graph.steps(user, group, EdgeKind.MEMBER_OF))
