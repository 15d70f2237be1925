"""The client: sends requests, waits and repeats where that helps, and turns every failure into one of our errors."""

import random as random_module
import time
from collections.abc import Callable
from threading import Lock
from types import TracebackType
from typing import Self

from graph_audit.client.credentials import Signer
from graph_audit.client.decoding import UnusableJsonError, decode
from graph_audit.client.errors import lacks_scope, legible, login_failed, refusal
from graph_audit.client.exchange import Exchange, Failure, Reply
from graph_audit.client.limiter import Limiter
from graph_audit.client.messages import Answer, Request
from graph_audit.client.options import ClientOptions
from graph_audit.client.retry import TOO_MANY_REQUESTS, FailureKind, decide
from graph_audit.client.statistics import Statistics
from graph_audit.client.targets import Target
from graph_audit.core.clock import Clock, system_clock
from graph_audit.core.errors import ApiError, BadAnswerError, UnreachableError

__all__ = ["Answer", "ApiClient", "ClientOptions", "Request"]

_UNAUTHORIZED = 401
_SUCCESS = range(200, 300)
_REDIRECTS = {301, 302, 303, 307, 308}
_KEEPS_METHOD = {307, 308}


class ApiClient:
    """Talks to one API with one credential; safe to share between threads.

    Args:
        base_url: https, or a loopback address; may end in a path.
        credential: None asks anonymously.
        options: limits.
        sleep: waits so many seconds.
        clock: gives the present moment.
        monotonic: seconds that never go back.
        random: a number from 0 to 1, for jitter.

    Raises:
        UnsafeUrlError: the credential would travel over plain http.
        ConfigurationError: the base URL is none.
    """

    def __init__(  # noqa: PLR0913  # time and chance come in as arguments
        self,
        base_url: str,
        credential: Signer | None,
        *,
        options: ClientOptions = ClientOptions(),  # noqa: B008  # frozen
        sleep: Callable[[float], object] = time.sleep,
        clock: Clock = system_clock,
        monotonic: Callable[[], float] = time.monotonic,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        self.statistics = Statistics()
        self._target = Target(base_url)
        self._credential = credential
        self._options = options
        self._sleep = sleep
        self._clock = clock
        self._random = random
        self._monotonic = monotonic
        self._limiters: dict[tuple[str, str], Limiter] = {}
        self._answered = False
        self._lock = Lock()
        self._exchange = Exchange(credential, options, clock)

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._exchange.close()

    def send(self, request: Request) -> Answer:
        """Ask until there is an answer or no hope of one.

        Raises:
            AuthenticationError: the credential was refused.
            RightMissingError: it may not read this.
            BadAnswerError: the answer cannot be used.
            UnreachableError: no answer at all after every try.
            ApiError: any other refusal.
            UnsafeUrlError: the request would lead to another host.
        """
        limiter = self.limiter(request.method, request.endpoint or request.path)
        attempts: dict[bool, int] = {}
        renewed = False
        while True:
            left_at = self._depart(limiter)
            outcome = self._ask(request)
            if isinstance(outcome, Answer):
                self._answered = True
                limiter.accepted(self._monotonic(), outcome.headers, self._clock())
                return outcome
            if not renewed and self._may_be_signed_anew(outcome, left_at):
                renewed = True
                continue
            throttled = isinstance(outcome, Reply) and outcome.status == TOO_MANY_REQUESTS
            # Counted apart: being told to slow down must not use up the tries for real failures.
            attempts[throttled] = attempts.get(throttled, 0) + 1
            wait = self._wait(request, outcome, attempts[throttled])
            self.statistics.add(throttled=throttled, retries=wait is not None)
            if throttled:  # all threads wait, this one too, before the next request leaves
                limiter.refused(left_at, self._monotonic(), wait or 0.0)
            if wait is None:
                raise self._error(request, outcome, sum(attempts.values()))
            if not throttled:
                self._sleep(wait)
                self.statistics.add(waited=wait)

    def limiter(self, method: str, endpoint: str) -> Limiter:
        """What bounds the rate of one endpoint; the same for all threads."""
        with self._lock:
            known = self._limiters.get((method, endpoint))
            if known is None:
                known = self._limiters[method, endpoint] = Limiter(self._options.rates)
            return known

    def _depart(self, limiter: Limiter) -> float:
        """Wait for a place; gives the time of departure in monotonic seconds."""
        now = self._monotonic()
        while (wait := limiter.acquire(now)) > 0:
            self._sleep(wait)
            self.statistics.add(waited=wait)
            taken_at, now = now, max(now + wait, self._monotonic())  # what was slept counts, whatever the clock does
            if not limiter.is_void(taken_at, now):
                break
        return now

    def _may_be_signed_anew(self, outcome: Reply | Failure, left_at: float) -> bool:
        if self._credential is None or not isinstance(outcome, Reply) or outcome.status != _UNAUTHORIZED:
            return False
        return not lacks_scope(outcome.body) and self._credential.renewed(left_at)

    @property
    def _secrets(self) -> frozenset[str]:
        return self._credential.secrets if self._credential else frozenset()

    def _wait(self, request: Request, outcome: Reply | Failure, attempt: int) -> float | None:
        return decide(
            attempt,
            outcome.kind if isinstance(outcome, Failure) else outcome.status,
            {} if isinstance(outcome, Failure) else outcome.headers,
            idempotent=request.idempotent,
            answered_before=self._answered,
            now=self._clock(),
            jitter=self._random(),
            policy=self._options.retry,
        )

    def _ask(self, request: Request) -> Answer | Reply | Failure:
        reply = self._follow(request)
        if isinstance(reply, Failure) or reply.status not in _SUCCESS or login_failed(reply.headers):
            return reply
        return _read(request, reply)

    def _follow(self, request: Request) -> Reply | Failure:
        """The reply after redirects on the same host."""
        url = self._target.url(request.path)
        for _ in range(self._options.redirects + 1):
            self.statistics.add(requests=1)
            reply = self._exchange.perform(request, url)
            if isinstance(reply, Failure) or reply.status not in _REDIRECTS or "Location" not in reply.headers:
                return reply
            url = self._target.redirected(url, reply.headers["Location"])
            if request.method != "GET" and reply.status not in _KEEPS_METHOD:
                return Failure(
                    FailureKind.UNUSABLE, f"the server redirected a {request.method}, which would lose its body"
                )
            request = Request(request.method, request.path, body=request.body)  # the new URL has its own query
        return Failure(FailureKind.UNUSABLE, f"the server redirected more than {self._options.redirects} times")

    def _error(self, request: Request, outcome: Reply | Failure, tries: int) -> ApiError:
        what = f"{request.method} {request.path}"
        if isinstance(outcome, Reply):
            return refusal(what, outcome.status, outcome.headers, outcome.body, self._secrets)
        tried = f" (tried {tries} times)" if tries > 1 else ""
        message = f"{legible(what, self._secrets)} failed: {outcome.text}{tried}. "
        if outcome.kind in {FailureKind.NO_CONNECTION, FailureKind.NO_ANSWER, FailureKind.UNTRUSTED}:
            return UnreachableError(
                f"{message}Nothing can be read from {self._target.host}; "
                "check the base URL, the network, the proxy and certificates.",
                disconnected=outcome.kind is FailureKind.NO_CONNECTION,
            )
        return BadAnswerError(
            f"{message}This is not what the API promises; check the base URL and whether a proxy changes answers."
        )


def _read(request: Request, reply: Reply) -> Answer | Failure:
    if not reply.body.strip():
        if request.empty_ok:
            return Answer(reply.status, reply.headers, None)
        return Failure(FailureKind.UNUSABLE, "the answer is empty")
    if reply.body.lstrip().startswith(b"<"):
        return Failure(FailureKind.UNUSABLE, "the answer is a web page, perhaps a login or maintenance page")
    try:
        return Answer(reply.status, reply.headers, decode(reply.body))
    except UnusableJsonError as error:
        return Failure(FailureKind.UNUSABLE, f"the answer is not usable: {error}")
    except ValueError:
        return Failure(FailureKind.CUT_SHORT, "the answer is not JSON or not all of it")
