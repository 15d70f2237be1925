"""Writing a snapshot: tables as they come, the manifest last; without a manifest there is no snapshot."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

from graph_audit.core.clock import format_time
from graph_audit.core.coverage import TableCoverage
from graph_audit.core.errors import SnapshotError
from graph_audit.core.files import PRIVATE_FOLDER, make_private_folder, write_private
from graph_audit.snapshot.manifest import MANIFEST, Manifest, OrganisationEntry, TableEntry, TenantEntry, render, seal
from graph_audit.snapshot.sink import TableSink, cannot_write

__all__ = ["SnapshotWriter", "TableSink"]


class SnapshotWriter:
    """Writes a snapshot into a new folder; several tables may be written at once, from several threads.

    Args:
        folder: the folder; it must not exist or be empty.
        generator: the program that collects, with its version.
        started: the moment of the snapshot.

    Raises:
        SnapshotError: the folder holds something, or cannot be made.
    """

    def __init__(self, folder: Path, *, generator: str, started: datetime) -> None:
        self._folder = folder
        self._generator = generator
        self._started = started
        self._places: set[tuple[str, str]] = set()
        self._entries: list[TableEntry] = []
        self._notes: set[str] = set()
        self._lock = Lock()
        try:
            _refuse_used_folder(folder)
            make_private_folder(folder)
            folder.chmod(PRIVATE_FOLDER)
            make_private_folder(folder / "tables")
        except OSError as error:
            raise cannot_write(folder, error) from error

    @contextmanager
    def table(self, name: str, scope: str) -> Iterator[TableSink]:
        """A place for the rows of one table of one scope, to be closed with its coverage before the block ends.

        After an exception the rows are forgotten and the snapshot cannot be sealed.

        Raises:
            SnapshotError: the table was written before, the block ended without :meth:`TableSink.close`, or the disk
                does not take the rows.
        """
        self._reserve(name, scope)
        try:
            sink = TableSink(self._folder, name, scope, self._register)
        except OSError as error:
            raise cannot_write(self._folder / "tables", error) from error
        try:
            yield sink
        except BaseException:
            sink.abandon()
            raise
        if sink.abandon():
            raise SnapshotError(f"The table {name}/{scope} ended without saying how complete it is.")

    def leave_out(self, coverage: TableCoverage) -> None:
        """Note a table that was not read, and why.

        Raises:
            SnapshotError: the coverage says that it was read, or it was noted or written before.
        """
        if coverage.has_rows:
            raise SnapshotError(f"{coverage.table}/{coverage.scope} is {coverage.status} but has no rows to write.")
        self._reserve(coverage.table, coverage.scope)
        self._register(TableEntry.of(coverage))

    def note(self, text: str) -> None:
        """Tell the readers of the snapshot something; the same text counts once."""
        with self._lock:
            self._notes.add(text)

    def seal(
        self,
        *,
        organisation: OrganisationEntry,
        mode: str,
        tenants: Iterable[TenantEntry],
        finished: datetime,
    ) -> Manifest:
        """Write the manifest, which makes the folder a snapshot.

        Raises:
            SnapshotError: a table has not ended well, or the disk is full.
        """
        with self._lock:
            ended = {(entry.table, entry.scope) for entry in self._entries}
            for table, scope in sorted(self._places - ended):
                raise SnapshotError(f"The table {table}/{scope} has not ended: the snapshot cannot be sealed.")
            manifest = seal(
                Manifest(
                    generator=self._generator,
                    started=format_time(self._started),
                    finished=format_time(finished),
                    organisation=organisation,
                    mode=mode,
                    tenants=tuple(sorted(tenants, key=lambda tenant: (tenant.name, tenant.cloud_id))),
                    tables=tuple(sorted(self._entries, key=lambda entry: (entry.table, entry.scope))),
                    notes=tuple(sorted(self._notes)),
                )
            )
        try:
            write_private(self._folder / MANIFEST, render(manifest))
        except OSError as error:
            raise cannot_write(self._folder / MANIFEST, error) from error
        return manifest

    def _reserve(self, table: str, scope: str) -> None:
        with self._lock:
            if (table, scope) in self._places:
                raise SnapshotError(f"The table {table}/{scope} is written twice: each table of a scope is one file.")
            self._places.add((table, scope))

    def _register(self, entry: TableEntry) -> None:
        with self._lock:
            self._entries.append(entry)


def _refuse_used_folder(folder: Path) -> None:
    if (folder / MANIFEST).exists():
        raise SnapshotError(
            f"{folder} already holds a snapshot; a snapshot is never changed. Choose another folder, or analyse this "
            "one with --snapshot."
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SnapshotError(f"{folder} is not an empty folder; nothing was written. Choose a new one for the snapshot.")
