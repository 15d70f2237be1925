"""A limit on requests as Atlassian's: a token bucket for each tenant, endpoint and method, for all callers together."""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from werkzeug.wrappers import Request, Response

from graph_audit.demo.answers import gateway_error, jira_error

__all__ = ["RateLimit", "Throttle"]

_IDS = re.compile(r"(?<=/)(?<!/api/)(?:[0-9]+|[0-9a-f]{8}-[0-9a-f-]{27}|-)(?=/|$)")
"""What stands for a parameter in a path: numbers, UUIDs, and the dash for all directories."""


@dataclass(frozen=True)
class RateLimit:
    """How much one endpoint takes.

    Attributes:
        rate: requests per second.
        burst: requests at once after a pause.
        says_when: whether a refusal carries Retry-After; the gateway's do not.
    """

    rate: float
    burst: float
    says_when: bool = True


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


@dataclass
class Throttle:
    """Refuses what is too much, and remembers when what was asked for; safe to use from several threads.

    Attributes:
        asked: by method and endpoint, the seconds of each request and whether it was let through.
    """

    limit: RateLimit
    clock: Callable[[], float] = time.monotonic
    asked: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))
    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def refuse(self, request: Request) -> Response | None:
        """A 429, or None when the request may pass."""
        endpoint = f"{request.method} {_IDS.sub('{}', request.path)}"
        with self._lock:
            now = self.clock()
            bucket = self._buckets.setdefault(endpoint, _Bucket(self.limit.burst, now))
            bucket.tokens = min(self.limit.burst, bucket.tokens + (now - bucket.filled_at) * self.limit.rate)
            bucket.filled_at = now
            passes = bucket.tokens >= 1
            bucket.tokens -= passes
            self.asked[endpoint].append((now, passes))
        return None if passes else self._refusal()

    def _refusal(self) -> Response:
        if not self.limit.says_when:
            response = gateway_error(429, "Rate limit exceeded.")
            response.headers["X-Failure-Category"] = "FAILURE CLIENT RATE LIMITED"
            return response
        response = jira_error(429, "Rate limit exceeded.")
        response.headers["Retry-After"] = "1"
        response.headers["RateLimit-Reason"] = "jira-burst-based"
        return response
