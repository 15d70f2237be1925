"""Naming the nearest valid word, so that a typing error is mended in one look."""

import difflib
from collections.abc import Iterable

__all__ = ["nearest"]


def nearest(word: str, valid: Iterable[str]) -> str:
    """The end of a sentence about a wrong word: "; perhaps 'x' is meant", or all valid words when none is near."""
    words = list(map(str, valid))
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    return f"; perhaps {close[0]!r} is meant" if close else f"; there are {', '.join(sorted(words))}"
