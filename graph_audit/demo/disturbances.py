"""Faults of single answers: throttled, refused, cut short, reset, late, or not what was asked for."""

import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Literal

from werkzeug.wrappers import Request, Response

from graph_audit.demo.answers import (
    LOGIN_FAILED,
    admin_error,
    gateway_error,
    html_page,
    jira_error,
    login_refused,
)
from graph_audit.demo.serving import BREAK_OFF, RESET

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Disturbance",
    "Disturber",
    "broken_off",
    "denied",
    "empty_body",
    "expired_token",
    "html_instead",
    "login_failed",
    "reset",
    "slow",
    "throttled",
    "truncated",
    "unavailable",
]

Answer = Callable[[], Response]


@dataclass(frozen=True)
class Disturbance:
    """One thing that happens to the answers of some requests.

    Attributes:
        kind: what happens; the functions of this module name the kinds.
        on: regular expression, searched in the request's path.
        first: only to the first so many tries of each request; None: always.
        every: only to every n-th request that ``on`` is about.
        seconds: how long to wait, or what Retry-After says.
        retry_after: how a throttled answer spells Retry-After.
        status: of a failed login.
    """

    kind: str
    on: str = ".*"
    first: int | None = None
    every: int = 1
    seconds: float = 0.0
    retry_after: Literal["seconds", "date", "junk", "absent"] = "seconds"
    status: int = 400


def throttled(
    on: str = ".*",
    *,
    first: int | None = None,
    every: int = 1,
    seconds: int = 1,
    retry_after: Literal["seconds", "date", "junk", "absent"] = "seconds",
) -> Disturbance:
    """429, with Retry-After in seconds, as an HTTP date, as junk, or (as the gateway does) without it."""
    return Disturbance("throttled", on, first, every, seconds, retry_after)


def unavailable(on: str = ".*", *, first: int | None = None, every: int = 1) -> Disturbance:
    """503 with a page in HTML."""
    return Disturbance("unavailable", on, first, every)


def truncated(on: str = ".*", *, first: int | None = None) -> Disturbance:
    """Half of the JSON, with the right length for that half."""
    return Disturbance("truncated", on, first)


def broken_off(on: str = ".*", *, first: int | None = None) -> Disturbance:
    """Half of the body, then the connection is closed."""
    return Disturbance("broken_off", on, first)


def reset(on: str = ".*", *, first: int | None = None) -> Disturbance:
    """The connection is reset before an answer."""
    return Disturbance("reset", on, first)


def slow(on: str = ".*", *, seconds: float, first: int | None = None) -> Disturbance:
    """The answer comes late."""
    return Disturbance("slow", on, first, seconds=seconds)


def empty_body(on: str = ".*", *, first: int | None = None) -> Disturbance:
    """200 with nothing in it."""
    return Disturbance("empty_body", on, first)


def html_instead(on: str = ".*", *, first: int | None = None) -> Disturbance:
    """200 with a page in HTML."""
    return Disturbance("html_instead", on, first)


def denied(on: str) -> Disturbance:
    """A right is missing: 403, and 404 for project roles, which Jira hides from whoever may not see them."""
    return Disturbance("denied", on)


def expired_token(on: str = ".*") -> Disturbance:
    """401: the credential was good once."""
    return Disturbance("expired_token", on)


def login_failed(on: str = ".*", *, status: int = 400) -> Disturbance:
    """A failed login as some sites answer it: 400 or 404, an empty body, the reason in a header."""
    return Disturbance("login_failed", on, status=status)


class Disturber:
    """Applies disturbances to answers and counts the tries; safe to use from several threads."""

    def __init__(
        self,
        disturbances: "Iterable[Disturbance]",
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> None:
        self._disturbances = [(one, re.compile(one.on)) for one in disturbances]
        self._clock = clock
        self._sleep = sleep
        self._tries: Counter[tuple[int, str]] = Counter()
        self._turns: Counter[int] = Counter()
        self._lock = threading.Lock()

    def disturb(self, request: Request, answer: Answer) -> Response:
        """The answer to the request, or what becomes of it."""
        for number, (disturbance, pattern) in enumerate(self._disturbances):
            if pattern.search(request.path) and self._strikes(number, disturbance, request):
                answer = self._around(disturbance, request, answer)
        return answer()

    def _strikes(self, number: int, disturbance: Disturbance, request: Request) -> bool:
        with self._lock:
            self._turns[number] += 1
            if self._turns[number] % disturbance.every:
                return False
            if disturbance.first is None:
                return True
            key = (number, f"{request.method} {request.full_path} {request.get_data(as_text=True)}")
            self._tries[key] += 1
            return self._tries[key] <= disturbance.first

    def _around(self, disturbance: Disturbance, request: Request, answer: Answer) -> Answer:
        def disturbed() -> Response:
            if disturbance.kind in _INSTEAD:
                return _INSTEAD[disturbance.kind](disturbance, request)
            if disturbance.kind == "throttled":
                return self._throttle(disturbance)
            if disturbance.kind == "slow":
                self._sleep(disturbance.seconds)
                return answer()
            return _AFTER[disturbance.kind](request, answer())

        return disturbed

    def _throttle(self, disturbance: Disturbance) -> Response:
        response = jira_error(429, "Rate limit exceeded.")
        until = self._clock() + timedelta(seconds=disturbance.seconds)
        match disturbance.retry_after:
            case "seconds":
                response.headers["Retry-After"] = str(int(disturbance.seconds))
                response.headers["RateLimit-Reason"] = "jira-burst-based"
            case "date":
                response.headers["Retry-After"] = format_datetime(until, usegmt=True)
            case "junk":
                response.headers["Retry-After"] = "soon"
            case "absent":
                response = gateway_error(429, "Rate limit exceeded.")
                response.headers["X-Failure-Category"] = "FAILURE CLIENT RATE LIMITED"
        return response


def _deny(_: Disturbance, request: Request) -> Response:
    if request.path.startswith("/admin/"):
        return admin_error(403, "ADMIN-UAM-403-1", "The key is not allowed to do this.")
    found = re.search(r"/project/([^/]+)/role", request.path)
    if found:
        return jira_error(404, f"No project could be found with key '{found[1]}'.")
    return jira_error(403, "You do not have permission to perform this operation.")


def _expire(_: Disturbance, request: Request) -> Response:
    if request.path.startswith("/admin/"):
        return admin_error(401, "ADMIN-UAM-401-1", "The API key has expired.")
    return gateway_error(401, "Unauthorized") if request.path.startswith("/ex/") else login_refused()


def _fail_login(disturbance: Disturbance, _: Request) -> Response:
    return Response("", disturbance.status, LOGIN_FAILED, content_type="application/json;charset=UTF-8")


_INSTEAD: dict[str, Callable[[Disturbance, Request], Response]] = {
    "unavailable": lambda *_: html_page(503, "503 Service Unavailable"),
    "empty_body": lambda *_: Response("", 200, content_type="application/json;charset=UTF-8"),
    "html_instead": lambda *_: html_page(200, "Log in to continue"),
    "denied": _deny,
    "expired_token": _expire,
    "login_failed": _fail_login,
}


def _truncate(_: Request, response: Response) -> Response:
    body = response.get_data()
    response.set_data(body[: len(body) // 2])
    return response


def _mark(key: str) -> Callable[[Request, Response], Response]:
    def mark(request: Request, response: Response) -> Response:
        request.environ[key] = True
        return response

    return mark


_AFTER: dict[str, Callable[[Request, Response], Response]] = {
    "truncated": _truncate,
    "broken_off": _mark(BREAK_OFF),
    "reset": _mark(RESET),
}
