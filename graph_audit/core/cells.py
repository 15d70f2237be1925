"""Text that comes from elsewhere as a cell of a spreadsheet: it must stay text."""

__all__ = ["safe_cell"]

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text; with an apostrophe before it where a spreadsheet would take it for a formula.

    Source: https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if text.startswith(_STARTS) else text
