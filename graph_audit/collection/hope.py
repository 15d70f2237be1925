"""When to stop asking: a table whose lists fail one after the other, each after every try, would take for ever."""

from threading import Lock

from graph_audit.collection.failure import is_refusal
from graph_audit.core.errors import ApiError

__all__ = ["Hope"]

_IN_A_ROW = 40
"""More than requests that are under way at once, so that one bad moment does not cost the table."""


class Hope:
    """Counts lists that failed in a row; refusals do not count: they come at once, and the next parent may be open."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._in_a_row = 0
        self._last: ApiError | None = None

    def check(self) -> None:
        """Go on if there is hope.

        Raises:
            ApiError: the last failure; so many came in a row that the rest is not asked for.
        """
        with self._lock:
            if self._last is not None and self._in_a_row >= _IN_A_ROW:
                raise self._last

    def answered(self) -> None:
        """A list was read, or was refused."""
        with self._lock:
            self._in_a_row = 0

    def failed(self, error: ApiError) -> None:
        """A list failed."""
        if is_refusal(error):
            self.answered()
            return
        with self._lock:
            self._in_a_row += 1
            self._last = error
