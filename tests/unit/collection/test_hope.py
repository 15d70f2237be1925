import pytest

from graph_audit.collection.hope import Hope
from graph_audit.core.errors import ApiError, RightMissingError


def fail(hope, times, error):
    for _ in range(times):
        hope.check()
        hope.failed(error)


def test_forty_failures_in_a_row_end_it_with_the_last_one():
    hope = Hope()
    fail(hope, 39, ApiError("first", status=503))
    fail(hope, 1, ApiError("last", status=503))
    with pytest.raises(ApiError, match="last"):
        hope.check()


def test_an_answer_between_them_renews_it():
    hope = Hope()
    fail(hope, 39, ApiError("busy", status=429))
    hope.answered()
    fail(hope, 39, ApiError("busy", status=429))
    hope.check()


def test_refusals_are_no_reason_to_stop():
    hope = Hope()
    fail(hope, 10_000, RightMissingError("no", status=403))
    fail(hope, 10_000, ApiError("hidden", status=404))
    hope.check()
