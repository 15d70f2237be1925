"""Deep links into the page: what stands behind the ``#``."""

from urllib.parse import quote

from graph_audit.core.kinds import NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of, tenant_id, tenant_of

__all__ = ["entity_link", "finding_link"]

_TABS = {NodeKind.USER: "users", NodeKind.GROUP: "groups", NodeKind.SCHEME: "schemes"}


def finding_link(fingerprint: str) -> str:
    """The address of a finding."""
    return f"#/finding/{_quoted(fingerprint)}"


def entity_link(graph: AccessGraph, node: str) -> str:
    """The address of a node; empty for a kind without a pane, or a node that the graph does not know."""
    if node not in graph:
        return ""
    kind = kind_of(node)
    if kind == NodeKind.PROJECT:
        tenant = tenant_id(tenant_of(node))
        name = graph.name_of(tenant) if tenant in graph else tenant_of(node)
        return f"#/projects/{_quoted(name)}/{_quoted(str(graph.nodes[node].get('key') or node))}"
    tab = _TABS.get(NodeKind(kind))
    return f"#/{tab}/{_quoted(node.partition(':')[2])}" if tab else ""


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")
