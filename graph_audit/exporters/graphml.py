"""graph.graphml: the access graph for NetworkX, igraph, Gephi, yEd and others, written as a stream.

Source: http://graphml.graphdrawing.org/specification.html
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graph_audit.core.files import write_private
from graph_audit.exporters.definition import Exporter
from graph_audit.exporters.graphml_values import attribute_types, escaped, name_token, text_of
from graph_audit.findings.result import AuditResult
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["GRAPHML"]

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)

_NOT_SCALAR = ("provenance", "grant_records")
"""What an edge's records follow from; the file has the records themselves, without those of every single grant."""

Tags = Mapping[str, str]
"""The opening tag of each attribute's value, by name."""


def _write(result: AuditResult, graph: AccessGraph, path: Path) -> None:
    write_private(path, (part.encode() for part in _document(result, graph)))


def _document(result: AuditResult, graph: AccessGraph) -> Iterator[str]:
    about = {
        **graph.graph,
        "generator": result.generator,
        "organisation": result.organisation.name,
        "snapshot": result.snapshot.id,
    }
    domains = {
        "graph": attribute_types([about]),
        "node": attribute_types(data for _, data in graph.nodes(data=True)),
        "edge": {**attribute_types(data for _, _, data in graph.edges(data=True)), "records": "string"},
    }
    for name in _NOT_SCALAR:
        domains["edge"].pop(name, None)
    yield _HEAD
    for domain, types in domains.items():
        for name, kind in types.items():
            yield f'<key id="{_key(domain, name)}" for="{domain}" attr.name="{escaped(name)}" attr.type="{kind}"/>\n'
    tags = {domain: {name: f'<data key="{_key(domain, name)}">' for name in types} for domain, types in domains.items()}
    yield f'<graph edgedefault="directed">{_data(about, tags["graph"])}\n'
    for node in sorted(graph):
        yield f'<node id="{name_token(node)}">{_data(graph.nodes[node], tags["node"])}</node>\n'
    yield from _edges(graph, tags["edge"])
    yield "</graph>\n</graphml>\n"


def _edges(graph: AccessGraph, tags: Tags) -> Iterator[str]:
    for source in sorted(graph):
        start = name_token(source)
        for target, edges in sorted(graph.succ[source].items()):
            ends = f'source="{start}" target="{name_token(target)}"'
            for key, known in sorted(edges.items()):
                data = _data({**known, "records": graph.edge_records(source, target, key, permissions=())}, tags)
                yield f'<edge id="{_edge_id(source, key, target)}" {ends}>{data}</edge>\n'


def _edge_id(source: str, key: str, target: str) -> str:
    """Unique and stable; begins with a letter, because NetworkX makes a number of an id of digits."""
    return "e" + hashlib.sha256(json.dumps([source, key, target]).encode()).hexdigest()[:32]


def _key(domain: str, name: str) -> str:
    return name_token(f"{domain}.{name}")


def _data(attributes: Mapping[str, Any], tags: Tags) -> str:
    texts = ((tag, text_of(attributes[name])) for name, tag in tags.items() if name in attributes)
    return "".join(f"{tag}{escaped(text)}</data>" for tag, text in texts if text is not None)


GRAPHML = Exporter(id="graphml", title="Access graph for graph tools", file="graph.graphml", write=_write)
