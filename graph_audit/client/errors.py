"""What the server meant when it refused: many envelopes, one sentence."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph_audit.client.redaction import redact
from graph_audit.core.errors import ApiError, AuthenticationError, RightMissingError

__all__ = ["explain", "lacks_scope", "legible", "login_failed", "refusal"]

_LONGEST = 200
_MOST = 64 * 1024
"""Bytes of a refusal that are looked at: one may have as many as an answer, and nobody reads more than a line."""
_SCOPE = "scope"
_TEXTS = ("message", "detail", "title", "error_description", "error")


def refusal(request: str, status: int, headers: Mapping[str, str], body: bytes, secrets: Iterable[str]) -> ApiError:
    """The error that an answer without success ends as.

    Args:
        request: method and path, for the message.
        status: HTTP status.
        headers: headers of the answer; names in any case.
        body: as received.
        secrets: spellings that the message must not contain.
    """
    code, text = explain(status, headers, body[:_MOST])
    kind = _kind(status, headers)
    said = ": ".join(legible(part, secrets) for part in (code, text) if part)
    failed_login = " to a failed login" if login_failed(headers) else ""
    message = f"{legible(request, secrets)} was answered {status}{failed_login}{f' ({said})' if said else ''}. "
    return kind(message + _advice(kind, status, text), status=status, code=legible(code, secrets))


def login_failed(headers: Mapping[str, str]) -> bool:
    """Whether the server refused the login, whatever the status says.

    Jira Cloud was seen to answer a wrong token with 400 and 404, and with what anonymous callers may see.
    """
    reason = headers.get("x-seraph-loginreason", "").upper()
    return "AUTHENTICATED_FAILED" in reason or "AUTHENTICATION_DENIED" in reason


def lacks_scope(body: bytes) -> bool:
    """Whether a refusal is about a scope: another access token of the same account would lack it, too.

    The gateway answers 401 then: ``Unauthorized; scope does not match``.
    """
    return _SCOPE.encode() in body[:_MOST].lower()


def explain(status: int, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """The vendor's code (``ADMIN-401-2``, or empty) and the reason in words (or empty), as the server wrote them.

    Envelopes seen: ``errorMessages`` with ``errors`` or ``warningMessages`` (Jira), ``errors[{code,title,detail}]``
    (organisation), ``{code,message}`` (gateway), ``{message,status-code}``, ``{statusCode,message}`` (Confluence),
    ``{status,error,message}``, ``{error:{message}}`` (Bitbucket), ``{detail}`` (SCIM), plain text, HTML, nothing.
    """
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return "", headers.get("x-authentication-denied-reason", "")
    if text.startswith("<") or "text/html" in headers.get("content-type", "").lower():
        return "", _page(text)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return "", text
    return _code(data, status), "; ".join(dict.fromkeys(_sentences(data)))


def legible(text: str, secrets: Iterable[str]) -> str:
    """Text that the server controls, fit for a terminal: one line, bounded, without control characters or secrets."""
    one_line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    clean = redact(one_line, secrets)
    return clean if len(clean) <= _LONGEST else clean[: _LONGEST - 1] + "…"


def _page(text: str) -> str:
    title = re.search(r"<title[^>]{0,200}>([^<]{1,1000})", text, re.IGNORECASE)
    return f"a web page titled “{html.unescape(title[1]).strip()}”" if title else "a web page"


def _code(data: Any, status: int) -> str:
    found = next((entry["code"] for entry in _entries(data) if isinstance(entry.get("code"), str)), "")
    return found if re.fullmatch(r"[A-Za-z0-9._-]{1,60}", found) and found != str(status) else ""


def _entries(data: Any) -> Iterator[dict[str, Any]]:
    """The dictionaries that may carry a code or a text: each of ``errors``, ``error``, then the whole."""
    if isinstance(data, list):
        yield from (entry for entry in data if isinstance(entry, dict))
    elif isinstance(data, dict):
        inner = data.get("errors")
        yield from (entry for entry in (inner if isinstance(inner, list) else []) if isinstance(entry, dict))
        if isinstance(data.get("error"), dict):
            yield data["error"]
        yield data


def _sentences(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    for entry in _entries(data):
        for key in ("errorMessages", "warningMessages"):
            yield from _strings(entry.get(key))
        if isinstance(entry.get("errors"), dict):
            yield from (f"{field}: {text}" for field, text in entry["errors"].items() if isinstance(text, str))
        yield from next(([entry[key]] for key in _TEXTS if isinstance(entry.get(key), str) and entry[key]), [])
    if isinstance(data, dict):
        yield from _strings(data.get("errors"))


def _strings(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _kind(status: int, headers: Mapping[str, str]) -> type[ApiError]:
    if status == 401 or login_failed(headers) or "x-authentication-denied-reason" in headers:  # noqa: PLR2004
        return AuthenticationError
    return RightMissingError if status == 403 else ApiError  # noqa: PLR2004


def _advice(kind: type[ApiError], status: int, text: str) -> str:
    if kind is AuthenticationError:
        if _SCOPE in text.lower():
            return "The credential lacks a scope for this; make one that has it, or an API key without scopes."
        return (
            "The credential is wrong, expired, revoked or of another kind than this API takes; make a new one. "
            "If it is right, log in once with a browser: after failed logins the site may ask for a CAPTCHA."
        )
    if kind is RightMissingError:
        return "The credential is known but may not read this; grant its account or key the right, or do without."
    return {
        404: "It does not exist, or this credential may not see it; check ids and rights.",
        410: "The vendor has switched this off; look for a newer version of graph-audit.",
        429: "The server asked to slow down until patience ran out; try again later.",
    }.get(status, _advice_by_class(status))


def _advice_by_class(status: int) -> str:
    if status >= 500:  # noqa: PLR2004
        return "The server failed, not the request; try again later."
    if status >= 400:  # noqa: PLR2004
        return "The server does not accept this request; check the ids in the configuration."
    return "That is not an answer of this API; check the base URL."
