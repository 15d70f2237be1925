"""Slowing down together: after a 429 every thread that heads for the same endpoint waits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from graph_audit.core.clock import Clock

__all__ = ["Pace"]


class Pace:
    """When the next request to an endpoint may leave; safe to share between threads.

    The vendor counts per tenant, endpoint and method, so that one caller's 429 concerns all of them
    (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/).
    """

    def __init__(self, *, clock: Clock, sleep: Callable[[float], object]) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lock = Lock()
        self._closed_until: dict[tuple[str, str], datetime] = {}

    def hold(self, method: str, endpoint: str, seconds: float) -> None:
        """Let nobody through to this endpoint for so many seconds from now; never shortens an earlier hold."""
        until = self._clock() + timedelta(seconds=seconds)
        with self._lock:
            earlier = self._closed_until.get((method, endpoint), until)
            self._closed_until[method, endpoint] = max(until, earlier)

    def wait(self, method: str, endpoint: str) -> float:
        """Wait until the endpoint is open.

        Returns:
            The seconds waited, 0 when it was open.
        """
        started = waited_until = self._clock()
        # Others may prolong the hold meanwhile. What was slept counts, whatever the clock does: it may stand still.
        while (until := self._open_at(method, endpoint, waited_until)) > waited_until:
            self._sleep((until - waited_until).total_seconds())
            waited_until = until
        return (waited_until - started).total_seconds()

    def _open_at(self, method: str, endpoint: str, otherwise: datetime) -> datetime:
        with self._lock:
            return self._closed_until.get((method, endpoint), otherwise)
