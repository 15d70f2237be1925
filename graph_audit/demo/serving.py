"""An HTTP server on the loopback interface that keeps connections open, and that can break an answer off on request."""

import socket
import struct
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["BREAK_OFF", "RESET", "LoopbackServer"]

BREAK_OFF = "demo.break_off"
"""Key that an application sets in its environment to have the connection closed in the middle of the body."""
RESET = "demo.reset"
"""Key that an application sets in its environment to have the connection reset instead of an answer."""


class _Handler(WSGIRequestHandler):
    """Answers in one write and keeps the connection, which werkzeug's own handler never does (it sends ``close``)."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # buffered: head and body leave in one packet

    def run_wsgi(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environ = self.make_environ()
        environ["wsgi.input"] = BytesIO(body)
        status, headers, answer = _call(self.server.app, environ)
        if environ.get(RESET):
            self._reset()
            return
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for key, value in headers:
            self.send_header(key, value)
        self.end_headers()
        if environ.get(BREAK_OFF):
            answer = answer[: len(answer) // 2]
            self.close_connection = True
        if self.command != "HEAD":
            self.wfile.write(answer)
        self.wfile.flush()

    def _reset(self) -> None:
        """Close with the RST flag (SO_LINGER, zero seconds): https://man7.org/linux/man-pages/man7/socket.7.html."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: what was asked stands in ``FakeAtlassian.requests``."""


def _call(application: "WSGIApplication", environ: "WSGIEnvironment") -> tuple[str, list[tuple[str, str]], bytes]:
    head: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], object]:
        head.extend((status, headers))
        return head.append

    respond: StartResponse = start_response
    body: Iterable[bytes] = application(environ, respond)
    answer = b"".join(body)
    return head[0], head[1], answer


class LoopbackServer:
    """Serves one WSGI application on a port of 127.0.0.1 (0: a free one) from its own threads until it is closed."""

    def __init__(self, application: "WSGIApplication", port: int = 0) -> None:
        self._server: BaseWSGIServer = make_server(
            "127.0.0.1", port, application, threaded=True, request_handler=_Handler
        )
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self._server.block_on_close = False  # type: ignore[attr-defined]
        self.port: int = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop accepting connections and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
