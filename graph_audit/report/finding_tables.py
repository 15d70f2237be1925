"""Checks, findings and their evidence as columns."""

from collections.abc import Iterable, Sequence
from typing import Any

from graph_audit.core.safe_text import visible
from graph_audit.findings.finding import Evidence, Finding
from graph_audit.findings.result import AuditResult, CheckResult
from graph_audit.graph.path import Step
from graph_audit.report.columns import column, identifiers, numbers
from graph_audit.report.numbering import Numbering
from graph_audit.report.wording import sentence

__all__ = ["PATH_LIMIT", "check_table", "finding_tables", "shown_details"]

PATH_LIMIT = 20
_PATHS_IN_ALL = 100_000
_FEWEST_PATHS = 3
_RECORD_LIMIT = 20
_LONG_TEXT = 600


def check_table(checks: Iterable[CheckResult]) -> list[dict[str, Any]]:
    """What the page's panes say about each check."""
    return [
        {
            "id": check.id,
            "title": visible(check.title),
            "severity": check.severity.value,
            "category": visible(check.category),
            "outcome": check.outcome.value,
            "at_least": check.at_least,
            "why": sentence(visible(check.why, _LONG_TEXT * 4)),
            "fix": sentence(visible(check.fix, _LONG_TEXT * 4)),
            "bound": sentence(visible(check.bound, _LONG_TEXT * 4)),
            "reason": visible(check.reason, _LONG_TEXT),
            "population": check.population,
        }
        for check in checks
    ]


def finding_tables(result: AuditResult, findings: Sequence[Finding], numbering: Numbering) -> dict[str, Any]:
    """``findings`` and ``steps`` of the page's data."""
    steps = _Steps(numbering)
    check_number = {check.id: number for number, check in enumerate(result.checks)}
    limit = max(_FEWEST_PATHS, min(PATH_LIMIT, _PATHS_IN_ALL // max(1, len(findings))))
    paths, records, left_out = [], [], []
    for finding in findings:
        evidence = finding.evidence
        paths.append([path for path in map(steps.path, evidence.paths[:limit]) if path])
        records.append([visible(record) for record in evidence.records[:_RECORD_LIMIT]])
        left_out.append(_left_out(evidence, limit))
    table = {
        "fingerprint": identifiers([finding.fingerprint for finding in findings]),
        "check": numbers([check_number[finding.check] for finding in findings]),
        "severity": column([finding.severity.value for finding in findings]),
        "subject": numbers([numbering.number.get(finding.subject.id) for finding in findings]),
        "name": column([visible(finding.subject.name) for finding in findings]),
        "message": column([visible(finding.message, _LONG_TEXT) for finding in findings]),
        "status": column([finding.status for finding in findings]),
        "waiver": column([visible(finding.waived.why) if finding.waived else "" for finding in findings]),
        "declared": column([finding.declared.value if finding.declared else "" for finding in findings]),
        "cause": column([_cause(finding) for finding in findings]),
        "details": ["text", [shown_details(finding.details) for finding in findings]],
        "paths": ["text", paths],
        "records": ["text", records],
        "left_out": column(left_out),
    }
    return {"findings": table, "steps": steps.table()}


def shown_details(details: Any) -> Any:
    """Details with every text made safe to show, at any depth."""
    if isinstance(details, str):
        return visible(details, _LONG_TEXT)
    if isinstance(details, bool | int | float) or details is None:
        return details
    if hasattr(details, "items"):
        return {visible(str(key)): shown_details(value) for key, value in sorted(details.items())}
    return [shown_details(value) for value in details]


def _cause(finding: Finding) -> tuple[str, str, str] | None:
    cause = finding.cause
    return None if cause is None else (visible(cause.kind), cause.id, visible(cause.name))


def _left_out(evidence: Evidence, limit: int) -> int:
    return evidence.left_out + max(0, len(evidence.paths) - limit) + max(0, len(evidence.records) - _RECORD_LIMIT)


class _Steps:
    """Distinct steps of evidence: many paths share them."""

    def __init__(self, numbering: Numbering) -> None:
        self._number = numbering.number
        self._index: dict[tuple[str, str, str], int] = {}

    def path(self, path: Iterable[Step]) -> list[int]:
        return [
            self._index.setdefault((step.source, step.kind, step.target), len(self._index))
            for step in path
            if step.source in self._number and step.target in self._number
        ]

    def table(self) -> dict[str, Any]:
        number = self._number
        return {
            "from": numbers([number[source] for source, _, _ in self._index]),
            "kind": column([kind for _, kind, _ in self._index]),
            "to": numbers([number[target] for _, _, target in self._index]),
        }
