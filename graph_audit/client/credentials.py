"""Who asks: a credential that can sign a request and cannot be printed."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Protocol, Self

from pydantic import SecretStr

from graph_audit.core.errors import ConfigurationError

__all__ = ["Credential", "Signer", "usable_secret"]


class Signer(Protocol):
    """What signs requests and cannot be printed."""

    @property
    def scheme(self) -> str:
        """``Basic`` or ``Bearer``, for messages."""

    @property
    def gateway_only(self) -> bool:
        """Whether sites know it only through the gateway, ``/ex/jira/<cloudId>``."""

    @property
    def authorization(self) -> SecretStr:
        """The value of the Authorization header; asking for it may mean to log in first."""

    @property
    def secrets(self) -> frozenset[str]:
        """Every spelling that must never appear in a message, a log or a file."""

    def renewed(self, since: float) -> bool:
        """Whether a request that was refused may be signed anew: with something else than at ``since``.

        Args:
            since: when the refused request left, in monotonic seconds.
        """


@dataclass(frozen=True, repr=False)
class Credential:
    """What a request proves its sender with: make it with ``basic`` or ``bearer``.

    Attributes:
        scheme: ``Basic`` or ``Bearer``, for messages.
        authorization: the value of the Authorization header.
        secrets: every spelling that must never appear in a message, a log or a file.
        gateway_only: whether sites know it only through the gateway.
    """

    scheme: str
    authorization: SecretStr
    secrets: frozenset[str]
    gateway_only: bool = False

    def renewed(self, since: float) -> bool:
        """Never: it is what it is."""
        del since
        return False

    @classmethod
    def basic(cls, username: str, token: SecretStr) -> Self:
        """The e-mail address of an account with one of its API tokens.

        Raises:
            ConfigurationError: a part is empty or cannot stand in the header.
        """
        user, secret = username.strip(), usable_secret(token, "API token")
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
        secret = usable_secret(token, "API key")
        return cls("Bearer", SecretStr(f"Bearer {secret}"), frozenset({secret, f"Bearer {secret}"}))

    def __repr__(self) -> str:
        """Only the scheme: a repr ends up in logs."""
        return f"Credential({self.scheme})"


def usable_secret(token: SecretStr, what: str) -> str:
    """The secret as it can stand in a request.

    Raises:
        ConfigurationError: it is empty or cannot.
    """
    # http.client quotes a header value that it refuses, so a pasted line break must not get that far.
    secret = token.get_secret_value().strip()
    if not secret or not secret.isascii() or not secret.isprintable() or " " in secret:
        raise ConfigurationError(
            f"The {what} is empty or contains characters that no {what} has (a blank, a line break, a typographic "
            "quotation mark), so the server would not accept it; copy it again."
        )
    return secret
