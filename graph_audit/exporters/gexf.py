"""The access graph as GEXF 1.3, for Gephi and others.

Source: https://gexf.net/1.3/gexf.xsd
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graph_audit.core.files import write_private
from graph_audit.exporters.definition import Exporter
from graph_audit.exporters.graphml_values import attribute_types, escaped, name_token, text_of
from graph_audit.findings.result import AuditResult
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["GEXF"]

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n'
)
_NOT_SCALAR = ("provenance", "grant_records")


def _write(result: AuditResult, graph: AccessGraph, path: Path) -> None:
    write_private(path, (part.encode() for part in _document(result, graph)))


def _document(result: AuditResult, graph: AccessGraph) -> Iterator[str]:
    nodes = attribute_types(data for _, data in graph.nodes(data=True))
    edges = {**attribute_types(data for _, _, data in graph.edges(data=True)), "records": "string"}
    for name in _NOT_SCALAR:
        edges.pop(name, None)
    yield _HEAD
    about = f"{result.organisation.name}, snapshot {result.snapshot.id}"
    yield f"<meta><creator>{escaped(result.generator)}</creator><description>{escaped(about)}</description></meta>\n"
    yield '<graph defaultedgetype="directed" mode="static">\n'
    yield _declared("node", nodes)
    yield _declared("edge", edges)
    yield "<nodes>\n"
    for node in sorted(graph):
        label = escaped(graph.name_of(node))
        yield f'<node id="{name_token(node)}" label="{label}">{_values(graph.nodes[node], nodes)}</node>\n'
    yield "</nodes>\n<edges>\n"
    yield from _edges(graph, edges)
    yield "</edges>\n</graph>\n</gexf>\n"


def _edges(graph: AccessGraph, types: Mapping[str, str]) -> Iterator[str]:
    number = 0
    for source in sorted(graph):
        for target, edges in sorted(graph.outgoing(source).items()):
            ends = f'source="{name_token(source)}" target="{name_token(target)}"'
            for key, known in sorted(edges.items()):
                records = graph.edge_records(source, target, key, permissions=())
                values = _values({**known, "records": records}, types)
                kind = escaped(str(known["kind"]))
                yield f'<edge id="{number}" {ends} kind="{escaped(key)}" label="{kind}">{values}</edge>\n'
                number += 1


def _declared(domain: str, types: Mapping[str, str]) -> str:
    titles = (
        f'<attribute id="{name_token(name)}" title="{escaped(name)}" type="{kind}"/>' for name, kind in types.items()
    )
    return f'<attributes class="{domain}">{"".join(titles)}</attributes>\n'


def _values(attributes: Mapping[str, Any], types: Mapping[str, str]) -> str:
    texts = ((name, text_of(attributes[name])) for name in types if name in attributes)
    values = (
        f'<attvalue for="{name_token(name)}" value="{escaped(text)}"/>' for name, text in texts if text is not None
    )
    return f"<attvalues>{''.join(values)}</attvalues>"


GEXF = Exporter(id="gexf", title="Access graph as GEXF, for Gephi", file="graph.gexf", write=_write)
