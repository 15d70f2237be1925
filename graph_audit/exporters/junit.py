"""Checks as JUnit test cases, for systems that build and test: what was found fails, what could not be told is skipped.

Source: https://github.com/testmoapp/junitxml
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from graph_audit.core.files import write_private
from graph_audit.core.kinds import Outcome
from graph_audit.core.wording import counted
from graph_audit.exporters.definition import Exporter
from graph_audit.exporters.graphml_values import escaped
from graph_audit.findings.result import AuditResult, CheckResult
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["JUNIT"]

_LISTED = 100
_SKIPPED = frozenset({Outcome.NOT_EVALUATED, Outcome.DISABLED})


def _write(result: AuditResult, _graph: AccessGraph, path: Path) -> None:
    write_private(path, (line.encode() for line in _document(result)))


def _document(result: AuditResult) -> Iterator[str]:
    """A suite for each category."""
    by_category: dict[str, list[CheckResult]] = defaultdict(list)
    for check in result.checks:
        by_category[check.category].append(check)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="{escaped(result.generator)}" {_numbers(result.checks)}>\n'
    for category, checks in sorted(by_category.items()):
        moment = escaped(result.snapshot.finished)
        yield f'<testsuite name="{escaped(category)}" {_numbers(checks)} timestamp="{moment}">\n'
        for check in checks:
            yield from _case(check)
        yield "</testsuite>\n"
    yield "</testsuites>\n"


def _numbers(checks: tuple[CheckResult, ...] | list[CheckResult]) -> str:
    failed = sum(map(_fails, checks))
    skipped = sum(check.outcome in _SKIPPED for check in checks)
    return f'tests="{len(checks)}" failures="{failed}" errors="0" skipped="{skipped}"'


def _fails(check: CheckResult) -> bool:
    """Whether anything was found that nobody has waived."""
    return check.outcome is Outcome.FOUND and bool(check.findings)


def _case(check: CheckResult) -> Iterator[str]:
    yield f'<testcase classname="graph-audit.{escaped(check.id)}" name="{escaped(check.title)}">\n'
    if _fails(check):
        least = "at least " if check.at_least else ""
        message = f"{check.severity}: {least}{counted(len(check.findings), 'finding')}"
        yield f'<failure type="{check.severity}" message="{escaped(message)}">'
        for finding in check.findings[:_LISTED]:
            place = f" ({escaped(finding.subject.tenant)})" if finding.subject.tenant else ""
            yield f"{escaped(finding.message)}{place} [{finding.fingerprint}]\n"
        more = len(check.findings) - _LISTED
        yield f"and {more:,} more</failure>\n" if more > 0 else "</failure>\n"
    elif check.outcome in _SKIPPED:
        words = "not evaluated" if check.outcome is Outcome.NOT_EVALUATED else "disabled"
        yield f'<skipped message="{escaped(f"{words}: {check.reason}")}"/>\n'
    if check.waived:
        yield f"<system-out>{counted(len(check.waived), 'finding')} waived</system-out>\n"
    yield "</testcase>\n"


JUNIT = Exporter(id="junit", title="Checks as JUnit test cases, for CI", file="junit.xml", write=_write)
