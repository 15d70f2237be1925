"""What the terminal shows: talk and progress on stderr, results on stdout."""

import logging
from collections import Counter
from threading import Lock
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from graph_audit.core.coverage import TableCoverage
from graph_audit.core.kinds import Outcome, Severity
from graph_audit.core.wording import counted
from graph_audit.findings.result import AuditResult

__all__ = ["TableProgress", "results", "show_result", "talk"]

_COLOURS = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "blue",
    Severity.INFO: "cyan",
}

_OUTCOMES = {
    Outcome.FOUND: "found something",
    Outcome.PASSED: "passed",
    Outcome.NOT_EVALUATED: "not evaluated",
    Outcome.DISABLED: "disabled",
}


class Screen:
    """A console on which names are text: markup and control characters in them do nothing."""

    def __init__(self, *, stderr: bool) -> None:
        self._console = Console(stderr=stderr, highlight=False, soft_wrap=True)

    @property
    def console(self) -> Console:
        """The rich console."""
        return self._console

    def print(self, text: object = "") -> None:
        """Print markup that this program wrote."""
        self._console.print(text)

    @staticmethod
    def plain(text: str) -> str:
        """Text from elsewhere, made harmless for markup and terminal."""
        return escape(Screen.legible(text))

    @staticmethod
    def legible(text: str) -> str:
        """Text from elsewhere without characters that do something to a terminal."""
        return "".join(character if character.isprintable() else "�" for character in text)

    @staticmethod
    def plain_block(text: str) -> str:
        """Text of several lines, made harmless for markup."""
        return escape(text)


_log = logging.getLogger(__name__)
talk = Screen(stderr=True)
results = Screen(stderr=False)


class TableProgress:
    """Shows each table while it is collected; silent when stderr is no terminal."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rows = 0
        self._tables = 0
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(pulse_style="cyan"),
            TimeElapsedColumn(),
            console=talk.console,
            transient=True,
            disable=not talk.console.is_terminal,
        )
        self._task = self._progress.add_task("Collecting", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def advanced(self, table: str, scope: str, rows: int) -> None:
        """So many more rows have arrived."""
        with self._lock:
            self._rows += rows
            self._describe(f"{table} of {scope}")

    def finished(self, coverage: TableCoverage) -> None:
        """A table is done."""
        what = Screen.legible(f"{coverage.table} of {coverage.scope}")
        _log.info("%s: %s, %d rows %s", what, coverage.status, coverage.rows, Screen.legible(coverage.reason))
        with self._lock:
            self._tables += 1
            self._describe(f"{coverage.table} of {coverage.scope}")

    def _describe(self, latest: str) -> None:
        text = f"Collecting: {self._rows:,} rows, {self._tables:,} tables done, now {Screen.plain(latest)}"
        self._progress.update(self._task, description=text)


def show_result(result: AuditResult) -> None:
    """Print what was found, worst first, and what could not be seen."""
    order = sorted(result.checks, key=lambda check: (check.severity.rank, check.id))
    for check in order:
        if check.outcome is Outcome.FOUND:
            count = f"{'at least ' if check.at_least else ''}{len(check.findings):,}"
            severity = f"[{_COLOURS[check.severity]}]{check.severity:<8}[/]"
            results.print(f"{severity} {count:>14}  {Screen.plain(check.title)} [dim]({check.id})[/]")
    outcomes = Counter(check.outcome for check in result.checks)
    told = ", ".join(f"{outcomes[outcome]:,} {word}" for outcome, word in _OUTCOMES.items() if outcomes[outcome])
    results.print(f"{counted(len(result.findings), 'finding')}. Checks: {told}.")
    not_evaluated = [check.id for check in order if check.outcome is Outcome.NOT_EVALUATED]
    if not_evaluated:
        results.print(f"[bold]Not evaluated[/] (the report says why): {', '.join(not_evaluated)}")
    for (reason, remedy), tables in _gaps(result).items():
        results.print(f"[bold]Not seen[/]: {Screen.plain(tables)}. {Screen.plain(f'{reason} {remedy}'.strip())}")
    for note in result.notes:
        results.print(f"[bold]Note[/]: {Screen.plain(note)}")


def _gaps(result: AuditResult) -> dict[tuple[str, str], str]:
    """What could not be seen, gathered by why: one lost right takes many tables with it."""
    names = {scope.scope: scope.name for check in result.checks for scope in check.scopes}
    scopes: dict[tuple[str, str], dict[str, list[str]]] = {}
    for gap in result.coverage.incomplete():
        tables = scopes.setdefault((gap.reason, gap.remedy), {})
        tables.setdefault(names.get(gap.scope, gap.scope), []).append(gap.table)
    return {
        why: "; ".join(f"{', '.join(tables)} of {scope}" for scope, tables in by_scope.items())
        for why, by_scope in scopes.items()
    }
