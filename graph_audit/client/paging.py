"""Reading a list page by page, in the four ways that Atlassian's APIs split one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from graph_audit.client.errors import legible
from graph_audit.client.messages import Answer, Request
from graph_audit.core.errors import BadAnswerError

__all__ = ["AGAIN", "ArrayPaging", "CursorPaging", "OffsetPaging", "Page", "Paging", "Send", "Single"]

Send = Callable[[Request], Answer]

AGAIN = "\0"
"""Stands for the next page of a list that went wrong: who wants the rest must begin again at the first page."""


@dataclass(frozen=True)
class Page:
    """Some rows as the server sent them.

    Attributes:
        rows: in the server's order.
        following: what asks for the next page (a cursor, a link or an offset); empty when this was the last one,
            :data:`AGAIN` when there is no way on.
    """

    rows: list[Any]
    following: str = ""


class Paging(Protocol):
    """One way of splitting a list; an error in the middle leaves the pages before it valid."""

    def pages(self, send: Send, request: Request, *, after: str = "") -> Iterator[Page]:
        """Ask for page after page.

        Args:
            send: asks.
            request: for the list, without a position.
            after: what an earlier page named as its following one; empty begins at the first.

        Raises:
            BadAnswerError: a page has not the promised shape, or the pages do not come to an end.
        """


@dataclass(frozen=True)
class Single:
    """Everything in one answer.

    Attributes:
        rows_at: key of the list; an object there is one row. None takes the whole answer: a list, or one row.
    """

    rows_at: str | None = None

    def pages(self, send: Send, request: Request, *, after: str = "") -> Iterator[Page]:
        """Ask once."""
        del after  # there is no second page
        data = send(request).data
        rows = data if self.rows_at is None else _at(data, self.rows_at)
        yield Page(_rows([rows] if isinstance(rows, Mapping) else rows, request))


@dataclass(frozen=True)
class CursorPaging:
    """Each answer names the next one in ``links.next`` or ``meta.next``: a URL or a bare cursor.

    Attributes:
        rows_at: key of the list.
        send_in: where the cursor goes.
        repeat_parameters: whether the other parameters (or the other keys of the body) go with the cursor.
        limit: rows to ask for per page; None leaves it to the server.
    """

    rows_at: str = "data"
    send_in: Literal["body", "query"] = "query"
    repeat_parameters: bool = True
    limit: int | None = None

    def pages(self, send: Send, request: Request, *, after: str = "") -> Iterator[Page]:
        """Ask until no next page is named."""
        first = request if self.limit is None else self._with(request, ("limit", self.limit))
        following = after
        seen = {after}
        while True:
            data = send(self._following(first, following) if following else first).data
            rows = _rows(_at(data, self.rows_at), request)
            try:
                following = _next(data, request)
                if following and following in seen:
                    raise _bad(request, "names a page that was read before, so that the list would never end")
            except BadAnswerError:
                yield Page(rows, AGAIN)
                raise
            seen.add(following)
            yield Page(rows, following)
            if not following:
                return

    def _following(self, first: Request, following: str) -> Request:
        # A cursor is opaque, base64 perhaps, and may begin with a slash; only a URL has a query.
        if "?" not in following:
            return self._resume(first, {"cursor": following})
        try:
            link = urlsplit(f"https:{following}" if following.startswith("//") else following)
        except ValueError:
            raise _bad(first, "names a next page whose address is none") from None
        # The path of a relative link lacks what a base URL may put before it: stay on the path that was asked.
        path = urlunsplit((link.scheme, link.netloc, link.path, "", "")) if link.netloc else first.path
        query = dict(parse_qsl(link.query, keep_blank_values=True))
        if "cursor" not in query:
            raise _bad(first, "names a next page without a cursor")
        return replace(self._resume(first, query), path=path)

    def _resume(self, first: Request, query: dict[str, str]) -> Request:
        if self.send_in == "body":
            body = (
                {**(first.body or {}), "cursor": query["cursor"]}
                if self.repeat_parameters
                else {"cursor": query["cursor"]}
            )
            return replace(first, body=body)
        repeated = first.params if self.repeat_parameters else ()
        return replace(first, params=(*((k, v) for k, v in repeated if k not in query), *query.items()))

    def _with(self, request: Request, parameter: tuple[str, int]) -> Request:
        name, value = parameter
        if self.send_in == "body":
            return replace(request, body={**(request.body or {}), name: value})
        return _asking(request, {name: value})


@dataclass(frozen=True)
class OffsetPaging:
    """``startAt`` and ``maxResults``, with ``total`` or ``isLast`` in the answer.

    Attributes:
        rows_at: key of the list.
        page_size: rows to ask for; the server may give fewer without being at the end.
    """

    rows_at: str = "values"
    page_size: int = 50

    def pages(self, send: Send, request: Request, *, after: str = "") -> Iterator[Page]:
        """Ask until the server says that this was the last page, or an empty one comes."""
        start, previous = int(after or 0), None
        while True:
            data = send(_asking(request, {"startAt": start, "maxResults": self.page_size})).data
            rows = _rows(_at(data, self.rows_at), request)
            if data.get("startAt", start) != start or (rows and rows == previous):
                raise _bad(request, f"gives other rows than those from {start} on")
            start, previous = start + len(rows), rows
            ends = not rows or _ends(data, start)
            short = ends and _is_short(data, start)
            yield Page(rows, AGAIN if short else "" if ends else str(start))
            if short:
                raise _bad(request, f"ends after {start:,} of {data['total']:,} rows")
            if ends:
                return


@dataclass(frozen=True)
class ArrayPaging:
    """Bare arrays that do not say whether there is more: only an empty one is the end.

    Attributes:
        page_size: rows to ask for; the server may give fewer without being at the end.
    """

    page_size: int = 50

    def pages(self, send: Send, request: Request, *, after: str = "") -> Iterator[Page]:
        """Ask until an empty page comes."""
        start, previous = int(after or 0), None
        while True:
            rows = _rows(send(_asking(request, {"startAt": start, "maxResults": self.page_size})).data, request)
            if rows and rows == previous:
                raise _bad(request, "gives the same page again, so that the list would never end")
            start, previous = start + len(rows), rows
            yield Page(rows, str(start) if rows else "")
            if not rows:
                return


def _asking(request: Request, parameters: Mapping[str, int]) -> Request:
    kept = (pair for pair in request.params if pair[0] not in parameters)
    return replace(request, params=(*kept, *((name, str(value)) for name, value in parameters.items())))


def _ends(data: Mapping[str, Any], read: int) -> bool:
    if isinstance(data.get("isLast"), bool):
        return data["isLast"] is True
    total = data.get("total")
    return isinstance(total, int) and read >= total


def _is_short(data: Mapping[str, Any], read: int) -> bool:
    """Whether the list ends before what the server itself calls its length: a row moved over a page boundary."""
    total = data.get("total")
    return isinstance(total, int) and read < total


def _next(data: Mapping[str, Any], request: Request) -> str:
    for place in ("links", "meta"):
        holder = data.get(place)
        following = holder.get("next") if isinstance(holder, Mapping) else None
        if isinstance(following, str) and following:
            return following
        if following:
            raise _bad(request, f"has a {place}.next that is no text")
    return ""


def _at(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, Mapping) else None


def _rows(rows: Any, request: Request) -> list[Any]:
    if not isinstance(rows, list):
        raise _bad(request, "has no list of rows where one was promised")
    return rows


def _bad(request: Request, what: str) -> BadAnswerError:
    return BadAnswerError(
        f"The answer to {legible(f'{request.method} {request.path}', ())} {what}. The rest of this list cannot be "
        "read; if it happens again, the API has changed: look for a newer version of graph-audit."
    )
