import threading
from datetime import UTC, datetime

import pytest

from graph_audit.client.pace import Pace


@pytest.fixture
def slept():
    return []


@pytest.fixture
def pace(slept):
    return Pace(clock=lambda: datetime(2026, 11, 20, tzinfo=UTC), sleep=slept.append)


def test_nothing_held_means_no_wait(pace, slept):
    assert pace.wait("GET", "/a") == 0
    assert slept == []


def test_a_hold_concerns_its_method_and_endpoint_only(pace, slept):
    pace.hold("GET", "/a", 5)

    assert [pace.wait("GET", "/b"), pace.wait("POST", "/a"), pace.wait("GET", "/a")] == [0, 0, 5]
    assert slept == [5]


def test_a_shorter_hold_does_not_shorten_a_longer_one(pace):
    pace.hold("GET", "/a", 5)
    pace.hold("GET", "/a", 1)

    assert pace.wait("GET", "/a") == 5


def test_a_hold_that_grows_meanwhile_is_waited_for_to_its_end():
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 1:
            pace.hold("GET", "/a", 8)

    pace = Pace(clock=lambda: datetime(2026, 11, 20, tzinfo=UTC), sleep=sleep)
    pace.hold("GET", "/a", 5)

    assert pace.wait("GET", "/a") == 8
    assert slept == [5, 3]


def test_every_thread_waits(pace, slept):
    pace.hold("GET", "/a", 2)
    threads = [threading.Thread(target=pace.wait, args=("GET", "/a")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert slept == [2] * 8
