"""The pages of a table while it is collected, on disk as they come: from here a scan that was killed goes on."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from graph_audit.core.files import append_whole, open_private
from graph_audit.snapshot.canonical import dumps

__all__ = ["Journal", "Parents"]

Parents = tuple[str, ...]

_MARK = b'{"mark":'
"""How the line that ends a page begins; lines of rows begin with ``{"of":`` or ``{"row":``."""


class _Mark(NamedTuple):
    """The end of a page: whose it is, how many lines it has, and what asks for the next one (None: all is dropped)."""

    of: Parents
    lines: int
    checksum: int
    following: str | None

    def line(self) -> bytes:
        return dumps({"mark": list(self)}) + b"\n"


@dataclass(slots=True)
class _Read:
    """How far one list has come: what asks for its next page (empty when it has ended), and its rows so far."""

    following: str
    rows: int


class Journal:
    """Lines in pages, each page whole or not there; not safe to share between threads.

    A page is written at once, its rows first and then a mark with their number and checksum. Opening a journal that is
    there cuts off what follows its last whole page: that is all that a killed program can leave behind.

    Args:
        path: the file; made when it is not there.

    Raises:
        OSError: it cannot be made or read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = open_private(path)
        self._read: dict[Parents, _Read] = {}
        self._dropped: dict[Parents, int] = {}
        """By list, the number of the page from which on its rows count."""
        self._pages = 0
        end = 0
        for mark, _, whole in self._marked():
            self._take(mark)
            end = whole
        if path.stat().st_size > end:
            self._file.truncate(end)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(read.rows for read in self._read.values())

    def following(self, of: Parents) -> str | None:
        """What asks for the next page of a list: empty when the list has ended, None when it has not begun."""
        read = self._read.get(of)
        return None if read is None else read.following

    def append(self, lines: Sequence[bytes], of: Parents, following: str) -> None:
        """Add a page of a list.

        Raises:
            OSError: the disk does not take it.
        """
        body = b"".join(line + b"\n" for line in lines)
        self._write(_Mark(of, len(lines), zlib.crc32(body), following), body)

    def drop(self, of: Parents) -> None:
        """Forget the rows of one list: it begins again.

        Raises:
            OSError: the disk does not take the note.
        """
        self._write(_Mark(of, 0, 0, None), b"")

    def lines(self) -> Iterator[bytes]:
        """Every row's line without its end, in the order of arrival.

        Raises:
            OSError: the file cannot be read.
        """
        for number, (mark, lines, _) in enumerate(self._marked(), 1):
            if number > self._dropped.get(mark.of, 0):
                yield from lines

    def close(self) -> None:
        """Close the file; what is in it stays."""
        self._file.close()

    def _write(self, mark: _Mark, body: bytes) -> None:
        append_whole(self._file, body + mark.line())
        self._take(mark)

    def _take(self, mark: _Mark) -> None:
        self._pages += 1
        if mark.following is None:
            self._dropped[mark.of] = self._pages
            self._read.pop(mark.of, None)
        else:
            read = self._read.setdefault(mark.of, _Read("", 0))
            read.following = mark.following
            read.rows += mark.lines

    def _marked(self) -> Iterator[tuple[_Mark, list[bytes], int]]:
        """Each whole page: its mark, its lines, and where it ends in the file; what is damaged ends the list."""
        lines: list[bytes] = []
        end, checksum = 0, 0
        with self._path.open("rb") as file:
            for line in file:
                end += len(line)
                if not line.startswith(_MARK):
                    lines.append(line[:-1])
                    checksum = zlib.crc32(line, checksum)
                    continue
                mark = _parsed(line)
                if mark is None or (mark.lines, mark.checksum) != (len(lines), checksum):
                    return
                yield mark, lines, end
                lines, checksum = [], 0


def _parsed(line: bytes) -> _Mark | None:
    try:
        of, lines, checksum, following = json.loads(line)["mark"]
    except (ValueError, TypeError):
        return None
    return _Mark(tuple(of), lines, checksum, following) if line.endswith(b"\n") else None
