"""What a collection has finished so far, on disk while it runs: what was asked for, and each table that has ended."""

import json
import weakref
from collections.abc import Mapping
from io import FileIO
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from graph_audit.core.errors import SnapshotError
from graph_audit.core.files import append_whole, open_private
from graph_audit.snapshot.canonical import dumps
from graph_audit.snapshot.manifest import Moment, TableEntry

try:
    from fcntl import LOCK_EX, LOCK_NB, flock
except ImportError:  # pragma: no cover  # Windows: two programs that continue one scan are not kept apart there
    flock = None  # type: ignore[assignment]

__all__ = ["LOGBOOK", "Beginning", "Logbook"]

LOGBOOK = "collection.jsonl"
FORMAT = "graph-audit/collection/1"


class Beginning(BaseModel):
    """When a collection began, with which program, and what it was asked for (no secret is part of it)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: str = FORMAT
    generator: str
    started: Moment
    asked: Mapping[str, Any] = {}


class Logbook:
    """The logbook of a running collection; only one program at a time may hold it."""

    def __init__(self, path: Path, file: FileIO, beginning: Beginning) -> None:
        self._path = path
        self._file = file
        weakref.finalize(self, file.close)  # a scan that is given up lets go of it
        self.beginning = beginning
        self.finished: dict[tuple[str, str], TableEntry] = {}

    @classmethod
    def begin(cls, folder: Path, beginning: Beginning) -> "Logbook":
        """Begin a logbook in a folder that has none.

        Raises:
            OSError: the disk does not take it.
        """
        path = folder / LOGBOOK
        logbook = cls(path, _held(path), beginning)
        logbook._write(beginning.model_dump(mode="json"))
        return logbook

    @classmethod
    def reopen(cls, folder: Path) -> "Logbook":
        """Go on with the logbook of a collection that was interrupted.

        Raises:
            SnapshotError: there is none, another program holds it, or it is not one of this version.
            OSError: it cannot be read.
        """
        path = folder / LOGBOOK
        if path.is_symlink() or not path.is_file():
            raise SnapshotError(f"{folder} holds no interrupted scan that could go on; start a new one.")
        file = _held(path)
        lines = file.read().split(b"\n")
        try:
            beginning = Beginning.model_validate_json(lines[0])
        except ValidationError as error:
            raise SnapshotError(f"{path} is not the logbook of a scan; start a new scan.") from error
        if beginning.format != FORMAT:
            raise SnapshotError(f"{path} was written by another version of graph-audit; start a new scan.")
        logbook = cls(path, file, beginning)
        for line in lines[1:-1]:  # what follows the last line end was cut off
            entry = _entry(line)
            if entry is not None:
                logbook.finished[entry.table, entry.scope] = entry
        if lines[-1]:
            append_whole(file, b"\n")
        return logbook

    def add(self, entry: TableEntry) -> None:
        """Note that a table has ended.

        Raises:
            OSError: the disk does not take it.
        """
        self._write(entry.model_dump(mode="json", exclude_none=True))

    def remove(self) -> None:
        """End the logbook: the snapshot is sealed."""
        self._path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let another program hold it."""
        self._file.close()

    def _write(self, value: Any) -> None:
        append_whole(self._file, dumps(value) + b"\n")


def _entry(line: bytes) -> TableEntry | None:
    try:
        return TableEntry.model_validate(json.loads(line))
    except ValueError:  # also what pydantic raises; a torn line costs its table a second reading
        return None


def _held(path: Path) -> FileIO:
    file = open_private(path)
    if flock is not None:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            file.close()
            raise SnapshotError(f"{path.parent} is being written by another graph-audit; wait for it to end.") from None
    return file
