"""Collecting the organisation: what it is, its directories with their accounts and groups, its sites."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph_audit.client.session import ApiClient
from graph_audit.collection.family import collect_children, collect_families, noted_by
from graph_audit.collection.fetching import ScopeFetcher
from graph_audit.collection.requesting import is_askable
from graph_audit.collection.tenants import Tenant, names_no_site, tenants_of_workspaces
from graph_audit.collection.workshop import Workshop, side_by_side
from graph_audit.core.coverage import TableCoverage
from graph_audit.core.errors import ApiError, AuthenticationError
from graph_audit.core.kinds import CoverageStatus, Gap, ScopeKind
from graph_audit.products.definition import Table

__all__ = ["OrganisationFound", "collect_organisation", "leave_out_organisation"]

_ORGANISATION = "organisation"
_ACCOUNTS = "users"
_NAMING = frozenset({_ORGANISATION, "directories", "workspaces"})


@dataclass(frozen=True, slots=True)
class OrganisationFound:
    """What the organisation told.

    Attributes:
        name: its name, empty when it could not be read.
        tenants: its sites.
        accounts_elsewhere: whether accounts and groups must be asked of Jira.
    """

    name: str
    tenants: tuple[Tenant, ...]
    accounts_elsewhere: bool


def leave_out_organisation(workshop: Workshop) -> OrganisationFound:
    """Note that the organisation is not asked: Jira tells of accounts and groups."""
    for table in workshop.of_scope(ScopeKind.ORGANISATION) + workshop.of_scope(ScopeKind.DIRECTORY):
        reason = "no organisation API key is configured; Jira tells of accounts and groups"
        workshop.leave_out(table, _ORGANISATION, Gap.NOT_IN_THIS_MODE, reason)
    return OrganisationFound("", (), accounts_elsewhere=True)


def collect_organisation(workshop: Workshop) -> OrganisationFound:
    """Collect every table of the organisation and its directories.

    Raises:
        ApiError: nothing of it could be read; AuthenticationError when the key was refused.
    """
    request = workshop.request
    client = workshop.client(request.api_url, request.organisation_credential, _ORGANISATION)
    fetcher = workshop.fetcher(client, _ORGANISATION, {"org": request.organisation})
    rows = _lists(workshop, fetcher)
    directories = sorted({row["directoryId"] for row in rows["directories"] if _names_directory(row)})
    listing, sites = fetcher.coverage("directories"), fetcher.coverage("workspaces")
    fetchers = {directory: _directory(workshop, client, directory) for directory in directories}

    def collect(directory: str) -> None:
        collect_families(fetchers[directory], workshop.wanted(ScopeKind.DIRECTORY, f"directory:{directory}"))

    side_by_side(collect, directories)
    if directories:
        nameless = sum(not _names_directory(row) for row in rows["directories"])
        _note_unlisted(workshop, ScopeKind.DIRECTORY, listing, nameless)
    else:
        _leave_out_directories(workshop, listing)
    _note_unlisted(workshop, ScopeKind.TENANT, sites, sum(map(names_no_site, rows["workspaces"])))
    return OrganisationFound(
        name=_name(rows[_ORGANISATION]),
        tenants=tuple(tenants_of_workspaces(rows["workspaces"])),
        accounts_elsewhere=not any(directory.coverage(_ACCOUNTS).has_rows for directory in fetchers.values()),
    )


def _lists(workshop: Workshop, fetcher: ScopeFetcher) -> dict[str, list[Any]]:
    tables = workshop.wanted(ScopeKind.ORGANISATION, _ORGANISATION)
    lists = [table for table in tables if not table.parent]
    rows: dict[str, list[Any]] = {table.name: [] for table in lists}
    errors: dict[str, ApiError] = {}

    def fetch(table: Table) -> None:
        try:
            rows[table.name] = fetcher.list_table(table, noted_by(table, tables), keep=table.name in _NAMING)
        except ApiError as error:
            errors[table.name] = error
        collect_children(fetcher, table, tables)

    side_by_side(fetch, lists)
    if len(errors) == len(lists):
        told = [errors[table.name] for table in lists]
        raise next((error for error in told if isinstance(error, AuthenticationError)), told[0])
    return rows


def _directory(workshop: Workshop, client: ApiClient, directory: str) -> ScopeFetcher:
    places = {"org": workshop.request.organisation, "directory": directory}
    return workshop.fetcher(client, f"directory:{directory}", places)


def _leave_out_directories(workshop: Workshop, directories: TableCoverage) -> None:
    """Without directories there is nothing to ask for: their tables share the fate of the list of directories."""
    if directories.status is CoverageStatus.COMPLETE:
        directories = replace(
            directories, status=CoverageStatus.PARTIAL, gap=Gap.FAILED, reason="the list of directories is empty"
        )
    if directories.has_rows:
        directories = replace(directories, status=CoverageStatus.DENIED, rows=0)
    for table in workshop.of_scope(ScopeKind.DIRECTORY):
        workshop.writer.leave_out(replace(directories, table=table.name))


def _note_unlisted(workshop: Workshop, kind: ScopeKind, listing: TableCoverage, nameless: int) -> None:
    """Where a list has gaps there may be more directories or sites, of which nothing may be called passed."""
    if listing.is_whole and not nameless:
        return
    reasons = [] if listing.is_whole else [f"{listing.table} is {listing.status}: {listing.reason}"]
    reasons += [f"{nameless:,} rows of {listing.table} do not say which one they are"] if nameless else []
    for table in workshop.of_scope(kind):
        if not table.stands_in_for:
            unlisted = TableCoverage(
                table=table.name,
                scope=f"{kind}:unlisted",
                status=CoverageStatus.DENIED,
                gap=listing.gap or Gap.INVALID_ROWS,
                reason="; ".join(reasons),
                remedy=listing.remedy or "Scan again.",
            )
            workshop.writer.leave_out(unlisted)


def _names_directory(row: Any) -> bool:
    return isinstance(row, Mapping) and is_askable(row.get("directoryId"))


def _name(rows: list[Any]) -> str:
    for row in rows:
        attributes = row.get("attributes") if isinstance(row, Mapping) else None
        name = attributes.get("name") if isinstance(attributes, Mapping) else None
        if isinstance(name, str):
            return name
    return ""
