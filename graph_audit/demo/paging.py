"""Pages of prepared lists: opaque cursors (Admin API), page beans and bare arrays (Jira)."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from graph_audit.demo.faults import Faults, concerns

__all__ = ["CursorBook", "Sheet", "UnknownCursorError", "window"]

T = TypeVar("T")
Row = dict[str, Any]


class UnknownCursorError(Exception):
    """A cursor that this endpoint never gave out."""


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """The whole answer to one query: what it lists, how a row of it is written and how many go on a page."""

    path: str
    query: str
    items: Sequence[T]
    write: Callable[[T], Row]
    limit: int
    ends_with_null: bool = True


def window(faults: Faults, path: str, offset: int, limit: int) -> slice:
    """The slice of a list that a page shows, as the faults bend it."""
    size = max(1, limit * 2 // 3) if concerns(faults.short_pages, path) and limit > 1 else limit
    if offset and concerns(faults.repeated_rows, path):
        return slice(offset - 1, offset + size)
    if offset and concerns(faults.skipped_rows, path):
        return slice(offset + 1, offset + size)
    return slice(offset, offset + size)


class CursorBook:
    """Gives out opaque cursors and remembers what each one continues.

    A cursor is a bare token, not a URL, belongs to the path that gave it out and carries the whole query, so that other
    parameters beside it are ignored: https://developer.atlassian.com/cloud/admin/organization/rest/intro/
    """

    def __init__(self, secret: str, faults: Faults) -> None:
        self._secret = secret.encode()
        self._faults = faults
        self._continued: dict[str, tuple[Sheet[Any], int]] = {}

    def first(self, sheet: Sheet[Any]) -> Row:
        """The first page of a query."""
        return self._page(sheet, 0)

    def next(self, path: str, cursor: str) -> Row:
        """The page that a cursor stands for.

        Raises:
            UnknownCursorError: nobody gave it out, or another path did.
        """
        sheet, offset = self._continued.get(cursor, (None, 0))
        if sheet is None or sheet.path != path:
            raise UnknownCursorError(cursor)
        return self._page(sheet, offset)

    def _page(self, sheet: Sheet[Any], offset: int) -> Row:
        shown = window(self._faults, sheet.path, offset, sheet.limit)
        rows = [sheet.write(item) for item in sheet.items[shown]]
        if concerns(self._faults.wrong_types, sheet.path):
            rows.append(dict.fromkeys(rows[0] if rows else ("id",), 42))
        links: dict[str, str | None] = {"self": self._token(sheet, offset)}
        if shown.stop < len(sheet.items):
            links["next"] = self._next(sheet, shown.stop)
        elif sheet.ends_with_null:
            links["next"] = None
        return {"data": rows, "links": links}

    def _next(self, sheet: Sheet[Any], offset: int) -> str:
        if concerns(self._faults.foreign_next, sheet.path):
            return "https://elsewhere.example.net/admin?cursor=stolen"
        if concerns(self._faults.repeated_cursor, sheet.path):
            offset = window(self._faults, sheet.path, 0, sheet.limit).stop
        token = self._token(sheet, offset)
        self._continued[token] = (sheet, offset)
        return token

    def _token(self, sheet: Sheet[Any], offset: int) -> str:
        text = f"{sheet.path} {sheet.query} {offset}".encode()
        digest = hashlib.blake2b(text, key=self._secret[:64], digest_size=16).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")
