import threading
import time

import pytest

from graph_audit.collection.workshop import side_by_side


def test_every_item_is_done():
    done = []
    side_by_side(done.append, range(20))
    assert sorted(done) == list(range(20))


def test_nothing_to_do_is_fine():
    side_by_side(pytest.fail, [])


def test_an_error_is_raised_when_the_others_have_ended():
    ended = []

    def work(item):
        if item == 0:
            raise ValueError("first")
        time.sleep(0.05)
        ended.append(item)

    with pytest.raises(ValueError, match="first"):
        side_by_side(work, range(3))
    assert sorted(ended) == [1, 2]


def test_ctrl_c_does_not_wait_for_those_that_are_under_way():
    release = threading.Event()

    def work(item):
        if item == 0:
            raise KeyboardInterrupt
        release.wait(10)

    before = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            side_by_side(work, range(3))
        assert time.monotonic() - before < 5
    finally:
        release.set()
