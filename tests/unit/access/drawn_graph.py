"""The access graph of a described organisation, built with the shapes that the products give it."""

from collections import defaultdict

from graph_audit.core.kinds import EdgeKind
from graph_audit.graph import ids
from graph_audit.graph.access_graph import AccessGraph

from .description import CONDITIONS


def draw(organisation):
    """What graph_audit.products would compile from the rows of this organisation."""
    graph = AccessGraph()
    for tenant in organisation.tenants:
        graph.add_entity(ids.tenant_id(tenant.id), gate=tenant.gate)
        graph.link(ids.tenant_id(tenant.id), EdgeKind.PART_OF, graph.add_entity(ids.org_id("o")))
    for account in organisation.accounts:
        _draw_account(graph, account)
    for group in organisation.groups:
        graph.add_entity(ids.group_id(group.id), name=group.name)
        for member in group.members:
            graph.link(ids.user_id(member), EdgeKind.MEMBER_OF, ids.group_id(group.id))
    for tenant in organisation.tenants:
        for role in tenant.application_roles:
            _draw_application_role(graph, organisation, tenant, role)
        for project in tenant.projects:
            _draw_project(graph, organisation, tenant, project)
        for scheme in tenant.schemes:
            _draw_scheme(graph, organisation, tenant, scheme)
    for administrator in organisation.administrators:
        _draw_administrator(graph, administrator)
    return graph


def _draw_administrator(graph, administrator):
    where = ids.org_id("o") if administrator.where == "o" else ids.tenant_id(administrator.where)
    holder = ids.user_id if administrator.ref.kind == "user" else ids.group_id
    limited = {"limited": True} if administrator.limited else {}
    role = graph.add_entity(ids.admin_role_id(where, "limited" if administrator.limited else "admin"), **limited)
    graph.link(holder(administrator.ref.id), EdgeKind.ADMINISTERS, role)
    graph.link(role, EdgeKind.ADMINISTERS, where)


def _draw_account(graph, account):
    status = {"account_type": account.type, "app_type": account.app_type, "account_status": account.status}
    user = graph.add_entity(ids.user_id(account.id), **status)
    for directory, membership in account.memberships.items():
        node = graph.add_entity(ids.directory_id(directory))
        graph.link(user, EdgeKind.IN_DIRECTORY, node, membership_status=membership)
    for tenant, active in account.jira_active.items():
        graph.link(user, EdgeKind.IN_TENANT, ids.tenant_id(tenant), jira_active=active)


def _node_of(graph, organisation, tenant, ref):
    if ref.kind == "user":
        return graph.add_entity(ids.user_id(ref.id))
    if ref.kind == "unknown":
        return graph.add_entity(ids.unknown_id("strange", f"{tenant.id}:{ref.id}"))
    if ref.kind == "group":
        return graph.add_entity(ids.group_id(ref.id))
    named = [group.id for group in organisation.groups if group.name == ref.id]
    node = ids.group_id(named[0]) if len(named) == 1 else ids.named_group_id(tenant.id, ref.id)
    return graph.add_entity(node, name=ref.id)


def _draw_application_role(graph, organisation, tenant, role):
    node = graph.add_entity(ids.app_role_id(tenant.id, role.key), key=role.key)
    graph.link(node, EdgeKind.GIVES_ACCESS, graph.add_entity(ids.any_licensed_id(tenant.id)))
    for ref in role.groups:
        graph.link(_node_of(graph, organisation, tenant, ref), EdgeKind.GIVES_ACCESS, node)
    for account in role.direct:
        graph.link(ids.user_id(account), EdgeKind.GIVES_ACCESS, node, method="direct")


def _draw_project(graph, organisation, tenant, project):
    node = graph.add_entity(
        ids.project_id(tenant.id, project.id),
        style=project.style,
        archived=project.archived,
        lead=ids.user_id(project.lead) if project.lead else None,
        gated_permission="SERVICEDESK_AGENT" if project.service_desk else None,
        gated_by="jira-servicedesk" if project.service_desk else None,
    )
    for role, actors in project.actors.items():
        role_node = graph.add_entity(ids.role_id(tenant.id, project.id, role), project=node)
        graph.link(role_node, EdgeKind.PART_OF, node)
        for ref in actors:
            graph.link(_node_of(graph, organisation, tenant, ref), EdgeKind.ACTOR_IN, role_node)


def _draw_scheme(graph, organisation, tenant, scheme):
    node = graph.add_entity(ids.scheme_id(tenant.id, scheme))
    permissions = defaultdict(set)
    for grant in tenant.schemes[scheme]:
        permissions[(grant.holder, grant.ref)].add(grant.permission)
    governed = [project for project in tenant.projects if project.scheme == scheme]
    for project in governed:
        graph.link(node, EdgeKind.GOVERNS, ids.project_id(tenant.id, project.id), scheme=node)
    for (holder, ref), granted in permissions.items():
        if holder not in {"projectLead", "projectRole"}:
            source = _holder(graph, organisation, tenant, holder, ref)
            graph.link(source, EdgeKind.HOLDS, node, permissions=frozenset(granted))
            continue
        for project in governed:
            _grant_on(graph, tenant, project, (holder, ref), frozenset(granted))


def _grant_on(graph, tenant, project, held_by, permissions):
    holder, ref = held_by
    scheme, target = ids.scheme_id(tenant.id, project.scheme), ids.project_id(tenant.id, project.id)
    if holder == "projectLead" and project.lead:
        source, kind = ids.user_id(project.lead), EdgeKind.LEADS
    elif holder == "projectRole" and ref.id in project.actors:
        source, kind = ids.role_id(tenant.id, project.id, ref.id), EdgeKind.GRANTS
    else:
        return
    graph.link(source, kind, target, qualifier=scheme, permissions=permissions, scheme=scheme)


def _holder(graph, organisation, tenant, holder, ref):
    argument = ref.id if ref else ""
    if holder in {"user", "group"}:
        return _node_of(graph, organisation, tenant, ref)
    if holder == "applicationRole":
        node = ids.app_role_id(tenant.id, argument) if argument else ids.any_licensed_id(tenant.id)
    elif holder in CONDITIONS:
        node = ids.condition_id(tenant.id, f"{holder}:{argument}" if argument else holder)
    else:
        virtual = {"anyone": ids.ANYONE, "sd.customer.portal.only": ids.portal_customers_id(tenant.id)}
        node = virtual.get(holder) or ids.unknown_id(holder, f"{tenant.id}:{argument}")
    return graph.add_entity(node)
