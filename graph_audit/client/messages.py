"""What travels between the client and its callers: a request and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Answer", "Request"]


@dataclass(frozen=True)
class Request:
    """One call of an API.

    Attributes:
        method: ``GET``, or ``POST`` for a search.
        path: below the client's base URL, quoted; or an absolute URL on the same host (a ``next`` link).
        params: query parameters in order; a name may repeat.
        body: sent as JSON; None sends no body.
        idempotent: whether sending it twice does no harm.
        endpoint: template of the path (``/group/{id}``): what the vendor counts requests by. Empty means the path.
        empty_ok: whether an answer without a body is fine; its data is then None.
    """

    method: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = None
    idempotent: bool = True
    endpoint: str = ""
    empty_ok: bool = False


@dataclass(frozen=True)
class Answer:
    """A whole answer that the server gave with a status of success.

    Attributes:
        status: HTTP status, 200 to 299.
        headers: by name, in any case.
        data: the parsed JSON.
    """

    status: int
    headers: Mapping[str, str]
    data: Any
