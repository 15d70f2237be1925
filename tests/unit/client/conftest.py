"""A web server on a loopback address for what only real sockets show, and a client that waits for nothing."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import SecretStr

from graph_audit.client.credentials import Credential
from graph_audit.client.limiter import Rates
from graph_audit.client.session import ApiClient, ClientOptions

UNBOUNDED = Rates(first=1e9, ceiling=1e9)
Behaviour = Callable[[BaseHTTPRequestHandler], object]


@dataclass
class Server:
    """What a loopback server saw."""

    port: int
    connections: int = 0
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"


def _start(behave: Behaviour, stack: ExitStack) -> Server:
    seen = Server(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self):
            seen.connections += 1
            super().setup()

        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            seen.requests.append((f"{self.command} {self.path}", {k.lower(): v for k, v in self.headers.items()}))
            try:
                behave(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def answer(self, body=b'{"fine": true}', *, status=200, **headers):
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  # the name that http.server calls

        def log_message(self, *_args):
            pass

    class QuietServer(ThreadingHTTPServer):
        request_queue_size = 64

        def handle_error(self, *_args):
            pass

    server = QuietServer(("127.0.0.1", 0), Handler)
    seen.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    stack.callback(thread.join)
    stack.callback(server.server_close)
    stack.callback(server.shutdown)
    return seen


@pytest.fixture
def serve() -> Iterator[Callable[[Behaviour], Server]]:
    """Starts a server that calls the given function for every request; several may run."""
    with ExitStack() as stack:
        yield lambda behave: _start(behave, stack)


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def credential():
    return Credential.basic("ada@example.com", SecretStr("s3cr3t+token/="))


@pytest.fixture
def connect(credential):
    """Makes clients whose waits are written down in ``client.waits`` instead of waited."""
    with ExitStack() as stack:

        def make(base_url, credential=credential, **options):
            waits = []
            client = stack.enter_context(
                ApiClient(
                    base_url,
                    credential,
                    options=ClientOptions(**{"rates": UNBOUNDED, **options}),
                    sleep=waits.append,
                    random=lambda: 0.5,
                )
            )
            client.waits = waits
            return client

        yield make
