"""What the terminal shows: talk and progress on stderr, results on stdout."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from graph_audit.core.coverage import TableCoverage
from graph_audit.core.kinds import Outcome, Severity
from graph_audit.core.wording import counted, how_long
from graph_audit.findings.comparison import changes
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
    """Shows what is being collected, how fast, and how long it may take yet; silent when stderr is no terminal."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._rows = 0
        self._tables = 0
        self._under_way: dict[tuple[str, str], _Pages] = {}
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

    def planned(self, table: str, scope: str, lists: int) -> None:
        """A table is going to ask for so many lists."""
        with self._lock:
            self._under_way[table, scope] = _Pages(self._clock(), lists)

    def advanced(self, table: str, scope: str, rows: int) -> None:
        """One more page has arrived."""
        with self._lock:
            self._rows += rows
            self._under_way.setdefault((table, scope), _Pages(self._clock())).arrived += 1
            self._describe()

    def finished(self, coverage: TableCoverage) -> None:
        """A table is done."""
        what = Screen.legible(f"{coverage.table} of {coverage.scope}")
        _log.info("%s: %s, %d rows %s", what, coverage.status, coverage.rows, Screen.legible(coverage.reason))
        with self._lock:
            self._tables += 1
            self._under_way.pop((coverage.table, coverage.scope), None)
            self._describe()

    def _describe(self) -> None:
        """All together, and of the tables the one that takes longest yet."""
        text = f"Collecting: {self._rows:,} rows, {self._tables:,} tables done"
        now = self._clock()
        if self._under_way:
            (table, scope), pages = max(self._under_way.items(), key=lambda one: one[1].remaining(now))
            text += f", now {Screen.plain(f'{table} of {scope}')}{pages.told(now)}"
        self._progress.update(self._task, description=text)


@dataclass(slots=True)
class _Pages:
    """How far a table is; ``expected`` is 0 where nobody knows how many pages there will be."""

    begun: float
    expected: int = 0
    arrived: int = 0

    def rate(self, now: float) -> float:
        return self.arrived / max(now - self.begun, 0.001)

    def remaining(self, now: float) -> float:
        """Seconds, if it goes on like that."""
        return max(0, self.expected - self.arrived) / max(self.rate(now), 0.001)

    def told(self, now: float) -> str:
        """``: 1,230 of 5,000, 96/s, 39 seconds left``."""
        if not self.expected or not self.arrived:
            return f": {self.arrived:,} pages"
        left = how_long(timedelta(seconds=self.remaining(now)))
        return f": {self.arrived:,} of {self.expected:,}, {self.rate(now):.0f}/s, {left} left"


def show_result(result: AuditResult) -> None:
    """Print what was found, worst first, and what could not be seen."""
    order = sorted(result.checks, key=lambda check: (check.severity.rank, check.id))
    for check in order:
        if check.outcome is Outcome.FOUND:
            count = f"{'at least ' if check.at_least else ''}{len(check.findings):,}"
            severity = f"[{_COLOURS[check.severity]}]{check.severity:<8}[/]"
            waived = f" [dim]{len(check.waived):,} waived[/]" if check.waived else ""
            results.print(f"{severity} {count:>14}  {Screen.plain(check.title)} [dim]({check.id})[/]{waived}")
    outcomes = Counter(check.outcome for check in result.checks)
    told = ", ".join(f"{outcomes[outcome]:,} {word}" for outcome, word in _OUTCOMES.items() if outcomes[outcome])
    waived = f", and {len(result.waived):,} waived" if result.waived else ""
    results.print(f"{counted(len(result.findings), 'finding')}{waived}. Checks: {told}.")
    if result.comparison is not None:
        since = Screen.plain(result.comparison.finished)
        results.print(f"[bold]Since {since}[/]: {changes(result.comparison)}.")
    not_evaluated = [check.id for check in order if check.outcome is Outcome.NOT_EVALUATED]
    if not_evaluated:
        results.print(f"[bold]Not evaluated[/] (the report says why): {', '.join(not_evaluated)}")
    for (reason, remedy), tables in _gaps(result).items():
        results.print(f"[bold]Not seen[/]: {Screen.plain(tables)}. {Screen.plain(f'{reason} {remedy}'.strip())}")
    for title, waivers in (("Expired waiver", result.waivers_expired), ("Unused waiver", result.waivers_unused)):
        for waiver in waivers:
            told = f"{waiver.what}, {waiver.owner}, until {waiver.until}"
            results.print(f"[bold]{title}[/]: {Screen.plain(told)}.")
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
