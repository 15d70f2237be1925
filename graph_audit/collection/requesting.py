"""From a table and the ids of its parents to the request for one list."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from graph_audit.client.messages import Request
from graph_audit.products.definition import Table
from graph_audit.snapshot.journal import Parents

__all__ = ["is_askable", "request_for"]

_LONGEST_ID = 255


def request_for(table: Table, of: Parents, places: Mapping[str, str]) -> Request:
    """The request for the list of one parent, or for the only one.

    Args:
        table: what is asked for.
        of: ids of the parents, from the server; :func:`is_askable` has let them pass.
        places: what stands for ``{org}`` and ``{directory}``.
    """
    quoted = [quote(part, safe="") for part in of]
    named = {name: quote(value, safe="") for name, value in places.items()}
    return Request(
        method=table.method,
        path=table.path.format(*quoted, **named),
        params=tuple((key, value.format(*of)) for key, value in table.params),
        body=_filled(table.body, of),
        idempotent=True,
        endpoint=table.path,
    )


def _filled(body: Mapping[str, Any] | None, of: Parents) -> Mapping[str, Any] | None:
    """The body with the parents in place of what stands for them in its lists."""
    if body is None or not of:
        return body
    return {
        key: [item.format(*of) if isinstance(item, str) else item for item in value]
        if isinstance(value, list)
        else value
        for key, value in body.items()
    }


def is_askable(part: Any) -> bool:
    """Whether an id from a server can stand in a path: dots alone would climb to another endpoint."""
    return isinstance(part, str) and part.isprintable() and bool(part.strip(". ")) and len(part) <= _LONGEST_ID
