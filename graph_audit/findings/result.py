"""The one result that screen, report, JSON and exit code are made from."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from graph_audit.core.coverage import Coverage
from graph_audit.core.kinds import Outcome, Severity
from graph_audit.findings.finding import Finding, Subject, Waived

__all__ = ["AuditResult", "CheckResult", "Comparison", "Gone", "Named", "ScopeResult", "SnapshotInfo"]


@dataclass(frozen=True, slots=True)
class Named:
    """An id with the name that people know it by."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """Which snapshot was analysed; times as RFC 3339 in UTC."""

    id: str
    started: str
    finished: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ScopeResult:
    """Outcome of one check in one scope.

    Attributes:
        scope: ``organisation``, ``directory:<id>`` or ``tenant:<cloudId>``.
        name: what people call the scope.
        outcome: passed, found or not evaluated.
        population: how many subjects were looked at.
        findings: how many of them were found, waived ones included.
        at_least: incomplete data may hide more.
        reason: why it was not evaluated, or why there may be more; empty otherwise.
    """

    scope: str
    name: str
    outcome: Outcome
    population: int
    findings: int = 0
    at_least: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Outcome of one check over all scopes.

    Attributes:
        id: the check.
        title: what it states.
        severity: how bad its worst finding is, or could be where there is none.
        category: Groups, Users, Jira …
        outcome: found if any scope found, else not evaluated if any scope was not, else passed.
        at_least: incomplete data may hide more.
        scopes: the outcomes that it was made from.
        findings: what was found and is not waived.
        waived: what was found and somebody accepted for a time.
        reason: why it was not evaluated or is disabled; empty otherwise.
        why: why it matters.
        fix: how to fix it.
        bound: why findings may be less than they look; empty where they are exact.
        population: how many subjects were looked at; one that belongs to two scopes counts once.
        declared: the check's own severity, where the configuration changed it or that of findings.
    """

    id: str
    title: str
    severity: Severity
    category: str
    outcome: Outcome
    at_least: bool
    scopes: tuple[ScopeResult, ...]
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    why: str = ""
    fix: str = ""
    bound: str = ""
    population: int = 0
    declared: Severity | None = None
    waived: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding of an earlier result that this one does not have."""

    fingerprint: str
    check: str
    severity: Severity
    subject: Subject
    message: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed since an earlier result.

    Attributes:
        snapshot: id of the earlier snapshot.
        finished: when that was finished, RFC 3339.
        new: how many findings are new.
        known: how many were there before.
        fixed: findings that are gone, where their checks were evaluated fully.
        unseen: findings that are not there, but their checks could not be evaluated fully, or did not run.
        doubted: checks with new findings that the earlier result could not evaluate fully: they may be older.
    """

    snapshot: str
    finished: str
    new: int
    known: int
    fixed: tuple[Gone, ...]
    unseen: tuple[Gone, ...]
    doubted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditResult:
    """Everything that one analysis concluded; the same for every output."""

    organisation: Named
    snapshot: SnapshotInfo
    mode: str
    generator: str
    coverage: Coverage
    checks: tuple[CheckResult, ...]
    notes: tuple[str, ...] = ()
    comparison: Comparison | None = None
    waivers_unused: tuple[Waived, ...] = ()
    waivers_expired: tuple[Waived, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings that are not waived: worst severity first, then by check, subject name and id."""
        return _ordered(finding for check in self.checks for finding in check.findings)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The waived findings, in the same order."""
        return _ordered(finding for check in self.checks for finding in check.waived)

    def count_by_severity(self) -> dict[Severity, int]:
        """Number of findings of each severity, worst first; every severity is there."""
        counted = Counter(finding.severity for check in self.checks for finding in check.findings)
        return {severity: counted[severity] for severity in Severity}


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(
        sorted(findings, key=lambda f: (f.severity.rank, f.check, f.subject.name, f.subject.id, f.fingerprint))
    )
