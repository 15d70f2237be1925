"""How Jira's accounts, groups and application roles become nodes and edges."""

from collections import defaultdict

from graph_audit.core.kinds import EdgeKind, Gap, NodeKind
from graph_audit.graph.access_graph import AccessGraph, Provenance
from graph_audit.graph.ids import (
    admin_role_id,
    any_licensed_id,
    app_role_id,
    group_id,
    is_named_group,
    named_group_id,
    tenant_id,
    user_id,
)
from graph_audit.products.jira.accounts import Accounts
from graph_audit.products.jira.rows import ApplicationRoleRow, JiraGroupRow, JiraUserRow, MyselfRow
from graph_audit.products.records import Record, Records

__all__ = ["GroupNames", "add_people"]

_ADMIN_TABLES = {"admin_groups": "jira-admin", "site_admin_groups": "site-admin"}
_ADMIN_NAMES = {"jira-admin": "Jira admin", "site-admin": "Site admin", "user-access-admin": "User access admin"}


class GroupNames:
    """The groups of each tenant by name, for the places where the vendor names a group without its id."""

    def __init__(self, graph: AccessGraph) -> None:
        self._graph = graph
        self._by_name: dict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, cloud_id: str, name: str, node: str) -> None:
        """Tell that a group of the tenant has this name."""
        self._by_name[(cloud_id, name)].add(node)

    def resolve(self, cloud_id: str, group: str | None, name: str | None) -> str:
        """The node of a group that is named by id, or by a name that exactly one of the tenant's groups has.

        A group that cannot be told apart gets a node of its own, named by tenant and name.
        """
        if group:
            return self._graph.add_entity(group_id(group), name=name)
        matches = self._by_name.get((cloud_id, name or ""), set())
        if len(matches) == 1:
            return next(iter(matches))
        return self._graph.add_entity(named_group_id(cloud_id, name or ""), name=name)


def add_people(records: Records, graph: AccessGraph) -> GroupNames:
    """Add what Jira tells of accounts, groups, product access and administrators."""
    names = GroupNames(graph)
    only_jira = not any(entry.has_rows for entry in records.snapshot.coverage.of("groups"))
    for group in records.each(JiraGroupRow, "jira_groups"):
        row = group.row
        group_id_or_name = row.group_id or row.name
        node = names.resolve(group.scope_id, row.group_id, row.name)
        graph.add_entity(node, name=row.name, records=[group.reference(group_id_or_name)])
        names.add(group.scope_id, row.name, node)
        if only_jira:
            graph.add_scope(node, group.scope)
    _add_admin_groups(records, graph, names)
    for myself in records.each(MyselfRow, "myself"):
        graph.add_entity(user_id(myself.row.account_id), name=myself.row.display_name or None)
    accounts = Accounts(records, graph)
    for user in records.each(JiraUserRow, "jira_users"):
        accounts.add(user)
    for member in records.each(JiraUserRow, "group_members"):
        node = accounts.add(member)
        group_node = graph.add_entity(group_id(member.of[0]))
        provenance = (Provenance(member.place, "target/source"),)
        graph.link(node, EdgeKind.MEMBER_OF, group_node, provenance=provenance)
    accounts.settle()
    for role in records.each(ApplicationRoleRow, "application_roles"):
        _add_application_role(graph, names, role)
    for tenant in graph.of_kind(NodeKind.TENANT):
        _settle_gate(records, graph, tenant)
    return names


def _add_admin_groups(records: Records, graph: AccessGraph, names: GroupNames) -> None:
    for table, admin_role in _ADMIN_TABLES.items():
        for group in records.each(JiraGroupRow, table):
            if is_named_group(_add_admin_group(graph, names, group, admin_role)):
                records.doubt(table, group.scope, "group without an id, whose members are not known")


def _add_admin_group(graph: AccessGraph, names: GroupNames, record: Record[JiraGroupRow], role: str) -> str:
    tenant = tenant_id(record.scope_id)
    node = names.resolve(record.scope_id, record.row.group_id, record.row.name)
    add_administrator(graph, node, role, tenant, record.reference(record.row.group_id or record.row.name))
    return node


def add_administrator(graph: AccessGraph, holder: str, role: str, tenant: str, reference: str) -> None:
    """Let an account or group administer a tenant by one of its admin roles."""
    node = graph.add_entity(admin_role_id(tenant, role), name=f"{_ADMIN_NAMES[role]} of {graph.name_of(tenant)}")
    graph.link(holder, EdgeKind.ADMINISTERS, node, records=[reference])
    graph.link(node, EdgeKind.ADMINISTERS, tenant)


def _add_application_role(graph: AccessGraph, names: GroupNames, record: Record[ApplicationRoleRow]) -> None:
    row, cloud_id = record.row, record.scope_id
    reference = record.reference(row.key)
    node = graph.add_entity(
        app_role_id(cloud_id, row.key),
        name=row.name or row.key,
        key=row.key,
        seats=row.number_of_seats,
        seats_left=row.remaining_seats,
        unlimited=row.has_unlimited_seats or None,
        records=[reference],
    )
    graph.add_scope(node, record.scope)
    any_licensed = _any_licensed(graph, cloud_id)
    graph.link(node, EdgeKind.GIVES_ACCESS, any_licensed, records=[reference])
    defaults = {group.name for group in row.default_groups_details}
    for group in row.named_groups:
        graph.link(
            names.resolve(cloud_id, group.group_id, group.name),
            EdgeKind.GIVES_ACCESS,
            node,
            default_group=group.name in defaults or None,
            records=[record.reference(row.key, group.group_id or group.name)],
        )


def _any_licensed(graph: AccessGraph, cloud_id: str) -> str:
    name = f"Any licensed user of {graph.name_of(tenant_id(cloud_id))}"
    return graph.add_entity(any_licensed_id(cloud_id), name=name)


def _settle_gate(records: Records, graph: AccessGraph, tenant: str) -> None:
    """Say how product access is known, and add the access that no group explains.

    Where application roles could not be read, the product access that the accounts' rows tell stands in; without both
    the gate is unknown, which is not "no".
    """
    cloud_id = tenant.partition(":")[2]
    roles = [entry for entry in records.coverage().of("application_roles") if entry.scope == tenant]
    roles_whole = any(entry.is_whole for entry in roles)
    if any(entry.gap is Gap.RIGHT_MISSING for entry in roles):
        # https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-projects/#api-rest-api-3-project-search-get
        records.doubt(
            "projects", tenant, "without Administer Jira, only the projects that the account may see are listed"
        )
    accounts_whole = any(entry.has_rows for entry in records.snapshot.coverage.of("users"))
    gate = "known" if roles_whole else "product_access" if accounts_whole else "unknown"
    graph.nodes[tenant]["gate"] = gate
    for user in graph.sources(tenant, EdgeKind.USES_PRODUCT):
        for edge in graph.succ[user][tenant].values():
            if edge["kind"] == EdgeKind.USES_PRODUCT and edge["product"].startswith("jira"):
                _add_direct_access(graph, user, cloud_id, edge)


def _add_direct_access(graph: AccessGraph, user: str, cloud_id: str, edge: dict[str, object]) -> None:
    role = app_role_id(cloud_id, str(edge["product"]))
    if role in graph and not graph.pred[role].keys().isdisjoint(graph.succ[user]):
        return  # a group explains it
    if role not in graph:
        graph.add_entity(role, name=str(edge["product"]), key=str(edge["product"]))
        graph.link(role, EdgeKind.GIVES_ACCESS, _any_licensed(graph, cloud_id))
    graph.link(user, EdgeKind.GIVES_ACCESS, role, method="direct", provenance=edge["provenance"])
