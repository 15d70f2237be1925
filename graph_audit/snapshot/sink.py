"""Where the rows of one table go: compressed, hashed and on disk as they come."""

import gzip
import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from graph_audit.core.coverage import TableCoverage
from graph_audit.core.errors import SnapshotError
from graph_audit.core.files import create_private
from graph_audit.snapshot.canonical import DIGEST_SIZE, digest, digest_of_digests, dumps, table_file
from graph_audit.snapshot.manifest import TableEntry

__all__ = ["TableSink", "cannot_write"]

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
        self._partial = self._path.with_name(f"{self._path.name}.partial")
        self._raw = create_private(self._partial)
        # neither name nor time in the header: equal rows in equal order make equal files
        compressed = gzip.GzipFile("", "wb", compresslevel=6, fileobj=self._raw, mtime=0)
        self._file = io.BufferedWriter(compressed, _BUFFER)
        self._digests = bytearray()
        self._lock = Lock()
        self._is_open = True

    @property
    def rows(self) -> int:
        """How many rows were added."""
        return len(self._digests) // DIGEST_SIZE

    def add(self, row: Any, of: tuple[str, ...] = ()) -> None:
        """Add a row as the server sent it.

        Args:
            row: any JSON value.
            of: ids of its parents, if the table is asked for once per parent.

        Raises:
            TypeError: the row is no JSON value.
            ValueError: it holds NaN or an infinity.
            SnapshotError: the table has ended, or the disk does not take the row.
        """
        line = dumps({"of": of, "row": row} if of else {"row": row})
        with self._lock:
            self._check_open()
            try:
                self._file.write(line + b"\n")
            except OSError as error:
                raise cannot_write(self._partial, error) from error
            self._digests += digest(line)

    def close(self, coverage: TableCoverage) -> None:
        """End the table: it becomes part of the snapshot. The number of rows is the sink's own.

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
                self._keep()
                covered = replace(coverage, rows=self.rows)
                self._register(TableEntry.of(covered, file=self._name, sha256=self._sha256()))
            else:
                self._discard()
                self._register(TableEntry.of(coverage))
            self._is_open = False

    def abandon(self) -> bool:
        """Forget the table and its rows; False, and nothing happens, if it has ended."""
        with self._lock:
            was_open, self._is_open = self._is_open, False
            if was_open:
                self._discard()
            return was_open

    def _check_open(self) -> None:
        if not self._is_open:
            raise SnapshotError(f"{self._name} has ended: it takes no more rows.")

    def _keep(self) -> None:
        try:
            self._file.close()
            self._raw.close()
            self._partial.replace(self._path)
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def _discard(self) -> None:
        for file in (self._file, self._raw):
            with suppress(OSError, ValueError):  # a full disk takes no last bytes either, and they are not wanted
                file.close()
        self._partial.unlink(missing_ok=True)

    def _sha256(self) -> str:
        together = bytes(self._digests)
        return digest_of_digests(together[i : i + DIGEST_SIZE] for i in range(0, len(together), DIGEST_SIZE))


def cannot_write(path: Path, error: OSError) -> SnapshotError:
    """What to say when the disk or its rights stop a snapshot."""
    return SnapshotError(
        f"{path} cannot be written ({error.strerror or error}); there is no snapshot. "
        "Make room or choose another folder, then scan again."
    )
