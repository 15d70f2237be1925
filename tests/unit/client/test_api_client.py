import logging
import threading

import pytest
import requests
import responses
from pydantic import SecretStr
from responses import matchers

from graph_audit.client.credentials import Credential
from graph_audit.client.session import ApiClient, Request
from graph_audit.core.errors import (
    ApiError,
    AuthenticationError,
    BadAnswerError,
    RightMissingError,
    UnreachableError,
    UnsafeUrlError,
)

BASE = "https://a.example/pre"
GET = Request("GET", "/x", endpoint="/x")


@pytest.fixture
def web():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def client(connect):
    return connect(BASE)


def test_a_request_is_sent_as_described(web, client, credential):
    web.post(
        f"{BASE}/x",
        json={"fine": [1]},
        headers={"X-Answer": "yes"},
        match=[
            matchers.query_string_matcher("a=1&a=2&b=%C3%BC"),
            matchers.json_params_matcher({"groupIds": ["g"]}),
            matchers.header_matcher({"Accept": "application/json", "Content-Type": "application/json"}),
        ],
    )

    answer = client.send(Request("POST", "/x", params=(("a", "1"), ("a", "2"), ("b", "ü")), body={"groupIds": ["g"]}))

    assert (answer.status, answer.data, answer.headers["x-answer"]) == (200, {"fine": [1]}, "yes")
    sent = web.calls[0].request.headers
    assert sent["Authorization"] == credential.authorization.get_secret_value()
    assert sent["User-Agent"].startswith("graph-audit/")


def test_without_a_credential_nothing_is_signed(web, connect):
    web.get(f"{BASE}/x", json=1)

    connect(BASE, credential=None).send(GET)

    assert "Authorization" not in web.calls[0].request.headers


def test_a_bearer_is_sent_as_one(web, connect):
    web.get(f"{BASE}/x", json=1)

    connect(BASE, credential=Credential.bearer(SecretStr("key"))).send(GET)

    assert web.calls[0].request.headers["Authorization"] == "Bearer key"


def test_plain_http_is_refused_before_anything_is_sent(credential):
    with pytest.raises(UnsafeUrlError):
        ApiClient("http://a.example", credential)


def test_a_next_link_to_another_host_is_not_followed(web, client):
    with pytest.raises(UnsafeUrlError):
        client.send(Request("GET", "https://b.example/x"))
    assert len(web.calls) == 0


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_passing_failure_passes(web, client, status):
    web.get(f"{BASE}/x", status=status)
    web.get(f"{BASE}/x", status=status)
    web.get(f"{BASE}/x", json={"fine": True})

    assert client.send(GET).data == {"fine": True}
    assert client.waits == pytest.approx([2, 4], abs=0.1)
    counts = client.statistics
    assert (counts.requests, counts.retries, counts.throttled) == (3, 2, 2 if status == 429 else 0)
    assert counts.waited == pytest.approx(6, abs=0.1)


@pytest.mark.parametrize(
    ("status", "kind", "tries"),
    [
        (401, AuthenticationError, 1),
        (403, RightMissingError, 1),
        (404, ApiError, 1),
        (500, ApiError, 4),
        (429, ApiError, 10),
    ],
)
def test_a_refusal_ends_as_our_error(web, client, status, kind, tries):
    web.get(f"{BASE}/x", status=status, json={"errors": [{"code": "ADMIN-1", "detail": "said"}]})

    with pytest.raises(kind, match="said") as caught:
        client.send(GET)

    assert (caught.value.status, caught.value.code) == (status, "ADMIN-1")
    assert len(web.calls) == tries
    assert client.statistics.retries == tries - 1


def test_slowing_down_does_not_use_up_the_tries_for_failures(web, client):
    for status in [429, 500, 429, 500, 429, 500, 429]:
        web.get(f"{BASE}/x", status=status)
    web.get(f"{BASE}/x", json=1)

    assert client.send(GET).data == 1


def test_what_must_not_happen_twice_is_sent_once(web, client):
    web.post(f"{BASE}/x", status=503)

    with pytest.raises(ApiError):
        client.send(Request("POST", "/x", idempotent=False))
    assert len(web.calls) == 1


def test_a_failed_login_behind_a_200_is_an_error(web, client):
    web.get(f"{BASE}/x", json={"values": []}, headers={"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"})

    with pytest.raises(AuthenticationError, match="failed login"):
        client.send(GET)


def test_json_counts_whatever_its_content_type(web, client):
    web.get(f"{BASE}/x", body='{"fine": true}', content_type="text/html")

    assert client.send(GET).data == {"fine": True}


@pytest.mark.parametrize(
    ("body", "what", "tries"),
    [
        ("<!doctype html><p>Log in", "web page", 1),
        ("", "empty", 1),
        ('{"n": NaN}', "NaN", 1),
        ('{"cut": [1, 2', "not all of it", 4),
    ],
)
def test_a_success_that_is_none_ends_as_a_bad_answer(web, client, body, what, tries):
    web.get(f"{BASE}/x", body=body)

    with pytest.raises(BadAnswerError, match=what):
        client.send(GET)
    assert len(web.calls) == tries


def test_an_empty_answer_is_fine_where_it_is_expected(web, client):
    web.get(f"{BASE}/x", status=204)

    assert client.send(Request("GET", "/x", empty_ok=True)).data is None


def test_redirects_on_the_host_are_followed_but_not_for_ever(web, client):
    web.get(f"{BASE}/x", status=302, headers={"Location": "/other?y=1"})
    web.get("https://a.example/other?y=1", status=307, headers={"Location": "again"})
    web.get("https://a.example/again", json="there")
    web.get(f"{BASE}/loop", status=301, headers={"Location": f"{BASE}/loop"})

    assert client.send(Request("GET", "/x", params=(("q", "1"),))).data == "there"
    assert web.calls[1].request.url == "https://a.example/other?y=1"
    with pytest.raises(BadAnswerError, match="more than 3 times"):
        client.send(Request("GET", "/loop"))


def test_a_search_keeps_its_body_through_a_redirect_or_fails(web, client):
    web.post(f"{BASE}/x", status=308, headers={"Location": f"{BASE}/y"})
    web.post(f"{BASE}/y", json=1, match=[matchers.json_params_matcher({"q": 1})])
    web.post(f"{BASE}/z", status=302, headers={"Location": f"{BASE}/y"})

    assert client.send(Request("POST", "/x", body={"q": 1})).data == 1
    with pytest.raises(BadAnswerError, match="lose its body"):
        client.send(Request("POST", "/z", body={"q": 1}))


def test_a_redirect_to_nowhere_is_a_refusal(web, client):
    web.get(f"{BASE}/x", status=302)

    with pytest.raises(ApiError, match="302") as caught:
        client.send(GET)
    assert caught.value.status == 302


def test_after_a_429_the_other_threads_wait_too(web, connect):
    slept = threading.Event()
    client = connect(BASE)
    web.get(f"{BASE}/x", status=429, headers={"Retry-After": "30"})
    web.get(f"{BASE}/x", json="first")
    web.get(f"{BASE}/x/2", json="second")

    def sleep_once(seconds):
        client.waits.append(seconds)
        if not slept.is_set():  # a second thread comes while the first one waits
            slept.set()
            thread = threading.Thread(target=client.send, args=(Request("GET", "/x/2", endpoint="/x"),))
            thread.start()
            thread.join()

    client._sleep = sleep_once
    assert client.send(GET).data == "first"
    assert client.waits == pytest.approx([30, 30], abs=0.5)


SECRETS = ["s3cr3t+token/=", "s3cr3t%2Btoken"]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 401, "body": "bad token s3cr3t+token/= and s3cr3t%2Btoken%2F%3D"},
        {"status": 403, "json": {"errors": [{"code": "x", "detail": "s3cr3t+token/="}]}},
        {"status": 500, "body": "<title>s3cr3t+token/=</title>"},
        {"status": 200, "body": "<p>s3cr3t+token/=</p>"},
        {"status": 200, "body": "s3cr3t+token/="},
        {"status": 302, "headers": {"Location": "https://b.example/?t=s3cr3t+token/="}},
        {"body": requests.ConnectionError("s3cr3t+token/=")},
        {"body": requests.exceptions.InvalidURL("s3cr3t+token/=")},
    ],
)
def test_no_failure_shows_a_secret(web, client, credential, answer, caplog):
    caplog.set_level(logging.DEBUG)
    web.get(f"{BASE}/s3cr3t+token/=", **answer)

    with pytest.raises((ApiError, UnsafeUrlError)) as caught:
        client.send(Request("GET", "/s3cr3t+token/="))

    shown = f"{caught.value} {caught.value!r} {vars(caught.value)} {client!r} {caplog.text}"
    assert caught.value.__context__ is None
    for secret in (*SECRETS, *credential.secrets):
        assert secret not in shown


@pytest.mark.parametrize(
    ("error", "what", "tries"),
    [
        (requests.ConnectionError("broke"), "connection broke", 4),
        (requests.ConnectTimeout("slow"), "in time", 4),
        (requests.exceptions.ProxyError("proxy"), "proxy", 4),
        (requests.exceptions.SSLError("tls"), "secure connection", 1),
        (requests.exceptions.InvalidURL("proxy url"), "settings", 1),
        (OSError("no such CA bundle"), "settings", 1),
    ],
)
def test_a_failure_without_an_answer_ends_as_unreachable(web, client, error, what, tries):
    web.get(f"{BASE}/x", body=error)

    with pytest.raises(UnreachableError, match=what) as caught:
        client.send(GET)
    assert caught.value.status == 0
    assert len(web.calls) == tries
    assert ("tried 4 times" in str(caught.value)) == (tries == 4)
