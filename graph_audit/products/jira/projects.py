"""How Jira's projects, roles and permission schemes become nodes and edges."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from graph_audit.core.kinds import EdgeKind, Gap, NodeKind
from graph_audit.graph.access_graph import AccessGraph, Provenance
from graph_audit.graph.ids import (
    ANYONE,
    any_licensed_id,
    app_role_id,
    condition_id,
    default_role_id,
    local_id,
    portal_customers_id,
    project_id,
    role_id,
    scheme_id,
    tenant_id,
    tenant_of,
    unknown_id,
    user_id,
)
from graph_audit.products.claims import Claims
from graph_audit.products.jira.people import GroupNames
from graph_audit.products.jira.roles import roles_by_project, roles_of
from graph_audit.products.jira.rows import (
    ActorRow,
    GrantRow,
    ProjectRolesRow,
    ProjectRow,
    ProjectSchemeRow,
    RoleRow,
    SchemeRow,
    SiteRoleRow,
)
from graph_audit.products.records import Record, Records

__all__ = ["add_projects", "mark_unknown_accounts"]

_CONDITIONS = {
    "reporter": "Reporter",
    "assignee": "Assignee",
    "userCustomField": "User in custom field",
    "groupCustomField": "Group in custom field",
}
_GROUP_ACTOR = "atlassian-group-role-actor"
_USER_ACTOR = "atlassian-user-role-actor"
_LEAD = "lead"
GrantRecords = tuple[tuple[str, str], ...]
"""Pairs of a permission and the reference of the record that grants it."""
_COMMON_PERMISSIONS = frozenset({"ADMINISTER_PROJECTS", "BROWSE_PROJECTS"})
"""Asked for even where no scheme could be read; all others are taken from the schemes, because apps add their own."""


def add_projects(records: Records, graph: AccessGraph, groups: GroupNames) -> None:
    """Add projects, their roles with actors, their schemes, and what each scheme grants on them."""
    _add_each_project(records, graph)
    with_known_roles = set()
    for roles in records.each(ProjectRolesRow, "project_roles"):
        with_known_roles.add(project_id(roles.scope_id, roles.of[0]))
        for role, name in roles.row.ids.items():
            _add_role(graph, (roles.scope_id, roles.of[0], role), name, roles.reference(roles.of[0]))
    told = {_add_actors(records, graph, groups, role) for role in records.each(RoleRow, "role_actors")}
    with_known_roles |= _add_roles_of_sites(records, graph)
    for role in graph.of_kind(NodeKind.ROLE):
        if role not in told:
            _mark_unread(graph, role)
    for default in records.each(SiteRoleRow, "roles"):
        if not default.row.project:  # new projects of no other project
            _add_default_actors(records, graph, groups, default)
    schemes = _Schemes(records, graph, groups, with_known_roles)
    for scheme in records.each(SchemeRow, "permission_schemes"):
        schemes.add(scheme)
    for governed in records.each(ProjectSchemeRow, "project_schemes"):
        schemes.govern(governed)
    schemes.mark_unread()


def _add_each_project(records: Records, graph: AccessGraph) -> None:
    """Add the projects; one counts as live when any row says so, and its lead as unknown when rows name several."""
    claims = Claims(records, graph, "project", {"archived": False, "style": None, "type": None, "lead": None})
    for project in records.each(ProjectRow, "projects"):
        _add_project(graph, claims, project)
    for node, attribute in claims.settle():
        if attribute == "lead":
            lead = graph.add_entity(unknown_id("lead", local_id(node)), name="One of several leads")
            graph.add_entity(node, lead=lead)


def _add_project(graph: AccessGraph, claims: Claims, record: Record[ProjectRow]) -> None:
    row, cloud_id = record.row, record.scope_id
    lead = user_id(row.lead.account_id) if row.lead and row.lead.account_id else None
    if lead and row.lead:
        graph.add_entity(lead, name=row.lead.display_name or None)
    is_service = row.project_type_key == "service_desk"
    node = graph.add_entity(
        project_id(cloud_id, row.id),
        name=row.name or row.key,
        key=row.key,
        category=row.project_category.name if row.project_category else None,
        updated=row.insight.last_issue_update_time if row.insight else None,
        gated_permission="SERVICEDESK_AGENT" if is_service else None,
        gated_by="jira-servicedesk" if is_service else None,
        records=[record.reference(row.id)],
    )
    claims.add(node, record.place, archived=row.archived, style=row.style, type=row.project_type_key, lead=lead)
    graph.add_scope(node, record.scope)
    graph.link(node, EdgeKind.IN_TENANT, tenant_id(cloud_id), provenance=(Provenance(record.place, "source"),))


def _add_roles_of_sites(records: Records, graph: AccessGraph) -> set[str]:
    """Where the list of all roles was read instead of each project's own: add those whose actors are missing.

    A role that has no record is unread where the actors have gaps, and else none of the project's.

    Returns:
        The projects whose roles are known by that list.
    """
    coverage = records.coverage()
    spared = {entry.scope for entry in coverage.of("project_roles") if entry.gap is Gap.NOT_IN_THIS_MODE}
    gaps = {tenant_of(entry.scope): entry for entry in coverage.of("role_actors") if not entry.is_whole}
    told: dict[str, list[Record[SiteRoleRow]]] = defaultdict(list)
    for record in records.each(SiteRoleRow, "roles"):
        if record.scope in spared:
            told[record.scope_id].append(record)
    roles = {cloud_id: roles_by_project(record.row for record in of_site) for cloud_id, of_site in told.items()}
    known = {project for project in graph.of_kind(NodeKind.PROJECT) if tenant_of(project) in roles}
    for project in sorted(known):
        cloud_id, number = tenant_of(project), local_id(project)
        gap = gaps.get(cloud_id)
        if gap is not None and (not gap.missing or project in gap.missing):
            for role in roles_of(number, graph.nodes[project].get("style"), roles[cloud_id]):
                reference = told[cloud_id][0].reference(role.id)
                _add_role(graph, (cloud_id, number, role.id), role.name, reference)
    return known


def _add_role(graph: AccessGraph, of: tuple[str, str, str], name: str, reference: str) -> str:
    cloud_id, project, role = of
    project_node = graph.add_entity(project_id(cloud_id, project))
    node = graph.add_entity(
        role_id(cloud_id, project, role), name=name or None, project=project_node, records=[reference]
    )
    graph.add_scope(node, tenant_id(cloud_id))
    graph.link(node, EdgeKind.PART_OF, project_node, records=[reference])
    return node


def _mark_unread(graph: AccessGraph, role: str) -> None:
    """Put somebody unknown into a role whose actors could not be read: access through it is then unknown, not "no"."""
    nobody = graph.add_entity(unknown_id("actors", local_id(role)), name="Actors that could not be read")
    graph.link(nobody, EdgeKind.ACTOR_IN, role)


def _add_actors(records: Records, graph: AccessGraph, groups: GroupNames, record: Record[RoleRow]) -> str:
    project, role = record.of
    reference = record.reference(project, role)
    node = _add_role(graph, (record.scope_id, project, role), record.row.name, reference)
    provenance = (Provenance(record.place, "target/source"),)
    for actor in record.row.actors:
        principal = _actor(graph, groups, record.scope_id, actor)
        if principal.startswith("unknown:"):
            records.doubt("role_actors", record.scope, f"actor of the unknown type {actor.type!r}")
        graph.link(principal, EdgeKind.ACTOR_IN, node, provenance=provenance)
    return node


def _add_default_actors(records: Records, graph: AccessGraph, groups: GroupNames, record: Record[SiteRoleRow]) -> None:
    """Add a role as new projects begin with it.

    Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-project-roles/ (default actors).
    """
    row, reference = record.row, record.reference(record.row.id)
    node = graph.add_entity(default_role_id(record.scope_id, row.id), name=row.name or None, records=[reference])
    graph.add_scope(node, record.scope)
    graph.link(node, EdgeKind.IN_TENANT, tenant_id(record.scope_id), provenance=(Provenance(record.place, "source"),))
    for actor in row.actors:
        principal = _actor(graph, groups, record.scope_id, actor)
        if principal.startswith("unknown:"):
            records.doubt("roles", record.scope, f"default actor of the unknown type {actor.type!r}")
        graph.link(principal, EdgeKind.DEFAULT_ACTOR_IN, node, provenance=(Provenance(record.place, "target"),))


def _actor(graph: AccessGraph, groups: GroupNames, cloud_id: str, actor: ActorRow) -> str:
    if actor.type == _USER_ACTOR and actor.actor_user and actor.actor_user.account_id:
        return graph.add_entity(user_id(actor.actor_user.account_id), name=actor.display_name or None)
    if actor.type == _GROUP_ACTOR:
        group = actor.actor_group
        name = (group.name or group.display_name if group else None) or actor.name or actor.display_name
        return groups.resolve(cloud_id, group.group_id if group else None, name)
    return graph.add_entity(
        unknown_id(actor.type, f"{cloud_id}:{actor.id or actor.display_name}"), name=actor.display_name or actor.type
    )


@dataclass(frozen=True, slots=True)
class _Granted:
    """What one scheme gives to roles (by id) and to the lead, to be laid out on each project that it governs."""

    permissions: dict[str, frozenset[str]] = field(default_factory=dict)
    records: dict[str, GrantRecords] = field(default_factory=dict)

    def add(self, holder: str, records: GrantRecords) -> None:
        """Add grants to a role, or to the lead."""
        self.records[holder] = tuple(sorted({*self.records.get(holder, ()), *records}))
        self.permissions[holder] = frozenset(permission for permission, _ in self.records[holder])


class _Schemes:
    """Permission schemes: holders are tied to the scheme, roles and leads to each governed project.

    A role grants to its own project and never through the scheme's node: a path must not jump from one project to
    another.
    """

    def __init__(
        self, records: Records, graph: AccessGraph, groups: GroupNames, with_known_roles: Collection[str]
    ) -> None:
        self._records = records
        self._graph = graph
        self._groups = groups
        self._with_known_roles = with_known_roles
        self._granted: dict[str, _Granted] = {}
        self._permissions: set[str] = set()

    def add(self, record: Record[SchemeRow]) -> None:
        """Add a scheme and its holders."""
        row, cloud_id = record.row, record.scope_id
        node = self._graph.add_entity(
            scheme_id(cloud_id, row.id),
            name=row.name or None,
            description=row.description,
            records=[record.reference(row.id)],
        )
        self._graph.add_scope(node, record.scope)
        self._graph.link(
            node, EdgeKind.IN_TENANT, tenant_id(cloud_id), provenance=(Provenance(record.place, "source"),)
        )
        if row.permissions is None:
            self._records.doubt("permission_schemes", record.scope, "scheme without its grants")
            return
        by_holder: dict[tuple[str, str | None, str | None], list[GrantRow]] = defaultdict(list)
        self._permissions.update(grant.permission for grant in row.permissions)
        for grant in row.permissions:
            by_holder[(grant.holder.type, grant.holder.value, grant.holder.parameter)].append(grant)
        granted = self._granted.setdefault(node, _Granted())
        for (kind, _, _), grants in by_holder.items():
            records = tuple(
                sorted((grant.permission, record.reference(row.id, grant.id or grant.permission)) for grant in grants)
            )
            if kind == "projectLead":
                granted.add(_LEAD, records)
            elif kind == "projectRole" and grants[0].holder.argument:
                granted.add(grants[0].holder.argument, records)
            else:
                holder = self._holder(record, grants[0])
                permissions = frozenset(permission for permission, _ in records)
                self._graph.link(holder, EdgeKind.HOLDS, node, permissions=permissions, grant_records=records)

    def _holder(self, record: Record[SchemeRow], grant: GrantRow) -> str:
        graph, cloud_id, holder = self._graph, record.scope_id, grant.holder
        tenant, argument = graph.name_of(tenant_id(cloud_id)), holder.argument or ""
        if holder.type == "group" and argument:
            return self._groups.resolve(cloud_id, holder.value, holder.parameter)
        node, name = _virtual_holder(holder.type, argument, cloud_id, tenant)
        if node.startswith(f"{NodeKind.UNKNOWN}:"):
            reason = f"grant to a holder of the unknown type {holder.type!r}"
            self._records.doubt("permission_schemes", record.scope, reason)
        return graph.add_entity(node, name=name)

    def govern(self, record: Record[ProjectSchemeRow]) -> None:
        """Tie a project to its scheme, and its roles and lead to what the scheme grants them."""
        graph, cloud_id = self._graph, record.scope_id
        project = graph.add_entity(project_id(cloud_id, record.of[0]))
        scheme = graph.add_entity(scheme_id(cloud_id, record.row.id), name=record.row.name or None)
        reference = record.reference(record.of[0])
        graph.nodes[project].setdefault("scheme", scheme)
        graph.link(scheme, EdgeKind.GOVERNS, project, scheme=scheme, records=[reference])
        granted = self._granted.get(scheme)
        if granted is None:
            self._records.doubt("permission_schemes", record.scope, f"no grants known of scheme {record.row.id}")
            self._grant_to_unknown(scheme)
            return
        roles = [role for role in granted.permissions if role != _LEAD]
        if project not in self._with_known_roles:
            for role in roles:
                _mark_unread(graph, _add_role(graph, (cloud_id, record.of[0], role), "", reference))
        holders = [(role_id(cloud_id, record.of[0], role), EdgeKind.GRANTS, role) for role in roles]
        holders.append((graph.nodes[project].get("lead", ""), EdgeKind.LEADS, _LEAD))
        for node, kind, holder in holders:
            permissions = granted.permissions.get(holder)
            if node in graph and permissions:
                records = granted.records[holder]
                graph.link(
                    node, kind, project, qualifier=scheme, permissions=permissions, scheme=scheme, grant_records=records
                )

    def mark_unread(self) -> None:
        """Let every project whose scheme could not be read be governed by one of which nothing is known."""
        graph = self._graph
        for project in graph.of_kind(NodeKind.PROJECT):
            if not any(graph.sources(project, EdgeKind.GOVERNS)):
                scheme = graph.add_entity(
                    scheme_id(tenant_of(project), "unread"), name="Permission scheme that could not be read"
                )
                graph.add_scope(scheme, tenant_id(tenant_of(project)))
                graph.link(scheme, EdgeKind.GOVERNS, project, scheme=scheme)
                self._grant_to_unknown(scheme)

    def _grant_to_unknown(self, scheme: str) -> None:
        """Grant every permission to somebody unknown: whoever asks gets "unknown", never "no"."""
        holder = self._graph.add_entity(unknown_id("grants", local_id(scheme)), name="Grants that could not be read")
        permissions = frozenset(self._permissions | _COMMON_PERMISSIONS)
        self._graph.link(holder, EdgeKind.HOLDS, scheme, permissions=permissions)


def _virtual_holder(kind: str, argument: str, cloud_id: str, tenant: str) -> tuple[str, str | None]:
    """Node and name of a holder that is no group: an account, a product, everybody, or a condition."""
    if kind == "applicationRole":
        if argument:
            return app_role_id(cloud_id, argument), None
        return any_licensed_id(cloud_id), f"Any licensed user of {tenant}"
    if kind == "user" and argument:
        return user_id(argument), None
    if kind in _CONDITIONS:
        suffix = f":{argument}" if argument else ""
        return condition_id(cloud_id, kind + suffix), f"{_CONDITIONS[kind]} {argument}".strip()
    others = {
        "anyone": (ANYONE, "Anyone on the internet"),
        "sd.customer.portal.only": (portal_customers_id(cloud_id), f"Portal customers of {tenant}"),
    }
    return others.get(kind, (unknown_id(kind, f"{cloud_id}:{argument}"), f"{kind} {argument}".strip()))


def mark_unknown_accounts(graph: AccessGraph) -> None:
    """Give accounts that no table of accounts told of the type and status ``unknown``: neither human nor exempt."""
    for user in graph.of_kind(NodeKind.USER):
        graph.add_entity(user, account_type="unknown", account_status="unknown", managed="unknown")
