"""What changed since an earlier result: which findings are new, which were known, which are gone for sure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graph_audit.core.kinds import Outcome
from graph_audit.findings.finding import Finding
from graph_audit.findings.result import AuditResult, CheckResult, Comparison, Gone

__all__ = ["KNOWN", "NEW", "Baseline", "baseline_of", "changes", "compare"]

NEW, KNOWN = "new", "known"


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier result, as far as it is compared.

    Attributes:
        organisation: id of the organisation.
        snapshot: id of its snapshot.
        finished: when that was finished, RFC 3339.
        findings: what was found, by fingerprint.
        evaluated: ids of the checks that were evaluated fully.
    """

    organisation: str
    snapshot: str
    finished: str
    findings: Mapping[str, Gone]
    evaluated: frozenset[str]


def baseline_of(result: AuditResult) -> Baseline:
    """A result as the baseline of later ones."""
    return Baseline(
        result.organisation.id,
        result.snapshot.id,
        result.snapshot.finished,
        {finding.fingerprint: _gone(finding) for finding in (*result.findings, *result.waived)},
        frozenset(check.id for check in result.checks if _is_evaluated(check.outcome, at_least=check.at_least)),
    )


def compare(result: AuditResult, baseline: Baseline) -> AuditResult:
    """The result with each finding's status, and with what the baseline found and this one does not.

    A finding is fixed only if its check was evaluated fully wherever it was found; otherwise it is not seen any more,
    which says nothing.
    """
    checks = {check.id: check for check in result.checks}
    present = {finding.fingerprint for finding in result.findings}
    waived = {finding.fingerprint for finding in result.waived}
    gone = [known for fingerprint, known in baseline.findings.items() if fingerprint not in present | waived]
    fixed: list[Gone] = []
    unseen: list[Gone] = []
    for known in gone:
        check = checks.get(known.check)
        (fixed if check is not None and _is_fixed(known, check) else unseen).append(known)
    new = present - baseline.findings.keys()
    found = {finding.check for finding in result.findings if finding.fingerprint in new}
    return replace(
        result,
        checks=tuple(_with_status(check, new) for check in result.checks),
        comparison=Comparison(
            snapshot=baseline.snapshot,
            finished=baseline.finished,
            new=len(new),
            known=len(present) - len(new),
            fixed=_ordered(fixed),
            unseen=_ordered(unseen),
            doubted=tuple(sorted(found - baseline.evaluated)),
        ),
    )


def changes(comparison: Comparison) -> str:
    """``12 new, 180 known, 5 fixed, 3 not seen any more, which says nothing``."""
    words = [f"{comparison.new:,} new", f"{comparison.known:,} known", f"{len(comparison.fixed):,} fixed"]
    if comparison.unseen:
        words.append(f"{len(comparison.unseen):,} not seen any more, but not evaluated fully")
    return ", ".join(words)


def _gone(finding: Finding) -> Gone:
    return Gone(
        finding.fingerprint, finding.check, finding.severity, finding.subject, finding.message, tuple(finding.scopes)
    )


def _is_fixed(known: Gone, check: CheckResult) -> bool:
    outcomes = {scope.scope: scope for scope in check.scopes}
    return bool(known.scopes) and all(
        scope in outcomes and _is_evaluated(outcomes[scope].outcome, at_least=outcomes[scope].at_least)
        for scope in known.scopes
    )


def _is_evaluated(outcome: Outcome, *, at_least: bool) -> bool:
    return outcome in {Outcome.PASSED, Outcome.FOUND} and not at_least


def _with_status(check: CheckResult, new: set[str]) -> CheckResult:
    return replace(
        check,
        findings=tuple(
            replace(finding, status=NEW if finding.fingerprint in new else KNOWN) for finding in check.findings
        ),
    )


def _ordered(findings: Iterable[Gone]) -> tuple[Gone, ...]:
    return tuple(sorted(findings, key=lambda one: (one.severity.rank, one.check, one.subject.name, one.fingerprint)))
