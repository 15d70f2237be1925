"""One spelling for each JSON value, hashes that do not depend on the order of rows, and safe file names."""

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

__all__ = ["digest", "digest_of_digests", "dumps", "table_file"]

_SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}")
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def dumps(value: Any) -> bytes:
    """Canonical JSON: sorted keys, no spaces, ASCII only, so that even a lone surrogate survives.

    Raises:
        TypeError: the value holds something that is no JSON value.
        ValueError: it holds NaN or an infinity, or itself.
    """
    return _ENCODER.encode(value).encode("ascii")


def digest(line: bytes) -> bytes:
    """The SHA-256 of one line without its line end."""
    return hashlib.sha256(line).digest()


def digest_of_digests(digests: Iterable[bytes]) -> str:
    """The hash of a table: SHA-256 of the sorted digests of its lines, in hexadecimal."""
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()


def table_file(table: str, scope: str) -> str:
    """Where a table of a scope is kept, relative to the snapshot's folder.

    Ids come from a server: one that could leave the folder, hide or be too long for a file system is replaced by its
    hash.
    """
    kind, _, local_id = scope.partition(":")
    place = f"{kind}-{_safe(local_id)}" if local_id else _safe(kind)
    return f"tables/{_safe(table)}.{place}.jsonl.gz"


def _safe(name: str) -> str:
    if _SAFE.fullmatch(name):
        return name
    return "sha256-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
