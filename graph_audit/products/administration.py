"""What else Atlassian Administration tells: verified domains, policies, API keys and tokens, roles on products.

Source: https://developer.atlassian.com/cloud/admin/. Of keys and tokens only what describes them is to be read: label,
owner, expiry, last use.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

from graph_audit.client.paging import CursorPaging
from graph_audit.core.clock import parse_time
from graph_audit.core.kinds import EdgeKind, ScopeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import directory_id, group_id, tenant_id, user_id
from graph_audit.products.definition import Product, RowModel, Table, none_as_empty
from graph_audit.products.inventory import add_inventory
from graph_audit.products.inventory_rows import ApiKeyRow, ApiTokenRow, DomainRow, PolicyRow, Texts
from graph_audit.products.jira.people import add_administrator
from graph_audit.products.jira.rows import MyselfRow
from graph_audit.products.organisation import ADMIN_ROLES
from graph_audit.products.organisation_rows import site_of
from graph_audit.products.records import Records

__all__ = ["ADMINISTRATION", "endings", "ends_soon"]

SOON = timedelta(days=30)
"""How far ahead the end of an API key is told."""

_ANY_KEY = "an organisation API key without scopes, or one with {scope}"
_REMEDY = "Create an organisation API key without scopes at admin.atlassian.com > Organization settings > API keys."


SITE_ROLES = {
    "atlassian/admin": "jira-admin",
    "atlassian/site-admin": "site-admin",
    "atlassian/user-access-admin": "user-access-admin",
}
"""Roles on a site that let their holder manage access there; that of a product counts for Jira only."""


class GroupRoleRow(RowModel):
    """What the members of a group are on one resource."""

    resource_id: str | None = None
    resource_owner: str
    roles: Texts


class UserRoleRow(RowModel):
    """What an account is on one resource, and how it came to be: ``direct``, ``group_direct`` or ``inferred``."""

    class Assignment(RowModel):
        """One role."""

        role: str
        role_assignment_methods: Texts = ()

    resource_id: str | None = None
    resource_owner: str
    directory_id: str | None = None
    role_assignments: Annotated[tuple[Assignment, ...], BeforeValidator(none_as_empty)] = ()


def _group_with_roles(_: tuple[str, ...], row: Any) -> Iterable[tuple[str, ...]]:
    """Every group, but those that the server says to have none."""
    counts = row.get("counts")
    none = isinstance(counts, Mapping) and counts.get("resources") == 0
    return [] if none else [(row["id"],)]


def _administrator(_: tuple[str, ...], row: Any) -> Iterable[tuple[str, ...]]:
    roles = row.get("platformRoles")
    administers = isinstance(roles, list) and any(role in ADMIN_ROLES for role in roles if isinstance(role, str))
    return [(row["accountId"],)] if administers else []


def _right(scope: str) -> str:
    return _ANY_KEY.format(scope=scope)


_BY_URL = CursorPaging(rows_at="data", send_in="query")
_BY_CURSOR = CursorPaging(rows_at="data", send_in="query", limit=100)
_LARGE_PAGES = (("pageSize", "1000"),)

TABLES = (
    Table(
        name="domains",
        scope=ScopeKind.ORGANISATION,
        path="/admin/v1/orgs/{org}/domains",
        paging=_BY_URL,
        model=DomainRow,
        right="an organisation API key without scopes",
        remedy=_REMEDY,
        optional=True,
    ),
    Table(
        name="policies",
        scope=ScopeKind.ORGANISATION,
        path="/admin/v1/orgs/{org}/policies",
        paging=_BY_URL,
        model=PolicyRow,
        right="an organisation API key without scopes, and a plan that has policies",
        remedy=_REMEDY,
        optional=True,
        plan="Atlassian Guard Standard, or a Premium plan",
    ),
    Table(
        name="api_keys",
        scope=ScopeKind.ORGANISATION,
        path="/admin/api-access/v1/orgs/{org}/api-keys",
        params=_LARGE_PAGES,
        paging=_BY_URL,
        model=ApiKeyRow,
        right=_right("read:keys:admin"),
        remedy=_REMEDY,
        optional=True,
    ),
    Table(
        name="api_tokens",
        scope=ScopeKind.ORGANISATION,
        path="/admin/api-access/v1/orgs/{org}/api-tokens",
        params=_LARGE_PAGES,  # without it the server fails: https://developer.atlassian.com/cloud/admin/api-access/
        paging=_BY_URL,
        model=ApiTokenRow,
        right=_right("read:tokens:admin"),
        remedy=_REMEDY,
        optional=True,
    ),
    Table(
        name="group_role_assignments",
        scope=ScopeKind.DIRECTORY,
        path="/admin/v2/orgs/{org}/directories/{directory}/groups/{0}/role-assignments",
        paging=_BY_CURSOR,
        model=GroupRoleRow,
        right=_right("read:groups:admin"),
        remedy=_REMEDY,
        parent="groups",
        parents_of=_group_with_roles,
        optional=True,
    ),
    Table(
        name="user_role_assignments",
        scope=ScopeKind.DIRECTORY,
        path="/admin/v2/orgs/{org}/directories/{directory}/users/{0}/role-assignments",
        paging=_BY_CURSOR,
        model=UserRoleRow,
        right=_right("read:directories:admin"),
        remedy=_REMEDY,
        parent="users",
        parents_of=_administrator,
        optional=True,
    ),
)


def compile_administration(records: Records, graph: AccessGraph) -> None:
    """Add who administers sites, what the organisation keeps beside people, and note keys that end soon.

    Directories are tied to the sites that they serve.
    """
    _add_administrators(records, graph)
    _tie_directories(records, graph)
    add_inventory(records, graph)
    now = parse_time(records.snapshot.manifest.finished)
    keys = [key.row for key in records.each(ApiKeyRow, "api_keys")]
    tokens = (token.row for token in records.each(ApiTokenRow, "api_tokens"))
    scanning = {account.row.account_id for account in records.each(MyselfRow, "myself")}
    for noun, what in endings(keys, tokens, scanning, now) if now else ():
        records.note(noun, what)


def _add_administrators(records: Records, graph: AccessGraph) -> None:
    """Add the admin roles of sites; what an account has through a group is told by the group."""
    for group in records.each(GroupRoleRow, "group_role_assignments"):
        _administer(graph, group_id(group.of[0]), group.row, group.row.roles, group.reference(*group.of))
    for user in records.each(UserRoleRow, "user_role_assignments"):
        direct = [held.role for held in user.row.role_assignments if "direct" in held.role_assignment_methods]
        _administer(graph, user_id(user.of[0]), user.row, direct, user.reference(*user.of))


def _administer(
    graph: AccessGraph, holder: str, row: GroupRoleRow | UserRoleRow, roles: Iterable[str], reference: str
) -> None:
    tenant = tenant_id(site_of(row.resource_id or ""))
    for role in SITE_ROLES.keys() & set(roles) if tenant in graph and holder in graph else ():
        if role != "atlassian/admin" or row.resource_owner.startswith("jira"):
            add_administrator(graph, holder, SITE_ROLES[role], tenant, reference)


def _tie_directories(records: Records, graph: AccessGraph) -> None:
    """Derive which directory serves which site: no endpoint tells it, only what its groups and accounts have there."""
    for group in records.each(GroupRoleRow, "group_role_assignments"):
        _tie(graph, group.scope_id, group.row.resource_id, group.reference(*group.of))
    for user in records.each(UserRoleRow, "user_role_assignments"):
        _tie(graph, user.row.directory_id, user.row.resource_id, user.reference(*user.of))


def _tie(graph: AccessGraph, directory: str | None, resource: str | None, reference: str) -> None:
    ends = (directory_id(directory or ""), tenant_id(site_of(resource or "")))
    if all(end in graph for end in ends) and not graph.has_edge(*ends):  # the first row proves it
        graph.link(ends[0], EdgeKind.PART_OF, ends[1], records=[reference], derived=True)


def endings(
    keys: Iterable[ApiKeyRow], tokens: Iterable[ApiTokenRow], scanning: Container[str], now: datetime
) -> Iterator[tuple[str, str]]:
    """The keys, and the tokens of those accounts that scan, that end within thirty days or have ended.

    Which of several is in use cannot be told: neither a key nor a token says its own id.

    Args:
        keys: the organisation's.
        tokens: of managed accounts.
        scanning: ids of the accounts whose tokens scan.
        now: the moment.

    Yields:
        Pairs such as ("organisation API key", "about to expire (“ci”, 2026-12-01); it may be the one that scans use").
    """
    ours = (token for token in tokens if token.user and token.user.id in scanning)
    for noun, several in (("organisation API key", keys), ("API token of the account that scans", ours)):
        for one in several:
            if end := ends_soon(one, now):
                yield noun, end


def ends_soon(key: ApiKeyRow | ApiTokenRow, now: datetime) -> str:
    """How a key or token ends within thirty days or has ended, as ``about to expire (…)``; empty when it does not."""
    end = parse_time(key.expires_at or "")
    if end is None or end - now > SOON:
        return ""
    name = f"“{key.label or key.id}”"
    if end <= now:
        return f"expired ({name}, {end:%Y-%m-%d})"
    return f"about to expire ({name}, {end:%Y-%m-%d}); it may be the one that scans use"


ADMINISTRATION = Product(
    id="administration", tables=TABLES, compile=compile_administration, builds_on=("organisation",)
)
