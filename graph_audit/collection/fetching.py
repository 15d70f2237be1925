"""Fetching the tables of one scope: lists page by page, and tables that are asked for once per parent, side by side."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from itertools import islice
from threading import Lock
from typing import Any
from urllib.parse import quote

from graph_audit.client.messages import Request
from graph_audit.client.session import ApiClient
from graph_audit.collection.failure import coverage_of_failure, coverage_of_many
from graph_audit.collection.progress import Progress
from graph_audit.core.coverage import TableCoverage
from graph_audit.core.errors import ApiError, BadAnswerError, UnsafeUrlError
from graph_audit.core.kinds import CoverageStatus, Gap
from graph_audit.products.definition import Table
from graph_audit.snapshot.writer import SnapshotWriter, TableSink

__all__ = ["ScopeFetcher", "is_askable"]

_WINDOW = 2048
"""Requests of one table that are queued at a time, so that memory does not grow with the number of projects."""

_DEEPEST = 64
"""Levels of lists and objects in a row; the vendor's have six, and what nearly fills the stack is not read back."""

_LONGEST_ID = 255

Parents = tuple[str, ...]


@dataclass(slots=True)
class _Fetched:
    """What is known of a table after it was fetched: its coverage, and whom its rows name as parents."""

    coverage: TableCoverage
    parents: dict[str, list[Parents]] = field(default_factory=lambda: defaultdict(list))
    unusable: int = 0


class ScopeFetcher:
    """Fetches tables of one scope into a snapshot; every failure becomes coverage.

    Args:
        client: the API that serves the scope.
        scope: ``organisation``, ``directory:<id>`` or ``tenant:<cloudId>``.
        places: what stands for ``{org}`` and ``{directory}`` in paths.
        writer: the snapshot.
        workers: runs the requests.
        progress: is told what happens.
    """

    def __init__(  # noqa: PLR0913  # the seams of one scope
        self,
        client: ApiClient,
        scope: str,
        *,
        places: Mapping[str, str],
        writer: SnapshotWriter,
        workers: Executor,
        progress: Progress,
    ) -> None:
        self._client = client
        self._scope = scope
        self._places = {key: quote(value, safe="") for key, value in places.items()}
        self._writer = writer
        self._workers = workers
        self._progress = progress
        self._fetched: dict[str, _Fetched] = {}
        self._lock = Lock()

    def list_table(self, table: Table, children: Iterable[Table] = (), *, keep: bool = False) -> list[Any]:
        """Fetch a table that is one list; rows that came before a failure are written, too.

        Args:
            table: the table.
            children: tables that are asked for once per row of this one.
            keep: whether the rows are wanted, as those of the short lists of directories and workspaces are.

        Returns:
            The rows that were to be kept.

        Raises:
            ApiError: nothing of it could be read. The coverage says so, too.
        """
        fetched = _Fetched(TableCoverage(table.name, self._scope, CoverageStatus.COMPLETE))
        kept: list[Any] = []
        error: ApiError | None = None
        children = tuple(children)
        with self._writer.table(table.name, self._scope) as sink:
            try:
                for row in self._rows(table, ()):
                    sink.add(row)
                    self._note_parents(fetched, children, (), row)
                    if keep:
                        kept.append(row)
            except ApiError as failure:
                error = failure
            fetched.coverage = self._close(table, sink, error)
        self._remember(fetched)
        if error is not None and not sink.rows:
            raise error
        return kept

    def child_table(self, table: Table, children: Iterable[Table] = ()) -> None:
        """Fetch a table that is asked for once per parent; a failure costs that parent's rows."""
        parent = self._fetched[table.parent]
        children = tuple(children)
        if not parent.coverage.has_rows:
            self.leave_out(replace(parent.coverage, table=table.name))
            return
        of_all = sorted(set(parent.parents[table.name]))
        fetched = _Fetched(TableCoverage(table.name, self._scope, CoverageStatus.COMPLETE))
        failures: dict[Parents, ApiError] = {}

        def fetch(of: Parents) -> None:
            try:
                for row in self._rows(table, of):
                    sink.add(row, of=of)
                    with self._lock:
                        self._note_parents(fetched, children, of, row)
            except ApiError as failure:
                failures[of] = failure

        with self._writer.table(table.name, self._scope) as sink:
            waiting = iter(of_all)
            while window := list(islice(waiting, _WINDOW)):
                list(self._workers.map(fetch, window))
            own = coverage_of_many(table, self._scope, sink.rows, len(of_all), failures)
            fetched.coverage = _inherited(own, parent)
            sink.close(fetched.coverage)
        self._remember(fetched)

    def leave_out(self, coverage: TableCoverage) -> None:
        """Note a table that is not fetched, because another one that it depends on could not be."""
        if coverage.has_rows:
            coverage = replace(coverage, status=CoverageStatus.DENIED, rows=0)
        self._writer.leave_out(coverage)
        self._remember(_Fetched(coverage))

    def coverage(self, table: str) -> TableCoverage:
        """Coverage of a table that was fetched or left out."""
        return self._fetched[table].coverage

    def _rows(self, table: Table, of: Parents) -> Iterator[Any]:
        quoted = [quote(part, safe="") for part in of]
        request = Request(
            method=table.method,
            path=table.path.format(*quoted, **self._places),
            params=tuple((key, value.format(*of)) for key, value in table.params),
            body=table.body,
            idempotent=True,
            endpoint=table.path,
        )
        is_empty = True
        try:
            for page in table.paging.pages(self._client.send, request):
                if _is_too_deep(page.rows):
                    raise BadAnswerError(
                        f"{request.method} {request.path} gave rows that are nested too deeply to read."
                    )
                self._progress.advanced(table.name, self._scope, len(page.rows))
                yield from page.rows
                is_empty = is_empty and not page.rows
        except UnsafeUrlError as error:  # a link to another host is a bad answer of this one
            raise BadAnswerError(str(error)) from error
        if table.never_empty and is_empty:
            raise BadAnswerError(
                f"{request.method} {request.path} gave an empty list, where there is always something."
            )

    def _close(self, table: Table, sink: TableSink, error: ApiError | None) -> TableCoverage:
        if error is None:
            coverage = TableCoverage(table.name, self._scope, CoverageStatus.COMPLETE, sink.rows)
        else:
            coverage = coverage_of_failure(table, self._scope, error, sink.rows)
        sink.close(coverage)
        return coverage

    def _note_parents(self, fetched: _Fetched, children: tuple[Table, ...], of: Parents, row: Any) -> None:
        for child in children:
            if child.parents_of is not None:
                try:
                    named = list(child.parents_of(of, row))
                except (AttributeError, KeyError, TypeError):
                    fetched.unusable += 1
                    continue
                usable = [parents for parents in named if all(map(is_askable, parents))]
                fetched.parents[child.name].extend(usable)
                fetched.unusable += len(usable) < len(named)

    def _remember(self, fetched: _Fetched) -> None:
        self._fetched[fetched.coverage.table] = fetched
        self._progress.finished(fetched.coverage)


def is_askable(part: Any) -> bool:
    """Whether an id from a server can stand in a path: dots alone would climb to another endpoint."""
    return isinstance(part, str) and part.isprintable() and bool(part.strip(". ")) and len(part) <= _LONGEST_ID


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
