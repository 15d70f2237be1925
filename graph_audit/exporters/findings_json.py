"""findings.json: the result as data, the contract with other programs (docs/formats.md, docs/findings.schema.json)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from graph_audit.core.coverage import TableCoverage
from graph_audit.core.files import write_private
from graph_audit.exporters.definition import Exporter
from graph_audit.findings.finding import Finding, Subject, Waived
from graph_audit.findings.result import AuditResult, CheckResult, Comparison, Gone, ScopeResult
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.path import Step

__all__ = ["FINDINGS_JSON", "SCHEMA"]

SCHEMA = "graph-audit/findings/1"


def _write(result: AuditResult, _graph: AccessGraph, path: Path) -> None:
    write_private(path, (text.encode("ascii") for text in _document(result)))


def _document(result: AuditResult) -> Iterator[str]:
    """The document in parts; each table, check and finding on a line of its own, so that two files compare well."""
    head: dict[str, Any] = {
        "schema": SCHEMA,
        "generator": result.generator,
        "organisation": {"id": result.organisation.id, "name": result.organisation.name},
        "snapshot": {
            "id": result.snapshot.id,
            "started": result.snapshot.started,
            "finished": result.snapshot.finished,
            "sha256": result.snapshot.sha256,
        },
        "mode": result.mode,
        "notes": list(result.notes),
        "waivers": {
            "unused": [_waiver(waiver) for waiver in result.waivers_unused],
            "expired": [_waiver(waiver) for waiver in result.waivers_expired],
        },
    }
    yield "{"
    if result.comparison is not None:
        head["baseline"] = _baseline(result.comparison)
    yield "".join(f"{_text(key)}:{_text(value)},\n" for key, value in head.items())
    yield from _list("coverage", map(_coverage, result.coverage.entries))
    yield ",\n"
    yield from _list("checks", map(_check, sorted(result.checks, key=lambda check: check.id)))
    yield ",\n"
    yield from _list("findings", map(_finding, (*result.findings, *result.waived)))
    yield "}\n"


def _list(key: str, values: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield f"{_text(key)}:["
    separator = "\n"
    for value in values:
        yield separator + _text(value)
        separator = ",\n"
    yield "\n]"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def _baseline(comparison: Comparison) -> dict[str, Any]:
    return {
        "snapshot": comparison.snapshot,
        "finished": comparison.finished,
        "new": comparison.new,
        "known": comparison.known,
        "fixed": [_gone(finding) for finding in comparison.fixed],
        "unseen": [_gone(finding) for finding in comparison.unseen],
        "doubted": list(comparison.doubted),
    }


def _waiver(waiver: Waived) -> dict[str, Any]:
    return {"what": waiver.what, "owner": waiver.owner, "reason": waiver.reason, "until": waiver.until}


def _gone(finding: Gone) -> dict[str, Any]:
    return {
        "fingerprint": finding.fingerprint,
        "check": finding.check,
        "severity": finding.severity,
        "subject": _subject(finding.subject),
        "message": finding.message,
    }


def _subject(subject: Subject) -> dict[str, Any]:
    return {"kind": subject.kind, "id": subject.id, "name": subject.name, **_present(tenant=subject.tenant)}


def _coverage(entry: TableCoverage) -> dict[str, Any]:
    return {
        "table": entry.table,
        "scope": entry.scope,
        "status": entry.status,
        "rows": entry.rows,
        **_present(gap=entry.gap, reason=entry.reason, remedy=entry.remedy),
    }


def _check(check: CheckResult) -> dict[str, Any]:
    return {
        "id": check.id,
        "title": check.title,
        "severity": check.severity,
        **_present(declared_severity=check.declared),
        "category": check.category,
        "outcome": check.outcome,
        "at_least": check.at_least,
        **_present(reason=check.reason, upper_bound=check.bound),
        "scopes": [_scope(scope) for scope in sorted(check.scopes, key=lambda scope: scope.scope)],
        "population": check.population,
        "findings": len(check.findings),
        "waived": len(check.waived),
    }


def _scope(scope: ScopeResult) -> dict[str, Any]:
    return {
        "scope": scope.scope,
        "name": scope.name,
        "outcome": scope.outcome,
        "population": scope.population,
        "findings": scope.findings,
        "at_least": scope.at_least,
        **_present(reason=scope.reason),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    cause, evidence = finding.cause, finding.evidence
    return {
        "fingerprint": finding.fingerprint,
        "check": finding.check,
        "severity": finding.severity,
        **_present(declared_severity=finding.declared),
        "category": finding.category,
        "subject": _subject(finding.subject),
        **_present(cause=cause and {"kind": cause.kind, "id": cause.id, "name": cause.name}),
        "message": finding.message,
        "scopes": sorted(finding.scopes),
        "evidence": {
            "paths": [[_step(step) for step in path] for path in evidence.paths],
            "records": list(evidence.records),
            "left_out": evidence.left_out,
        },
        "details": dict(sorted(finding.details.items())),
        "status": finding.status,
        **({"waiver": _waiver(finding.waived)} if finding.waived else {}),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "from": step.source,
        "to": step.target,
        "records": list(step.records),
        **_present(permissions=list(step.permissions)),
    }


def _present(**values: Any) -> dict[str, Any]:
    """What is there: an empty text or list is left out."""
    return {key: value for key, value in values.items() if value}


FINDINGS_JSON = Exporter(id="json", title="Findings as JSON, for other programs", file="findings.json", write=_write)
