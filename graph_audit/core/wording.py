"""Numbers with their words."""

__all__ = ["counted"]


def counted(number: int, one: str, many: str = "") -> str:
    """``1 group``, ``3 groups``, ``4,120 groups``; ``many`` is for plurals that do not just add an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
