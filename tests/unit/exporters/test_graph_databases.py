"""BloodHound, Neo4j and Parquet: loaded by another program where there is one, whatever the names."""

import csv
import io
import json
import re
import stat
import zipfile

import ladybug
import pyarrow.parquet as pq
import pytest
from bhopengraph.OpenGraph import OpenGraph

from graph_audit.core.errors import ExportError
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.exporters.definition import all_exporters

NAMES = ("bloodhound", "bloodhound-extension", "neo4j", "parquet-nodes", "parquet-edges")


@pytest.fixture
def written(result, graph, tmp_path):
    def written(name, of=graph):
        exporter = all_exporters()[name]
        path = tmp_path / exporter.file
        exporter.write(result, of, path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        return path

    return written


@pytest.fixture(
    params=["plain", "=1+1", 'a "quote", a ; and\na break', "\x00\x1f\x7f", "lone \ud800", "Ünïcödé 💡", ""]
)
def named(request, graph):
    """The graph with one name for everything."""
    for _, known in graph.nodes(data=True):
        known["name"] = request.param
    return graph


def edges_of(graph):
    return {(source, target, data["kind"]) for source, target, data in graph.edges(data=True)}


# BloodHound


def test_bloodhound_is_loaded_by_another_program(written, named):
    loaded = OpenGraph()
    assert loaded.import_from_file(str(written("bloodhound", named)))
    assert loaded.source_kind == "GraphAudit_Base"
    ids = {node.get_property("graphid"): node.id for node in loaded.nodes.values()}
    assert set(ids) == set(named)
    ends = {(edge.start_node, edge.end_node, edge.kind) for edge in loaded.edges.values()}
    assert ends == {
        (ids[source], ids[target], f"GraphAudit_{kind.title().replace('_', '')}")
        for source, target, kind in edges_of(named)
    }


def test_bloodhound_keeps_the_rules_of_its_documentation(written, graph):
    told = json.loads(written("bloodhound").read_text(encoding="ascii"))
    assert set(told) == {"metadata", "graph"}
    assert set(told["metadata"]) == {"source_kind"}
    nodes, edges = told["graph"]["nodes"], told["graph"]["edges"]
    assert len({node["id"] for node in nodes}) == len(nodes) == len(graph)
    for node in nodes:
        assert re.fullmatch("[0-9A-F]{40}", node["id"])  # no colon, and no small letter that would become a large one
        assert 1 <= len(node["kinds"]) <= 3
        assert node["properties"]["name"]
    for one in (*nodes, *edges):
        for name, value in one.get("properties", {}).items():
            assert re.fullmatch("[a-z0-9]+", name)
            assert name != "objectid"
            values = value if isinstance(value, list) else [value]
            assert values
            assert len({type(each) for each in values}) == 1
            assert all(isinstance(each, str | int | float | bool) for each in values)
    ids = {node["id"] for node in nodes}
    assert {edge[end]["value"] for edge in edges for end in ("start", "end")} <= ids
    assert {edge[end]["match_by"] for edge in edges for end in ("start", "end")} == {"id"}
    pairs = [(edge["start"]["value"], edge["end"]["value"], edge["kind"]) for edge in edges]
    assert len(set(pairs)) == len(pairs)


def test_the_extension_declares_every_kind_in_its_namespace(written):
    extension = json.loads(written("bloodhound-extension").read_text(encoding="ascii"))
    payload = json.loads(written("bloodhound").read_text(encoding="ascii"))["graph"]
    schema = extension["schema"]
    assert all(schema[name] for name in ("name", "display_name", "version", "namespace"))
    nodes = {kind["name"] for kind in extension["node_kinds"]}
    links = {kind["name"]: kind["is_traversable"] for kind in extension["relationship_kinds"]}
    assert len(nodes) == len(extension["node_kinds"]) == len(NodeKind) + 1
    assert len(links) == len(EdgeKind)
    assert all(name.startswith(f"{schema['namespace']}_") for name in (*nodes, *links))
    assert nodes.isdisjoint(links)
    assert {kind for node in payload["nodes"] for kind in node["kinds"]} <= nodes
    assert {edge["kind"] for edge in payload["edges"]} <= set(links)
    assert links["GraphAudit_MemberOf"]
    assert links["GraphAudit_Administers"]
    assert not links["GraphAudit_InDirectory"]
    assert any(kind["is_display_kind"] for kind in extension["node_kinds"])
    for environment in extension["environments"]:
        assert {environment["environment_kind"], environment["source_kind"], *environment["principal_kinds"]} <= nodes


# Neo4j


def read_csv(archive, name):
    with archive.open(name) as file:
        [header, *rows] = csv.reader(io.TextIOWrapper(file, "utf-8", newline=""), strict=True)
    return header, [dict(zip(header, row, strict=True)) for row in rows]


def test_neo4j_has_nodes_relationships_and_constraints(written, named):
    with zipfile.ZipFile(written("neo4j", named)) as archive:
        assert archive.namelist() == ["nodes.csv", "relationships.csv", "constraints.cypher", "README.txt"]
        header, nodes = read_csv(archive, "nodes.csv")
        ends, links = read_csv(archive, "relationships.csv")
        constraints = archive.read("constraints.cypher").decode()
    for title in (*header, *ends):
        assert re.fullmatch(r"[a-z_]*:(ID|LABEL|START_ID|END_ID|TYPE|string|string\[\]|long|double|boolean)", title)
    assert {node["id:ID"] for node in nodes} == set(named)
    assert len(links) == named.number_of_edges()
    assert {(link[":START_ID"], link[":END_ID"], link[":TYPE"].lower()) for link in links} == edges_of(named)
    for node in nodes:
        assert node[":LABEL"] == named.nodes[node["id:ID"]]["kind"].title().replace("_", "")
        assert f"FOR (n:{node[':LABEL']})" in constraints
        assert "\x00" not in node["name:string"]
    [devs] = [node for node in nodes if node["id:ID"] == "group:g1"]
    assert devs["synced:boolean"] == "true"
    [held] = [link for link in links if (link[":START_ID"], link[":TYPE"]) == ("group:g1", "HOLDS")]
    assert held["records:string[]"].split("\x1f") == ["a", "b"]
    assert held["permissions:string[]"] == "EDIT_ISSUES"


def test_neo4j_tables_are_loaded_by_a_graph_database(written, named, tmp_path):
    """Neo4j's own importer is a program in Java; another database reads the same files by its own CSV reader."""
    with zipfile.ZipFile(written("neo4j", named)) as archive:
        archive.extractall(tmp_path)
        header, _ = read_csv(archive, "nodes.csv")
        ends, _ = read_csv(archive, "relationships.csv")
    with ladybug.Database() as database, ladybug.Connection(database) as ask:
        columns = ", ".join(f"c{place} STRING" for place in range(len(header)))
        ask.execute(f"CREATE NODE TABLE node({columns}, PRIMARY KEY(c{header.index('id:ID')}))")
        options = "(header=true, parallel=false)"
        ask.execute(f"COPY node FROM '{tmp_path / 'nodes.csv'}' {options}")
        order = [ends.index(":START_ID"), ends.index(":END_ID"), ends.index(":TYPE")]
        assert order == [0, 1, 2]
        more = ", ".join(f"c{place} STRING" for place in range(2, len(ends)))
        ask.execute(f"CREATE REL TABLE link(FROM node TO node, {more})")
        ask.execute(f"COPY link FROM '{tmp_path / 'relationships.csv'}' {options}")
        key = f"c{header.index('id:ID')}"
        found = ask.execute(f"MATCH (a:node)-[l:link]->(b:node) RETURN a.{key}, b.{key}, l.c2").get_all()
        count = ask.execute("MATCH (n:node) RETURN count(n)").get_all()
    assert count == [[len(named)]]
    assert {(source, target, kind.lower()) for source, target, kind in found} == edges_of(named)


# Parquet


def test_parquet_is_read_by_arrow(written, named):
    nodes = pq.read_table(written("parquet-nodes", named)).to_pylist()
    edges = pq.read_table(written("parquet-edges", named)).to_pylist()
    assert {node["id"] for node in nodes} == set(named)
    assert len(edges) == named.number_of_edges()
    assert {(edge["source"], edge["target"], edge["kind"]) for edge in edges} == edges_of(named)
    by_id = {node["id"]: node for node in nodes}
    assert by_id["group:g1"]["synced"] is True
    assert by_id["group:g1"]["name"] == named.nodes["group:g1"]["name"].encode("utf-8", "replace").decode()
    [held] = [edge for edge in edges if (edge["source"], edge["kind"]) == ("group:g1", "holds")]
    assert (held["permissions"], held["records"]) == (["EDIT_ISSUES"], ["a", "b"])


def test_without_pyarrow_it_is_said_what_to_install(written, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install 'graph-audit\[parquet\]'"):
        written("parquet-nodes")


@pytest.mark.parametrize("name", NAMES)
def test_same_input_same_bytes(written, name):
    first = written(name).read_bytes()
    assert written(name).read_bytes() == first
