import threading
import time

import pytest

from graph_audit.client.limiter import Limiter, Rates
from graph_audit.collection.queues import Queues

FAST = Rates(first=1e6, ceiling=1e6)


@pytest.fixture
def queues():
    running = Queues(4)
    yield running
    running.close(wait=True)


def test_everything_is_done_once(queues):
    done = []
    queues.run(Limiter(FAST), done.append, range(500))
    assert sorted(done) == list(range(500))


def test_nothing_to_do_is_fine(queues):
    queues.run(Limiter(FAST), pytest.fail, [])


def test_items_are_taken_as_they_are_needed(queues):
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            yield number

    most = []
    queues.run(Limiter(FAST), lambda number: most.append(len(taken) - number), items())
    assert max(most) < 50


def test_an_error_ends_its_queue_and_no_other(queues):
    done, errors = [], []

    def fail(item):
        raise ValueError(item)

    def failing():
        try:
            queues.run(Limiter(FAST), fail, range(1000))
        except ValueError as error:
            errors.append(error)

    thread = threading.Thread(target=failing)
    thread.start()
    queues.run(Limiter(FAST), done.append, range(200))
    thread.join(10)
    assert len(errors) == 1
    assert len(done) == 200


def test_a_slow_endpoint_does_not_hold_up_a_fast_one(queues):
    slow, fast = [], []
    thread = threading.Thread(target=lambda: queues.run(Limiter(Rates(first=20, ceiling=20)), slow.append, range(30)))
    thread.start()
    begun = time.monotonic()
    queues.run(Limiter(FAST), fast.append, range(300))
    assert time.monotonic() - begun < 1
    assert len(slow) < 25
    thread.join(10)
    assert len(slow) == 30


def test_closing_leaves_what_has_not_begun(queues):
    release = threading.Event()
    done = []

    def work(item):
        release.wait(10)
        done.append(item)

    thread = threading.Thread(target=lambda: queues.run(Limiter(FAST), work, range(100)), daemon=True)
    thread.start()
    time.sleep(0.1)
    threading.Timer(0.1, release.set).start()
    queues.close(wait=True)
    assert len(done) <= 8
