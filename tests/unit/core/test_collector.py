import gc

import pytest

from graph_audit.core.collector import collector_paused


def test_the_collector_rests_during_the_work_only():
    assert gc.isenabled()
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_failure():
    with pytest.raises(RuntimeError), collector_paused():
        raise RuntimeError
    assert gc.isenabled()


def test_it_stays_off_where_it_was_off():
    with collector_paused():
        with collector_paused():
            pass
        assert not gc.isenabled()
