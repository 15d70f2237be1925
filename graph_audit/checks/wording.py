"""Words of findings: short lists of names, names cut where they are too long."""

from collections.abc import Sequence

__all__ = ["listed", "shortened"]


def listed(names: Sequence[str], limit: int = 3) -> str:
    """``a``, ``a and b``, ``a, b and c``, ``a, b and 12 more``."""
    shown = list(names) if len(names) <= limit else [*names[: limit - 1], f"{len(names) - limit + 1:,} more"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def shortened(text: str, limit: int = 250) -> str:
    """The text, or its beginning and "…": a name of 64 KB is somebody's joke, and stands in thousands of findings."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
