"""Saved filters and with whom they are shared: a filter shows its query, its name and its owner, not the work items.

Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-filters/
"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator

from graph_audit.client.paging import OffsetPaging
from graph_audit.core.kinds import EdgeKind, ScopeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import ANYONE, filter_id, tenant_id, user_id
from graph_audit.products.definition import RowModel, Table, none_as_empty
from graph_audit.products.jira.rights import ADMINISTER, GRANT_ADMINISTER
from graph_audit.products.jira.rows import Id
from graph_audit.products.records import Record, Records

__all__ = ["TABLES", "add_filters", "filters_shared_with"]

_PUBLIC = "global"
_SHARE_TYPES = frozenset(
    {"user", "group", "project", "projectRole", _PUBLIC, "loggedin", "authenticated", "project-unknown"}
)


class ShareRow(RowModel):
    """One share; what it names depends on its type."""

    class Reference(RowModel):
        """A group, an account, a project or a role."""

        id: Id | None = None
        group_id: str | None = None
        account_id: str | None = None
        name: str | None = None

    type: str
    group: Reference | None = None
    user: Reference | None = None
    project: Reference | None = None
    role: Reference | None = None


Shares = Annotated[tuple[ShareRow, ...], BeforeValidator(none_as_empty)]


class FilterRow(RowModel):
    """A saved filter, without its query."""

    class Owner(RowModel):
        """Whose it is."""

        account_id: str | None = None

    id: Id
    name: str = ""
    owner: Owner | None = None
    share_permissions: Shares = ()
    edit_permissions: Shares = ()


TABLES = (
    Table(
        name="filters",
        scope=ScopeKind.TENANT,
        path="/rest/api/3/filter/search",
        # Without the override only those filters are listed that the account may see itself.
        params=(("expand", "owner,sharePermissions,editPermissions"), ("overrideSharePermissions", "true")),
        paging=OffsetPaging(page_size=100),
        model=FilterRow,
        right=ADMINISTER,
        remedy=GRANT_ADMINISTER,
        optional=True,
    ),
)


def filters_shared_with(records: Records, group: str) -> Iterator[tuple[str, str, str, str]]:
    """The filters that are shared with a group: cloudId, name, who may do what, record reference."""
    for record in records.each(FilterRow, "filters"):
        ways = (("may see it", record.row.share_permissions), ("may change it", record.row.edit_permissions))
        for way, shares in ways:
            if any(share.group is not None and share.group.group_id == group for share in shares):
                yield record.scope_id, record.row.name, way, record.reference(record.row.id)


def add_filters(records: Records, graph: AccessGraph) -> None:
    """Add the filters that everybody may see; the others are looked through, so that what is not understood is told."""
    for record in records.each(FilterRow, "filters"):
        shares = {share.type for share in (*record.row.share_permissions, *record.row.edit_permissions)}
        for unknown in sorted(shares - _SHARE_TYPES):
            records.doubt("filters", record.scope, f"share of the unknown type {unknown!r}")
        if _PUBLIC in shares:
            _add_public(graph, record)
            records.note("filter", "shared with everybody on the internet: name, owner and query, not the work items")


def _add_public(graph: AccessGraph, record: Record[FilterRow]) -> None:
    row, reference = record.row, record.reference(record.row.id)
    node = graph.add_entity(filter_id(record.scope_id, row.id), name=row.name or None, records=[reference])
    graph.add_scope(node, record.scope)
    graph.link(node, EdgeKind.IN_TENANT, tenant_id(record.scope_id), records=[reference])
    graph.link(graph.add_entity(ANYONE, name="Anyone on the internet"), EdgeKind.SEES, node, records=[reference])
    owner = user_id(row.owner.account_id) if row.owner and row.owner.account_id else ""
    if owner in graph:
        graph.link(owner, EdgeKind.OWNS, node, records=[reference])
