"""What only real sockets show; the server stands on a loopback address."""

import gzip
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_audit.client.session import Request
from graph_audit.core.errors import BadAnswerError, UnreachableError, UnsafeUrlError

GET = Request("GET", "/x")


def plain(handler):
    handler.answer()


def test_threads_share_a_pool_of_kept_connections(serve, connect):
    server = serve(lambda handler: time.sleep(0.01) or handler.answer())
    client = connect(server.url)

    with ThreadPoolExecutor(32) as threads:
        answers = list(threads.map(lambda _: client.send(GET).data, range(320)))

    assert answers == [{"fine": True}] * 320
    assert server.connections <= 32
    assert client.statistics.requests == 320


def test_threads_beyond_the_pool_wait_for_a_connection_and_failures_give_theirs_back(serve, connect):
    def fail_first(handler):
        first = [line for line, _ in server.requests].count(f"GET {handler.path}") == 1
        return cut(handler) if first else handler.answer()

    server = serve(fail_first)
    client = connect(server.url, connections=2)

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda number: client.send(Request("GET", f"/{number}")).data, range(60)))

    assert answers == [{"fine": True}] * 60
    assert server.connections <= 62  # the two of the pool, and one more for each that broke


def test_one_thread_needs_one_connection_even_through_refusals(serve, connect):
    statuses = iter([503, 200, 429, 200])
    server = serve(lambda handler: handler.answer(status=next(statuses)))
    client = connect(server.url)

    client.send(GET)
    client.send(GET)

    assert len(server.requests) == 4
    assert server.connections == 1


def cut(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"fine": ')
    handler.close_connection = True


def cut_chunks(handler):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b'6\r\n{"a":1\r\n')
    handler.close_connection = True


def bad_chunks(handler):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"zz\r\nwhat\r\n0\r\n\r\n")
    handler.close_connection = True


def bad_gzip(handler):
    handler.answer(b"this is not gzip", Content_Encoding="gzip")


def cut_gzip(handler):
    handler.answer(gzip.compress(b'{"fine": true}' * 100)[:40], Content_Encoding="gzip")


def reset_in_body(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"fine": ')
    handler.wfile.flush()
    reset(handler)


def reset(handler):
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


@pytest.mark.parametrize("fail", [cut, cut_chunks, bad_chunks, bad_gzip, cut_gzip, reset_in_body])
def test_an_answer_that_arrives_damaged_is_asked_for_again(serve, connect, fail):
    server = serve(lambda handler: fail(handler) if len(server.requests) < 3 else handler.answer())

    assert connect(server.url).send(GET).data == {"fine": True}
    assert len(server.requests) == 3


@pytest.mark.parametrize("fail", [cut, cut_chunks, bad_chunks, bad_gzip, cut_gzip, reset_in_body])
def test_an_answer_that_always_arrives_damaged_is_a_bad_answer(serve, connect, fail):
    server = serve(fail)
    client = connect(server.url)

    with pytest.raises(BadAnswerError, match="tried 4 times"):
        client.send(GET)
    assert len(server.requests) == 4
    assert client.waits == pytest.approx([2, 4, 8])


def test_a_connection_that_is_reset_is_tried_again_and_given_up(serve, connect):
    server = serve(reset)

    with pytest.raises(UnreachableError, match="broke before an answer"):
        connect(server.url).send(GET)
    assert len(server.requests) == 4


def test_nobody_there_is_unreachable(connect):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(UnreachableError, match="connection was refused"):
        connect(f"http://127.0.0.1:{port}").send(GET)


def test_a_silent_server_is_not_waited_for_for_ever(serve, connect):
    server = serve(lambda handler: time.sleep(0.3) or handler.answer())

    with pytest.raises(UnreachableError, match="no answer in time"):
        connect(server.url, read_timeout=0.05).send(Request("GET", "/x", idempotent=False))


def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b" ")
        time.sleep(0.02)


def test_an_answer_that_drips_is_cut_off(serve, connect):
    server = serve(drip)
    started = time.monotonic()

    with pytest.raises(UnreachableError, match=r"not complete after 0\.2 s"):
        connect(server.url, answer_timeout=0.2).send(Request("GET", "/x", idempotent=False))
    assert time.monotonic() - started < 2


def test_an_answer_that_stops_is_cut_off(serve, connect):
    server = serve(
        lambda handler: (handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), time.sleep(0.3))
    )

    with pytest.raises(UnreachableError, match="stopped arriving"):
        connect(server.url, read_timeout=0.05).send(Request("GET", "/x", idempotent=False))


def test_gzip_is_unpacked(serve, connect):
    server = serve(lambda handler: handler.answer(gzip.compress(b"[1, 2]" + b" " * 100_000), Content_Encoding="gzip"))

    assert connect(server.url).send(GET).data == [1, 2]
    assert "gzip" in server.requests[0][1]["accept-encoding"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_answer_beyond_all_measure_is_refused(serve, connect, pack):
    headers = {"Content_Encoding": "gzip"} if pack is gzip.compress else {}
    server = serve(lambda handler: handler.answer(pack(b" " * 5_000_000), **headers))
    client = connect(server.url, max_body=1_000_000, connections=1)

    with pytest.raises(BadAnswerError, match="more than 1000000 bytes"):
        client.send(GET)
    assert len(server.requests) == 1
    with pytest.raises(BadAnswerError):  # and the only connection of the pool is not lost
        client.send(GET)


def test_a_redirect_does_not_carry_the_credential_away(serve, connect):
    other = serve(plain)
    server = serve(lambda handler: handler.answer(status=302, Location=f"{other.url}/login"))

    with pytest.raises(UnsafeUrlError):
        connect(server.url).send(GET)
    assert other.requests == []


def test_the_body_of_a_redirect_counts_as_an_answer(serve, connect):
    body = gzip.compress(b" " * 4_000_000)
    server = serve(lambda handler: handler.answer(body, status=302, Location="/y", Content_Encoding="gzip"))

    with pytest.raises(BadAnswerError, match="more than 1000000 bytes"):
        connect(server.url, max_body=1_000_000).send(GET)


def test_a_redirect_on_the_host_keeps_the_credential(serve, connect, credential):
    server = serve(
        lambda handler: handler.answer(status=302, Location="/y") if handler.path == "/x" else handler.answer()
    )

    connect(server.url).send(GET)

    assert [line for line, _ in server.requests] == ["GET /x", "GET /y"]
    assert server.requests[1][1]["authorization"] == credential.authorization.get_secret_value()


def test_netrc_is_not_read(serve, connect, credential, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login mallory password pw\ndefault login mallory password pw\n")
    monkeypatch.setenv("NETRC", str(netrc))
    server = serve(plain)

    connect(server.url).send(GET)
    connect(server.url, credential=None).send(GET)

    assert server.requests[0][1]["authorization"] == credential.authorization.get_secret_value()
    assert "authorization" not in server.requests[1][1]


def test_cookies_are_not_sent_back(serve, connect):
    server = serve(lambda handler: handler.answer(Set_Cookie="session=1; Path=/"))
    client = connect(server.url)

    client.send(GET)
    client.send(GET)

    assert "cookie" not in server.requests[1][1]


def test_the_proxy_of_the_environment_is_used(serve, connect, monkeypatch):
    proxy = serve(plain)
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)

    with pytest.raises(UnreachableError, match="proxy"):  # this one does not know the method CONNECT
        connect("https://127.0.0.1:9").send(GET)

    assert proxy.connections


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
def test_what_is_not_encrypted_stays_on_this_machine(serve, connect, monkeypatch, variable):
    server, proxy = serve(plain), serve(plain)
    monkeypatch.setenv(variable, proxy.url)

    connect(server.url).send(GET)

    assert (server.connections, proxy.connections) == (1, 0)


@pytest.mark.parametrize("proxy", ["http://ada:pr0xypw@127.0.0.1:1", "http://ada:pr0xypw@[broken", "odd://pr0xypw"])
def test_a_proxy_that_does_not_work_keeps_its_password(connect, monkeypatch, proxy):
    monkeypatch.setenv("HTTPS_PROXY", proxy)

    with pytest.raises(UnreachableError, match="proxy") as caught:
        connect("https://127.0.0.1:9").send(GET)
    assert "pr0xypw" not in f"{caught.value!r} {caught.value.__context__!r}"


def test_a_ca_bundle_that_is_not_there_is_named_as_a_possible_cause(connect, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")

    with pytest.raises(UnreachableError, match="CA bundle"):
        connect("https://127.0.0.1:9").send(GET)


def test_a_server_without_tls_is_not_tried_again(serve, connect):
    server = serve(plain)
    client = connect(server.url.replace("http:", "https:"))

    with pytest.raises(UnreachableError, match="no secure connection"):
        client.send(GET)
    assert client.waits == []
