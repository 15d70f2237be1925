"""Secrets from a variable, a command or the keyring; what is wrong is told without any secret."""

import sys
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from graph_audit.client.secret_sources import SecretSource
from graph_audit.core.errors import ConfigurationError


def source(**entries):
    return SecretSource.model_validate(entries)


def python(code):
    return [sys.executable, "-c", code]


def secret_of(source):
    return source.get("[credentials] admin_api_key").get_secret_value()


@pytest.fixture
def keyring(monkeypatch):
    """A keyring with one entry."""
    entries = {("graph-audit", "key"): "from the ring"}
    fake = SimpleNamespace(get_password=lambda service, account: entries.get((service, account)))
    monkeypatch.setitem(sys.modules, "keyring", fake)
    return fake


def test_a_variable(monkeypatch):
    monkeypatch.setenv("NORTHWIND_TOKEN", " hush\n")
    assert secret_of(source(env="NORTHWIND_TOKEN")) == "hush"


@pytest.mark.parametrize(
    "code", ["print('hush')", "print('hush\\nsecond line')", "import sys; sys.stdout.write('hush')"]
)
def test_the_first_line_that_a_program_prints(code):
    assert secret_of(source(command=python(code))) == "hush"


def test_a_command_may_be_one_text_and_no_shell_reads_it():
    assert secret_of(source(command=f"{sys.executable} -c \"print('$HOME')\"")) == "$HOME"


def test_the_keyring(keyring):
    assert secret_of(source(keyring="graph-audit", account="key")) == "from the ring"


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"env": "NOT_THERE_AT_ALL"}, "NOT_THERE_AT_ALL is not set"),
        ({"command": ["not-there-at-all"]}, "could not be started"),
        ({"command": ["nul\0"]}, "could not be started"),
        ({"command": python("import sys; print('hush'); sys.exit(3)")}, "ended with 3"),
        ({"command": python("")}, "printed nothing"),
        ({"command": python("print(); print('hush')")}, "printed nothing"),
        ({"keyring": "graph-audit", "account": "other"}, "no entry 'other'"),
    ],
)
def test_what_gives_no_secret_says_why(keyring, entries, said):
    with pytest.raises(ConfigurationError, match=r"\[credentials\] admin_api_key: there is no secret") as caught:
        secret_of(source(**entries))
    assert said in str(caught.value)
    assert "hush" not in str(caught.value)


def test_a_program_that_does_not_end_is_given_up(monkeypatch):
    monkeypatch.setattr("graph_audit.client.secret_sources._PATIENCE", 0.2)
    with pytest.raises(ConfigurationError, match="did not end"):
        secret_of(source(command=python("import time; time.sleep(60)")))


def test_a_keyring_that_fails_in_its_own_way(keyring):
    def fail(*_):
        raise RuntimeError("locked, and the secret is hush")

    keyring.get_password = fail
    with pytest.raises(ConfigurationError, match=r"could not be read \(RuntimeError\)") as caught:
        secret_of(source(keyring="graph-audit", account="key"))
    assert "hush" not in str(caught.value)


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigurationError, match=r"graph-audit\[keyring\]"):
        secret_of(source(keyring="graph-audit", account="key"))


@pytest.mark.parametrize(
    "entries",
    [
        {},
        {"env": ""},
        {"env": "A", "command": "b"},
        {"command": ""},
        {"command": []},
        {"keyring": "service"},
        {"account": "name"},
        {"env": "A", "account": "name"},
        {"environment": "A"},
        {"command": "unclosed 'quote"},
    ],
)
def test_exactly_one_source(entries):
    with pytest.raises(ValidationError):
        source(**entries)


def test_a_secret_in_the_file_itself_is_refused_without_repeating_it():
    with pytest.raises(ValidationError, match="does not belong into a file") as caught:
        SecretSource.model_validate("hush")
    assert "hush" not in caught.value.errors(include_input=False)[0]["msg"]
