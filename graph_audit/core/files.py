"""Files that only their owner may read, and that are whole or not there."""

import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = [
    "PRIVATE_FILE",
    "PRIVATE_FOLDER",
    "append_whole",
    "create_private",
    "make_private_folder",
    "open_private",
    "replacing_private",
    "write_private",
]

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700

_BUFFER = 1 << 20


def make_private_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, and the folders above it; what exists keeps its mode.

    Raises:
        OSError: it cannot be made, or something else has its name.
    """
    if path.is_dir():
        return
    if path.parent != path:
        make_private_folder(path.parent)
    path.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
    path.chmod(PRIVATE_FOLDER)  # a strict umask takes rights from the owner, too


def create_private(path: Path) -> BinaryIO:
    """Open a new file for writing that only its owner may read, from its first byte and whatever the umask.

    Raises:
        FileExistsError: something has this name already, be it a dangling link.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
    path.chmod(PRIVATE_FILE)  # a strict umask takes rights from the owner, too
    return os.fdopen(handle, "wb", buffering=_BUFFER)


def open_private(path: Path) -> io.FileIO:
    """Open a file for appending, without a buffer, that only its owner may read; it is made when it is not there.

    Raises:
        OSError: it cannot be opened, or it is a link, which could lead anywhere.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, PRIVATE_FILE)
    path.chmod(PRIVATE_FILE)  # a strict umask takes rights from the owner, too
    return io.FileIO(handle, "r+")


def append_whole(file: io.FileIO, content: bytes) -> None:
    """Write all of ``content`` to a file without a buffer.

    Raises:
        OSError: the disk does not take it; a part of it may be there.
    """
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]


@contextmanager
def replacing_private(path: Path) -> Iterator[BinaryIO]:
    """A file to write that only its owner may read; after a failure, what was there before is still there.

    Args:
        path: the file; it is replaced at the end. If it is a link, the link is replaced, not what it leads to.

    Raises:
        OSError: the disk is full, the folder is not there or may not be written.
    """
    # a name of its own for each writer: two at once must not write into one file
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".partial", dir=path.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=_BUFFER) as file:
            partial.chmod(PRIVATE_FILE)
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def write_private(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file as :func:`replacing_private` does, all bytes at once or in parts as they come."""
    with replacing_private(path) as file:
        file.writelines([content] if isinstance(content, bytes) else content)
