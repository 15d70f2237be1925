"""The manifest: what a snapshot holds, what is missing and why, and the hashes that prove it."""

import hashlib
import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Never

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.errors import DamagedSnapshotError, NewerFormatError, SnapshotError
from graph_audit.core.kinds import CoverageStatus, Gap
from graph_audit.snapshot.canonical import dumps

__all__ = [
    "FORMAT",
    "MANIFEST",
    "Manifest",
    "Moment",
    "OrganisationEntry",
    "TableEntry",
    "TenantEntry",
    "parse",
    "render",
    "seal",
]

FORMAT = "graph-audit/snapshot/1"
MANIFEST = "manifest.json"

_FORMAT_NAME, _, _FORMAT_NUMBER = FORMAT.rpartition("/")


Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
File = Annotated[str, Field(pattern=r"^tables/[A-Za-z0-9_-][A-Za-z0-9._-]*\.jsonl\.gz$")]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class OrganisationEntry(_Entry):
    """The organisation that was collected."""

    id: str
    name: str


class TenantEntry(_Entry):
    """One site of the organisation, collected or not."""

    cloud_id: str
    name: str
    url: str
    products: tuple[str, ...] = ()


class TableEntry(_Entry):
    """One table of one scope: its coverage and, if there are rows, their file and its hash."""

    table: str
    scope: str
    status: CoverageStatus
    rows: Annotated[int, Field(ge=0)] = 0
    file: File | None = None
    sha256: Sha256 | None = None
    gap: Gap | None = None
    reason: str | None = None
    remedy: str | None = None
    missing: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _file_if_read(self) -> "TableEntry":
        has_rows = self.coverage().has_rows
        if not (has_rows == (self.file is not None) == (self.sha256 is not None)):
            raise ValueError("a table has a file and its hash if, and only if, it was read")
        return self

    def coverage(self) -> TableCoverage:
        """What the rest of the program knows of this table."""
        return TableCoverage(
            table=self.table,
            scope=self.scope,
            status=self.status,
            rows=self.rows,
            gap=self.gap,
            reason=self.reason or "",
            remedy=self.remedy or "",
            missing=self.missing or (),
        )

    @classmethod
    def of(cls, coverage: TableCoverage, *, file: str | None = None, sha256: str | None = None) -> "TableEntry":
        """The entry that tells ``coverage``."""
        return cls(
            table=coverage.table,
            scope=coverage.scope,
            status=coverage.status,
            rows=coverage.rows,
            file=file,
            sha256=sha256,
            gap=coverage.gap,
            reason=coverage.reason or None,
            remedy=coverage.remedy or None,
            missing=coverage.missing or None,
        )


class Manifest(_Entry):
    """What a snapshot holds; times are RFC 3339 in UTC, to the second."""

    format: Literal["graph-audit/snapshot/1"] = "graph-audit/snapshot/1"
    id: str = ""
    generator: str
    started: Moment
    finished: Moment
    organisation: OrganisationEntry
    mode: Annotated[str, Field(pattern=r"^(full|jira_only|organisation_only)$")]
    tenants: tuple[TenantEntry, ...] = ()
    tables: tuple[TableEntry, ...] = ()
    notes: tuple[str, ...] = ()
    sha256: str = ""

    @model_validator(mode="after")
    def _each_once(self) -> "Manifest":
        places = [(entry.table, entry.scope) for entry in self.tables]
        files = [entry.file for entry in self.tables if entry.file]
        if len(set(places)) < len(places) or len(set(files)) < len(files):
            raise ValueError("a table of a scope, or a file, is listed twice")
        return self

    @property
    def coverage(self) -> Coverage:
        """The coverage of the whole snapshot."""
        return Coverage(entry.coverage() for entry in self.tables)


def seal(manifest: Manifest) -> Manifest:
    """The same manifest with the hash over everything in it, and the id that follows from start time and hash."""
    sha256 = _hash(manifest.model_dump(mode="json", exclude_none=True))
    return manifest.model_copy(update={"sha256": sha256, "id": _id(manifest.started, sha256)})


def render(manifest: Manifest) -> bytes:
    """The text of ``manifest.json``, indented for people."""
    return json.dumps(manifest.model_dump(mode="json", exclude_none=True), indent=2).encode("ascii") + b"\n"


def parse(text: bytes, path: Path) -> Manifest:
    """Read the text of ``manifest.json``.

    Args:
        text: what the file holds.
        path: the file, for messages.

    Raises:
        NewerFormatError: a newer graph-audit wrote it.
        DamagedSnapshotError: it does not have the hash that it names.
        SnapshotError: it is no manifest.
    """
    try:
        data = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise DamagedSnapshotError(f"{path} cannot be read as JSON; the snapshot is not used. Scan again.") from error
    _check_format(data, path)
    if data.get("sha256") != _hash(data) or data.get("id") != _id(data.get("started", ""), data["sha256"]):
        raise DamagedSnapshotError(
            f"{path} was changed after the scan: it does not have the hash that it names. A report on it would prove "
            "nothing; use an unchanged copy or scan again."
        )
    try:
        return Manifest.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise SnapshotError(
            f"{path} is not a manifest that graph-audit writes ({where}: {first['msg']}); the snapshot is not used."
        ) from error


def _refuse(constant: str) -> Never:
    raise ValueError(constant)


def _check_format(data: Any, path: Path) -> None:
    named = data.get("format") if isinstance(data, dict) else None
    number = re.fullmatch(rf"{re.escape(_FORMAT_NAME)}/([1-9][0-9]{{0,8}})", named) if isinstance(named, str) else None
    if number is None:
        raise SnapshotError(f"{path} is not the manifest of a snapshot: it does not name the format {FORMAT}.")
    if int(number[1]) > int(_FORMAT_NUMBER):
        raise NewerFormatError(
            f"{path} has the format {named}; this graph-audit reads up to {FORMAT}. Use a newer graph-audit."
        )


def _hash(data: dict[str, Any]) -> str:
    return hashlib.sha256(dumps({k: v for k, v in data.items() if k not in {"id", "sha256"}})).hexdigest()


def _id(started: Any, sha256: str) -> str:
    return f"{re.sub('[-:]', '', str(started))}-{sha256[:8]}"
