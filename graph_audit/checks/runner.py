"""Running checks: queries over one graph, outcomes kept for each scope, and incomplete data that never says passed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from graph_audit.access.answers import Verification
from graph_audit.access.engine import Access
from graph_audit.checks.definition import Audit, Check, Earlier, Options, Undecided, all_of
from graph_audit.checks.finding_maker import FindingMaker
from graph_audit.checks.severities import SeverityPolicy
from graph_audit.checks.sufficiency import Verdict, judge, lacking, scopes_of
from graph_audit.core.coverage import Coverage
from graph_audit.core.discovery import discover
from graph_audit.core.kinds import Outcome, Severity
from graph_audit.findings.finding import Finding, facts_of
from graph_audit.findings.result import CheckResult, ScopeResult
from graph_audit.findings.waivers import Waiver
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of

__all__ = ["CheckSettings", "all_checks", "run_checks"]


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What the configuration says of one check."""

    enabled: bool = True
    options: Options | None = None
    severity: Severity | None = None


def all_checks(folder: Path | None = None) -> dict[str, Check]:
    """Every check of this package, of the entry points ``graph_audit.checks`` and of a plug-in folder, by id."""
    return discover("graph_audit.checks", Check, group="graph_audit.checks", folder=folder)


def run_checks(  # noqa: PLR0913  # everything a run depends on, by name
    checks: Iterable[Check],
    graph: AccessGraph,
    coverage: Coverage,
    *,
    now: datetime,
    settings: Mapping[str, CheckSettings] | None = None,
    include_archived: bool = False,
    policy: SeverityPolicy | None = None,
    waivers: tuple[Waiver, ...] = (),
    earlier: Earlier | None = None,
    answers: Verification | None = None,
    seconds: dict[str, float] | None = None,
) -> tuple[CheckResult, ...]:
    """Run every check over the graph.

    Args:
        checks: the checks, in the order of the results.
        graph: the sealed graph.
        coverage: what the snapshot holds; decides which outcomes are possible.
        now: the moment of the snapshot.
        settings: configuration by check id.
        include_archived: whether archived projects count.
        policy: severities that are configured for categories and subjects.
        waivers: for the check that tells of expired ones; see :func:`graph_audit.findings.waivers.waive`.
        earlier: the baseline, for checks that ask what changed.
        answers: what came of comparing our answers with Atlassian's own.
        seconds: gets how long each check took; what several need is counted with the first of them.

    Returns:
        One result for each check. A check that fails of itself is *not evaluated* and does not hide the others.
    """
    access, policy = Access(graph), policy or SeverityPolicy()
    access.populations.read_groups()
    results, memory = [], dict[Any, Any]()
    for check in checks:
        chosen = (settings or {}).get(check.id, CheckSettings())
        options = chosen.options or check.options()
        audit = Audit(
            graph=graph,
            access=access,
            options=options,
            now=now,
            include_archived=include_archived,
            coverage=coverage,
            waivers=waivers,
            earlier=earlier,
            answers=answers,
            memory=memory,
        )
        begun = perf_counter()
        severity = policy.of_check(check, chosen.severity)
        result = _run(check, audit, coverage, enabled=chosen.enabled)
        of_subject = partial(policy.of_subject, graph) if policy.subjects else None
        results.append(_graded(result, severity, of_subject))
        if seconds is not None:
            seconds[check.id] = round(perf_counter() - begun, 3)
    return tuple(results)


def _graded(
    result: CheckResult, configured: Severity | None, of_subject: Callable[[str], Severity | None] | None
) -> CheckResult:
    """The result with the severities that are configured, and as bad as its worst finding."""
    findings = result.findings
    if configured or of_subject:
        own = [of_subject(finding.subject.id) if of_subject else None for finding in findings]
        findings = tuple(_regraded(finding, its or configured) for finding, its in zip(findings, own, strict=True))
    worst = min((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)
    severity = worst or configured or result.severity
    changed = any(finding.declared for finding in findings) if findings else severity is not result.severity
    return replace(result, severity=severity, declared=result.severity if changed else None, findings=findings)


def _regraded(finding: Finding, configured: Severity | None) -> Finding:
    if configured is None or configured is finding.severity:
        return finding
    return replace(finding, severity=configured, declared=finding.severity)


def _run(check: Check, audit: Audit[Options], coverage: Coverage, *, enabled: bool) -> CheckResult:
    unset = check.needs_configuration
    if not enabled or (unset and not getattr(audit.options, unset)):
        reason = "switched off in the configuration" if not enabled else f"needs the option {unset!r}"
        return _result(check, Outcome.DISABLED, (), reason=reason)
    if check.needs_answers and audit.answers is None:
        return _result(check, Outcome.DISABLED, (), reason="needs answers of Atlassian to compare with (--verify)")
    if check.needs_baseline and audit.earlier is None:
        return _result(check, Outcome.DISABLED, (), reason="needs an earlier snapshot (--baseline)")
    if check.needs_baseline and audit.earlier is not None and (lack := lacking(check, audit.earlier.coverage)):
        return _result(check, Outcome.NOT_EVALUATED, (), reason=f"the baseline does not suffice: {lack}")
    try:
        return _judged(check, audit, coverage)
    except Exception as error:  # noqa: BLE001  # a broken check, perhaps somebody else's, must not hide the others
        return _result(check, Outcome.NOT_EVALUATED, (), reason=f"the check itself failed: {type(error).__name__}")


@dataclass(frozen=True, slots=True)
class _Population:
    """The subjects that a check looked at, counted.

    Attributes:
        kinds: node kinds of the subjects.
        together: how many belong to the same scopes.
        scopes: how many belong to each scope.
    """

    kinds: frozenset[str]
    together: Counter[tuple[str, ...]]
    scopes: Counter[str]

    @classmethod
    def of(cls, graph: AccessGraph, subjects: Sequence[str]) -> "_Population":
        together = Counter(graph.attribute(subject, "scopes") or () for subject in subjects)
        scopes = Counter[str]()
        for each, number in together.items():
            scopes.update(dict.fromkeys(each, number))
        return cls(frozenset(map(kind_of, subjects)), together, scopes)

    def within(self, scopes: Iterable[str]) -> int:
        """How many subjects belong to one of these scopes; one that belongs to several counts once."""
        wanted = set(scopes)
        return sum(number for each, number in self.together.items() if not wanted.isdisjoint(each))


def _judged(check: Check, audit: Audit[Options], coverage: Coverage) -> CheckResult:
    graph = audit.graph
    subjects, population = _looked_at(check, audit)
    scopes_judged = scopes_of(check.about, coverage, population.scopes, population.kinds)
    name_of = partial(_scope_name, graph)
    verdicts = {scope: judge(check.needs, coverage, scope, population.kinds, name_of) for scope in scopes_judged}
    found = defaultdict[tuple[str, ...], set[str]](set)
    undecided = defaultdict[str, Counter[str]](Counter)
    findings, maker = list[Finding](), FindingMaker(check, audit)
    for answer in check.query(replace(audit, subjects=subjects)):
        scopes = graph.attribute(answer.subject, "scopes") or ()
        if isinstance(answer, Undecided):
            for scope in scopes:
                undecided[scope][answer.reason] += 1
        elif _may_be_told(answer.subject, scopes, verdicts):
            if not findings:  # a check that cannot prove or tell what it finds has failed
                all_of(answer.paths, answer.subject)
                facts_of(answer.details, answer.subject)
            findings.append(maker.finding(answer, scopes))
            found[scopes].add(answer.subject)
    numbers = Counter[str]()
    for scopes, subjects_found in found.items():
        numbers.update(dict.fromkeys(scopes, len(subjects_found)))
    results = tuple(
        _scope_result(graph, scope, verdict.doubting(undecided[scope]), population.scopes[scope], numbers[scope])
        for scope, verdict in verdicts.items()
    )
    return _result(
        check, _overall(results), results, findings=_unique(findings), population=population.within(verdicts)
    )


def _may_be_told(subject: str, scopes: tuple[str, ...], verdicts: Mapping[str, Verdict]) -> bool:
    for scope in scopes:  # no generator: asked for half a million findings
        if scope not in verdicts or not verdicts[scope].allows(subject):
            return False
    return bool(scopes)


def _looked_at(check: Check, audit: Audit[Options]) -> tuple[tuple[str, ...], _Population]:
    """The subjects of a check, sorted, and their number; worked out once for all checks that look at the same."""
    key = _looked_at, check.subjects
    if key not in audit.memory:
        subjects = tuple(sorted(dict.fromkeys(check.subjects(audit))))
        audit.memory[key] = subjects, _Population.of(audit.graph, subjects)
    known: tuple[tuple[str, ...], _Population] = audit.memory[key]
    return known


def _scope_result(graph: AccessGraph, scope: str, verdict: Verdict, population: int, found: int) -> ScopeResult:
    if found:
        outcome = Outcome.FOUND
    elif verdict.is_sufficient:
        outcome = Outcome.PASSED
    else:
        outcome = Outcome.NOT_EVALUATED
    return ScopeResult(
        scope=scope,
        name=_scope_name(graph, scope),
        outcome=outcome,
        population=population,
        findings=found,
        at_least=found > 0 and not verdict.is_sufficient,
        reason=verdict.reason,
    )


def _scope_name(graph: AccessGraph, scope: str) -> str:
    return graph.name_of(scope) if scope in graph else f"the {scope}"


def _overall(scopes: Sequence[ScopeResult]) -> Outcome:
    outcomes = {scope.outcome for scope in scopes}
    if Outcome.FOUND in outcomes:
        return Outcome.FOUND
    return Outcome.PASSED if outcomes == {Outcome.PASSED} else Outcome.NOT_EVALUATED


def _result(  # noqa: PLR0913  # what a result is made of, by name
    check: Check,
    outcome: Outcome,
    scopes: tuple[ScopeResult, ...],
    *,
    findings: tuple[Finding, ...] = (),
    reason: str = "",
    population: int = 0,
) -> CheckResult:
    at_least = outcome is Outcome.FOUND and any(s.at_least or s.outcome is Outcome.NOT_EVALUATED for s in scopes)
    if outcome is Outcome.NOT_EVALUATED and not reason:
        reasons = dict.fromkeys(scope.reason for scope in scopes if scope.reason)
        reason = "; ".join(reasons) or "the scan holds nothing that this check looks at"
    return CheckResult(
        check.id,
        check.title,
        check.severity,
        check.category,
        outcome,
        at_least,
        scopes,
        findings,
        reason,
        why=check.why,
        fix=check.fix,
        bound=check.bound,
        population=population,
    )


def _unique(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    by_fingerprint = {finding.fingerprint: finding for finding in findings}
    return tuple(sorted(by_fingerprint.values(), key=lambda f: (f.subject.name, f.subject.id, f.fingerprint)))
