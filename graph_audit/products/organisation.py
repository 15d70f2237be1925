"""Atlassian Administration: directories, workspaces, accounts and groups of the organisation.

Source: https://developer.atlassian.com/cloud/admin/organization/rest/ (version 2; the GET lists of users and groups end
on 2027-06-30, so the searches are used). POST here means search: nothing is changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from graph_audit.client.paging import CursorPaging, Single
from graph_audit.core.kinds import EdgeKind, ScopeKind
from graph_audit.graph.access_graph import AccessGraph, Provenance
from graph_audit.graph.ids import admin_role_id, directory_id, group_id, org_id, tenant_id, user_id
from graph_audit.products.claims import Claims
from graph_audit.products.definition import Product, Recheck, Table
from graph_audit.products.group_sizes import groups_to_ask_again, short_of_members, sizes_in
from graph_audit.products.organisation_rows import (
    CountRow,
    DirectoryRow,
    GroupRow,
    NamedRef,
    OrganisationRow,
    ProductAccess,
    UserRow,
    WorkspaceRow,
)
from graph_audit.products.records import Record, Records

__all__ = ["ADMIN_ROLES", "ORGANISATION"]

ADMIN_ROLES = {
    "atlassian/org-admin": "Organisation admin",
    "atlassian/site-admin": "Site admin",
    "atlassian/user-access-admin": "User access admin",
    "atlassian/admin": "Product admin",
}
"""Platform roles that let their holder manage access; https://developer.atlassian.com/cloud/admin/organization/rest/."""
_OF_EVERYTHING = frozenset({"atlassian/org-admin"})
"""Of the others an account's row does not tell on which sites and products they count: its role assignments do."""

_KEY_WITHOUT_SCOPES = (
    "Create an organisation API key without scopes at admin.atlassian.com > Organization settings > API keys."
)


_SUSPENDED = "suspended"
_SETTLED = ("account_type", "account_status", "managed", "mfa")
"""What every row of an account must say alike to be known."""
_USERS = "/admin/v2/orgs/{org}/directories/{directory}/users/search"
_EXPAND_USERS = ["groups", "productAccess", "platformRoles", "counts.resources"]
_SEARCH = CursorPaging(rows_at="data", send_in="body", limit=100)


def _count(name: str, of: str) -> Table:
    return Table(
        name=name,
        scope=ScopeKind.DIRECTORY,
        path=f"/admin/v2/orgs/{{org}}/directories/{{directory}}/{of}/count",
        paging=Single(),
        model=CountRow,
        right="an organisation API key without scopes",
        remedy=_KEY_WITHOUT_SCOPES,
        never_empty=True,
        optional=True,
    )


TABLES = (
    Table(
        name="organisation",
        scope=ScopeKind.ORGANISATION,
        path="/admin/v1/orgs/{org}",
        paging=Single(rows_at="data"),
        model=OrganisationRow,
        right="an organisation API key with read:orgs:admin",
        remedy=_KEY_WITHOUT_SCOPES,
        never_empty=True,
    ),
    Table(
        name="directories",
        scope=ScopeKind.ORGANISATION,
        path="/admin/v2/orgs/{org}/directories",
        paging=CursorPaging(rows_at="data", send_in="query", repeat_parameters=False),
        model=DirectoryRow,
        right="an organisation API key with read:directories:admin",
        remedy=_KEY_WITHOUT_SCOPES,
        never_empty=True,
    ),
    Table(
        name="workspaces",
        scope=ScopeKind.ORGANISATION,
        path="/admin/v2/orgs/{org}/workspaces",
        method="POST",
        body={},
        # "cursor must be alone": https://developer.atlassian.com/cloud/admin/organization/rest/
        paging=CursorPaging(rows_at="data", send_in="body", repeat_parameters=False, limit=100),
        model=WorkspaceRow,
        right="an organisation API key with read:workspaces:admin",
        remedy=_KEY_WITHOUT_SCOPES,
        never_empty=True,
    ),
    Table(
        name="users",
        scope=ScopeKind.DIRECTORY,
        path=_USERS,
        method="POST",
        body={"membershipStatus": ["active", "suspended"], "expand": _EXPAND_USERS},
        paging=_SEARCH,
        model=UserRow,
        right="an organisation API key without scopes",
        remedy=_KEY_WITHOUT_SCOPES,
    ),
    Table(
        name="unaffiliated_users",
        scope=ScopeKind.ORGANISATION,
        path=_USERS.replace("{directory}", "-"),
        method="POST",
        body={"membershipStatus": ["no_membership"], "expand": _EXPAND_USERS},
        paging=_SEARCH,
        model=UserRow,
        right="an organisation API key without scopes",
        remedy=_KEY_WITHOUT_SCOPES,
    ),
    Table(
        name="groups",
        scope=ScopeKind.DIRECTORY,
        path="/admin/v2/orgs/{org}/directories/{directory}/groups/search",
        method="POST",
        body={"expand": ["counts.users", "counts.resources"]},
        paging=_SEARCH,
        model=GroupRow,
        right="an organisation API key without scopes",
        remedy=_KEY_WITHOUT_SCOPES,
    ),
    _count("user_count", "users"),
    _count("group_count", "groups"),
    Table(
        name="group_recounts",
        scope=ScopeKind.DIRECTORY,
        path=_USERS,
        method="POST",
        body={"groupIds": ["{0}"], "membershipStatus": ["active", "suspended"], "expand": _EXPAND_USERS},
        paging=_SEARCH,
        model=UserRow,
        right="an organisation API key without scopes",
        remedy=_KEY_WITHOUT_SCOPES,
        parent="groups",
        recheck=Recheck(reads=("groups", "users"), parents=groups_to_ask_again),
        missing_node=lambda _, of: group_id(of[0]),
    ),
)


def compile_organisation(records: Records, graph: AccessGraph) -> None:
    """Add the organisation, its directories, tenants, accounts, groups and memberships."""
    manifest = records.snapshot.manifest
    organisation = org_id(manifest.organisation.id)
    graph.add_entity(organisation, name=manifest.organisation.name or None)
    graph.add_scope(organisation, ScopeKind.ORGANISATION)
    for about in records.each(OrganisationRow, "organisation"):
        graph.add_entity(organisation, records=[about.reference(about.row.id)])
    for tenant in manifest.tenants:
        node = graph.add_entity(
            tenant_id(tenant.cloud_id), name=tenant.name, url=tenant.url or None, products=tuple(tenant.products)
        )
        graph.link(node, EdgeKind.PART_OF, organisation)
    _describe_tenants(records, graph)
    for directory in records.each(DirectoryRow, "directories"):
        row = directory.row
        node = graph.add_entity(
            directory_id(row.directory_id), name=row.name or None, records=[directory.reference(row.directory_id)]
        )
        graph.link(node, EdgeKind.PART_OF, organisation, records=[directory.reference(row.directory_id)])
    for group in records.each(GroupRow, "groups"):
        _add_group(graph, group)
    claims = Claims(records, graph, "account", dict.fromkeys(_SETTLED, "unknown"))
    suspended = []
    for user in records.each(UserRow, "users", "unaffiliated_users", "group_recounts"):
        node = _add_user(graph, claims, user, organisation)
        if user.row.membership_status == _SUSPENDED:
            suspended.append((node, user))
        else:
            _place(graph, node, user, membership_status=user.row.membership_status)
    claims.settle()
    _place_suspended(records, graph, suspended)
    _compare_sizes(records, graph)
    _compare_counts(records, graph)


def _describe_tenants(records: Records, graph: AccessGraph) -> None:
    """Tell of each tenant what its workspaces do: one row for each product, whose figures are kept apart."""
    told: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for workspace in records.each(WorkspaceRow, "workspaces"):
        node = tenant_id(workspace.row.cloud_id)
        if node not in graph:
            continue
        about = workspace.row.attributes or WorkspaceRow.Attributes()
        graph.add_entity(node, records=[workspace.reference(workspace.row.id)], sandbox=bool(about.sandbox) or None)
        figures = {"plans": workspace.row.plan, "statuses": about.status, "capacity": about.capacity}
        for attribute, value in {**figures, "usage": about.usage}.items():
            if isinstance(value, str | int) and not isinstance(value, bool):
                told[node][attribute].add(f"{workspace.row.product}={value}")
    for node, attributes in told.items():
        graph.nodes[node].update({attribute: tuple(sorted(values)) for attribute, values in attributes.items()})


def _add_group(graph: AccessGraph, record: Record[GroupRow]) -> None:
    row = record.row
    node = graph.add_entity(
        group_id(row.id),
        name=row.name,
        description=row.description,
        synced=row.external_synced,
        users_count=row.counts.users,
        resources_count=row.counts.resources,
        records=[record.reference(row.id)],
    )
    graph.add_scope(node, record.scope)
    _place(graph, node, record)


def _compare_sizes(records: Records, graph: AccessGraph) -> None:
    """Doubt the members of each group of which the server counts more than the whole scan found."""
    for group in short_of_members(sizes_in(graph)):
        for scope in graph.nodes[group].get("scopes", ()):
            records.lack("users", scope, group, "with more members by the server's count than were found")


def _compare_counts(records: Records, graph: AccessGraph) -> None:
    """Note directories of which the server counts more than its list had.

    What exactly is counted is not documented: it makes no table incomplete, but a reader should know.
    """
    for table, listed in (("user_count", "users"), ("group_count", "groups")):
        rows = {entry.scope: entry.rows for entry in records.snapshot.coverage.of(listed) if entry.is_whole}
        for told in records.each(CountRow, table):
            found, counted_ = rows.get(told.scope), told.row.count
            if found is not None and counted_ > found:
                name = graph.name_of(directory_id(told.scope_id))
                noun = f"directory ({name})"
                records.note(noun, f"said to have {counted_:,} {listed}, of which {found:,} were listed")


def _place_suspended(records: Records, graph: AccessGraph, suspended: Iterable[tuple[str, Record[UserRow]]]) -> None:
    """Who is suspended in one directory may be active in another: where that cannot be seen, it is not known."""
    gaps = {entry.scope for entry in records.coverage().of("users") if not entry.is_whole}
    for node, record in suspended:
        is_sure = not gaps - {record.scope}
        _place(graph, node, record, membership_status=_SUSPENDED if is_sure else None)
        known = graph.nodes[node]
        if not is_sure and known["account_status"] == "active":
            known["account_status"] = "unknown"


def _add_user(graph: AccessGraph, claims: Claims, record: Record[UserRow], organisation: str) -> str:
    row = record.row
    node = graph.add_entity(
        user_id(row.account_id),
        name=row.name or None,
        email=row.email,
        email_verified={True: "yes", False: "no", None: None}[row.email_verified],
        added=row.added_to_org,
        records=[record.reference(row.account_id)],
    )
    claims.add(
        node,
        record.place,
        account_type=row.account_type,
        account_status=row.account_status,
        managed={"managed": "yes", "unmanaged": "no"}.get(row.claim_status or "", "unknown"),
        mfa={True: "yes", False: "no", None: "unknown"}[row.mfa_enabled],
    )
    graph.add_scope(node, record.scope)
    moments = [access.last_active_timestamp or "" for access in row.product_access]
    if last := max([*moments, graph.nodes[node].get("last_active", "")]):  # rows of several directories may differ
        graph.nodes[node]["last_active"] = last
    for group in (*row.groups, *(NamedRef(id=group) for group in record.of)):  # asked for by group, or telling them
        target = graph.add_entity(group_id(group.id), name=group.name)
        graph.link(node, EdgeKind.MEMBER_OF, target, provenance=(Provenance(record.place, "source/target"),))
    for role in ADMIN_ROLES.keys() & set(row.platform_roles):
        limited = True if role not in _OF_EVERYTHING else None
        target = graph.add_entity(admin_role_id(organisation, role), name=ADMIN_ROLES[role], limited=limited)
        graph.link(node, EdgeKind.ADMINISTERS, target, provenance=(Provenance(record.place, "source"),))
        graph.link(target, EdgeKind.ADMINISTERS, organisation)
    for access, tenant in _known_tenants(graph, row):
        graph.link(
            node,
            EdgeKind.USES_PRODUCT,
            tenant,
            qualifier=access.key,
            product=access.key,
            last_active=access.last_active_timestamp,
            provenance=(Provenance(record.place, "source"),),
        )
    return node


def _known_tenants(graph: AccessGraph, row: UserRow) -> Iterator[tuple[ProductAccess, str]]:
    for access in row.product_access:
        tenant = tenant_id(access.cloud_id)
        if tenant in graph:
            yield access, tenant


def _place(graph: AccessGraph, node: str, record: Record[Any], **attributes: Any) -> None:
    if not record.scope_id:
        return
    directory = graph.add_entity(directory_id(record.scope_id))
    graph.link(node, EdgeKind.IN_DIRECTORY, directory, provenance=(Provenance(record.place, "source"),), **attributes)


ORGANISATION = Product(id="organisation", tables=TABLES, compile=compile_organisation)
