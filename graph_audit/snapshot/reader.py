"""Reading a snapshot: nothing is handed out before it was compared with its hash."""

import gzip
import json
import zlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from graph_audit.core.coverage import Coverage
from graph_audit.core.errors import DamagedSnapshotError, SnapshotError
from graph_audit.snapshot.canonical import digest, digest_of_digests
from graph_audit.snapshot.manifest import MANIFEST, Manifest, TableEntry, parse

__all__ = ["LINE_LIMIT", "Row", "Snapshot", "parse_row", "verified_rows"]

LINE_LIMIT = 64 << 20
"""Bytes of one row: far above what the vendor sends, far below what a small crafted file could unfold to."""


class Row(NamedTuple):
    """One row as the server sent it.

    Attributes:
        of: ids of its parents, for tables that are asked for once per parent.
        value: the JSON value.
    """

    of: tuple[str, ...]
    value: Any


class Snapshot:
    """A snapshot on disk whose manifest was verified; made by :meth:`open`."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self._tables = {(entry.table, entry.scope): entry for entry in manifest.tables}
        self.manifest = manifest

    @classmethod
    def open(cls, folder: Path) -> "Snapshot":
        """Open the snapshot in ``folder``: its manifest must be unchanged and every file there.

        Raises:
            NewerFormatError: a newer graph-audit wrote it.
            DamagedSnapshotError: the manifest was changed, or a file is missing or no plain file.
            SnapshotError: there is no snapshot.
        """
        path = folder / MANIFEST
        if not path.is_file():
            raise SnapshotError(
                f"{folder} holds no snapshot: there is no {MANIFEST}. A scan that was interrupted leaves none "
                "and can go on by --resume; name the folder `snapshot` of a finished scan."
            )
        try:
            manifest = parse(path.read_bytes(), path)
        except OSError as error:
            raise SnapshotError(f"{path} cannot be read ({error.strerror or error}).") from error
        for entry in manifest.tables:
            if entry.file is not None:
                _check_plain(folder / entry.file)
        return cls(folder, manifest)

    @cached_property
    def coverage(self) -> Coverage:
        """What the snapshot holds of each table and scope."""
        return self.manifest.coverage

    def rows(self, table: str, scope: str) -> Iterator[Row]:
        """The rows of one table of one scope, in an order that does not depend on how they arrived; each once.

        All lines of the table are read and compared with its hash before the first row comes.

        Returns:
            Rows; none if the table was not read.

        Raises:
            DamagedSnapshotError: the file is not what the scan wrote.
        """
        entry = self._tables.get((table, scope))
        if entry is not None and entry.file is not None:
            yield from verified_rows(self.folder, entry)

    def verify(self) -> None:
        """Compare every file with its hash.

        Raises:
            DamagedSnapshotError: a file is not what the scan wrote; the message names it.
        """
        for entry in self.manifest.tables:
            if entry.file is not None:
                _verified(entry, self.folder / entry.file)


def verified_rows(folder: Path, entry: TableEntry) -> Iterator[Row]:
    """The rows of a table's file in a snapshot's folder, sorted and each once, compared with its hash before.

    Raises:
        DamagedSnapshotError: the file is not what the scan wrote.
    """
    path = folder / (entry.file or "")
    lines = sorted(set(_verified(entry, path)), reverse=True)
    while lines:  # from the end, so that memory is given back on the way
        yield parse_row(lines.pop(), path)


def _verified(entry: TableEntry, path: Path) -> list[bytes]:
    _check_plain(path)
    lines = _lines(path, entry.rows)
    if len(lines) != entry.rows or digest_of_digests(map(digest, lines)) != entry.sha256:
        raise _damaged(path, "it does not have the hash that the manifest names")
    return lines


def _lines(path: Path, limit: int) -> list[bytes]:
    """The lines of a table; one more than ``limit`` at most, however many a crafted file unfolds to."""
    lines: list[bytes] = []
    try:
        with gzip.open(path) as file:
            while len(lines) <= limit and (line := file.readline(LINE_LIMIT + 1)):
                if not line.endswith(b"\n"):
                    raise _damaged(path, "a line has no end or is longer than any row")
                lines.append(line[:-1])
    except (EOFError, OSError, zlib.error) as error:
        raise _damaged(path, f"it cannot be read: {error}") from error
    return lines


def parse_row(line: bytes, path: Path) -> Row:
    """The row that one line of a table holds.

    Args:
        line: without its end.
        path: the file, for messages.

    Raises:
        DamagedSnapshotError: it holds none.
    """
    try:
        envelope = json.loads(line)
        of = envelope.get("of", [])
        if isinstance(of, list) and all(isinstance(parent, str) for parent in of):
            return Row(tuple(of), envelope["row"])
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise _damaged(path, "a line is not a row") from error
    raise _damaged(path, "a line names parents that are no ids")


def _check_plain(path: Path) -> None:
    """A link could lead out of the snapshot's folder, and a pipe would never end."""
    if path.is_symlink() or path.parent.is_symlink() or not path.is_file():
        raise _damaged(path, "it is missing or not a plain file")


def _damaged(path: Path, what: str) -> DamagedSnapshotError:
    return DamagedSnapshotError(
        f"{path} is damaged or was changed: {what}. The whole snapshot is refused, because a report on it would prove "
        "nothing; use an unchanged copy or scan again."
    )
