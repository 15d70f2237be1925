"""Building the graph: one edge per fact, whatever the order, shared where equal."""

import itertools

import networkx as nx
import pytest

from graph_audit.core.errors import GraphAuditError
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import CARRIES_ACCESS, AccessGraph, Provenance
from graph_audit.graph.path import Step
from graph_audit.graph.sketch import sketch

BROWSE, EDIT = frozenset({"BROWSE_PROJECTS"}), frozenset({"EDIT_ISSUES"})


def graph_of(*nodes):
    graph = AccessGraph()
    for node in nodes:
        graph.add_entity(node)
    return graph


def test_what_is_known_of_a_node_stays_and_a_second_name_is_kept():
    graph = AccessGraph()
    graph.add_entity("group:1", name="devs", synced=True, description=None, records=["groups/d#1"])
    graph.add_entity("group:1", name="Developers", synced=False, description="All", records=["a/t#1", "groups/d#1"])
    graph.add_entity("group:1", name="Coders")
    graph.add_entity("group:1", name="devs")
    assert graph.nodes["group:1"] == {
        "kind": "group",
        "name": "devs",
        "also_named": ("Coders", "Developers"),
        "synced": True,
        "description": "All",
        "records": ("a/t#1", "groups/d#1"),
    }


def test_scopes_are_added_once_and_sorted():
    graph = graph_of("user:1")
    for scope in ("tenant:t", "directory:d", "tenant:t"):
        graph.add_scope("user:1", scope)
    assert graph.nodes["user:1"]["scopes"] == ("directory:d", "tenant:t")


def test_a_name_is_the_local_id_where_none_is_known():
    graph = graph_of("user:712020:a", "anyone", "any_licensed:t")
    graph.add_entity("group:1", name="devs")
    assert [graph.name_of(n) for n in ("user:712020:a", "anyone", "any_licensed:t", "group:1")] == [
        "712020:a",
        "anyone",
        "any_licensed:t",
        "devs",
    ]


def test_the_same_edge_told_twice_is_one_edge_with_the_records_and_permissions_of_both():
    graph = graph_of("group:1", "scheme:t:0")
    graph.link("group:1", EdgeKind.HOLDS, "scheme:t:0", permissions=BROWSE, records=["b#2"], method="first")
    graph.link("group:1", EdgeKind.HOLDS, "scheme:t:0", permissions=EDIT, records=["a#1", "b#2"], method="second")
    assert graph.number_of_edges() == 1
    assert graph.edges["group:1", "scheme:t:0", "holds"] == {
        "kind": "holds",
        "permissions": BROWSE | EDIT,
        "records": ("a#1", "b#2"),
        "method": "first",
    }


def test_what_is_told_later_completes_an_edge():
    graph = graph_of("user:1", "directory:d")
    graph.link("user:1", EdgeKind.IN_DIRECTORY, "directory:d", membership_status=None)
    graph.link("user:1", EdgeKind.IN_DIRECTORY, "directory:d", membership_status="suspended")
    assert graph.edges["user:1", "directory:d", "in_directory"] == {
        "kind": "in_directory",
        "membership_status": "suspended",
    }


def test_a_qualifier_keeps_the_grants_of_two_schemes_apart():
    graph = graph_of("role:t:1:10", "project:t:1")
    for scheme, permissions in (("scheme:t:0", BROWSE), ("scheme:t:9", EDIT)):
        graph.link(
            "role:t:1:10", EdgeKind.GRANTS, "project:t:1", qualifier=scheme, permissions=permissions, scheme=scheme
        )
    found = list(graph.steps("role:t:1:10", "project:t:1", EdgeKind.GRANTS))
    assert [(step.key, step.permissions) for step in found] == [
        ("grants:scheme:t:0", ("BROWSE_PROJECTS",)),
        ("grants:scheme:t:9", ("EDIT_ISSUES",)),
    ]


def test_records_are_derived_from_the_ends_and_joined_with_those_that_are_stored():
    graph = graph_of("user:712020:a", "group:g")
    admin, jira = (
        Provenance("users/directory:d", "source/target"),
        Provenance("group_members/tenant:t", "target/source"),
    )
    graph.link("user:712020:a", EdgeKind.MEMBER_OF, "group:g", provenance=(jira,))
    graph.link("user:712020:a", EdgeKind.MEMBER_OF, "group:g", provenance=(admin,), records=["extra/d#1"])
    graph.link("user:712020:a", EdgeKind.MEMBER_OF, "group:g", provenance=(jira,))
    assert graph.edge_records("user:712020:a", "group:g", "member_of") == (
        "extra/d#1",
        "group_members/tenant:t#g/712020:a",
        "users/directory:d#712020:a/g",
    )


@pytest.mark.parametrize(
    ("order", "reference"),
    [
        ("source", "table/s#712020:a"),
        ("target", "table/s#PAY/10"),
        ("source/target", "table/s#712020:a/PAY/10"),
        ("target/source", "table/s#PAY/10/712020:a"),
    ],
)
def test_a_provenance_names_the_row(order, reference):
    assert Provenance("table/s", order).reference("user:712020:a", "role:t:PAY:10") == reference


@pytest.mark.parametrize("missing", ["user:1", "group:1"])
def test_an_edge_needs_both_ends(missing):
    graph = graph_of(*{"user:1", "group:1"} - {missing})
    with pytest.raises(GraphAuditError, match=r"user:1 -member_of-> group:1 has an end"):
        graph.link("user:1", EdgeKind.MEMBER_OF, "group:1")
    assert graph.number_of_edges() == 0


def test_equal_edges_share_one_attribute_object():
    graph = graph_of("group:all")
    provenance = (Provenance("users/directory:d", "source/target"),)
    for number in range(100_000):
        graph.link(graph.add_entity(f"user:{number}"), EdgeKind.MEMBER_OF, "group:all", provenance=provenance)
    assert graph.number_of_edges() == 100_000
    assert len({id(data) for _, _, data in graph.edges(data=True)}) == 1
    assert graph._pred["group:all"]["user:7"] is graph._succ["user:7"]["group:all"]


def test_completing_one_edge_leaves_those_that_shared_its_attributes_alone():
    graph = graph_of("user:1", "user:2", "scheme:t:0")
    for user in ("user:1", "user:2"):
        graph.link(user, EdgeKind.HOLDS, "scheme:t:0", permissions=BROWSE)
    graph.link("user:1", EdgeKind.HOLDS, "scheme:t:0", permissions=EDIT, records=["a#1"])
    assert graph.edges["user:1", "scheme:t:0", "holds"]["permissions"] == BROWSE | EDIT
    assert graph.edges["user:2", "scheme:t:0", "holds"] == {"kind": "holds", "permissions": BROWSE}


def test_no_order_of_telling_changes_what_is_told():
    told = [
        ("user:1", EdgeKind.MEMBER_OF, "group:1", {"records": ["a#1"]}),
        ("user:1", EdgeKind.MEMBER_OF, "group:1", {"records": ["b#1"]}),
        ("group:1", EdgeKind.HOLDS, "scheme:t:0", {"permissions": BROWSE, "records": ["c#1"]}),
        ("group:1", EdgeKind.HOLDS, "scheme:t:0", {"permissions": EDIT, "records": ["c#2"]}),
    ]
    seen = set()
    for order in itertools.permutations(told):
        graph = AccessGraph()
        for source, kind, target, attributes in order:
            graph.add_entity(source)
            graph.add_entity(target)
            graph.link(source, kind, target, **attributes)
        steps = [*graph.steps("user:1", "group:1"), *graph.steps("group:1", "scheme:t:0")]
        seen.add(
            (tuple(steps), tuple(graph.of_kind(NodeKind.USER)), tuple(graph.sources("scheme:t:0", EdgeKind.HOLDS)))
        )
    assert len(seen) == 1


def test_neighbours_and_kinds_come_sorted_whatever_the_order_of_insertion():
    users = [f"user:{number}" for number in range(50)]
    graph = graph_of("group:1", *reversed(users))
    for user in reversed(users):
        graph.link(user, EdgeKind.MEMBER_OF, "group:1")
    assert list(graph.sources("group:1", EdgeKind.MEMBER_OF)) == graph.of_kind(NodeKind.USER) == sorted(users)
    assert list(graph.targets("user:1", EdgeKind.MEMBER_OF)) == ["group:1"]
    assert list(graph.targets("user:1", EdgeKind.ACTOR_IN)) == []


def test_nodes_that_come_later_are_found_by_kind():
    graph = graph_of("user:1")
    assert graph.of_kind(NodeKind.USER) == ["user:1"]
    assert graph.of_kind(NodeKind.GROUP) == []
    graph.add_entity("user:0")
    assert graph.of_kind(NodeKind.USER) == ["user:0", "user:1"]


def test_steps_name_kind_and_records_of_every_edge_between_two_nodes():
    graph = graph_of("user:1", "tenant:t")
    graph.link("user:1", EdgeKind.USES_PRODUCT, "tenant:t", qualifier="jira-software", records=["users/d#1"])
    graph.link("user:1", EdgeKind.IN_TENANT, "tenant:t", records=["jira_users/t#1"])
    in_tenant = Step("user:1", "in_tenant", "tenant:t", "in_tenant", records=("jira_users/t#1",))
    uses = Step("user:1", "uses_product", "tenant:t", "uses_product:jira-software", records=("users/d#1",))
    assert list(graph.steps("user:1", "tenant:t")) == [in_tenant, uses]
    assert list(graph.steps("user:1", "tenant:t", EdgeKind.USES_PRODUCT)) == [uses]
    assert list(graph.steps("tenant:t", "user:1")) == []
    assert uses.ends == ("user:1", "uses_product:jira-software", "tenant:t")
    assert Step("a", "holds", "b").ends == ("a", "holds", "b")


def test_in_the_view_of_access_ancestors_are_who_can_reach_and_descendants_are_what_is_reached():
    graph = sketch("""
        user:maya -member_of-> group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
        user:ines -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
        user:root -administers-> admin_role:tenant:t:admin -administers-> tenant:t
        project:t:PAY -in_tenant-> tenant:t
        role:t:PAY:11 -part_of-> project:t:PAY
        user:idle -actor_in-> role:t:PAY:11
        user:maya -in_directory-> directory:d
    """)
    view = graph.access_view()
    assert nx.ancestors(view, "project:t:PAY") == {
        "user:maya",
        "group:devs",
        "role:t:PAY:10",
        "user:ines",
        "scheme:t:0",
    }
    assert nx.descendants(view, "user:maya") == {"group:devs", "role:t:PAY:10", "project:t:PAY"}
    assert nx.descendants(view, "user:root") == nx.ancestors(view, "tenant:t") == set()
    assert {data["kind"] for _, _, data in view.edges(data=True)} <= CARRIES_ACCESS


def test_networkx_works_on_it_and_copies_it():
    graph = sketch("user:maya -member_of-> group:devs -holds EDIT_ISSUES-> scheme:t:0 -governs-> project:t:PAY")
    path = ["user:maya", "group:devs", "scheme:t:0", "project:t:PAY"]
    assert nx.shortest_path(graph, "user:maya", "project:t:PAY") == path
    copied = graph.copy()
    copied.nodes["user:maya"]["name"] = "other"
    assert isinstance(copied, AccessGraph)
    assert nx.utils.edges_equal(copied.edges(keys=True), graph.edges(keys=True))
    assert graph.nodes["user:maya"]["name"] == "maya"
    assert isinstance(graph.subgraph(["user:maya", "group:devs"]).copy(), AccessGraph)


def test_the_kinds_that_carry_access_are_those_of_the_permission_model():
    carried = {"member_of", "actor_in", "grants", "holds", "governs", "leads", "gives_access"}
    assert carried == CARRIES_ACCESS
    others = {"administers", "in_directory", "in_tenant", "uses_product", "part_of", "owns", "sees", "default_actor_in"}
    assert set(EdgeKind) - CARRIES_ACCESS == others


def test_equal_edges_share_their_dictionaries_until_one_of_them_is_changed():
    graph = AccessGraph()
    for node in ("user:a", "user:b", "group:g"):
        graph.add_entity(node)
    graph.link("user:a", EdgeKind.MEMBER_OF, "group:g")
    graph.link("user:b", EdgeKind.MEMBER_OF, "group:g")
    assert graph.succ["user:a"]["group:g"]["member_of"] is graph.pred["group:g"]["user:b"]["member_of"]

    graph.link("user:a", EdgeKind.ADMINISTERS, "group:g")
    graph.link("user:a", EdgeKind.MEMBER_OF, "group:g", records=["r#1"])
    assert set(graph.succ["user:b"]["group:g"]) == {"member_of"}
    assert graph.edges["user:a", "group:g", "member_of"]["records"] == ("r#1",)
    assert "records" not in graph.edges["user:b", "group:g", "member_of"]
    assert graph.pred["group:g"]["user:a"] is graph.succ["user:a"]["group:g"] or (
        dict(graph.pred["group:g"]["user:a"]) == dict(graph.succ["user:a"]["group:g"])
    )


def test_networkx_may_change_one_edge_without_changing_its_equals():
    graph = AccessGraph()
    for node in ("user:a", "user:b", "user:c", "group:g"):
        graph.add_entity(node)
    for user in ("user:a", "user:b", "user:c"):
        graph.link(user, EdgeKind.MEMBER_OF, "group:g")

    graph.add_edge("user:a", "group:g", "more", kind="x")
    graph.add_edge("user:a", "group:g", "member_of", weight=1)
    graph.remove_edge("user:b", "group:g", "member_of")
    assert set(graph.succ["user:a"]["group:g"]) == set(graph.pred["group:g"]["user:a"]) == {"member_of", "more"}
    assert not graph.has_edge("user:b", "group:g")
    assert dict(graph.edges["user:c", "group:g", "member_of"]) == {"kind": "member_of"}
    graph.remove_node("user:a")
    assert list(graph.pred["group:g"]) == ["user:c"]


REMOVALS = {
    "remove_node": lambda graph: graph.remove_node("group:1"),
    "remove_nodes_from": lambda graph: graph.remove_nodes_from(["group:1", "group:never"]),
    "clear": lambda graph: graph.clear(),
    "rename": lambda graph: graph.rename({"group:1": "group:new"}),
}


@pytest.mark.parametrize("removal", REMOVALS)
def test_what_networkx_took_out_comes_back_empty(removal):
    graph = graph_of("user:1", "user:2", "group:1")
    graph.link("user:1", EdgeKind.MEMBER_OF, "group:1")
    REMOVALS[removal](graph)
    with pytest.raises(GraphAuditError):
        graph.link("user:1", EdgeKind.MEMBER_OF, "group:1")
    for node in ("user:2", "group:1"):
        graph.add_entity(node)
    graph.link("user:2", EdgeKind.MEMBER_OF, "group:1")
    assert list(graph.in_edges("group:1")) == [("user:2", "group:1")]
    assert list(graph.out_edges("user:2")) == [("user:2", "group:1")]


def test_nodes_that_networkx_added_take_edges():
    graph = AccessGraph()
    graph.add_node("user:1", kind="user")
    graph.add_nodes_from([("group:1", {"kind": "group"})])
    graph.link("user:1", EdgeKind.MEMBER_OF, "group:1")
    assert list(nx.MultiDiGraph(graph).edges(keys=True, data=True)) == [
        ("user:1", "group:1", "member_of", {"kind": "member_of"})
    ]


def test_a_list_of_records_that_changed_is_another_edge():
    graph, records = graph_of("user:1", "group:1", "group:2"), ["table#1"]
    graph.link("user:1", EdgeKind.MEMBER_OF, "group:1", records=records)
    records[0] = "table#2"
    graph.link("user:1", EdgeKind.MEMBER_OF, "group:2", records=records)
    assert graph.edge_records("user:1", "group:1", "member_of") == ("table#1",)
    assert graph.edge_records("user:1", "group:2", "member_of") == ("table#2",)


def test_namesakes_are_those_of_now():
    graph = AccessGraph()
    for node, name in {"group:1": "devs", "group:2": " Devs", "group:3": "ops", "user:1": "ops"}.items():
        graph.add_entity(node, name=name)
    graph.add_entity("group:4")

    assert graph.namesakes("group") == {"group:1", "group:2"}
    assert graph.namesakes("user") == frozenset()
    graph.add_entity("group:4", name="OPS")
    assert graph.namesakes("group") == {"group:1", "group:2", "group:3", "group:4"}
    graph.add_entity("user:2", name="ops")
    assert graph.namesakes("user") == {"user:1", "user:2"}
    graph.rename({"group:1": "group:9"})
    assert graph.namesakes("group") == {"group:9", "group:2", "group:3", "group:4"}
    graph.remove_node("group:9")
    assert graph.namesakes("group") == {"group:3", "group:4"}
