import json
import tracemalloc

import pytest
from requests.structures import CaseInsensitiveDict

from graph_audit.client.errors import explain, legible, login_failed, refusal
from graph_audit.core.errors import ApiError, AuthenticationError, RightMissingError

JSON = {"content-type": "application/json"}
HTML = {"content-type": "text/html;charset=UTF-8"}


def refuse(status, body=b"", headers=None, secrets=()):
    return refusal("GET /x", status, CaseInsensitiveDict(headers or JSON), body, secrets)


@pytest.mark.parametrize(
    ("envelope", "code", "text"),
    [
        ({"errorMessages": ["No project.", "No key."], "errors": {}}, "", "No project.; No key."),
        ({"errorMessages": [], "errors": {"groupId": "Unknown group."}}, "", "groupId: Unknown group."),
        ({"errorMessages": ["No."], "warningMessages": ["Old."]}, "", "No.; Old."),
        ({"code": 401, "message": "Unauthorized; scope does not match"}, "", "Unauthorized; scope does not match"),
        ({"message": "Client must be authenticated", "status-code": 401}, "", "Client must be authenticated"),
        (
            {"errors": [{"code": "ADMIN-401-2", "title": "INSUFFICIENT_SCOPE", "detail": "Scope is missing"}]},
            "ADMIN-401-2",
            "Scope is missing",
        ),
        ({"errors": [{"code": "ADMIN-400-4", "title": "Original", "detail": ""}]}, "ADMIN-400-4", "Original"),
        ({"statusCode": 404, "message": "No space", "data": {"valid": True}}, "", "No space"),
        ({"status": 404, "error": "Not Found", "message": "TCS validation failed"}, "", "TCS validation failed"),
        ({"type": "error", "error": {"message": "No repository"}}, "", "No repository"),
        ({"schemas": [], "status": "403", "detail": "No plan"}, "", "No plan"),
        ({"error": "invalid_token", "error_description": "expired"}, "", "expired"),
        ({"code": "401", "message": "No"}, "", "No"),
        ({"code": "a\nb", "message": "No"}, "", "No"),
        ({"errors": ["first", 2, None]}, "", "first"),
        (["odd"], "", ""),
        ("words", "", "words"),
        (7, "", ""),
        (None, "", ""),
    ],
)
def test_every_known_envelope_is_understood(envelope, code, text):
    assert explain(401, JSON, json.dumps(envelope).encode()) == (code, text)


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        ({"content-type": "text/plain"}, b"Basic auth failed", "Basic auth failed"),
        (HTML, b"<html><title> Oops &amp; sorry </title>", "a web page titled “Oops & sorry”"),
        (HTML, b"<html></html>", "a web page"),
        (JSON, b"<!doctype html><TITLE lang='en'>502</TITLE>", "a web page titled “502”"),
        (JSON, b"", ""),
        (JSON, b"{cut", "{cut"),
        (JSON, b"[" * 100_000, "[" * 100_000),
        ({"x-authentication-denied-reason": "CAPTCHA_CHALLENGE"}, b"", "CAPTCHA_CHALLENGE"),
        (JSON, b"\xff", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_bodies_without_an_envelope_are_understood(headers, body, text):
    assert explain(500, headers, body) == ("", text)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, AuthenticationError), (403, RightMissingError)]
    + [(status, ApiError) for status in (304, 400, 404, 409, 410, 429, 500)],
)
def test_the_status_decides_the_error(status, kind):
    error = refuse(status, b'{"errors": [{"code": "ADMIN-UAM-404-1", "detail": "said"}]}')

    assert type(error) is kind
    assert (error.status, error.code) == (status, "ADMIN-UAM-404-1")
    assert str(error).startswith(f"GET /x was answered {status} (ADMIN-UAM-404-1: said). ")
    assert len(str(error).split(". ")) >= 2  # and then what to do


@pytest.mark.parametrize("status", [200, 400, 404])
@pytest.mark.parametrize("reason", ["AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED", "OUT, AUTHENTICATED_FAILED"])
def test_a_failed_login_is_one_whatever_the_status_says(status, reason):
    error = refuse(status, headers={"X-Seraph-LoginReason": reason})

    assert isinstance(error, AuthenticationError)
    assert error.status == status
    assert "failed login" in str(error)


def test_a_captcha_is_a_failed_login():
    error = refuse(403, headers={"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=https://a"})

    assert isinstance(error, AuthenticationError)
    assert "CAPTCHA_CHALLENGE" in str(error)


def test_a_login_that_worked_is_no_failure():
    assert not login_failed(CaseInsensitiveDict({"X-Seraph-LoginReason": "OK"}))


def test_a_missing_scope_gets_its_own_advice():
    assert "lacks a scope" in str(refuse(401, b'{"code": 401, "message": "Unauthorized; scope does not match"}'))
    assert "lacks a scope" not in str(refuse(401))


def test_the_server_does_not_control_the_terminal():
    body = json.dumps({"message": "a\u001b[31mred\r\nline\u202eabc\u0000\ud83d"}).encode()

    assert "(a [31mred line abc)" in str(refuse(400, body))


def test_what_the_server_says_is_bounded():
    assert len(legible("x" * 10_000, ())) == 200
    assert legible("x" * 200, ()) == "x" * 200
    assert len(str(refuse(400, b"y" * 10_000))) < 500


def test_a_server_that_echoes_the_secret_does_not_spread_it():
    body = json.dumps({"errors": [{"code": "s3cret-tok", "detail": "x" * 190 + " s3cret-tok"}]}).encode()
    error = refuse(401, body, secrets={"s3cret-tok"})

    assert "s3cret" not in str(error)  # not even the part that the length limit would leave
    assert error.code == "[secret]"


def test_a_refusal_of_any_size_costs_no_more_than_its_beginning():
    tracemalloc.start()
    error = refuse(400, b"a " * 10_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "(a a a" in str(error)
    assert peak < 30_000_000  # the body itself came from outside; words of it would take 1 GB
