"""Reading an earlier result to compare with: its findings.json, or the snapshot, which is then analysed again."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph_audit import pipeline
from graph_audit.checks.definition import Earlier
from graph_audit.core.errors import UsageError
from graph_audit.core.kinds import Outcome, Severity
from graph_audit.findings.comparison import Baseline, baseline_of
from graph_audit.findings.finding import Subject
from graph_audit.findings.result import AuditResult, Gone
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.disguise import WITHHELD
from graph_audit.products.records import Records
from graph_audit.settings import Settings

__all__ = ["EarlierSnapshot", "open_earlier", "read_baseline"]

_FINDINGS = "findings.json"
_SCHEMA = "graph-audit/findings/1"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Named(_Part):
    id: str


class _Snapshot(_Part):
    id: str
    finished: str


class _Check(_Part):
    id: str
    outcome: Outcome
    at_least: bool = False


class _Subject(_Part):
    kind: str
    id: str
    name: str
    tenant: str = ""


class _Finding(_Part):
    fingerprint: str
    check: str
    severity: Severity
    subject: _Subject
    message: str
    scopes: tuple[str, ...] = ()


class _Document(_Part):
    """What of findings.json is compared."""

    schema_: str = Field(alias="schema")
    organisation: _Named
    snapshot: _Snapshot
    checks: tuple[_Check, ...]
    findings: tuple[_Finding, ...]


@dataclass(frozen=True, slots=True)
class EarlierSnapshot:
    """An earlier snapshot that was opened to compare with it."""

    records: Records
    graph: AccessGraph

    @property
    def told(self) -> Earlier:
        """What the checks ask of it."""
        return Earlier(self.graph, self.records.coverage())


def open_earlier(path: Path) -> EarlierSnapshot | None:
    """The snapshot in ``path``, or in the output folder that it is; None where it is a findings.json.

    Raises:
        SnapshotError: the snapshot is damaged.
    """
    if not any((path / inner).is_file() for inner in ("manifest.json", "snapshot/manifest.json")):
        return None
    records = pipeline.read(path)
    return EarlierSnapshot(records, pipeline.build(records))


def read_baseline(
    path: Path, earlier: EarlierSnapshot | None, result: AuditResult, settings: Settings, *, redact: bool = False
) -> Baseline:
    """The earlier result that ``path`` holds.

    A snapshot is analysed with the checks and settings of now, so that only what changed at Atlassian shows; a
    findings.json says what was found then.

    Args:
        path: a findings.json, a snapshot, or the output folder of a scan, of which the snapshot counts if it is there.
        earlier: what :func:`open_earlier` made of it.
        result: the result that will be compared with it.
        settings: of the checks.
        redact: whether names in it must not be told.

    Raises:
        UsageError: there is no earlier result of this organisation.
    """
    if earlier is not None:  # compared with itself: what asks for changes was evaluated then, and there were none
        then = pipeline.analyse(earlier.records, earlier.graph, settings, redact=redact, earlier=earlier.told)
        baseline = baseline_of(then.result)
    else:
        baseline = _from_findings(path / _FINDINGS if path.is_dir() else path, redact=redact)
    if baseline.organisation != result.organisation.id:
        raise UsageError(f"The baseline {path} is of another organisation.")
    if baseline.finished > result.snapshot.finished:
        raise UsageError(f"The baseline {path} is of {baseline.finished}, later than what is compared with it.")
    return baseline


def _from_findings(file: Path, *, redact: bool) -> Baseline:
    try:
        document = _Document.model_validate_json(file.read_bytes())
    except OSError as error:
        raise UsageError(f"The baseline {file} cannot be read ({error.strerror or error}).") from error
    except ValidationError as error:
        first: Any = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise UsageError(f"The baseline {file} is no findings.json: {place or 'it'}: {first['msg']}.") from None
    if document.schema_ != _SCHEMA:
        raise UsageError(f"The baseline {file} has the schema {document.schema_!r}; {_SCHEMA} can be compared.")
    evaluated = {Outcome.PASSED, Outcome.FOUND}
    return Baseline(
        document.organisation.id,
        document.snapshot.id,
        document.snapshot.finished,
        {one.fingerprint: _gone(one, redact=redact) for one in document.findings},
        frozenset(one.id for one in document.checks if one.outcome in evaluated and not one.at_least),
    )


def _gone(finding: _Finding, *, redact: bool) -> Gone:
    told = finding.subject
    name, tenant, message = (WITHHELD,) * 3 if redact else (told.name, told.tenant, finding.message)
    subject = Subject(told.kind, told.id, name, tenant)
    return Gone(finding.fingerprint, finding.check, finding.severity, subject, message, finding.scopes)
