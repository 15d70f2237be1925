"""Writing a snapshot: tables as they come, the manifest last; without a manifest there is no snapshot.

What a scan has collected when it is interrupted stays, so that a later one can go on from there: tables that have
ended, and the whole pages of those that have not.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Self

from graph_audit.core.clock import format_time
from graph_audit.core.coverage import TableCoverage
from graph_audit.core.errors import SnapshotError
from graph_audit.core.files import PRIVATE_FOLDER, make_private_folder, write_private
from graph_audit.core.kinds import CoverageStatus
from graph_audit.snapshot.logbook import Beginning, Logbook
from graph_audit.snapshot.manifest import MANIFEST, Manifest, OrganisationEntry, TableEntry, TenantEntry, render, seal
from graph_audit.snapshot.reader import Row, verified_rows
from graph_audit.snapshot.sink import JOURNALS, TableSink, cannot_write

__all__ = ["SnapshotWriter", "TableSink"]


class SnapshotWriter:
    """Writes a snapshot; several tables may be written at once, from several threads.

    Made by :meth:`begin` in a new folder, or by :meth:`resume` in that of an interrupted scan.
    """

    def __init__(self, folder: Path, logbook: Logbook) -> None:
        self._folder = folder
        self._logbook = logbook
        self._earlier = dict(logbook.finished)
        self._places: set[tuple[str, str]] = set()
        self._entries: list[TableEntry] = []
        self._notes: set[str] = set()
        self._lock = Lock()

    @classmethod
    def begin(cls, folder: Path, *, generator: str, started: datetime, asked: Mapping[str, Any] | None = None) -> Self:
        """Begin a snapshot.

        Args:
            folder: the folder; it must not exist or be empty.
            generator: the program that collects, with its version.
            started: the moment of the snapshot.
            asked: what is to be collected, as JSON values and without secrets; a resumed scan must ask for the same.

        Raises:
            SnapshotError: the folder holds something, or cannot be made.
        """
        beginning = Beginning(generator=generator, started=format_time(started), asked=asked or {})
        try:
            _refuse_used_folder(folder)
            make_private_folder(folder)
            folder.chmod(PRIVATE_FOLDER)
            for name in ("tables", JOURNALS):
                make_private_folder(folder / name)
            return cls(folder, Logbook.begin(folder, beginning))
        except OSError as error:
            raise cannot_write(folder, error) from error

    @classmethod
    def resume(cls, folder: Path) -> Self:
        """Go on with the snapshot of an interrupted scan.

        Raises:
            SnapshotError: there is none in the folder, or another program is writing it.
        """
        if (folder / MANIFEST).exists():
            raise SnapshotError(f"{folder} holds a finished snapshot, which is never changed; analyse it as it is.")
        try:
            for part in (folder, folder / "tables", folder / JOURNALS):
                if part.is_symlink():
                    raise SnapshotError(f"{part} is a link: no scan is continued through it.")
            logbook = Logbook.reopen(folder)
            for name in ("tables", JOURNALS):
                make_private_folder(folder / name)
            return cls(folder, logbook)
        except OSError as error:
            raise cannot_write(folder, error) from error

    @property
    def tables_before(self) -> int:
        """How many tables an interrupted scan has read completely."""
        return sum(entry.status is CoverageStatus.COMPLETE for entry in self._earlier.values())

    @property
    def beginning(self) -> Beginning:
        """When the collection began and what it was asked for."""
        return self._logbook.beginning

    @contextmanager
    def table(self, name: str, scope: str) -> Iterator[TableSink]:
        """A place for the rows of one table of one scope, to be closed with its coverage before the block ends.

        After an exception the snapshot cannot be sealed; its whole pages are there for a scan that goes on.

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

    def reuse(self, name: str, scope: str) -> TableEntry | None:
        """Take over a table that an interrupted scan has read completely; None when there is none.

        Raises:
            SnapshotError: the table was written before.
        """
        entry = self._earlier.get((name, scope))
        if entry is None or entry.status is not CoverageStatus.COMPLETE or not self._is_whole(entry):
            return None
        self._reserve(name, scope)
        with self._lock:
            self._entries.append(entry)
        return entry

    def read_before(self, name: str, scope: str) -> Iterator[Row]:
        """The rows of a table that an interrupted scan has read; none where there are none, or they are damaged."""
        entry = self._earlier.get((name, scope))
        if entry is not None and entry.file is not None and self._is_whole(entry):
            yield from self.rows(entry)

    def _is_whole(self, entry: TableEntry) -> bool:
        try:
            next(self.rows(entry), None)  # compares the whole file with its hash
        except SnapshotError:  # lost with the power, perhaps: it is read again
            return False
        return True

    def rows(self, entry: TableEntry) -> Iterator[Row]:
        """The rows of a table that has ended, sorted and each once.

        Raises:
            DamagedSnapshotError: its file is not what was written.
        """
        return verified_rows(self._folder, entry)

    def leave_out(self, coverage: TableCoverage) -> None:
        """Note a table that was not read, and why.

        Raises:
            SnapshotError: the coverage says that it was read, or it was noted or written before.
        """
        if coverage.has_rows:
            raise SnapshotError(f"{coverage.table}/{coverage.scope} is {coverage.status} but has no rows to write.")
        self._reserve(coverage.table, coverage.scope)
        self._register(TableEntry.of(coverage))

    def entries(self) -> tuple[TableEntry, ...]:
        """The tables that have ended so far, well or not, by name and scope."""
        with self._lock:
            return tuple(sorted(self._entries, key=lambda entry: (entry.table, entry.scope)))

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
                    generator=self.beginning.generator,
                    started=self.beginning.started,
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
            shutil.rmtree(self._folder / JOURNALS, ignore_errors=True)
            self._logbook.remove()
        except OSError as error:
            raise cannot_write(self._folder / MANIFEST, error) from error
        return manifest

    def close(self) -> None:
        """Let go of the folder; a snapshot that is not sealed can be resumed by anybody then."""
        self._logbook.close()

    def _reserve(self, table: str, scope: str) -> None:
        with self._lock:
            if (table, scope) in self._places:
                raise SnapshotError(f"The table {table}/{scope} is written twice: each table of a scope is one file.")
            self._places.add((table, scope))

    def _register(self, entry: TableEntry) -> None:
        with self._lock:
            self._entries.append(entry)
            try:
                self._logbook.add(entry)
            except OSError as error:
                raise cannot_write(self._folder, error) from error


def _refuse_used_folder(folder: Path) -> None:
    if (folder / MANIFEST).exists():
        raise SnapshotError(
            f"{folder} already holds a snapshot; a snapshot is never changed. Choose another folder, or analyse this "
            "one with --snapshot."
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SnapshotError(
            f"{folder} is not an empty folder; nothing was written. Choose a new one for the snapshot, or go on "
            "with an interrupted scan by --resume."
        )
