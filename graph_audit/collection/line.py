"""The line to Atlassian: when it goes dead in the middle of a scan, the scan stops and can go on later."""

from collections.abc import Callable
from threading import Event

from graph_audit.client.messages import Answer, Request
from graph_audit.client.paging import Send
from graph_audit.core.errors import LineDeadError, UnreachableError

__all__ = ["Line"]


class Line:
    """Tells a host that never answers, which costs its tables, from a network that was there and is gone.

    In the second case everything else would fail too, request by request: better to stop at once, keep what is there,
    and go on when the network is back.
    """

    def __init__(self) -> None:
        self._dead = Event()
        self._why = ""

    def through(self, send: Send) -> Callable[[Request], Answer]:
        """The same way of asking, over this line."""
        answered = Event()

        def asked(request: Request) -> Answer:
            if self._dead.is_set():
                raise LineDeadError(self._why)
            try:
                answer = send(request)
            except UnreachableError as error:
                if error.disconnected and answered.is_set():
                    self._why = f"{error} It answered before: the scan has stopped."
                    self._dead.set()
                    raise LineDeadError(self._why) from error
                raise
            answered.set()
            return answer

        return asked
