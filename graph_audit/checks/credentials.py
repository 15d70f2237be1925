"""API keys and API tokens: when they end, when they were used, whose they are."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from graph_audit.checks.definition import Audit
from graph_audit.core.clock import parse_time
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["api_keys", "api_tokens", "moment", "owner_of"]

_BLOCKED = "blocked"


def api_keys(audit: Audit[Any]) -> Iterator[str]:
    """The organisation's API keys."""
    yield from audit.graph.of_kind(NodeKind.API_KEY)


def api_tokens(audit: Audit[Any]) -> Iterator[str]:
    """The API tokens of managed accounts that work: neither blocked nor at their end."""
    graph = audit.graph
    for token in graph.of_kind(NodeKind.API_TOKEN):
        end = moment(graph, token, "expires")
        if graph.attribute(token, "status") != _BLOCKED and (end is None or end > audit.now):
            yield token


def moment(graph: AccessGraph, node: str, attribute: str) -> datetime | None:
    """A moment that an attribute tells; None when it tells none."""
    return parse_time(graph.attribute(node, attribute) or "")


def owner_of(graph: AccessGraph, node: str) -> str | None:
    """The account whose it is; None when no list names it."""
    return next(graph.sources(node, EdgeKind.OWNS), None)
