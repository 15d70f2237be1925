"""The findings as a table, a row each: a workbook, or text."""

from collections.abc import Iterator
from pathlib import Path

from graph_audit.access.words import called, path_in_words
from graph_audit.exporters.definition import Exporter
from graph_audit.exporters.spreadsheet import Cell, Column, writing_csv, writing_xlsx
from graph_audit.findings.result import AuditResult
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["FINDINGS_CSV", "FINDINGS_XLSX"]

_COLUMNS: tuple[Column, ...] = (
    ("Severity", 10),
    ("Status", 10),
    ("Check", 28),
    ("Title", 40),
    ("Category", 14),
    ("Subject kind", 12),
    ("Subject", 30),
    ("Subject id", 40),
    ("Finding", 60),
    ("Cause", 30),
    ("Scopes", 30),
    ("Paths", 60),
    ("How to fix", 60),
    ("Fingerprint", 36),
    ("Waiver", 40),
)


def _rows(result: AuditResult, graph: AccessGraph) -> Iterator[tuple[Cell, ...]]:
    checks = {check.id: check for check in result.checks}
    names = {(check.id, scope.scope): scope.name for check in result.checks for scope in check.scopes}
    for finding in (*result.findings, *result.waived):
        check = checks[finding.check]
        paths = [path for path in finding.evidence.paths if path and path[0].source in graph]
        words = [f"{called(graph, path[0].source)}: {path_in_words(graph, path)}" for path in paths]
        yield (
            finding.severity.value,
            finding.status,
            finding.check,
            check.title,
            finding.category,
            finding.subject.kind,
            finding.subject.name,
            finding.subject.id,
            finding.message,
            finding.cause.name if finding.cause else None,
            "; ".join(names.get((finding.check, scope), scope) for scope in finding.scopes),
            "; ".join(words),
            check.fix,
            finding.fingerprint,
            finding.waived.why if finding.waived else None,
        )


def _write_csv(result: AuditResult, graph: AccessGraph, path: Path) -> None:
    with writing_csv(path, _COLUMNS) as write:
        for row in _rows(result, graph):
            write(row)


def _write_xlsx(result: AuditResult, graph: AccessGraph, path: Path) -> None:
    with writing_xlsx(path, _COLUMNS, "Findings") as write:
        for row in _rows(result, graph):
            write(row)


FINDINGS_CSV = Exporter(id="findings-csv", title="Findings as text, a row each", file="findings.csv", write=_write_csv)
FINDINGS_XLSX = Exporter(id="findings-xlsx", title="Findings as a workbook", file="findings.xlsx", write=_write_xlsx)
