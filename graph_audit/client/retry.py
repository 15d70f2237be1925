"""Whether to ask again, and after how long: one policy, as a pure function."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

__all__ = ["FailureKind", "RetryPolicy", "decide", "retry_after"]

TOO_MANY_REQUESTS = 429
SERVER_ERRORS = range(500, 600)


class FailureKind(StrEnum):
    """Why there is no whole answer."""

    NO_CONNECTION = "no_connection"
    """Connection refused, a name that does not resolve, a proxy that is away: may pass."""
    NO_ANSWER = "no_answer"
    """Connection reset, a timeout: may pass."""
    CUT_SHORT = "cut_short"
    """The answer ended early or arrived garbled: may pass."""
    UNTRUSTED = "untrusted"
    """The certificate or the address is not accepted: stays so."""
    UNUSABLE = "unusable"
    """A whole answer that cannot be used (a login page, too large): stays so."""


@dataclass(frozen=True)
class RetryPolicy:
    """How patient the client is; the numbers are the vendor's advice.

    See https://developer.atlassian.com/cloud/jira/platform/rate-limiting/.

    Attributes:
        tries: how often a request is sent when it fails, the first time included.
        patience: how often a request is sent when the server asks to slow down (429).
        reconnects: how often a request is sent when there is no connection to a host that answered before; twelve are
            about four minutes, as long as a router or a tunnel may need.
        base: seconds before the second try; each further wait is twice as long.
        cap: the longest of these waits in seconds, before jitter.
        ceiling: the longest wait in seconds that a Retry-After header may ask for.
    """

    tries: int = 4
    patience: int = 10
    reconnects: int = 12
    base: float = 2.0
    cap: float = 30.0
    ceiling: float = 600.0


def decide(  # noqa: PLR0913  # every influence is an argument: that is what makes it pure
    attempt: int,
    outcome: int | FailureKind,
    headers: Mapping[str, str],
    *,
    idempotent: bool,
    answered_before: bool = False,
    now: datetime,
    jitter: float,
    policy: RetryPolicy,
) -> float | None:
    """Seconds to wait before the request is sent again, or None to give up.

    Args:
        attempt: how often this request has had such an outcome by now, 1 for the first time.
        outcome: HTTP status, or why there was no whole answer.
        headers: headers of the answer; names in any case when the mapping ignores case.
        idempotent: whether sending it twice does no harm.
        answered_before: whether this host has ever answered.
        now: the present moment, for a Retry-After that is a date.
        jitter: from 0 to 1; spreads the waits of several callers over 0.7 to 1.3 times the length.
        policy: how patient to be.
    """
    reconnects = answered_before and outcome is FailureKind.NO_CONNECTION
    tries = policy.reconnects if reconnects else policy.tries
    if not _may_retry(attempt, outcome, idempotent=idempotent, tries=tries, patience=policy.patience):
        return None
    asked = retry_after(headers, now) if isinstance(outcome, int) else None
    if asked is not None:
        return min(asked, policy.ceiling)
    return min(policy.base * 2.0 ** (attempt - 1), policy.cap) * (0.7 + 0.6 * jitter)


def _may_retry(attempt: int, outcome: int | FailureKind, *, idempotent: bool, tries: int, patience: int) -> bool:
    if outcome == TOO_MANY_REQUESTS:  # the server did nothing yet, so that any request may come again
        return attempt < patience
    if isinstance(outcome, FailureKind):
        passing = outcome in {FailureKind.NO_CONNECTION, FailureKind.NO_ANSWER, FailureKind.CUT_SHORT}
    else:
        passing = outcome in SERVER_ERRORS
    return passing and idempotent and attempt < tries


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the server asks to wait, never negative; None when it does not say or says nonsense.

    Source: RFC 9110, section 10.2.3 (seconds or an HTTP date). Atlassian's gateway sends a 429 without it.
    """
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch("[0-9]+", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
