"""The permissions that occur in a graph; apps add their own, so that none is known beforehand."""

from graph_audit.core.kinds import EdgeKind
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["granted_permissions"]

_CARRYING = frozenset({EdgeKind.HOLDS.value, EdgeKind.GRANTS.value, EdgeKind.LEADS.value})


def granted_permissions(graph: AccessGraph) -> set[str]:
    """Every permission that a scheme grants to somebody."""
    shared = {id(data): data for _, _, data in graph.edges(data=True) if data["kind"] in _CARRYING}
    return {permission for data in shared.values() for permission in data.get("permissions", ())}
