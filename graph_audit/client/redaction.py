"""Taking secrets out of text before anybody reads it."""

import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

__all__ = ["redact"]


def redact(text: str, secrets: Iterable[str]) -> str:
    """The text with each secret, plain or url-quoted, replaced by ``[secret]``."""
    spellings = {spelling for secret in secrets if secret for spelling in _spellings(secret)}
    if not spellings:
        return text
    # Longest first: the token is a part of the header value, and a rest of it would remain. Any case: %2b is %2B.
    longest_first = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
    return re.sub("|".join(map(re.escape, longest_first)), "[secret]", text, flags=re.IGNORECASE)


def _spellings(secret: str) -> set[str]:
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
