"""Access tokens of the fake service account, as ``https://auth.atlassian.com/oauth/token`` gives them out."""

import threading
from collections import Counter

from werkzeug.wrappers import Request, Response

from graph_audit.demo.answers import json_answer

__all__ = ["TokenDesk"]

_LIFETIME = 3600


class TokenDesk:
    """Gives out tokens for a client id and its secret, and knows those that are honoured.

    Attributes:
        client_id: made-up id of the service account's credential.
        client_secret: its made-up secret.
        given_out: how many tokens so far.
    """

    def __init__(self, client_id: str, client_secret: str, *, uses: int | None) -> None:
        self.client_id = client_id
        self.client_secret = client_secret
        self.given_out = 0
        self._uses = uses
        self._used: Counter[str] = Counter()
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Response:
        """Give out a token, or refuse in the words of the vendor's identity service."""
        asked = request.get_json(silent=True)
        wanted = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        if asked != wanted:
            return json_answer({"error": "access_denied", "error_description": "Unauthorized"}, 401)
        with self._lock:
            self.given_out += 1
            token = f"eyJraWQiOiJmYWtlIn0.token-{self.given_out:04d}.{self.client_id[-6:]}"
            self._used[token] = 0
        return json_answer({"access_token": token, "expires_in": _LIFETIME, "token_type": "Bearer", "scope": "read:me"})

    def honours(self, authorization: str | None) -> bool:
        """Whether the header carries a token that is still good; it may be good for so many requests only."""
        scheme, _, token = (authorization or "").partition(" ")
        with self._lock:
            if scheme != "Bearer" or token not in self._used:
                return False
            self._used[token] += 1
            return self._uses is None or self._used[token] <= self._uses
