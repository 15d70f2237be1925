"""The findings as Markdown: a section each, to be pasted into a ticket, a pull request or a chat."""

import re
from collections.abc import Iterator
from pathlib import Path

from graph_audit.access.words import called, path_in_words
from graph_audit.core.files import write_private
from graph_audit.core.kinds import Outcome, Severity
from graph_audit.core.safe_text import visible
from graph_audit.core.wording import counted
from graph_audit.exporters.definition import Exporter
from graph_audit.findings.finding import Finding
from graph_audit.findings.result import AuditResult, CheckResult
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["MARKDOWN"]

_PATHS = 10
"""Paths of one finding; findings.json has them all."""
# What begins markup, an address, a mention or a cell of a table; no such text begins a line:
# https://spec.commonmark.org/0.31.2/#backslash-escapes
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()!|~@:&#])")


def _write(result: AuditResult, graph: AccessGraph, path: Path) -> None:
    write_private(path, (f"{line}\n".encode() for line in _document(result, graph)))


def _document(result: AuditResult, graph: AccessGraph) -> Iterator[str]:
    yield f"# Access of {_text(result.organisation.name)}"
    yield ""
    yield f"Snapshot {_text(result.snapshot.id)}, finished {_text(result.snapshot.finished)}."
    yield ""
    yield _numbers(result)
    gaps = result.coverage.incomplete()
    if gaps:
        yield ""
        yield f"**{counted(len(gaps), 'table')} incomplete**: there may be more than this."
    open_checks = [check for check in result.checks if check.outcome is Outcome.NOT_EVALUATED]
    for check in open_checks:
        yield ""
        yield f"*Not evaluated*: {_text(check.title)} ({_text(check.id)}). {_text(_why_not(check))}".rstrip()
    checks = {check.id: check for check in result.checks}
    for finding in result.findings:
        yield ""
        yield from _section(finding, checks[finding.check], graph)
    if result.waived:
        yield ""
        yield "## Waived"
        yield ""
        yield from (_waived(finding) for finding in result.waived)


def _waived(finding: Finding) -> str:
    why = f" {_text(finding.waived.why)}" if finding.waived else ""
    return f"- {finding.severity.value.capitalize()}: {_text(finding.message)}{why}"


def _numbers(result: AuditResult) -> str:
    numbers = [(severity, sum(one.severity is severity for one in result.findings)) for severity in Severity]
    told = ", ".join(f"{number:,} {severity.value}" for severity, number in numbers if number)
    waived = f" Waived: {len(result.waived):,}." if result.waived else ""
    return f"{counted(len(result.findings), 'finding')}{f': {told}' if told else ''}.{waived}"


def _why_not(check: CheckResult) -> str:
    return next((scope.reason for scope in check.scopes if scope.reason), "")


def _section(finding: Finding, check: CheckResult, graph: AccessGraph) -> Iterator[str]:
    yield f"## {finding.severity.value.capitalize()}: {_text(finding.message)}"
    yield ""
    places = ", ".join(_text(scope.name) for scope in check.scopes if scope.scope in finding.scopes)
    where = f", in {places}" if places else ""
    yield f"{_text(check.title)} (`{finding.check}`){where}, fingerprint `{finding.fingerprint}`."
    if finding.cause is not None:
        yield f"Cause: {_text(finding.cause.name)}."
    for title, text in (("Why it matters", check.why), ("How to fix", check.fix)):
        if text:
            yield ""
            yield f"**{title}.** {_own(text)}"
    evidence = finding.evidence
    paths = [path for path in evidence.paths if path and path[0].source in graph and path[-1].target in graph]
    if paths:
        yield ""
        for path in paths[:_PATHS]:
            ends = _text(called(graph, path[0].source)), _text(called(graph, path[-1].target))
            yield f"- {ends[0]}: {_text(path_in_words(graph, path), 1_000)} → {ends[1]}"
    more = evidence.left_out + max(0, len(paths) - _PATHS)
    if more:
        yield f"- and {counted(more, 'further path or record', 'further paths and records')}"


def _own(text: str) -> str:
    """What a check says of itself."""
    return text[:1].upper() + text[1:]


def _text(text: str, limit: int = 300) -> str:
    """Text that stays text: on one line, nothing invisible, no markup, no mention of anybody."""
    return _SPECIAL.sub(r"\\\1", visible(text, limit))


MARKDOWN = Exporter(id="markdown", title="Findings as Markdown, a section each", file="report.md", write=_write)
