"""The access graph as node-link JSON, for NetworkX and D3.

Source: https://networkx.org/documentation/stable/reference/readwrite/generated/networkx.readwrite.json_graph.node_link_data.html
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graph_audit.core.files import write_private
from graph_audit.exporters.definition import Exporter
from graph_audit.findings.result import AuditResult
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["NODE_LINK"]

_NOT_SHOWN = frozenset({"provenance", "grant_records"})
"""What an edge's records follow from; they themselves are there."""


def _write(result: AuditResult, graph: AccessGraph, path: Path) -> None:
    write_private(path, (part.encode("ascii") for part in _document(result, graph)))


def _document(result: AuditResult, graph: AccessGraph) -> Iterator[str]:
    about = {"generator": result.generator, "organisation": result.organisation.name, "snapshot": result.snapshot.id}
    yield f'{{"directed":true,"multigraph":true,"graph":{_text({**graph.graph, **about})},"nodes":['
    separator = "\n"
    for node in sorted(graph):
        yield separator + _text({**_plain(graph.nodes[node]), "id": node})
        separator = ",\n"
    yield '\n],"edges":['
    separator = "\n"
    for source in sorted(graph):
        for target, edges in sorted(graph.outgoing(source).items()):
            for key, known in sorted(edges.items()):
                records = list(graph.edge_records(source, target, key, permissions=()))
                ends = {"source": source, "target": target, "key": key}
                yield separator + _text({**_plain(known), "records": records, **ends})
                separator = ",\n"
    yield "\n]}\n"


def _plain(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if name not in _NOT_SHOWN}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True, default=sorted)


NODE_LINK = Exporter(id="node-link", title="Access graph as node-link JSON", file="graph.json", write=_write)
