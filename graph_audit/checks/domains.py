"""The domains of e-mail addresses, and which of them the organisation has verified."""

from graph_audit.core.kinds import NodeKind
from graph_audit.core.wording import folded
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["domain_of", "verified_domains"]


def verified_domains(graph: AccessGraph) -> frozenset[str]:
    """The domains that the organisation has verified, folded."""
    nodes = (node for node in graph.of_kind(NodeKind.DOMAIN) if graph.attribute(node, "verified"))
    return frozenset(folded(str(graph.attribute(node, "name") or "")) for node in nodes)


def domain_of(graph: AccessGraph, user: str) -> str:
    """The domain of an account's address, folded; empty when Atlassian does not tell the address."""
    return folded(str(graph.attribute(user, "email") or "").rpartition("@")[2])
