"""A service account logs in, shares its access token, renews it in time, and shows no secret to anybody."""

import json
import threading

import pytest
from pydantic import SecretStr

from graph_audit.client.messages import Request
from graph_audit.client.options import ClientOptions
from graph_audit.client.retry import RetryPolicy
from graph_audit.client.service_account import ServiceAccount
from graph_audit.core.errors import (
    AuthenticationError,
    BadAnswerError,
    ConfigurationError,
    UnreachableError,
    UnsafeUrlError,
)

HASTY = ClientOptions(retry=RetryPolicy(tries=2, base=0.001, cap=0.002, ceiling=0.01))
SECRET = "ATOA-hush-hush"


@pytest.fixture
def desk(serve):
    """A server that gives out numbered tokens, or what a test puts into its place."""

    def behave(handler):
        number = len(desk.requests)
        body = (
            desk.body if desk.body is not None else json.dumps({"access_token": f"token-{number}", "expires_in": 3600})
        )
        handler.answer(body.encode(), status=desk.status)

    desk = serve(behave)
    desk.body, desk.status = None, 200
    return desk


@pytest.fixture
def account(desk):
    return ServiceAccount("client", SecretStr(SECRET), auth_url=desk.url, options=HASTY, monotonic=lambda: desk.now)


@pytest.fixture(autouse=True)
def _at_first(desk):
    desk.now = 1000.0


def header(account):
    return account.authorization.get_secret_value()


def test_it_logs_in_once_and_again_before_the_token_ends(desk, account):
    assert header(account) == header(account) == "Bearer token-1"
    desk.now += 3600 * 0.9 - 1
    assert header(account) == "Bearer token-1"
    desk.now += 1
    assert header(account) == "Bearer token-2"
    assert [asked for asked, _ in desk.requests] == ["POST /oauth/token"] * 2


@pytest.mark.parametrize("lifetime", [None, 0, -5, True, "3600", 1e9])
def test_a_lifetime_that_is_none_counts_as_an_hour(desk, account, lifetime):
    desk.body = json.dumps({"access_token": "t", "expires_in": lifetime})
    header(account)
    desk.now += 3239
    header(account)
    assert len(desk.requests) == 1
    desk.now += 1
    header(account)
    assert len(desk.requests) == 2


def test_many_threads_log_in_once(desk, account):
    threads = [threading.Thread(target=header, args=(account,)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(desk.requests) == 1


def test_a_token_that_is_refused_is_renewed_by_the_first_who_notices(desk, account):
    header(account)
    desk.now += 5
    assert account.renewed(desk.now - 1)
    assert header(account) == "Bearer token-2"
    assert account.renewed(desk.now - 1)  # left before the renewal: the new one has not been tried yet
    assert header(account) == "Bearer token-2"


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refused_login_says_what_to_do_and_repeats_nothing(desk, account, status):
    desk.status, desk.body = status, json.dumps({"error": "access_denied", "error_description": f"not {SECRET}"})
    with pytest.raises(AuthenticationError, match="client id and client secret") as caught:
        header(account)
    assert SECRET not in str(caught.value)
    assert caught.value.status == status
    assert len(desk.requests) == 1


@pytest.mark.parametrize(
    "body", ["[]", "{}", '{"access_token": null}', '{"access_token": "two words"}', '{"access_token": 7}']
)
def test_an_answer_without_a_token_is_a_bad_one(desk, account, body):
    desk.body = body
    with pytest.raises(BadAnswerError, match="no usable access token"):
        header(account)


def test_no_answer_is_told_as_such():
    account = ServiceAccount("client", SecretStr(SECRET), auth_url="http://127.0.0.1:9", options=HASTY)
    with pytest.raises(UnreachableError):
        header(account)


@pytest.mark.parametrize(
    ("client", "secret", "url", "error"),
    [
        (" ", SECRET, "https://auth.example.com", ConfigurationError),
        ("client", "", "https://auth.example.com", ConfigurationError),
        ("client", SECRET, "http://auth.example.com", UnsafeUrlError),
        ("client", SECRET, "auth.example.com", ConfigurationError),
    ],
)
def test_what_cannot_work_is_told_at_once(client, secret, url, error):
    with pytest.raises(error):
        ServiceAccount(client, SecretStr(secret), auth_url=url)


def test_every_token_is_a_secret_and_no_text_form_shows_one(desk, account):
    header(account)
    desk.now += 3600
    header(account)
    assert {SECRET, "token-1", "token-2"} <= account.secrets
    assert not any(secret in f"{account!r} {account}" for secret in account.secrets)


def test_a_client_signs_anew_once_and_then_believes_the_refusal(desk, account, serve, connect):
    def behave(handler):
        good = handler.headers["Authorization"] in api.good
        handler.answer(status=200 if good else 401)

    api = serve(behave)
    api.good = {"Bearer token-2"}
    client = connect(api.url, account)
    assert client.send(Request("GET", "/thing")).data == {"fine": True}
    assert len(api.requests) == 2
    api.good = set()
    with pytest.raises(AuthenticationError):
        client.send(Request("GET", "/thing"))
    assert len(api.requests) == 4


def test_a_login_that_fails_fails_the_request(desk, account, serve, connect):
    desk.status = 401
    client = connect(serve(lambda handler: handler.answer()).url, account)
    with pytest.raises(AuthenticationError, match="could not log in"):
        client.send(Request("GET", "/thing"))
