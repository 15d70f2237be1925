"""Where the rows of one table go: on disk page by page, then compressed and hashed when the table ends."""

import gzip
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from graph_audit.core.coverage import TableCoverage
from graph_audit.core.errors import SnapshotError
from graph_audit.core.files import create_private
from graph_audit.core.kinds import CoverageStatus
from graph_audit.snapshot.canonical import digest, digest_of_digests, dumps, table_file
from graph_audit.snapshot.journal import Journal, Parents
from graph_audit.snapshot.manifest import TableEntry
from graph_audit.snapshot.reader import Row, parse_row

__all__ = ["JOURNALS", "TableSink", "cannot_write"]

JOURNALS = "journal"
_BUFFER = 1 << 16


class TableSink:
    """Takes the rows of one table of one scope, from any number of threads.

    Args:
        folder: the snapshot's folder.
        table: name of the table.
        scope: its scope.
        register: is given the table's entry when it ends.

    Raises:
        OSError: the file cannot be made.
    """

    def __init__(self, folder: Path, table: str, scope: str, register: Callable[[TableEntry], None]) -> None:
        self._place = (table, scope)
        self._register = register
        self._name = table_file(table, scope)
        self._path = folder / self._name
        self._pages = folder / JOURNALS / self._path.with_suffix("").name
        self._journal = Journal(self._pages)
        self._lock = Lock()
        self._is_open = True

    @property
    def rows(self) -> int:
        """How many rows were added, those of an interrupted scan included."""
        return self._journal.rows

    def kept(self) -> Iterator[Row]:
        """The rows that an interrupted scan left behind, before anything is added."""
        return (parse_row(line, self._pages) for line in self._journal.lines())

    def following(self, of: Parents = ()) -> str | None:
        """What asks for the next page of a list: empty when the list has ended, None when it has not begun."""
        with self._lock:
            return self._journal.following(of)

    def add_page(self, rows: Sequence[Any], of: Parents = (), *, following: str = "") -> None:
        """Add a page of rows as the server sent them: all of them are kept, or none.

        Args:
            rows: JSON values.
            of: ids of their parents, if the table is asked for once per parent.
            following: what asks for the next page; empty when this was the last one.

        Raises:
            TypeError: a row is no JSON value.
            ValueError: one holds NaN or an infinity.
            SnapshotError: the table has ended, or the disk does not take the rows.
        """
        lines = [dumps({"of": of, "row": row} if of else {"row": row}) for row in rows]
        with self._lock:
            self._check_open()
            try:
                self._journal.append(lines, of, following)
            except OSError as error:
                raise cannot_write(self._pages, error) from error

    def drop(self, of: Parents = ()) -> None:
        """Forget the rows of one list, which begins again.

        Raises:
            SnapshotError: the table has ended, or the disk does not take the note.
        """
        with self._lock:
            self._check_open()
            try:
                self._journal.drop(of)
            except OSError as error:
                raise cannot_write(self._pages, error) from error

    def close(self, coverage: TableCoverage) -> None:
        """End the table: it becomes part of the snapshot. The number of rows is the sink's own.

        What could not be read whole can be read on later: its pages stay until the snapshot is sealed.

        Raises:
            SnapshotError: the table has ended already, the coverage is another table's or denies the rows that came,
                or the disk does not take them.
        """
        with self._lock:
            self._check_open()
            if (coverage.table, coverage.scope) != self._place:
                raise SnapshotError(f"{self._name} was closed with the coverage of {coverage.table}/{coverage.scope}.")
            if self.rows and not coverage.has_rows:
                raise SnapshotError(f"{self._name} holds {self.rows} rows and cannot be {coverage.status}.")
            if coverage.has_rows:
                covered = replace(coverage, rows=self.rows)
                self._register(TableEntry.of(covered, file=self._name, sha256=self._compress()))
            else:
                self._register(TableEntry.of(coverage))
            self._end()
            if coverage.status is CoverageStatus.COMPLETE:
                self._pages.unlink(missing_ok=True)

    def abandon(self) -> bool:
        """Leave the table as it is, for a later scan to go on with; False, and nothing happens, if it has ended."""
        with self._lock:
            was_open = self._is_open
            if was_open:
                self._end()
            return was_open

    def _check_open(self) -> None:
        if not self._is_open:
            raise SnapshotError(f"{self._name} has ended: it takes no more rows.")

    def _end(self) -> None:
        self._is_open = False
        self._journal.close()

    def _compress(self) -> str:
        """Write the table's file; gives its hash."""
        partial = self._path.with_name(f"{self._path.name}.partial")
        digests = []
        try:
            partial.unlink(missing_ok=True)  # of a program that was killed here
            # neither name nor time in the header: equal rows in equal order make equal files
            with (
                create_private(partial) as raw,
                gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as compressed,
                io.BufferedWriter(compressed, _BUFFER) as file,
            ):
                for line in self._journal.lines():
                    file.write(line + b"\n")
                    digests.append(digest(line))
            partial.replace(self._path)
        except OSError as error:
            raise cannot_write(self._path, error) from error
        return digest_of_digests(digests)


def cannot_write(path: Path, error: OSError) -> SnapshotError:
    """What to say when the disk or its rights stop a snapshot."""
    return SnapshotError(
        f"{path} cannot be written ({error.strerror or error}); there is no snapshot. "
        "Make room or choose another folder, then scan again."
    )
