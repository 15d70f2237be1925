"""What somebody could give themselves: never called access, only attainable.

Administrators of a site or its organisation may change who has access: Administer Jira lets its holder change every
project's configuration without granting Browse Projects by itself. Whoever may edit a resource's roles can add
themselves to them. Sources:
https://support.atlassian.com/jira-cloud-administration/docs/manage-global-permissions/ and
https://support.atlassian.com/jira-cloud-administration/docs/manage-project-permissions/
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pyroaring import BitMap

from graph_audit.access.admins import admin_role_paths, administered_by, administrators
from graph_audit.access.engine import Access
from graph_audit.access.gates import is_active
from graph_audit.access.numbering import united
from graph_audit.core.kinds import EdgeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import tenant_id, tenant_of
from graph_audit.graph.path import AccessPath

__all__ = ["EDITS_ROLES", "Attainable", "attainable_by", "attainable_ways"]

EDITS_ROLES = ("ADMINISTER_PROJECTS",)
"""Permissions whose holder may add people to the roles of the resource."""


@dataclass(frozen=True, slots=True)
class Attainable:
    """One way in which somebody could give themselves a permission on a resource.

    Attributes:
        path: to the administration of the tenant or its organisation, or to the resource whose roles they may edit.
        roles: then, the roles of the resource that would give the permission; empty for administration.
    """

    path: AccessPath
    roles: tuple[str, ...] = ()


def attainable_ways(access: Access, user: str, permission: str, resource: str) -> Iterator[Attainable]:
    """Every way, in a stable order, whether or not the user has the permission; none for an account not active."""
    if is_active(access.graph, user) is False:
        return
    yield from (Attainable(path) for path in _administering(access.graph, user, resource))
    roles = _roles_with(access, permission, resource)
    number = access.populations.number(user)
    if roles and number in access.gate_on(permission, resource).passed:
        for editing in EDITS_ROLES:
            if number in access.audience(editing, resource).effective:
                yield from (Attainable(path, roles) for path in access.grant_paths(user, editing, resource))


def attainable_by(access: Access, permission: str, resource: str) -> BitMap:
    """Numbers of the accounts that could give themselves the permission and do not have it."""
    able = _administrators(access, resource) & access.active.passed
    if _roles_with(access, permission, resource):
        editors = united([access.audience(editing, resource).effective for editing in EDITS_ROLES])
        able |= editors & access.gate_on(permission, resource).passed
    return able - access.audience(permission, resource).effective


def _roles_with(access: Access, permission: str, resource: str) -> tuple[str, ...]:
    """The roles of the resource that grant the permission."""
    graph = access.graph
    return tuple(
        holder
        for holder in graph.sources(resource, EdgeKind.GRANTS)
        if any(permission in step.permissions for step in graph.steps(holder, resource, EdgeKind.GRANTS))
    )


def _administered(graph: AccessGraph, resource: str) -> set[str]:
    tenant = tenant_id(tenant_of(resource))
    return {tenant, *graph.targets(tenant, EdgeKind.PART_OF)} if tenant in graph else set()


def _administering(graph: AccessGraph, user: str, resource: str) -> Iterator[AccessPath]:
    """Every path from a user to the administration of the resource's tenant or organisation."""
    administered = _administered(graph, resource)
    for path in admin_role_paths(graph, user):
        role = path[-1].target
        for what in sorted(administered.intersection(administered_by(graph, role))):
            yield (*path, *graph.steps(role, what, EdgeKind.ADMINISTERS))


def _administrators(access: Access, resource: str) -> BitMap:
    graph = access.graph
    roles = {
        role
        for what in _administered(graph, resource)
        for role in graph.sources(what, EdgeKind.ADMINISTERS)
        if not graph.attribute(role, "limited")
    }
    return administrators(graph, access.populations, roles)
