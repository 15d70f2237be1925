"""Nodes as dense numbers: sorted by id, so that a kind is a range and the order of numbers is the order of ids."""

from itertools import groupby

from graph_audit.core.kinds import NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import IN_TENANT, kind_of, tenant_of

__all__ = ["Numbering"]


class Numbering:
    """The numbers of all nodes of a graph.

    Attributes:
        nodes: node ids by number.
        number: number by node id.
        kinds: kind, first number and count, in order.
        tenants: every cloudId that stands in a node's id, sorted.
    """

    def __init__(self, graph: AccessGraph) -> None:
        self.nodes: list[str] = sorted(graph.nodes)
        self.number: dict[str, int] = {node: number for number, node in enumerate(self.nodes)}
        self.kinds: list[tuple[str, int, int]] = []
        for kind, members in groupby(self.nodes, key=kind_of):
            count = sum(1 for _ in members)
            first = self.kinds[-1][1] + self.kinds[-1][2] if self.kinds else 0
            self.kinds.append((kind, first, count))
        of_tenants = [node for kind in (*IN_TENANT, NodeKind.TENANT) for node in self.of_kind(kind)]
        self.tenants: list[str] = sorted(set(map(tenant_of, of_tenants)))

    def of_kind(self, kind: str) -> list[str]:
        """Node ids of a kind, by number."""
        return [
            node for known, first, count in self.kinds if known == kind for node in self.nodes[first : first + count]
        ]
