"""What every part of a collection shares: tables, snapshot, workers and clients."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from types import TracebackType
from typing import Self, TypeVar

from graph_audit.client.credentials import Signer
from graph_audit.client.session import ApiClient
from graph_audit.collection.fetching import Client, ScopeFetcher
from graph_audit.collection.line import Line
from graph_audit.collection.progress import Progress
from graph_audit.collection.queues import Queues
from graph_audit.collection.request import CollectionRequest
from graph_audit.core.coverage import TableCoverage
from graph_audit.core.kinds import CoverageStatus, Gap, ScopeKind
from graph_audit.products.definition import Table
from graph_audit.snapshot.writer import SnapshotWriter

__all__ = ["Workshop", "side_by_side"]

_SCOPES_AT_ONCE = 8

T = TypeVar("T")


class Workshop:
    """Open for the time of one collection; closes its clients and workers when left.

    Two kinds of threads: requests that are asked for once per parent run on the workers of ``queues``, bounded by the
    request's ``threads``; the few lists of a scope run on threads of their own, which wait for them.
    """

    def __init__(
        self, request: CollectionRequest, tables: Iterable[Table], writer: SnapshotWriter, progress: Progress
    ) -> None:
        self.request = request
        self.tables = tuple(tables)
        self.writer = writer
        self.progress = progress
        self.queues = Queues(request.threads)
        self.clients: dict[str, ApiClient] = {}
        self._stack = ExitStack()
        self._line = Line()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.queues.close(wait=kind is not KeyboardInterrupt)
        self._stack.close()

    def of_scope(self, scope: ScopeKind) -> tuple[Table, ...]:
        """Tables of one kind of scope, in the order of their definition."""
        return tuple(table for table in self.tables if table.scope is scope)

    def wanted(self, kind: ScopeKind, scope: str) -> tuple[Table, ...]:
        """Tables of one scope; the optional ones that are not wanted are noted as left out."""
        tables = self.of_scope(kind)
        unwanted = [table for table in tables if table.optional and table.name in self.request.leave_out]
        for table in unwanted:
            self.leave_out(table, scope, Gap.NOT_SELECTED, "the configuration leaves it out")
        return tuple(table for table in tables if table not in unwanted)

    def client(self, base_url: str, credential: Signer | None, name: str) -> ApiClient:
        """A client that lives as long as the workshop."""
        client = ApiClient(base_url, credential, options=self.request.options)
        self._stack.callback(client.close)
        self.clients[name] = client
        return client

    def fetcher(self, client: Client, scope: str, places: Mapping[str, str]) -> ScopeFetcher:
        """Fetches tables of one scope."""
        return ScopeFetcher(
            client,
            scope,
            places=places,
            writer=self.writer,
            queues=self.queues,
            progress=self.progress,
            line=self._line,
            sample=self.request.sample,
        )

    def leave_out(self, table: Table, scope: str, gap: Gap, reason: str, remedy: str = "") -> None:
        """Note that a table is not collected, and is not tried."""
        coverage = TableCoverage(table.name, scope, CoverageStatus.SKIPPED, gap=gap, reason=reason, remedy=remedy)
        self.writer.leave_out(coverage)
        self.progress.finished(coverage)


def side_by_side(do: Callable[[T], object], items: Iterable[T]) -> None:
    """Do something with each item on threads of their own and wait for all; the first error is raised then.

    Who presses Ctrl-C does not wait: requests that are under way are left to themselves.
    """
    todo = list(items)
    if not todo:
        return
    threads = ThreadPoolExecutor(min(len(todo), _SCOPES_AT_ONCE))
    under_way = [threads.submit(do, item) for item in todo]
    try:
        for done in as_completed(under_way):
            if isinstance(interrupted := done.exception(), KeyboardInterrupt):
                raise interrupted
    except KeyboardInterrupt:
        threads.shutdown(wait=False, cancel_futures=True)
        raise
    threads.shutdown()
    for done in under_way:
        done.result()
