"""Numbers with their words, and words as they are compared."""

import unicodedata
from datetime import timedelta

__all__ = ["counted", "folded", "how_long"]


def counted(number: int, one: str, many: str = "") -> str:
    """``1 group``, ``3 groups``, ``4,120 groups``; ``many`` is for plurals that do not just add an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def how_long(time: timedelta) -> str:
    """``40 seconds``, ``1 minute``, ``3 hours``, ``2 days``: the largest unit of which there is one."""
    seconds = max(0, int(time.total_seconds()))
    units = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
    size, unit = next((unit for unit in units if seconds >= unit[0]), units[-1])
    return counted(seconds // size, unit)


def folded(text: str) -> str:
    """The text as people compare it: trimmed, without regard to case or to how accents are encoded (NFC)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).strip()
