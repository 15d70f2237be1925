"""A service account that logs in with OAuth 2.0 client credentials, and again before its access token ends.

Source: https://support.atlassian.com/user-management/docs/create-oauth-2-0-credential-for-service-accounts/: a POST to
``https://auth.atlassian.com/oauth/token`` gives an access token for sixty minutes; it is honoured by the gateway only.
"""

import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from pydantic import SecretStr

from graph_audit.client.credentials import Credential, usable_secret
from graph_audit.client.messages import Request
from graph_audit.client.options import ClientOptions
from graph_audit.client.session import ApiClient
from graph_audit.client.targets import Target
from graph_audit.core.errors import ApiError, AuthenticationError, BadAnswerError, ConfigurationError, UnreachableError

__all__ = ["ServiceAccount"]

_PATH = "/oauth/token"
_LIFETIME = 3600.0
_AHEAD = 0.1
"""How much of a token's life is left when the next one is asked for."""


class ServiceAccount:
    """Signs requests with access tokens; one is shared by all threads and sites.

    Args:
        client_id: of the credential, as Atlassian Administration shows it.
        secret: its client secret.
        auth_url: where tokens are given out, ``https://auth.atlassian.com``.
        options: limits of the HTTP client that logs in.
        monotonic: seconds that never go back.

    Raises:
        ConfigurationError: a part is empty or cannot be sent.
        UnsafeUrlError: the secret would travel over plain http.
    """

    scheme = "Bearer"
    gateway_only = True

    def __init__(
        self,
        client_id: str,
        secret: SecretStr,
        *,
        auth_url: str = "https://auth.atlassian.com",
        options: ClientOptions = ClientOptions(),  # noqa: B008  # frozen
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client_id = client_id.strip()
        if not self._client_id:
            raise ConfigurationError(
                "The client id of the service account is empty; Atlassian Administration shows it."
            )
        self._secret = usable_secret(secret, "client secret")
        Target(auth_url)  # tells now what is wrong with it
        self._auth_url = auth_url
        self._options = options
        self._monotonic = monotonic
        self._lock = Lock()
        self._current: Credential | None = None
        self._obtained_at = self._renew_at = 0.0
        self._secrets = frozenset({self._secret})

    def __repr__(self) -> str:
        """Only what it is: a repr ends up in logs."""
        return "ServiceAccount(Bearer)"

    @property
    def secrets(self) -> frozenset[str]:
        """The client secret and every access token so far."""
        return self._secrets

    @property
    def authorization(self) -> SecretStr:
        """The header with an access token that is good for a while; logs in where there is none.

        Raises:
            AuthenticationError: the client id or the secret was refused.
            UnreachableError: there was no answer.
            BadAnswerError: the answer holds no access token.
        """
        with self._lock:
            if self._current is None or self._monotonic() >= self._renew_at:
                self._log_in()
            assert self._current is not None  # noqa: S101  # for the type checker
            return self._current.authorization

    def renewed(self, since: float) -> bool:
        """Whether another try is worth it: an access token may be withdrawn before its time."""
        with self._lock:
            if self._obtained_at <= since:
                self._current = None
        return True

    def _log_in(self) -> None:
        asked_at = self._monotonic()
        body = {"grant_type": "client_credentials", "client_id": self._client_id, "client_secret": self._secret}
        with ApiClient(self._auth_url, None, options=self._options) as client:
            try:
                answer = client.send(Request("POST", _PATH, body=body, idempotent=True))
            except UnreachableError:
                raise
            except ApiError as error:  # whatever the server said may repeat the secret
                raise AuthenticationError(
                    f"The service account could not log in (POST {_PATH} answered {error.status or 'nonsense'}): check "
                    "its client id and client secret; the credential may have been revoked.",
                    status=error.status,
                ) from None
        self._current, lifetime = _token(answer.data)
        self._secrets |= self._current.secrets
        self._obtained_at = self._monotonic()
        self._renew_at = asked_at + lifetime * (1 - _AHEAD)


def _token(data: Any) -> tuple[Credential, float]:
    told = data if isinstance(data, Mapping) else {}
    token, lifetime = told.get("access_token"), told.get("expires_in")
    try:
        credential = Credential.bearer(SecretStr(token if isinstance(token, str) else ""))
    except ConfigurationError:
        raise BadAnswerError(f"POST {_PATH} gave no usable access token to the service account; scan again.") from None
    is_number = isinstance(lifetime, int | float) and not isinstance(lifetime, bool) and 0 < lifetime <= _LIFETIME
    return credential, float(lifetime) if is_number and lifetime is not None else _LIFETIME
