"""Holders of whom the data does not tell who stands behind them: access through them is unknown, which is not "no"."""

from graph_audit.core.kinds import NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import is_named_group, kind_of, tenant_id, tenant_of

__all__ = ["stands_for_unknown"]

_PRODUCT_ACCESS = frozenset({NodeKind.APP_ROLE, NodeKind.ANY_LICENSED})


def stands_for_unknown(graph: AccessGraph, holder: str) -> bool:
    """Whether people may stand behind ``holder`` itself of whom nothing is known, whoever stands before it.

    That is so for a holder or role actor of an unknown type, for a group that is known by an ambiguous name only, and
    for the product access of a tenant that no source tells.

    Args:
        graph: the access graph.
        holder: node that holds a grant or gives product access; it need not be in the graph.
    """
    kind = kind_of(holder)
    if kind in _PRODUCT_ACCESS:
        return graph.nodes.get(tenant_id(tenant_of(holder)), {}).get("gate") == "unknown"
    return kind == NodeKind.UNKNOWN or is_named_group(holder)
