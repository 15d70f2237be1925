"""Holders of whom the data does not tell who stands behind them: access through them is unknown, which is not "no"."""

from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import is_named_group, kind_of, tenant_id, tenant_of

__all__ = ["is_unclear"]

_PRODUCT_ACCESS = frozenset({NodeKind.APP_ROLE, NodeKind.ANY_LICENSED})


def is_unclear(graph: AccessGraph, holder: str) -> bool:
    """Whether people may stand behind ``holder`` of whom nothing is known.

    That is so for a holder or role actor of an unknown type, for a group that is known by an ambiguous name only, and
    for the product access of a tenant that no source tells; then also for the roles and product access made of these.

    Args:
        graph: the access graph.
        holder: node that holds a grant or gives product access; it need not be in the graph.
    """
    kind = kind_of(holder)
    if kind == NodeKind.UNKNOWN or is_named_group(holder):
        return True
    if kind in _PRODUCT_ACCESS and graph.nodes.get(tenant_id(tenant_of(holder)), {}).get("gate") == "unknown":
        return True
    if kind not in _PRODUCT_ACCESS | {NodeKind.ROLE} or holder not in graph:
        return False
    return any(is_unclear(graph, source) for source in graph.sources(holder, EdgeKind.ACTOR_IN, EdgeKind.GIVES_ACCESS))
