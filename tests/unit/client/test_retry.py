from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_audit.client.retry import FailureKind, RetryPolicy, decide, retry_after

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
POLICY = RetryPolicy()


def wait(attempt, outcome, headers=None, *, idempotent=True, jitter=0.5):
    return decide(attempt, outcome, headers or {}, idempotent=idempotent, now=NOW, jitter=jitter, policy=POLICY)


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 409, 410])
def test_an_answer_that_will_not_change_is_not_asked_for_again(status):
    assert wait(1, status, {"Retry-After": "1"}) is None


def test_waits_double_up_to_the_cap():
    assert [wait(attempt, 429) for attempt in range(1, 8)] == pytest.approx([2, 4, 8, 16, 30, 30, 30])


def test_jitter_spreads_a_wait_by_thirty_percent():
    assert wait(1, 503, jitter=0.0) == pytest.approx(1.4)
    assert wait(1, 503, jitter=1.0) == pytest.approx(2.6)


@pytest.mark.parametrize("outcome", [500, 502, 503, 504, FailureKind.NO_ANSWER, FailureKind.CUT_SHORT])
def test_failures_get_four_tries_if_repeating_does_no_harm(outcome):
    assert [wait(attempt, outcome) is not None for attempt in (1, 2, 3, 4)] == [True, True, True, False]
    assert wait(1, outcome, idempotent=False) is None


def test_a_host_that_answered_before_is_given_minutes_to_come_back():
    def tried(**known):
        waits = [
            decide(attempt, FailureKind.NO_CONNECTION, {}, idempotent=True, now=NOW, jitter=0.5, policy=POLICY, **known)
            for attempt in range(1, 13)
        ]
        return [seconds for seconds in waits if seconds is not None]

    assert len(tried()) == 3
    assert len(tried(answered_before=True)) == 11
    assert sum(tried(answered_before=True)) == pytest.approx(240)


@pytest.mark.parametrize("outcome", [FailureKind.UNTRUSTED, FailureKind.UNUSABLE])
def test_failures_that_stay_are_final(outcome):
    assert wait(1, outcome) is None


def test_a_429_gets_ten_tries_for_any_request():
    assert wait(9, 429, idempotent=False) is not None
    assert wait(10, 429, idempotent=False) is None


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("7", 7),
        (" 7 ", 7),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0),
        ("Fri, 20 Nov 2026 14:05:10 -0000", 10),
        ("99999", 600),
        ("9" * 5000, 600),
    ],
)
def test_retry_after_is_obeyed_up_to_the_ceiling(status, header, seconds):
    assert wait(1, status, {"Retry-After": header}) == seconds


@pytest.mark.parametrize("junk", ["", "soon", "-5", "1.5", "1e3", "٣", "Fri, 99 Nov 2026 14:05:10 GMT", "\0"])
def test_a_nonsensical_retry_after_counts_as_absent(junk):
    assert retry_after({"Retry-After": junk}, NOW) is None
    assert wait(1, 429, {"Retry-After": junk}) == pytest.approx(2)


headers = st.one_of(
    st.just({}),
    st.integers(0, 10**7).map(lambda seconds: {"Retry-After": str(seconds)}),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001  # bounds are naive
        lambda moment: {"Retry-After": format_datetime(moment, usegmt=True)}
    ),
    st.text().map(lambda text: {"Retry-After": text}),
)


@given(
    attempt=st.integers(1, 10**6),
    outcome=st.one_of(st.integers(100, 599), st.sampled_from(FailureKind)),
    sent=headers,
    idempotent=st.booleans(),
    jitter=st.floats(0, 1),
)
def test_a_wait_is_never_negative_endless_or_faster_than_asked(attempt, outcome, sent, idempotent, jitter):
    seconds = wait(attempt, outcome, sent, idempotent=idempotent, jitter=jitter)

    if seconds is not None:
        assert attempt < POLICY.patience
        asked = retry_after(sent, NOW) if isinstance(outcome, int) else None
        assert 0 <= seconds <= POLICY.ceiling
        assert asked is None or seconds >= min(asked, POLICY.ceiling)
