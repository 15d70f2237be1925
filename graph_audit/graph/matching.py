"""Nodes as a configuration names them: by id, key, name or category, or by a pattern such as ``audit-*``."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from graph_audit.core.wording import folded
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of

__all__ = ["PATTERNS", "matches"]

PATTERNS = "id, key, name, category:NAME, or a pattern of these such as PAY-*"


def matches(graph: AccessGraph, node: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns names the node; names are compared without regard to case.

    Args:
        graph: the graph.
        node: one of its nodes.
        patterns: of these forms: :data:`PATTERNS`.
    """
    names = set(map(folded, _names(graph, node)))
    return any(fnmatchcase(name, pattern) or name == pattern for pattern in map(folded, patterns) for name in names)


def _names(graph: AccessGraph, node: str) -> Iterator[str]:
    known = graph.nodes[node]
    yield from (node, node.removeprefix(f"{kind_of(node)}:"))
    yield from map(str, (*(known[name] for name in ("name", "key", "email") if name in known),))
    yield from known.get("also_named", ())
    if known.get("category"):
        yield f"category:{known['category']}"
