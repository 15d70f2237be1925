"""Exit codes: what a script may conclude from a run."""

from enum import IntEnum, StrEnum

from graph_audit.core.kinds import Outcome, Severity
from graph_audit.findings.comparison import NEW
from graph_audit.findings.result import AuditResult

__all__ = ["ExitCode", "FailOn", "can_fail", "exit_code"]


class ExitCode(IntEnum):
    """Every code that the program ends with; 2 is the shell's usual one for wrong usage."""

    FINE = 0
    ERROR = 1
    USAGE = 2
    INCOMPLETE = 3
    FINDINGS = 10
    INTERRUPTED = 130


class FailOn(StrEnum):
    """The severity from which findings make a run fail."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"
    NEW_CRITICAL = "new-critical"
    NEW_HIGH = "new-high"
    NEW_MEDIUM = "new-medium"
    NEW_LOW = "new-low"
    NEW_INFO = "new-info"
    NEVER = "never"

    @property
    def is_new(self) -> bool:
        """Whether only findings count that the baseline does not have."""
        return self.value.startswith("new-")

    @property
    def severity(self) -> Severity:
        """The severity; ``never`` has none."""
        return Severity(self.value.removeprefix("new-"))


def exit_code(result: AuditResult, fail_on: FailOn, *, strict: bool, allow_incomplete: bool) -> ExitCode:
    """How a run ends.

    Args:
        result: what the checks concluded.
        fail_on: findings of this severity or worse give 10, which beats 3.
        strict: any incomplete data gives 3.
        allow_incomplete: a check that could not be evaluated does not give 3 under ``fail_on``.
    """
    if fail_on is not FailOn.NEVER:
        threshold = fail_on.severity
        counted = (finding for finding in result.findings if finding.status == NEW or not fail_on.is_new)
        if any(finding.severity.at_least(threshold) for finding in counted):
            return ExitCode.FINDINGS
        if not allow_incomplete and any(
            check.severity.at_least(threshold) and _is_open(check.outcome, at_least=check.at_least)
            for check in result.checks
        ):
            return ExitCode.INCOMPLETE
    return ExitCode.INCOMPLETE if strict and result.coverage.incomplete() else ExitCode.FINE


def can_fail(result: AuditResult, fail_on: FailOn) -> bool:
    """Whether any check that is switched on is severe enough for ``fail_on``; if not, the run proves nothing by it."""
    return any(
        check.severity.at_least(fail_on.severity) for check in result.checks if check.outcome is not Outcome.DISABLED
    )


def _is_open(outcome: Outcome, *, at_least: bool) -> bool:
    return outcome is Outcome.NOT_EVALUATED or at_least
