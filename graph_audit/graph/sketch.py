"""Small graphs as text, for examples in checks and for tests.

One line for each node that needs attributes and one for each chain of edges; a node exists once it is named::

    user:maya status=active managed=yes
    user:maya -member_of-> group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY

``-kind PERMISSION,PERMISSION->`` carries permissions, ``-uses_product jira-software->`` names a product. Users and
groups belong to the scope ``directory:d``, projects and what else is in a tenant to that, the organisation to itself,
unless ``scopes=`` says otherwise (comma-separated). Values ``yes`` and ``no`` of ``archived``, ``synced``, ``verified``
and ``jira_active`` are truth values; whole numbers are numbers; ``_`` stands for a space, but in ``type``. A line that
begins with ``waiver`` is a waiver of the run, one that begins with ``before`` tells of an earlier snapshot, and one
such as ``unread users directory:d`` says which table of which scope was not collected. ``answer user:maya
EDIT_ISSUES project:t:PAY no`` is what Atlassian itself says.
"""

import re
from typing import Any

from graph_audit.core.errors import DefinitionError
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of, local_id, tenant_of

__all__ = ["ANSWER", "BEFORE", "UNREAD", "WAIVER", "sketch"]

ANSWER = "answer"
"""Begins the line of what Atlassian itself says; it stands among the attributes of the graph itself."""

BEFORE = "before"
"""Begins each line of what an earlier snapshot held; that graph stands among the attributes of the graph itself."""

WAIVER = "waiver"
"""Begins the line of a waiver; it stands among the attributes of the graph itself."""

UNREAD = "unread"
"""Begins the line of a table that was not collected; it stands among the attributes of the graph itself."""

_EDGE = re.compile(r"\s+-(?P<kind>[a-z_]+)(?:\s+(?P<permissions>[A-Za-z_,-]+?))?->\s+")
_OF_THE_ORGANISATION = frozenset({NodeKind.ORG, NodeKind.DOMAIN, NodeKind.POLICY, NodeKind.API_KEY, NodeKind.API_TOKEN})
_DEFAULTS: dict[str, dict[str, Any]] = {
    NodeKind.USER: {"account_type": "atlassian", "account_status": "active", "managed": "yes"},
    NodeKind.PROJECT: {"style": "classic", "type": "software", "archived": False},
}


def sketch(text: str) -> AccessGraph:
    """The graph that ``text`` draws.

    Raises:
        DefinitionError: a line is neither a node nor a chain of edges.
    """
    graph = AccessGraph(mode="full")
    before = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith(f"{BEFORE} "):
            before.append(line.removeprefix(BEFORE))
        else:
            _read_line(graph, line)
    if before:
        graph.graph[BEFORE] = sketch("\n".join(before))
    for node, data in graph.nodes(data=True):
        for key, value in _DEFAULTS.get(data["kind"], {}).items():
            data.setdefault(key, value)
        data.setdefault("name", local_id(node))
        data.setdefault("scopes", _home(node))
    return graph


def _read_line(graph: AccessGraph, line: str) -> None:
    if _EDGE.search(line):
        parts = _EDGE.split(line)
        nodes, edges = parts[::3], list(zip(parts[1::3], parts[2::3], strict=True))
        for node in nodes:
            graph.add_entity(_known(node, line))
        for source, (kind, permissions), target in zip(nodes, edges, nodes[1:], strict=False):
            granted: dict[str, Any] = {"permissions": frozenset(permissions.split(","))} if permissions else {}
            if kind in {EdgeKind.GRANTS, EdgeKind.LEADS}:
                granted["qualifier"] = "sketch"  # in place of the scheme: such an edge is never found by its kind alone
            if kind == EdgeKind.USES_PRODUCT:
                granted = {"product": permissions or "", "qualifier": permissions or ""}
            graph.link(source, _edge_kind(kind, line), target, records=(f"sketch#{source}/{target}",), **granted)
        return
    node, *pairs = line.split()
    if node == UNREAD:
        table, scope = pairs
        graph.graph.setdefault(UNREAD, []).append((table, scope))
        return
    if node == ANSWER:
        graph.graph.setdefault(ANSWER, []).append(tuple(pairs))
        return
    if node == WAIVER:
        graph.graph.setdefault(WAIVER, []).append(dict(pair.split("=", 1) for pair in pairs))
        return
    if not all("=" in pair for pair in pairs):
        raise DefinitionError(f"The sketch line {line!r} is neither a node with key=value pairs nor a chain of edges.")
    attributes = dict(pair.split("=", 1) for pair in pairs)
    graph.add_entity(_known(node, line), **{key: _value(key, value) for key, value in attributes.items()})


def _known(node: str, line: str) -> str:
    if kind_of(node) not in set(NodeKind):
        raise DefinitionError(
            f"The sketch line {line!r} names {node!r}, whose kind is not one of {', '.join(NodeKind)}."
        )
    if " " in node:
        raise DefinitionError(f"The sketch line {line!r} names {node!r}: an id has no spaces, an edge no attributes.")
    return node


def _edge_kind(kind: str, line: str) -> EdgeKind:
    if kind not in set(EdgeKind):
        raise DefinitionError(f"The sketch line {line!r} draws {kind!r}, which is not one of {', '.join(EdgeKind)}.")
    return EdgeKind(kind)


def _value(key: str, text: str) -> Any:
    if key == "scopes":
        return tuple(text.split(","))
    if key in {"archived", "synced", "jira_active", "verified"}:
        return text == "yes"
    if key == "type":
        return text
    return int(text) if text.isdigit() else text.replace("_", " ")


def _home(node: str) -> tuple[str, ...]:
    if kind_of(node) in {NodeKind.USER, NodeKind.GROUP}:
        return ("directory:d",)
    if kind_of(node) in _OF_THE_ORGANISATION:
        return (ScopeKind.ORGANISATION.value,)
    return (f"tenant:{tenant_of(node)}",) if tenant_of(node) else ()
