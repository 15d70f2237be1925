"""The access graph for BloodHound: an OpenGraph payload, and the extension definition that makes its paths findable.

Source: https://bloodhound.specterops.io/opengraph/developer/graph-data and
https://bloodhound.specterops.io/opengraph/developer/graph-definition
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from graph_audit import __version__
from graph_audit.core.files import write_private
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.exporters.definition import Exporter
from graph_audit.findings.result import AuditResult
from graph_audit.graph.access_graph import CARRIES_ACCESS, AccessGraph

__all__ = ["BLOODHOUND", "BLOODHOUND_EXTENSION"]

_NAMESPACE = "GraphAudit"
_SOURCE = f"{_NAMESPACE}_Base"
"""The kind that every node of this source has besides its own."""
_LEFT_OUT = frozenset({"kind", "name", "records", "provenance", "grant_records"})
_TRAVERSABLE = CARRIES_ACCESS | {EdgeKind.ADMINISTERS}
"""Whoever stands at the beginning of such an edge can do something at its end."""
_LOOKS: dict[str, tuple[str, str]] = {
    NodeKind.USER: ("user", "#579DFF"),
    NodeKind.GROUP: ("users", "#4BCE97"),
    NodeKind.PROJECT: ("folder-open", "#9F8FEF"),
    NodeKind.ROLE: ("id-badge", "#F5CD47"),
    NodeKind.APP_ROLE: ("key", "#F5CD47"),
    NodeKind.ADMIN_ROLE: ("user-shield", "#F87168"),
    NodeKind.SCHEME: ("table-list", "#6CC3E0"),
    NodeKind.ANYONE: ("globe", "#F87168"),
    NodeKind.ANY_LICENSED: ("people-group", "#F87168"),
    NodeKind.ORG: ("building", "#8590A2"),
    NodeKind.TENANT: ("cloud", "#8590A2"),
    NodeKind.DIRECTORY: ("address-book", "#8590A2"),
    NodeKind.API_TOKEN: ("ticket", "#E774BB"),
    NodeKind.API_KEY: ("key", "#E774BB"),
}
_PLAIN_LOOK = ("circle", "#8590A2")
_PRINCIPALS = (NodeKind.USER, NodeKind.GROUP)


def _write(_result: AuditResult, graph: AccessGraph, path: Path) -> None:
    write_private(path, (part.encode("ascii") for part in _payload(graph)))


def _write_extension(_result: AuditResult, _graph: AccessGraph, path: Path) -> None:
    write_private(path, json.dumps(_extension(), indent=2).encode("ascii"))


def _payload(graph: AccessGraph) -> Iterator[str]:
    yield f'{{"metadata":{_text({"source_kind": _SOURCE})},"graph":{{"nodes":['
    separator = "\n"
    for node in sorted(graph):
        about = graph.nodes[node]
        properties = {"name": graph.name_of(node), "graphid": node, **_properties(about)}
        yield separator + _text({"id": _id(node), "kinds": [_kind(about["kind"]), _SOURCE], "properties": properties})
        separator = ",\n"
    yield '\n],"edges":['
    separator = "\n"
    for source in sorted(graph):
        for target, edges in sorted(graph.outgoing(source).items()):
            by_kind: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
            for _, known in sorted(edges.items()):
                by_kind[known["kind"]].append(known)
            for kind, alike in by_kind.items():
                yield separator + _text(_edge(source, target, kind, alike))
                separator = ",\n"
    yield "\n]}}\n"


def _edge(source: str, target: str, kind: str, several: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """One edge for all of a kind between two nodes, because BloodHound keeps one; their values stand side by side."""
    told: dict[str, list[Any]] = defaultdict(list)
    for known in several:
        for name, value in _properties(known).items():
            told[name] += value if isinstance(value, list) else [value]
    properties = {name: _joined(values) for name, values in told.items()}
    edge: dict[str, Any] = {
        "kind": _kind(kind),
        "start": {"value": _id(source), "match_by": "id"},
        "end": {"value": _id(target), "match_by": "id"},
    }
    return {**edge, "properties": properties} if properties else edge


def _joined(values: list[Any]) -> Any:
    different = list(dict.fromkeys(values))
    return different[0] if len(different) == 1 and not isinstance(different[0], str) else sorted(map(str, different))


def _properties(known: Mapping[str, Any]) -> dict[str, Any]:
    """Flat, with names in small letters, no empty value and lists of one type: all that BloodHound takes."""
    told: dict[str, Any] = {}
    for name, value in known.items():
        if name in _LEFT_OUT or value is None:
            continue
        if isinstance(value, tuple | list | set | frozenset):
            if value:
                told[name.replace("_", "")] = sorted(map(str, value))
        elif isinstance(value, bool | int | float):
            told[name.replace("_", "")] = value
        else:
            told[name.replace("_", "")] = str(value)
    return told


def _id(node: str) -> str:
    """An id without a colon and without small letters, which BloodHound makes large."""
    return hashlib.sha256(node.encode("utf-8", "surrogatepass")).hexdigest()[:40].upper()


def _kind(kind: str) -> str:
    """``member_of`` is ``GraphAudit_MemberOf``."""
    return f"{_NAMESPACE}_{kind.title().replace('_', '')}"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def _extension() -> dict[str, Any]:
    return {
        "schema": {
            "name": "graph-audit",
            "display_name": "Atlassian access (graph-audit)",
            "version": __version__,
            "namespace": _NAMESPACE,
        },
        "node_kinds": [_node_kind(kind) for kind in NodeKind] + [_base()],
        "relationship_kinds": [
            {
                "name": _kind(kind),
                "description": f"From the principal towards the resource: {kind.replace('_', ' ')}.",
                "is_traversable": kind in _TRAVERSABLE,
            }
            for kind in EdgeKind
        ],
        "environments": [
            {
                "environment_kind": _kind(NodeKind.ORG),
                "source_kind": _SOURCE,
                "principal_kinds": [_kind(kind) for kind in _PRINCIPALS],
            }
        ],
        "relationship_findings": [],
    }


def _node_kind(kind: NodeKind) -> dict[str, Any]:
    icon, colour = _LOOKS.get(kind, _PLAIN_LOOK)
    words = kind.replace("_", " ")
    return {
        "name": _kind(kind),
        "display_name": f"Atlassian {words}",
        "description": f"See docs/permission-model.md of graph-audit: {words}.",
        "is_display_kind": True,
        "icon": icon,
        "color": colour,
    }


def _base() -> dict[str, Any]:
    return {
        "name": _SOURCE,
        "display_name": "Atlassian",
        "description": "Everything that graph-audit has read.",
        "is_display_kind": False,
        "icon": _PLAIN_LOOK[0],
        "color": _PLAIN_LOOK[1],
    }


BLOODHOUND = Exporter(id="bloodhound", title="Access graph for BloodHound", file="bloodhound.json", write=_write)
BLOODHOUND_EXTENSION = Exporter(
    id="bloodhound-extension",
    title="Extension definition for BloodHound, to be installed first",
    file="bloodhound-extension.json",
    write=_write_extension,
)
