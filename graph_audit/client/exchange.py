"""One request, one answer over the network: what went wrong comes back as a value."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError, NameResolutionError, ReadTimeoutError

from graph_audit.client.credentials import Signer
from graph_audit.client.messages import Request
from graph_audit.client.options import ClientOptions
from graph_audit.client.retry import FailureKind
from graph_audit.core.clock import Clock

__all__ = ["Exchange", "Failure", "Reply"]

_CHUNK = 64 * 1024
_REASONS = (  # the outer reason first: a proxy that is not there also refuses a connection
    (requests.exceptions.ProxyError, FailureKind.NO_CONNECTION, "the proxy could not be used"),
    (requests.ConnectTimeout, FailureKind.NO_CONNECTION, "no connection in time"),
    (requests.Timeout, FailureKind.NO_ANSWER, "no answer in time"),
    (NameResolutionError, FailureKind.NO_CONNECTION, "the host name does not resolve"),
    (ConnectionRefusedError, FailureKind.NO_CONNECTION, "the connection was refused"),
)


@dataclass(frozen=True)
class Reply:
    """An answer as it came, with any status."""

    status: int
    headers: CaseInsensitiveDict[str]
    body: bytes


@dataclass(frozen=True)
class Failure:
    """Why there is no answer to work with.

    Attributes:
        kind: decides whether to try again.
        text: what happened, as the end of the sentence "the request failed: …".
    """

    kind: FailureKind
    text: str


class _Signature(AuthBase):
    """Signs requests; being there at all keeps requests from looking into ``.netrc``."""

    def __init__(self, credential: Signer | None) -> None:
        self._credential = credential

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._credential is not None:
            request.headers["Authorization"] = self._credential.authorization.get_secret_value()
        return request


class _Session(requests.Session):
    """A session that never looks where a redirect leads: requests would read its whole body to find out."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere; who follows a redirect decides for themselves."""


class Exchange:
    """A pool of connections that many threads may use at once."""

    def __init__(self, credential: Signer | None, options: ClientOptions, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        self._session = _Session()
        self._session.auth = _Signature(credential)
        self._session.verify = options.ca_bundle or True
        self._session.headers.update({"Accept": "application/json", "User-Agent": options.user_agent})
        # A session cookie would outlive the credential that it came for, and threads would share it.
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=options.connections, pool_block=True))

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def perform(self, request: Request, url: str) -> Reply | Failure:
        """Send the request to this URL, follow nothing, repeat nothing."""
        options = self._options
        try:
            response = self._session.request(
                request.method,
                url,
                params=list(request.params),
                json=None if request.body is None else dict(request.body),
                timeout=(options.connect_timeout, options.read_timeout),
                allow_redirects=False,
                stream=True,
                # Plain http goes to this machine only (Target); a proxy of the environment would carry it out.
                proxies={"http": ""},
            )
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            return _failure(error)
        with response:
            try:
                body = self._read(response)
            except ReadTimeoutError:
                return Failure(FailureKind.NO_ANSWER, "the answer stopped arriving")
            except HTTPError:
                return Failure(FailureKind.CUT_SHORT, "the answer ended early or arrived garbled")
        return body if isinstance(body, Failure) else Reply(response.status_code, response.headers, body)

    def _read(self, response: requests.Response) -> bytes | Failure:
        latest = self._clock() + timedelta(seconds=self._options.answer_timeout)
        body = bytearray()
        # read1 gives what one receive brought; read would wait for a full chunk, and a slow drip could last for hours.
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > self._options.max_body:
                return Failure(FailureKind.UNUSABLE, f"the answer has more than {self._options.max_body} bytes")
            if self._clock() > latest:
                seconds = f"{self._options.answer_timeout:g} s"
                return Failure(FailureKind.NO_ANSWER, f"the answer was not complete after {seconds}")
        return bytes(body)


def _failure(error: Exception) -> Failure:
    """The kind and a text of our own: texts from below may quote a proxy's password."""
    if isinstance(error, requests.exceptions.SSLError):
        return Failure(FailureKind.UNTRUSTED, _about_certificate(error))
    # Errors of the address or a header are ValueErrors; an unreadable CA bundle is a plain OSError.
    if isinstance(error, ValueError) or not isinstance(error, (requests.RequestException, HTTPError)):
        return Failure(FailureKind.UNTRUSTED, "the address, the proxy or the CA bundle in the settings is not usable")
    causes = list(_causes(error))
    for cause, kind, text in _REASONS:
        if any(isinstance(found, cause) for found in causes):
            return Failure(kind, text)
    return Failure(FailureKind.NO_ANSWER, "the connection broke before an answer")


def _about_certificate(error: Exception) -> str:
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the certificate of the server is not trusted ({cause.verify_message})"
    return "no secure connection could be made"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it wraps; requests and urllib3 keep that in arguments and reasons."""
    pending: list[Any] = [error]
    seen: set[int] = set()
    while pending:
        current = pending.pop()
        if isinstance(current, BaseException) and id(current) not in seen:
            seen.add(id(current))
            yield current
            pending += [current.__cause__, current.__context__, getattr(current, "reason", None), *current.args]
