"""What the client did, in four numbers."""

from dataclasses import dataclass, field
from threading import Lock

__all__ = ["Statistics"]


@dataclass
class Statistics:
    """Counts of one client; safe to share between threads.

    Attributes:
        requests: requests sent, retries and redirects included.
        retries: requests that were sent again.
        throttled: answers 429.
        waited: seconds spent waiting before requests, summed over all threads.
    """

    requests: int = 0
    retries: int = 0
    throttled: int = 0
    waited: float = 0.0
    _lock: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)

    def add(self, *, requests: int = 0, retries: int = 0, throttled: int = 0, waited: float = 0.0) -> None:
        """Count so much more."""
        with self._lock:
            self.requests += requests
            self.retries += retries
            self.throttled += throttled
            self.waited += waited
