"""Who asks: a credential that can sign a request and cannot be printed."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Self

from pydantic import SecretStr

from graph_audit.core.errors import ConfigurationError

__all__ = ["Credential"]


@dataclass(frozen=True, repr=False)
class Credential:
    """What a request proves its sender with: make it with ``basic`` or ``bearer``.

    Attributes:
        scheme: ``Basic`` or ``Bearer``, for messages.
        authorization: the value of the Authorization header.
        secrets: every spelling that must never appear in a message, a log or a file.
    """

    scheme: str
    authorization: SecretStr
    secrets: frozenset[str]

    @classmethod
    def basic(cls, username: str, token: SecretStr) -> Self:
        """The e-mail address of an account with one of its API tokens.

        Raises:
            ConfigurationError: a part is empty or cannot stand in the header.
        """
        user, secret = username.strip(), _usable(token, "API token")
        if not user or ":" in user:  # RFC 7617: the first colon ends the user name
            raise ConfigurationError(
                "The user name of the API token is empty or contains a colon, so nobody can log in with it; "
                "give the e-mail address of the account."
            )
        pair = b64encode(f"{user}:{secret}".encode()).decode("ascii")
        return cls("Basic", SecretStr(f"Basic {pair}"), frozenset({secret, pair, pair.rstrip("="), f"Basic {pair}"}))

    @classmethod
    def bearer(cls, token: SecretStr) -> Self:
        """An organisation API key or an access token.

        Raises:
            ConfigurationError: the token is empty or cannot stand in the header.
        """
        secret = _usable(token, "API key")
        return cls("Bearer", SecretStr(f"Bearer {secret}"), frozenset({secret, f"Bearer {secret}"}))

    def __repr__(self) -> str:
        """Only the scheme: a repr ends up in logs."""
        return f"Credential({self.scheme})"


def _usable(token: SecretStr, what: str) -> str:
    # http.client quotes a header value that it refuses, so a pasted line break must not get that far.
    secret = token.get_secret_value().strip()
    if not secret or not secret.isascii() or not secret.isprintable() or " " in secret:
        raise ConfigurationError(
            f"The {what} is empty or contains characters that no {what} has (a blank, a line break, a typographic "
            "quotation mark), so the server would not accept it; copy it again."
        )
    return secret
