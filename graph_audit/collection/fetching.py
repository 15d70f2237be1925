"""Fetching the tables of one scope: lists page by page, and tables that are asked for once per parent, side by side."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Protocol

from graph_audit.client.limiter import Limiter
from graph_audit.client.messages import Answer, Request
from graph_audit.client.paging import AGAIN, CursorPaging
from graph_audit.collection.failure import coverage_of_failure, coverage_of_many
from graph_audit.collection.hope import Hope
from graph_audit.collection.line import Line
from graph_audit.collection.progress import Progress
from graph_audit.collection.queues import Queues
from graph_audit.collection.requesting import is_askable, request_for
from graph_audit.core.coverage import TableCoverage
from graph_audit.core.errors import ApiError, BadAnswerError, UnsafeUrlError
from graph_audit.core.kinds import CoverageStatus, Gap
from graph_audit.products.definition import Table
from graph_audit.snapshot.journal import Parents
from graph_audit.snapshot.reader import Row
from graph_audit.snapshot.writer import SnapshotWriter, TableSink

__all__ = ["Client", "ScopeFetcher"]

_DEEPEST = 64
"""Levels of lists and objects in a row; the vendor's have six, and what nearly fills the stack is not read back."""

_NOT_FOUND = 404
_CURSOR_UNKNOWN = {400, _NOT_FOUND, 410}


class Client(Protocol):
    """Who asks the API that serves a scope."""

    def send(self, request: Request) -> Answer:
        """Ask until there is an answer or no hope of one."""

    def limiter(self, method: str, endpoint: str) -> Limiter:
        """What bounds the rate of one endpoint."""


@dataclass(slots=True)
class _Fetched:
    """What is known of a table: its coverage, and whom its rows name as parents of its children."""

    coverage: TableCoverage
    children: tuple[Table, ...] = ()
    keep: bool = False
    kept: list[Any] = field(default_factory=list)
    parents: dict[str, list[Parents]] = field(default_factory=lambda: defaultdict(list))
    unusable: int = 0

    def note_all(self, rows: Iterable[Row]) -> None:
        """Note rows that were read before."""
        if self.children or self.keep:
            for row in rows:
                self.note_page(row.of, [row.value])

    def note_page(self, of: Parents, rows: Iterable[Any]) -> None:
        """Note what rows of a list name as parents, and the rows themselves if they are to be kept."""
        for row in rows:
            if self.keep:
                self.kept.append(row)
            for child in self.children:
                self._note(child, of, row)

    def _note(self, child: Table, of: Parents, row: Any) -> None:
        try:
            if child.shortcut and child.shortcut.of == self.coverage.table:
                named = list(child.shortcut.note(row))
            else:
                named = list(child.parents_of(of, row)) if child.parents_of else []
        except (AttributeError, KeyError, TypeError, ValueError):
            self.unusable += 1
            return
        usable = [parents for parents in named if all(map(is_askable, parents))]
        self.parents[child.name].extend(usable)
        self.unusable += len(usable) < len(named)

    def forget(self, of: Parents) -> None:
        """Forget a list that begins again; that of one parent leaves what its rows named, which does no harm."""
        if not of:
            self.kept.clear()
            self.parents.clear()
            self.unusable = 0


class ScopeFetcher:
    """Fetches tables of one scope into a snapshot; every failure becomes coverage.

    What an interrupted scan has left is not asked for again: tables that were read completely, and the whole pages of
    the others.

    Args:
        client: the API that serves the scope.
        scope: ``organisation``, ``directory:<id>`` or ``tenant:<cloudId>``.
        places: what stands for ``{org}`` and ``{directory}`` in paths.
        writer: the snapshot.
        queues: run the requests of tables that are asked for once per parent.
        progress: is told what happens.
        line: the network, as all scopes see it.
        sample: whether the first page of a list will do, unless its rows are kept, and the first of many parents.
    """

    def __init__(  # noqa: PLR0913  # the seams of one scope
        self,
        client: Client,
        scope: str,
        *,
        places: Mapping[str, str],
        writer: SnapshotWriter,
        queues: Queues,
        progress: Progress,
        line: Line,
        sample: bool = False,
    ) -> None:
        self._send = line.through(client.send)
        self._client = client
        self._scope = scope
        self._places = places
        self._writer = writer
        self._queues = queues
        self._progress = progress
        self._sample = sample
        self._fetched: dict[str, _Fetched] = {}
        self._shortened: dict[str, Any] = {}
        self._spared: dict[str, Table] = {}
        self._lock = Lock()

    def list_table(
        self, table: Table, children: Iterable[Table] = (), *, keep: bool = False, anew: bool = False
    ) -> list[Any]:
        """Fetch a table that is one list; rows that came before a failure are written, too.

        Args:
            table: the table.
            children: tables that are asked for once per row of this one.
            keep: whether the rows are wanted, as those of the short lists of directories and workspaces are.
            anew: whether to ask again for what an interrupted scan has read.

        Returns:
            The rows that were to be kept.

        Raises:
            ApiError: nothing of it could be read. The coverage says so, too.
        """
        fetched = _Fetched(TableCoverage(table.name, self._scope, CoverageStatus.COMPLETE), tuple(children), keep)
        if not anew and self._reuse(table, fetched):
            return fetched.kept
        error: ApiError | None = None
        with self._writer.table(table.name, self._scope) as sink:
            if anew:
                sink.drop()
            fetched.note_all(sink.kept())
            try:
                self._read_list(table, (), sink, fetched)
            except ApiError as failure:
                error = failure
            fetched.coverage = self._close(table, sink, error)
        self._remember(fetched)
        if error is not None and not sink.rows:
            raise error
        return fetched.kept

    def recheck(self, table: Table) -> None:
        """Fetch a table for those parents that other tables single out; where these have gaps, they cannot."""
        reads = table.recheck.reads if table.recheck else ()
        unclear = [name for name in reads if not self._fetched[name].coverage.is_whole]
        if unclear or not table.recheck:
            reason = (
                f"{' and '.join(unclear)} of this directory were not read completely, so there is nothing to compare"
            )
            skipped = CoverageStatus.SKIPPED
            self.leave_out(TableCoverage(table.name, self._scope, skipped, gap=Gap.NOT_IN_THIS_MODE, reason=reason))
            return
        entries = [entry for entry in self._writer.entries() if entry.scope == self._scope and entry.table in reads]
        rows = {entry.table: (row.value for row in self._writer.rows(entry)) for entry in entries}
        self.child_table(table, named=table.recheck.parents(rows))

    def child_table(
        self, table: Table, children: Iterable[Table] = (), *, named: Iterable[Parents] | None = None
    ) -> None:
        """Fetch a table that is asked for once per parent; a failure costs that parent's rows.

        Args:
            table: the table.
            children: tables that are asked for once per row of this one.
            named: the parents, where not the rows of its parent table name them.
        """
        short = table.shortcut if table.name in self._shortened else None
        parent = self._fetched[short.of if short else table.parent]
        if not parent.coverage.has_rows:
            self.leave_out(replace(parent.coverage, table=table.name))
            return
        wanted = set(parent.parents[table.name] if named is None else named)
        if short:
            wanted = {parents for note in wanted for parents in short.parents(note, self._shortened[table.name])}
        of_all = sorted(of for of in wanted if all(map(is_askable, of)))[: 1 if self._sample else None]
        fetched = _Fetched(TableCoverage(table.name, self._scope, CoverageStatus.COMPLETE), tuple(children))
        if self._reuse(table, fetched):
            return
        failures: dict[Parents, ApiError] = {}
        hope = Hope()

        def fetch(of: Parents) -> None:
            try:
                hope.check()
                self._read_list(table, of, sink, fetched)
            except ApiError as failure:
                hope.failed(failure)
                if not (short and failure.status == _NOT_FOUND and self._is_none(table, of)):
                    failures[of] = failure
            else:
                hope.answered()

        with self._writer.table(table.name, self._scope) as sink:
            fetched.note_all(sink.kept())
            todo = [of for of in of_all if sink.following(of) != ""]
            self._progress.planned(table.name, self._scope, len(todo))
            self._queues.run(self._limiter(table), fetch, todo)
            own = coverage_of_many(table, self._scope, sink.rows, len(of_all), failures)
            fetched.coverage = _inherited(own, parent)
            sink.close(fetched.coverage)
        self._remember(fetched)

    def spare(self, table: Table, children: Iterable[Table]) -> bool:
        """Leave a table out if all its children know their parents without it.

        Args:
            table: the table.
            children: those that are asked for once per row of it.

        Returns:
            Whether it was left out.
        """
        known = {}
        for child in children:
            beside = self._fetched.get(child.shortcut.beside) if child.shortcut else None
            if child.shortcut is None or beside is None or not beside.coverage.is_whole:
                return False
            known[child.name] = child.shortcut.understood(beside.kept)
            if known[child.name] is None:
                return False
        if not known:
            return False
        self._shortened |= known
        self._spared |= dict.fromkeys(known, table)
        reason = "other tables tell the same"
        self.leave_out(
            TableCoverage(table.name, self._scope, CoverageStatus.SKIPPED, gap=Gap.NOT_IN_THIS_MODE, reason=reason)
        )
        return True

    def _is_none(self, table: Table, of: Parents) -> bool:
        """Whether what the shortcut says to exist does not, according to the table that it spared."""
        spared = self._spared[table.name]
        above = of[: spared.parents]
        try:
            pages = list(spared.paging.pages(self._send, request_for(spared, above, self._places)))
        except (ApiError, UnsafeUrlError):
            return False
        named = _Fetched(TableCoverage(spared.name, self._scope, CoverageStatus.COMPLETE), (table,))
        for page in pages:
            named.note_page(above, page.rows)
        return not named.unusable and bool(named.parents[table.name]) and of not in named.parents[table.name]

    def leave_out(self, coverage: TableCoverage) -> None:
        """Note a table that is not fetched, because another one that it depends on could not be."""
        if coverage.has_rows:
            coverage = replace(coverage, status=CoverageStatus.DENIED, rows=0)
        self._writer.leave_out(coverage)
        self._remember(_Fetched(coverage))

    def coverage(self, table: str) -> TableCoverage:
        """Coverage of a table that was fetched or left out."""
        return self._fetched[table].coverage

    def _reuse(self, table: Table, fetched: _Fetched) -> bool:
        """Take over what an interrupted scan has read completely, if it has."""
        entry = self._writer.reuse(table.name, self._scope)
        if entry is None:
            return False
        fetched.note_all(self._writer.rows(entry))
        fetched.coverage = entry.coverage()
        self._remember(fetched)
        return True

    def _read_list(self, table: Table, of: Parents, sink: TableSink, fetched: _Fetched) -> None:
        """Read the pages of one list that are not there yet.

        A cursor may be forgotten by the server before it is used; nothing says how long one lasts
        (https://developer.atlassian.com/cloud/admin/organization/rest/intro/). The list then begins again, once.
        """
        after = sink.following(of)
        if after == "":
            return
        if after != AGAIN:
            try:
                self._read_pages(table, of, sink, fetched, after or "")
            except ApiError as error:
                by_cursor = isinstance(table.paging, CursorPaging) and sink.following(of) not in {None, "", AGAIN}
                if not by_cursor or error.status not in _CURSOR_UNKNOWN:
                    raise
            else:
                return
        sink.drop(of)
        fetched.forget(of)
        self._read_pages(table, of, sink, fetched, "")

    def _read_pages(self, table: Table, of: Parents, sink: TableSink, fetched: _Fetched, after: str) -> None:
        is_empty = not after
        request = request_for(table, of, self._places)
        try:
            for page in table.paging.pages(self._send, request, after=after):
                if _is_too_deep(page.rows):
                    raise BadAnswerError(
                        f"{request.method} {request.path} gave rows that are nested too deeply to read."
                    )
                is_empty = is_empty and not page.rows
                if is_empty and table.never_empty and not page.following:
                    raise BadAnswerError(
                        f"{request.method} {request.path} gave an empty list, where there is always something."
                    )
                sink.add_page(page.rows, of, following=page.following)
                with self._lock:
                    fetched.note_page(of, page.rows)
                self._progress.advanced(table.name, self._scope, len(page.rows))
                if self._sample and not fetched.keep:
                    break
        except UnsafeUrlError as error:  # a link to another host is a bad answer of this one
            raise BadAnswerError(str(error)) from error

    def _limiter(self, table: Table) -> Limiter:
        return self._client.limiter(table.method, table.path)

    def _close(self, table: Table, sink: TableSink, error: ApiError | None) -> TableCoverage:
        if error is None:
            coverage = TableCoverage(table.name, self._scope, CoverageStatus.COMPLETE, sink.rows)
        else:
            coverage = coverage_of_failure(table, self._scope, error, sink.rows)
        sink.close(coverage)
        return coverage

    def _remember(self, fetched: _Fetched) -> None:
        self._fetched[fetched.coverage.table] = fetched
        self._progress.finished(fetched.coverage)


def _is_too_deep(rows: list[Any]) -> bool:
    level = rows
    for _ in range(_DEEPEST):
        inner = [value for value in level if isinstance(value, dict | list)]
        if not inner:
            return False
        level = [child for value in inner for child in (value.values() if isinstance(value, dict) else value)]
    return True


def _inherited(own: TableCoverage, parent: _Fetched) -> TableCoverage:
    """A table is no more complete than the one that says what to ask for."""
    above = parent.coverage
    reasons = [own.reason] if own.reason else []
    if not above.is_whole:
        reasons.append(f"{above.table} is {above.status}: {above.reason}")
    if parent.unusable:
        reasons.append(f"{parent.unusable:,} rows of {above.table} do not say what to ask for")
    if above.is_whole and not parent.unusable:
        return own
    confined = above.missing and (own.missing or own.status is CoverageStatus.COMPLETE) and not parent.unusable
    return replace(
        own,
        status=CoverageStatus.PARTIAL if own.has_rows else own.status,
        gap=own.gap or above.gap or Gap.INVALID_ROWS,
        reason="; ".join(reasons),
        remedy=own.remedy or above.remedy,
        missing=tuple(sorted({*own.missing, *above.missing})) if confined else (),
    )
