"""The limiter against a simulated server: a token bucket, requests that take a while, and no real time at all."""

import heapq
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_audit.client.limiter import Limiter, Rates

WALL = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
GATEWAY_WAIT = 2.0
"""What the client waits after a 429 without Retry-After."""


def simulate(limiter, *, limit, burst, latency, seconds):
    """Let 32 threads ask all the time; gives the times of accepted and of refused requests."""
    tokens, filled = burst, 0.0
    accepted, refused = [], []
    events = [(0.0, number, "ask", 0.0) for number in range(32)]
    number = len(events)
    while events[0][0] < seconds:
        now, _, event, left = heapq.heappop(events)
        if event == "ask":
            following = (now + limiter.acquire(now), "leave", now)
        elif event == "leave" and limiter.is_void(left, now):
            following = (now, "ask", 0.0)
        elif event == "leave":
            tokens, filled = min(burst, tokens + (now - filled) * limit), now
            fine = tokens >= 1
            tokens -= fine
            (accepted if fine else refused).append(now)
            following = (now + latency, "fine" if fine else "refused", now)
        else:
            if event == "fine":
                limiter.accepted(now, {}, WALL)
            else:
                limiter.refused(left, now, GATEWAY_WAIT)
            following = (now, "ask", 0.0)
        number += 1
        heapq.heappush(events, (following[0], number, *following[1:]))
    return accepted, refused


def busiest(times, window):
    """The most requests in any stretch of so many seconds."""
    first, most = 0, 0
    for last, time in enumerate(times):
        while times[first] <= time - window:
            first += 1
        most = max(most, last - first + 1)
    return most


def test_it_stays_below_the_published_limit_and_uses_nine_tenths_of_it():
    accepted, refused = simulate(Limiter(Rates()), limit=100, burst=100, latency=0.08, seconds=120)
    assert refused == []
    assert len(accepted) / 120 >= 90


@settings(max_examples=30, deadline=None)
@given(limit=st.floats(5, 90), latency=st.floats(0.01, 0.3), burst=st.floats(0.2, 1))
def test_it_finds_an_unknown_limit_and_keeps_to_it(limit, latency, burst):
    """The server lets a burst of up to one second's worth pass."""
    limiter = Limiter(Rates())
    accepted, refused = simulate(limiter, limit=limit, burst=max(1, limit * burst), latency=latency, seconds=300)
    assert len(accepted) / 300 >= 0.7 * min(limit, 32 / latency)
    assert len(refused) <= 0.02 * len(accepted) + 16
    if refused:
        sent = sorted(time for time in (*accepted, *refused) if time > refused[0] + latency)
        assert busiest(sent, 10.0) <= 1.1 * limit * 10 + 1


def test_it_begins_modestly_and_doubles():
    limiter = Limiter(Rates(first=10, ceiling=95))
    assert limiter.rate == 10
    for tenth in range(11):
        limiter.accepted(tenth / 10, {}, WALL)
    assert limiter.rate == pytest.approx(20)
    for tenth in range(100):
        limiter.accepted(1 + tenth / 10, {}, WALL)
    assert limiter.rate == 95


def test_one_volley_halves_once_and_bans_everybody():
    limiter = Limiter(Rates(first=40))
    left = [limiter.acquire(0.0) for _ in range(5)]
    for moment in left:
        limiter.refused(moment, 1.0, 3.0)
    assert limiter.rate == 20
    assert limiter.delay(1.0) == 3.0
    places = [limiter.acquire(1.0) for _ in range(3)]
    assert places == pytest.approx([3.0, 3.05, 3.1])


def test_a_place_that_was_taken_before_a_ban_is_void():
    limiter = Limiter(Rates(first=1))
    limiter.acquire(0.0)
    wait = limiter.acquire(0.0)
    limiter.refused(0.0, 0.5, 10.0)
    assert limiter.is_void(0.0, wait)
    assert not limiter.is_void(0.6, 10.6)


def test_a_prepaid_place_is_taken_without_waiting():
    limiter = Limiter(Rates(first=1))
    assert limiter.delay(0.0) == 0
    limiter.prepay(0.0)
    assert limiter.delay(0.0) == 1
    assert limiter.acquire(0.0) == 0
    assert limiter.acquire(0.0) == 1


@pytest.mark.parametrize(
    ("headers", "closed_for", "rate"),
    [
        ({"X-RateLimit-NearLimit": "true"}, 0, 8),
        ({"X-RateLimit-Remaining": "0"}, 1, 10),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "7"}, 7, 10),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-20T14:05:09Z"}, 9, 10),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"}, 1, 10),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "999999"}, 120, 10),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2020-01-01T00:00:00Z"}, 0, 10),
        ({"X-RateLimit-Remaining": "349"}, 0, 10),
    ],
)
def test_what_the_server_says_is_honoured(headers, closed_for, rate):
    limiter = Limiter(Rates(first=10))
    limiter.accepted(100.0, headers, WALL)
    assert limiter.rate == pytest.approx(rate)
    assert limiter.is_void(100.0, 100.0 + max(0.0, closed_for - 0.01)) is (closed_for > 0)
    assert not limiter.is_void(100.0, 100.0 + closed_for)
