"""Moments as the vendor spells them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from graph_audit.core.clock import format_time, parse_time, system_clock


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T14:05:00Z", datetime(2026, 11, 20, 14, 5, tzinfo=UTC)),
        ("2026-11-20T14:05:00.123Z", datetime(2026, 11, 20, 14, 5, 0, 123000, tzinfo=UTC)),
        ("2026-11-20T14:05:00.123456789Z", datetime(2026, 11, 20, 14, 5, 0, 123456, tzinfo=UTC)),
        ("2026-11-20T16:05:00.000+0200", datetime(2026, 11, 20, 14, 5, tzinfo=UTC)),
        ("2026-11-20T14:05:00+00:00", datetime(2026, 11, 20, 14, 5, tzinfo=UTC)),
        ("2026-11-20T14:05:00", datetime(2026, 11, 20, 14, 5, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
    ],
)
def test_every_spelling_is_read_as_a_moment_with_zone(text, moment):
    assert parse_time(text) == moment
    assert parse_time(text).tzinfo is not None


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "1763647500000", "2026-11-20T14:05:00Zulu"])
def test_what_is_no_moment_is_none(text):
    assert parse_time(text) is None


def test_moments_are_written_in_utc_to_the_second():
    moment = datetime(2026, 11, 20, 16, 5, 59, 999999, tzinfo=timezone(timedelta(hours=2)))
    assert format_time(moment) == "2026-11-20T14:05:59Z"
    assert parse_time(format_time(moment)) == moment.replace(microsecond=0)


def test_the_systems_clock_has_a_zone():
    assert system_clock().tzinfo is UTC
