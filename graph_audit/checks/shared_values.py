"""Values that several subjects share although each should have its own: names, addresses."""

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from graph_audit.findings.finding import Cause

__all__ = ["by_value", "folded", "shared_value"]


def folded(text: str) -> str:
    """The text as people compare it: trimmed, without regard to case or to how accents are encoded (NFC)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).strip()


def by_value(nodes: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Nodes by the folded value that belongs to each; nodes without one are left out.

    Args:
        nodes: pairs of node id and value.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for node, value in nodes:
        if key := folded(value):
            found[key].append(node)
    return found


def shared_value(kind: str, value: str) -> Cause:
    """The shared value as the cause of findings; its identity is a hash, which does not reveal the value."""
    return Cause(kind, hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest(), value)
