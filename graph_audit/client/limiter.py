"""How fast one endpoint may be asked: as fast as it takes, a little below what it refuses, shared by all threads.

Atlassian counts by tenant, endpoint and method, for all callers together, and publishes 100 requests a second for most
endpoints (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/). Others use the tenant, too, and the
Admin API's limits are not published, so the rate is found out: it grows until a request is refused, is halved then,
climbs back to a little below what was refused, and tries more only after a while.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from graph_audit.core.clock import parse_time

__all__ = ["Limiter", "Rates"]

_DOUBLED_IN = 1.0
"""Seconds in which the rate doubles until it is where it may be."""
_PROVEN_AFTER = 15.0
"""Seconds after which a rate that is not refused counts as proven; a burst that the server allows is over by then."""
_AGAIN_WITHIN = 2.0
"""A refusal so many seconds after a ban says that half the rate was still far too much."""
_SAFE = 0.9
"""The share of a rate that is kept when it was refused though it had been proven."""
_PATIENCE, _MOST_PATIENCE = 10.0, 120.0
"""Seconds without a refusal after which more is tried; twice as long after each refusal."""
_PROBE = 1.03
"""How much more that is: a server that lets bursts pass refuses only after a while what is a little too much."""
_CLIMB, _CLIMBS_AFTER = 1.05, 4.0
"""How much more is tried, and how soon, as long as the rate is far below what was refused."""
_FORGIVEN = 1.3
"""How far above a rate that holds the refused one is thought to be, after the patience has passed."""
_NEAR = 0.8
"""What remains of the rate when the server says that its limit is near."""
_LONGEST_RESET = 120.0


@dataclass(frozen=True, slots=True)
class Rates:
    """Bounds of the rate of one endpoint, in requests per second.

    Attributes:
        first: how it begins.
        ceiling: never more than that.
        floor: never less than that; Retry-After goes further.
    """

    first: float = 10.0
    ceiling: float = 95.0
    floor: float = 0.2


class Limiter:
    """When the next request to one endpoint of one tenant may leave; safe to share between threads.

    Time comes in as an argument: seconds of a clock that never goes back.
    """

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._rate = min(rates.first, rates.ceiling)
        self._bound = rates.ceiling
        self._proven = 0.0
        self._refused = float("inf")
        self._patience = _PATIENCE
        self._grown_at: float | None = None
        self._bound_at = 0.0
        self._next = 0.0
        self._closed_until = 0.0
        self._cut_at = float("-inf")
        self._banned_for = 0.0
        self._prepaid = 0
        self._lock = Lock()

    @property
    def rate(self) -> float:
        """Requests per second at the moment."""
        return self._rate

    def delay(self, now: float) -> float:
        """Seconds until a request could leave, 0 when one can leave now; reserves nothing."""
        with self._lock:
            return max(0.0, self._next - now, self._closed_until - now)

    def prepay(self, now: float) -> None:
        """Reserve the next place for a request that is about to be sent by whichever thread."""
        with self._lock:
            self._take(now)
            self._prepaid += 1

    def acquire(self, now: float) -> float:
        """Take a place; the seconds to wait for it."""
        with self._lock:
            if self._prepaid:
                self._prepaid -= 1
                if self._closed_until <= now:
                    return 0.0
            return self._take(now) - now

    def is_void(self, taken_at: float, now: float) -> bool:
        """Whether a place that was taken at that time is lost: a ban, or a lower rate, came while a request waited."""
        with self._lock:
            return self._closed_until > now or taken_at < self._cut_at

    def accepted(self, now: float, headers: Mapping[str, str], wall: datetime) -> None:
        """A request was answered: the rate may grow.

        Args:
            now: seconds.
            headers: of the answer; ``X-RateLimit-*`` are honoured.
            wall: the moment, for a reset that is a date.
        """
        with self._lock:
            self._grow(now)
            if headers.get("X-RateLimit-NearLimit", "").lower() == "true" and now - self._cut_at > _DOUBLED_IN:
                self._slow_down(now, _NEAR)
            if headers.get("X-RateLimit-Remaining", "").strip() == "0":
                self._close(now, _reset_in(headers, wall))

    def refused(self, left_at: float, now: float, wait: float) -> None:
        """A request was answered 429: half the rate, once for all that were under way, and nobody leaves for a while.

        Args:
            left_at: when the request had left.
            now: seconds.
            wait: seconds that the server, or patience, asks for.
        """
        with self._lock:
            if left_at > self._cut_at:
                share = 0.4 if left_at < self._cut_at + self._banned_for + _AGAIN_WITHIN else 0.5
                self._refused = self._rate
                self._bound = max(self._rate * share, min(self._proven, self._rate * _SAFE), self._rates.floor)
                self._proven = min(self._proven, self._bound)
                self._patience = min(self._patience * 2, _MOST_PATIENCE)
                self._banned_for = wait
                self._slow_down(now, share)
            self._close(now, wait)

    def _take(self, now: float) -> float:
        place = max(now, self._next, self._closed_until)
        self._next = place + 1.0 / self._rate
        return place

    def _close(self, now: float, seconds: float) -> None:
        self._closed_until = max(self._closed_until, now + seconds)

    def _slow_down(self, now: float, share: float) -> None:
        self._rate = max(self._rates.floor, self._rate * share)
        self._cut_at = self._grown_at = self._bound_at = now
        self._next = now + 1.0 / self._rate

    def _grow(self, now: float) -> None:
        if self._grown_at is None:
            self._grown_at = self._bound_at = now
        elapsed = min(_DOUBLED_IN, max(0.0, now - self._grown_at))
        self._grown_at = now
        if self._rate < self._bound:
            self._rate = min(self._bound, self._rate * 2.0 ** (elapsed / _DOUBLED_IN))
            self._bound_at = now
            return
        if now - self._bound_at > _PROVEN_AFTER:
            self._proven = self._rate
        is_far = self._bound * _CLIMB < self._refused * _SAFE
        if now - self._bound_at > (_CLIMBS_AFTER if is_far else self._patience):
            self._bound = min(self._rates.ceiling, self._bound * (_CLIMB if is_far else _PROBE))
            if not is_far:  # what was refused once may have been too much for that moment only
                self._refused = max(self._refused, self._bound * _FORGIVEN)


def _reset_in(headers: Mapping[str, str], wall: datetime) -> float:
    """Seconds until ``X-RateLimit-Reset`` (a date, or seconds), at most two minutes; 1 when it says nothing usable."""
    told = headers.get("X-RateLimit-Reset", "").strip()
    if re.fullmatch(r"[0-9]{1,6}", told):
        return min(float(told), _LONGEST_RESET)
    moment = parse_time(told)
    seconds = (moment - wall).total_seconds() if moment else 1.0
    return min(max(seconds, 0.0), _LONGEST_RESET)
