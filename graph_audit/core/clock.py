"""Time as an argument: one clock is made by the command line and handed down."""

from collections.abc import Callable
from datetime import UTC, datetime

__all__ = ["Clock", "format_time", "parse_time", "system_clock"]

Clock = Callable[[], datetime]
"""Gives the present moment, with zone."""


def system_clock() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def format_time(moment: datetime) -> str:
    """RFC 3339 in UTC, to the second: ``2026-11-20T14:05:00Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(text: str) -> datetime | None:
    """An ISO 8601 moment as the vendor spells them (``Z``, ``+0000``, milliseconds); None when it is not one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
