"""What each credential may read, before a scan: the same collection, of one page of each table, and what it shows.

A table that the diagnosis cannot read is one that a scan cannot read: both ask the same way and judge failures alike.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from graph_audit import pipeline
from graph_audit.checks.runner import all_checks
from graph_audit.collection.collector import collect
from graph_audit.collection.progress import Progress
from graph_audit.collection.request import CollectionRequest
from graph_audit.collection.tenants import tenants_of_workspaces
from graph_audit.core.clock import Clock
from graph_audit.core.coverage import TableCoverage
from graph_audit.core.errors import GraphAuditError, UsageError
from graph_audit.core.kinds import CoverageStatus, Gap
from graph_audit.products.administration import endings
from graph_audit.products.definition import Table, all_products
from graph_audit.products.inventory_rows import ApiKeyRow, ApiTokenRow
from graph_audit.products.validation import validated
from graph_audit.settings import Settings
from graph_audit.snapshot.writer import SnapshotWriter

__all__ = ["Diagnosis", "TableDiagnosis", "diagnose"]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class TableDiagnosis:
    """Whether one table of one scope can be read.

    Attributes:
        coverage: of the sample; its status, reason and remedy are what a scan would say.
        where: the scope's name, for people.
        right: the right that the table needs, in the vendor's words.
        checks: ids of the checks that read the table.
    """

    coverage: TableCoverage
    where: str
    right: str
    checks: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        """Whether a scan would lose something here; what is left out on purpose is not lost."""
        return not self.coverage.is_whole and self.coverage.gap not in {Gap.NOT_IN_THIS_MODE, Gap.NOT_SELECTED}

    @property
    def state(self) -> str:
        """``works``, ``left out`` (on purpose, or there is nothing) or ``missing``."""
        if self.coverage.status is CoverageStatus.COMPLETE:
            return "works"
        return "missing" if self.is_missing else "left out"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the credentials may read.

    Attributes:
        accounts: by site, the name of the account that the API token there belongs to.
        tables: every table of every scope that was tried.
        notes: what else is worth knowing: a key that is about to expire.
        failure: why the whole was given up; empty when it was not.
    """

    accounts: Mapping[str, str]
    tables: tuple[TableDiagnosis, ...]
    notes: tuple[str, ...]
    failure: str

    @property
    def is_fine(self) -> bool:
        """Whether a scan would see everything."""
        return not self.failure and not any(table.is_missing for table in self.tables)


def diagnose(settings: Settings, *, clock: Clock, progress: Progress) -> Diagnosis:
    """Try each credential and each table with the fewest requests.

    Where the organisation's key is refused, the sites that the configuration names are tried all the same.

    Raises:
        ConfigurationError: there is no credential to try.
        UsageError: a site that was asked for does not exist.
    """
    request = replace(pipeline.collection_request(settings), sample=True)
    request.mode  # noqa: B018  # what is not configured is told before anything is asked
    found = _try(request, clock, progress)
    if found.failure and request.organisation_credential and request.jira_credential and request.tenants:
        found = _both(found, _try(replace(request, organisation_credential=None), clock, progress))
    return found


def _try(request: CollectionRequest, clock: Clock, progress: Progress) -> Diagnosis:
    with tempfile.TemporaryDirectory() as folder:
        writer = SnapshotWriter.begin(Path(folder) / "sample", generator=pipeline.GENERATOR, started=clock())
        with closing(writer):
            return _collect(request, writer, clock, progress)


def _collect(request: CollectionRequest, writer: SnapshotWriter, clock: Clock, progress: Progress) -> Diagnosis:
    products = all_products().values()
    names, failure = {"organisation": "the organisation"}, ""
    try:
        collected = collect(request, products, writer, clock=clock, progress=progress)
    except UsageError:
        raise
    except GraphAuditError as error:
        failure = str(error)
    else:
        names |= {f"tenant:{tenant.cloud_id}": tenant.name for tenant in collected.manifest.tenants}
    for tenant in tenants_of_workspaces(_rows(writer, "workspaces")):
        names.setdefault(f"tenant:{tenant.cloud_id}", tenant.name or tenant.cloud_id)
    for row in _rows(writer, "directories"):
        names[f"directory:{row.get('directoryId')}"] = f"directory {row.get('name') or row.get('directoryId')}"
    tables = {table.name: table for product in products for table in product.tables}
    readers = _readers()
    return Diagnosis(
        accounts=_accounts(writer, names),
        tables=tuple(
            TableDiagnosis(
                entry.coverage(),
                names.get(entry.scope, entry.scope),
                _right(tables, entry.table),
                readers.get(entry.table, ()),
            )
            for entry in writer.entries()
        ),
        notes=tuple(_notes(writer, clock())),
        failure=failure,
    )


def _notes(writer: SnapshotWriter, now: datetime) -> Iterator[str]:
    keys = _valid(ApiKeyRow, _rows(writer, "api_keys"))
    tokens = _valid(ApiTokenRow, _rows(writer, "api_tokens"))
    scanning = {str(row.get("accountId")) for row in _rows(writer, "myself")}
    for noun, what in endings(keys, tokens, scanning, now):
        yield f"1 {noun} is {what}."


def _valid(model: type[M], rows: Iterable[Any]) -> Iterator[M]:
    for row in rows:
        with suppress(ValidationError):
            yield validated(model, row)


def _both(organisation: Diagnosis, sites: Diagnosis) -> Diagnosis:
    tried = {(table.coverage.table, table.coverage.scope) for table in organisation.tables}
    return Diagnosis(
        accounts=sites.accounts,
        tables=(
            *organisation.tables,
            *(t for t in sites.tables if (t.coverage.table, t.coverage.scope) not in tried),
        ),
        notes=tuple(dict.fromkeys((*organisation.notes, *sites.notes))),
        failure=" ".join(filter(None, (organisation.failure, sites.failure))),
    )


def _rows(writer: SnapshotWriter, table: str) -> list[Any]:
    entries = [entry for entry in writer.entries() if entry.table == table and entry.file is not None]
    rows: Iterable[Any] = (row.value for entry in entries for row in writer.rows(entry))
    return [row for row in rows if isinstance(row, Mapping)]


def _accounts(writer: SnapshotWriter, names: Mapping[str, str]) -> dict[str, str]:
    accounts = {}
    for entry in writer.entries():
        if entry.table == "myself" and entry.file is not None:
            for row in writer.rows(entry):
                if isinstance(row.value, Mapping):
                    told = row.value.get("displayName") or row.value.get("accountId")
                    accounts[names.get(entry.scope, entry.scope)] = str(told)
    return accounts


def _readers() -> dict[str, tuple[str, ...]]:
    """By table, the checks that read it."""
    readers: dict[str, set[str]] = {}
    for check in all_checks().values():
        for need in check.needs:
            for table in need.tables:
                readers.setdefault(table, set()).add(check.id)
    return {table: tuple(sorted(checks)) for table, checks in readers.items()}


def _right(tables: Mapping[str, Table], name: str) -> str:
    return tables[name].right if name in tables else ""
