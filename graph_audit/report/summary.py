"""The Summary tab as values: what the template prints, every text already safe to show."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.kinds import CoverageStatus, NodeKind, Outcome, Severity
from graph_audit.core.kinds import Gap as NotCollected
from graph_audit.core.safe_text import visible
from graph_audit.core.wording import counted
from graph_audit.findings.comparison import NEW, changes
from graph_audit.findings.finding import Finding, Waived
from graph_audit.findings.result import AuditResult, CheckResult, Comparison, ScopeResult
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.report.routes import entity_link, finding_link
from graph_audit.report.wording import COVERAGE, KINDS, OUTCOMES, number, sentence, table_name

__all__ = ["ROWS", "CheckView", "Summary", "count_incomplete", "rows_shown", "summarise"]

ROWS = 20
"""Findings of a check that the Summary lists."""
_ROWS_WITHOUT_TAB = 200
"""As many where no tab lists the subjects: schemes, tokens, the organisation."""
_TABS = {
    NodeKind.USER: ("users", "Users"),
    NodeKind.GROUP: ("groups", "Groups"),
    NodeKind.PROJECT: ("projects", "Jira Spaces"),
}
_LONG_TEXT = 2400
_SHORT_TEXT = 24
_GONE = 200
"""Findings of a baseline that are listed; all stand in findings.json."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure."""

    value: str
    label: str
    link: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A table that is not complete."""

    table: str
    scope: str
    status: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Row:
    """One finding; the tenant of its subject where there are several."""

    message: str
    link: str
    subject: str
    subject_link: str
    kind: str
    tenant: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a baseline.

    Attributes:
        since: when the baseline was collected.
        told: how many are new, known and fixed.
        fixed: what is gone.
        unseen: what is not there, but could not be evaluated fully.
        doubted: checks whose new findings may be older.
    """

    since: str
    told: str
    fixed: tuple[str, ...]
    unseen: tuple[str, ...]
    doubted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Findings that share a cause, or those without one."""

    cause: str
    count: str
    rows: tuple[Row, ...]
    more: str


@dataclass(frozen=True, slots=True)
class ScopeView:
    """Outcome of a check in one scope."""

    name: str
    outcome: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check."""

    id: str
    title: str
    severity: str
    category: str
    outcome: str
    count: str
    share: str
    why: str
    fix: str
    bound: str
    declared: str
    reason: str
    scopes: tuple[ScopeView, ...]
    groups: tuple[RowGroup, ...]
    more: str
    more_link: str
    new: str
    waived: str


@dataclass(frozen=True, slots=True)
class WaiverView:
    """One waiver: what it waives, who accepted that, and the findings; none of an expired or unused one."""

    what: str
    why: str
    count: str
    findings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole tab."""

    tiles: tuple[Tile, ...]
    gaps: tuple[Gap, ...]
    jira_only: bool
    notes: tuple[str, ...]
    severities: tuple[tuple[str, int], ...]
    categories: tuple[str, ...]
    found: tuple[CheckView, ...]
    others: tuple[tuple[str, tuple[CheckView, ...]], ...]
    changes: Changes | None
    waived: str
    waivers: tuple[WaiverView, ...]


def summarise(result: AuditResult, graph: AccessGraph, states: Iterable[str]) -> Summary:
    """The Summary of one analysis; ``states`` are those of the accounts (``access.gates.account_states``)."""
    by_rank = sorted(result.checks, key=lambda check: (not check.findings, check.severity.rank, check.title, check.id))
    is_compared = result.comparison is not None
    views = [_check(check, graph, is_compared=is_compared) for check in by_rank]
    found = tuple(view for view in views if view.outcome == OUTCOMES[Outcome.FOUND])
    rest = (Outcome.NOT_EVALUATED, Outcome.PASSED, Outcome.DISABLED)
    return Summary(
        tiles=tuple(_tiles(result, graph, states)),
        gaps=tuple(_gap(entry, graph) for entry in result.coverage.incomplete()),
        jira_only=_is_jira_only(result.coverage),
        notes=tuple(visible(note, _LONG_TEXT) for note in result.notes),
        severities=tuple((severity.value, count) for severity, count in result.count_by_severity().items()),
        categories=tuple(sorted({view.category for view in found})),
        found=found,
        others=tuple((OUTCOMES[o], tuple(view for view in views if view.outcome == OUTCOMES[o])) for o in rest),
        changes=_changes(result.comparison) if result.comparison else None,
        waived=number(len(result.waived)) if result.waived else "",
        waivers=tuple(_waivers(result)),
    )


def _waivers(result: AuditResult) -> Iterator[WaiverView]:
    """Every waiver: first those that waive something, in the order of their worst finding."""
    by_waiver: dict[Waived, list[Finding]] = defaultdict(list)
    for finding in result.waived:
        if finding.waived:
            by_waiver[finding.waived].append(finding)
    for waiver, findings in by_waiver.items():
        links = tuple(
            (f"{one.severity.value}: {visible(one.message, _LONG_TEXT)}", finding_link(one.fingerprint))
            for one in findings[:_GONE]
        )
        yield WaiverView(visible(waiver.what), visible(waiver.why), counted(len(findings), "finding"), links)
    for word, idle in (("expired", result.waivers_expired), ("unused", result.waivers_unused)):
        for waiver in idle:
            yield WaiverView(visible(waiver.what), visible(waiver.why), word, ())


def rows_shown(check: CheckResult) -> list[tuple[str, list[Finding], list[Finding]]]:
    """The findings that the Summary lists, by cause: (name of the cause, those listed, all of them).

    Findings without a cause, or with one of their own, stand together under an empty name, before the others.
    """
    by_cause: dict[str, list[Finding]] = defaultdict(list)
    for finding in check.findings:
        by_cause[finding.cause.id if finding.cause else ""].append(finding)
    shared = {cause: findings for cause, findings in by_cause.items() if cause and len(findings) > 1}
    single = [f for f in check.findings if f.cause is None or f.cause.id not in shared]
    ordered = sorted(
        shared.values(), key=lambda findings: (-len(findings), _cause_name(findings), findings[0].fingerprint)
    )
    has_tab = not check.findings or check.findings[0].subject.kind in _TABS
    room, listed = ROWS if has_tab else _ROWS_WITHOUT_TAB, []
    for name, findings in [("", single)] * bool(single) + [(_cause_name(found), found) for found in ordered]:
        listed.append((name, findings[:room], findings))
        room -= len(findings[:room])
    return [entry for entry in listed if entry[1]]


def _cause_name(findings: list[Finding]) -> str:
    cause = findings[0].cause
    return "" if cause is None else visible(cause.name)


def _check(check: CheckResult, graph: AccessGraph, *, is_compared: bool) -> CheckView:
    listed = rows_shown(check)
    total = len(check.findings)
    shown = sum(len(rows) for _, rows, _ in listed)
    kind = NodeKind(check.findings[0].subject.kind) if check.findings else NodeKind.USER
    left = number(total - shown) if total > shown else ""
    new = sum(finding.status == NEW for finding in check.findings)
    return CheckView(
        id=check.id,
        title=visible(check.title),
        severity=check.severity.value,
        category=visible(check.category),
        outcome=OUTCOMES[check.outcome],
        count=("at least " if check.at_least and total else "") + number(total),
        share=_share(check, kind),
        why=sentence(visible(check.why, _LONG_TEXT)),
        fix=sentence(visible(check.fix, _LONG_TEXT)),
        bound=sentence(visible(check.bound, _LONG_TEXT)),
        declared=check.declared.value if check.declared else "",
        reason=visible(check.reason, _LONG_TEXT),
        scopes=tuple(_scope(scope) for scope in check.scopes),
        groups=tuple(_group(name, rows, every, graph, is_compared=is_compared) for name, rows, every in listed),
        more=_more(left, kind),
        more_link=f"#/{_TABS[kind][0]}?check={check.id}" if kind in _TABS and total else "",
        waived=number(len(check.waived)) if check.waived else "",
        new=number(new) if is_compared and new else "",
    )


def _more(left: str, kind: NodeKind) -> str:
    if kind not in _TABS:
        return f"{left} more: all stand in findings.json" if left else ""
    return f"{left} more: open in {_TABS[kind][1]}" if left else f"Open in {_TABS[kind][1]}"


def _share(check: CheckResult, kind: NodeKind) -> str:
    if not check.population or not check.findings:
        return ""
    subjects = len({finding.subject.id for finding in check.findings})
    words = ("account", "accounts") if kind == NodeKind.USER else KINDS[kind]
    return f"{_percent(subjects, check.population)} of {counted(check.population, *words)}"


def _percent(part: int, whole: int) -> str:
    """A rounded percentage that calls neither few "none" nor most "all"."""
    percent = round(100 * part / whole)
    return {0: "under 1 %", 100: "100 %" if part == whole else "over 99 %"}.get(percent, f"{percent} %")


def _scope(scope: ScopeResult) -> ScopeView:
    texts = {
        Outcome.FOUND: f"{'at least ' if scope.at_least else ''}{number(scope.findings)} of {number(scope.population)}",
        Outcome.PASSED: f"none of {number(scope.population)}",
    }
    outcome = OUTCOMES[scope.outcome]
    return ScopeView(visible(scope.name), outcome, texts.get(scope.outcome, ""), visible(scope.reason, _LONG_TEXT))


def _group(name: str, rows: list[Finding], every: list[Finding], graph: AccessGraph, *, is_compared: bool) -> RowGroup:
    left = len(every) - len(rows)
    return RowGroup(
        cause=name,
        count=counted(len(every), "finding"),
        rows=tuple(_row(finding, graph, is_compared=is_compared) for finding in rows),
        more=f"{number(left)} more" if left and name else "",
    )


def _row(finding: Finding, graph: AccessGraph, *, is_compared: bool) -> Row:
    subject = finding.subject
    return Row(
        message=visible(finding.message, _LONG_TEXT),
        link=finding_link(finding.fingerprint),
        subject=visible(subject.name, 80),
        subject_link=entity_link(graph, subject.id),
        kind=KINDS[NodeKind(subject.kind)][0],
        tenant=visible(subject.tenant, _SHORT_TEXT) if len(graph.of_kind(NodeKind.TENANT)) > 1 else "",
        is_new=is_compared and finding.status == NEW,
    )


def _changes(comparison: Comparison) -> Changes:
    return Changes(
        since=comparison.finished,
        told=changes(comparison),
        fixed=tuple(f"{gone.severity}: {visible(gone.message, _LONG_TEXT)}" for gone in comparison.fixed[:_GONE]),
        unseen=tuple(f"{gone.severity}: {visible(gone.message, _LONG_TEXT)}" for gone in comparison.unseen[:_GONE]),
        doubted=comparison.doubted,
    )


def _tiles(result: AuditResult, graph: AccessGraph, states: Iterable[str]) -> Iterator[Tile]:
    inactive = sum(state not in {"active", "unknown"} for state in states)
    for kind, link in ((NodeKind.USER, "#/users"), (NodeKind.GROUP, "#/groups"), (NodeKind.PROJECT, "#/projects")):
        amount = len(graph.of_kind(kind))
        yield Tile(number(amount), KINDS[kind][amount != 1], link)
    yield Tile(number(inactive), "inactive " + KINDS[NodeKind.USER][inactive != 1], "#/users?status=inactive")
    found = len(result.findings)
    grave = sum(finding.severity.at_least(Severity.HIGH) for finding in result.findings)
    yield Tile(number(found), "finding" if found == 1 else "findings", "#/summary")
    if grave:
        yield Tile(number(grave), "critical or high", "#/summary")


def _gap(entry: TableCoverage, graph: AccessGraph) -> Gap:
    kind, _, _ = entry.scope.partition(":")
    name = f"{KINDS[NodeKind(kind)][0]} {graph.name_of(entry.scope)}" if entry.scope in graph else kind
    status = COVERAGE[entry.status]
    if entry.status is CoverageStatus.PARTIAL:
        status = f"{status}, {counted(entry.rows, 'row')} read"
    reason = entry.reason or (entry.gap or "").replace("_", " ")
    return Gap(
        table_name(entry.table), visible(name), status, visible(reason, _LONG_TEXT), visible(entry.remedy, _LONG_TEXT)
    )


def _is_jira_only(coverage: Coverage) -> bool:
    """Whether no directory was read, so that Jira's lists stand in for those of Atlassian Administration."""
    directories = coverage.of("users")
    return bool(directories) and all(entry.gap is NotCollected.NOT_IN_THIS_MODE for entry in directories)


def count_incomplete(summary: Summary) -> str:
    """The header's words for the gaps."""
    if summary.gaps:
        return f"{counted(len(summary.gaps), 'table')} incomplete"
    return "directories not read" if summary.jira_only else "all data collected"
