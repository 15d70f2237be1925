import re
import stat
from pathlib import Path

import igraph
import networkx as nx
import pytest
from lxml import etree

from graph_audit.core.kinds import EdgeKind
from graph_audit.exporters.graphml import GRAPHML
from graph_audit.graph.access_graph import AccessGraph

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("graphml.xsd")))
NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture
def written(tmp_path, result, graph):
    path = tmp_path / "graph.graphml"
    GRAPHML.write(result, graph, path)
    return path


@pytest.fixture
def read(written):
    return nx.read_graphml(written, force_multigraph=True)


def original(token):
    return re.sub(r"_x([0-9A-F]+)_", lambda found: chr(int(found[1], 16)), token)


def scalars(data):
    return {key: value for key, value in data.items() if isinstance(value, str | bool | int)}


def without_forbidden(text):
    return text.translate({0: "\ufffd", 0x0B: "\ufffd", 0xD800: "\ufffd", 0xFFFE: "\ufffd"})


def test_it_is_valid(written):
    SCHEMA.assertValid(etree.parse(written, etree.XMLParser(huge_tree=True)))


def test_the_schema_of_this_test_notices_what_is_wrong(written):
    text = written.read_text()
    for wrong in (
        text.replace('id="group:g1"', 'id="group:g2"'),
        text.replace('target="group:g1"', 'target="group:g9"'),
        text.replace('<node id="group:g1"', '<node id="group g1"'),
        text.replace('key="node.name"', 'key="node.title"'),
        text.replace('attr.type="boolean"', 'attr.type="bool"'),
    ):
        assert wrong != text
        assert not SCHEMA.validate(etree.fromstring(wrong.encode()).getroottree())


def test_networkx_reads_the_same_nodes_and_edges(graph, read):
    assert read.is_directed()
    assert {original(node) for node in read} == set(graph)
    ends = sorted((original(u), original(v), data["kind"]) for u, v, data in read.edges(data=True))
    assert ends == sorted((u, v, data["kind"]) for u, v, data in graph.edges(data=True))


def test_ids_of_the_usual_form_are_the_graphs(read):
    assert {"user:712020:ann", "project:t1:10000", "scheme:t1:0", "org:o1"} <= set(read)
    assert "group:name:t1:Team_x20__xC4__x20__x26__x20_Co_x5F_x41_" in read


def test_networkx_reads_the_same_scalars_of_nodes(graph, read):
    for token in read:
        wanted = scalars(graph.nodes[original(token)])
        wanted = {key: without_forbidden(value) if isinstance(value, str) else value for key, value in wanted.items()}
        # types differ between nodes, or the number is too big for GraphML: text
        wanted.update({key: str(wanted[key]) for key in ("odd", "users_count") if key in wanted})
        assert {key: read.nodes[token][key] for key in wanted} == wanted
        assert type(read.nodes[token].get("synced", True)) is bool


def test_a_name_survives_with_its_spaces_and_line_ends(read, hostile):
    assert read.nodes["user:712020:ann"]["name"] == without_forbidden(hostile)
    assert len(read.nodes["group:name:t1:Team_x20__xC4__x20__x26__x20_Co_x5F_x41_"]["name"]) == 65536


def test_what_is_not_known_is_left_out_and_what_is_empty_is_not(read):
    assert "nothing" not in read.nodes["project:t1:10000"]
    assert "email" not in read.nodes["group:g1"]
    assert read.nodes["user:712020:ann"]["email"] == ""


def test_networkx_reads_the_same_scalars_of_edges(graph, read):
    for u, v, data in read.edges(data=True):
        key = f"{data['kind']}:{data['scheme']}" if "scheme" in data else data["kind"]
        known = graph.succ[original(u)][original(v)][key]
        assert scalars(known).items() <= data.items()
        assert data.get("permissions", "") == " ".join(sorted(known.get("permissions", ())))
        assert data.get("records", "") == " ".join(graph.edge_records(original(u), original(v), key))
        assert "provenance" not in data


def test_collections_are_joined_by_a_space(read):
    assert read.nodes["tenant:t1"]["products"] == "jira-software confluence"
    assert read.nodes["group:g1"]["also_named"] == "b a"


def test_records_of_an_edge_are_written_out(read):
    (data,) = read.get_edge_data("user:712020:ann", "group:g1").values()
    assert data["records"] == "users/directory:d1#712020:ann/g1"


def test_edge_ids_are_unique_and_parallel_edges_stay_apart(graph, read):
    ids = [key for _, _, key in read.edges(keys=True)]
    assert len(set(ids)) == graph.number_of_edges()
    assert all(re.fullmatch(r"e[0-9a-f]{32}", key) for key in ids)
    assert len(read.get_edge_data("user:712020:ann", "project:t1:10000")) == 2


def test_the_graph_says_what_it_is_from(read, result, hostile):
    assert read.graph["mode"] == "full"
    assert read.graph["snapshot"] == result.snapshot.id
    assert read.graph["organisation"] == without_forbidden(hostile)


def test_types_are_declared(written):
    keys = {key.get("id"): key.get("attr.type") for key in etree.parse(written).iter(f"{NAMESPACE}key")}
    assert keys["node.synced"] == "boolean"
    assert keys["edge.jira_active"] == "boolean"
    assert keys["node.users_count"] == "string"
    assert keys["node.odd"] == "string"
    assert "node.nothing" not in keys


def test_numbers_are_numbers(tmp_path, result):
    graph = AccessGraph()
    graph.add_entity("app_role:t1:jira", seats=2**40, seats_left=-1, share=0.25)
    GRAPHML.write(result, graph, tmp_path / "g.graphml")
    data = nx.read_graphml(tmp_path / "g.graphml").nodes["app_role:t1:jira"]
    assert (data["seats"], data["seats_left"], data["share"]) == (2**40, -1, 0.25)


def test_igraph_reads_it(written, graph):
    read = igraph.Graph.Read_GraphML(str(written))
    assert (read.vcount(), read.ecount(), read.is_directed()) == (len(graph), graph.number_of_edges(), True)
    assert sorted(read.es["kind"]) == sorted(data["kind"] for _, _, data in graph.edges(data=True))


def test_the_order_of_building_changes_nothing(tmp_path, result, graph):
    again = AccessGraph(mode="full")
    for node, data in reversed(list(graph.nodes(data=True))):
        again.add_node(node, **data)
    for u, v, key, data in reversed(list(graph.edges(keys=True, data=True))):
        again.add_edge(u, v, key, **data)
    GRAPHML.write(result, graph, tmp_path / "1")
    GRAPHML.write(result, again, tmp_path / "2")
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    assert stat.S_IMODE((tmp_path / "1").stat().st_mode) == 0o600


def test_ids_that_look_alike_stay_apart(tmp_path, result):
    names = [" ", "_", "x20", "_x20_", "_x5F_x20_", "__x20_", "_xAB\u00e9", "_x", "x_", "é", "\ud800", "\ud801", "\x00"]
    graph = AccessGraph()
    graph.add_entity("org:o")
    for name in names:
        graph.add_entity(f"group:name:t:{name}")
        graph.link(f"group:name:t:{name}", EdgeKind.PART_OF, "org:o")
    GRAPHML.write(result, graph, tmp_path / "g.graphml")
    SCHEMA.assertValid(etree.parse(tmp_path / "g.graphml"))
    read = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    assert {original(node) for node in read} == set(graph)
    assert read.number_of_edges() == len(names)


def test_an_empty_graph(tmp_path, result):
    GRAPHML.write(result, AccessGraph(), tmp_path / "g.graphml")
    SCHEMA.assertValid(etree.parse(tmp_path / "g.graphml"))
    assert len(nx.read_graphml(tmp_path / "g.graphml")) == 0
