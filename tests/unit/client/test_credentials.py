import base64

import pytest
from pydantic import SecretStr

from graph_audit.client.credentials import Credential
from graph_audit.core.errors import ConfigurationError


def test_basic_is_user_and_token_in_base64():
    header = Credential.basic("ada@example.com", SecretStr("tok")).authorization.get_secret_value()

    assert header == "Basic " + base64.b64encode(b"ada@example.com:tok").decode()


def test_bearer_is_the_token_itself():
    assert Credential.bearer(SecretStr("key")).authorization.get_secret_value() == "Bearer key"


def test_blanks_around_a_pasted_token_do_not_matter():
    assert Credential.bearer(SecretStr(" key\n")) == Credential.bearer(SecretStr("key"))


@pytest.mark.parametrize(
    "credential", [Credential.basic("ada@example.com", SecretStr("hush")), Credential.bearer(SecretStr("hush"))]
)
def test_no_text_form_shows_a_secret(credential):
    pair = base64.b64encode(b"ada@example.com:hush").decode()

    for text in (repr(credential), str(credential), f"{credential}", repr([credential])):
        assert "hush" not in text
        assert pair not in text
        assert "ada" not in text


def test_secrets_hold_every_spelling_of_basic():
    credential = Credential.basic("al@example.com", SecretStr("hush"))
    pair = base64.b64encode(b"al@example.com:hush").decode()

    assert pair.endswith("=")
    assert credential.secrets == {"hush", pair, pair.rstrip("="), f"Basic {pair}"}


@pytest.mark.parametrize("token", ["", "  ", "two words", "line\nbreak", "“quoted”", "nul\0"])
def test_a_token_that_no_header_can_carry_is_refused_without_showing_it(token):
    for make in (Credential.bearer, lambda secret: Credential.basic("ada@example.com", secret)):
        with pytest.raises(ConfigurationError) as caught:
            make(SecretStr(token))
        assert not token.strip() or token not in str(caught.value)


@pytest.mark.parametrize("username", ["", " ", "ada:lovelace"])
def test_a_user_name_must_be_one(username):
    with pytest.raises(ConfigurationError, match="user name"):
        Credential.basic(username, SecretStr("tok"))
