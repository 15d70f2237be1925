"""Answers in the shapes that Atlassian's gateways, Admin API and sites really give, errors included."""

import json
from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

__all__ = [
    "LOGIN_FAILED",
    "admin_error",
    "gateway_error",
    "html_page",
    "jira_error",
    "json_answer",
    "login_refused",
    "organisation_not_visible",
]

LOGIN_FAILED = {"x-seraph-loginreason": "AUTHENTICATED_FAILED"}
"""The header by which a site says that a login did not work, whatever the status is."""

_TITLES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 429: "Too Many Requests"}


def json_answer(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with ``data`` as JSON in UTF-8; text that UTF-8 cannot hold (a lone surrogate) goes as an escape."""
    try:
        body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        body = json.dumps(data, separators=(",", ":")).encode()
    return Response(body, status, headers, content_type="application/json;charset=UTF-8")


def jira_error(status: int, message: str) -> Response:
    """A site's error envelope."""
    return json_answer({"errorMessages": [message], "errors": {}}, status)


def gateway_error(status: int, message: str) -> Response:
    """The API gateway's error envelope."""
    return json_answer({"code": status, "message": message}, status)


def admin_error(status: int, code: str, detail: str) -> Response:
    """The Admin API's error envelope with one of its codes."""
    error = {
        "id": "00000000-0000-4000-8000-000000000000",
        "code": code,
        "status": str(status),
        "title": _TITLES.get(status, "Error"),
        "detail": detail,
    }
    return json_answer({"errors": [error]}, status)


def organisation_not_visible(path: str) -> Response:
    """What the Admin API says about an organisation id that no key could know."""
    body = {
        "timestamp": "2026-11-20T14:05:00.000Z",
        "path": f"/api{path}",
        "status": 404,
        "error": "Not Found",
        "requestId": "0a1b2c3d-0000",
        "message": "TCS validation failed",
    }
    return json_answer(body, 404)


def login_refused() -> Response:
    """A site's answer to wrong credentials: plain text, and the reason in a header."""
    text = "Client must be authenticated to access this resource."
    return Response(text, 401, LOGIN_FAILED, content_type="text/plain;charset=UTF-8")


def html_page(status: int, title: str) -> Response:
    """A page from a proxy in front of the API."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return Response(page, status, content_type="text/html;charset=UTF-8")
