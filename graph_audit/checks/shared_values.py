"""Values that several subjects share although each should have its own: names, addresses."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from graph_audit.core.wording import folded
from graph_audit.findings.finding import Cause

__all__ = ["by_value", "shared_value"]


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


def shared_value(kind: str, value: str, told: str) -> Cause:
    """The shared value as the cause of findings; its identity is a hash, which does not reveal the value.

    Args:
        kind: what the value is.
        value: the folded value.
        told: what it is called; the value itself, or its pseudonym.
    """
    return Cause(kind, hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest(), told)
