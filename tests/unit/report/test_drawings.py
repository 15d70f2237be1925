"""Drawings: what is shown, how much of it, and that nothing overlaps."""

import random

import pytest

from graph_audit.core.kinds import EdgeKind, Severity
from graph_audit.graph.access_graph import CARRIES_ACCESS
from graph_audit.graph.sketch import sketch
from graph_audit.report.drawing import draw, label_of
from graph_audit.report.finding_views import finding_view, surroundings
from graph_audit.report.layout import BOX_HEIGHT, box_width, lay_out
from graph_audit.report.numbering import Numbering
from graph_audit.report.view import VIEW_LIMIT, Box, Link, build_view


def star(members, projects):
    """A group with many members and a role on many projects."""
    lines = [f"user:{n:03} -member_of-> group:wide" for n in range(members)]
    lines += [f"group:wide -actor_in-> role:t:{n}:1 -grants A-> project:t:{n}" for n in range(projects)]
    lines += [f"role:t:{n}:1 name={'Admins' if n % 2 else 'Viewers'}" for n in range(projects)]
    return sketch("\n".join(lines))


def rectangles(drawn):
    for node in drawn["nodes"]:
        if "group" in node:
            half = box_width(node["label"]) / 2
            yield node["x"] - half, node["x"] + half, node["y"] - BOX_HEIGHT / 2, node["y"] + BOX_HEIGHT / 2


def overlapping(drawn):
    boxes = list(rectangles(drawn))
    return [
        (one, other)
        for index, one in enumerate(boxes)
        for other in boxes[index + 1 :]
        if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    ]


def links_of(graph):
    return [Link(source, data["kind"], target) for source, target, data in graph.edges(data=True)]


def test_a_column_ends_in_a_box_for_the_rest():
    graph = star(100, 3)

    view = build_view(graph, links_of(graph), "group:wide")

    users = view.columns[0]
    assert len(users) == 20
    assert [len(box.members) for box in users if box.is_more] == [81]
    assert {member for box in users for member in box.members} == set(graph.of_kind("user"))
    assert Link("more:0", "member_of", "group:wide") in view.links


def test_one_more_than_fits_makes_no_box_for_a_single_node():
    graph = star(21, 1)

    [rest] = [box for box in build_view(graph, links_of(graph), "group:wide").boxes if box.is_more]

    assert len(rest.members) == 2


def test_same_named_roles_with_the_same_actors_are_one_box():
    graph = star(1, 6)
    graph.link("user:000", EdgeKind.ACTOR_IN, "role:t:0:1")

    view = build_view(graph, links_of(graph), "group:wide")

    roles = {(graph.name_of(box.id), box.members) for box in view.columns[2]}
    assert roles == {
        ("Admins", ("role:t:1:1", "role:t:3:1", "role:t:5:1")),
        ("Viewers", ("role:t:0:1",)),
        ("Viewers", ("role:t:2:1", "role:t:4:1")),
    }
    assert {link.target for link in view.links if link.source == "role:t:1:1"} == {
        "project:t:1",
        "project:t:3",
        "project:t:5",
    }


def test_the_path_in_question_is_kept_when_there_is_no_room():
    graph = star(100, 1)
    links = [Link(link.source, link.kind, link.target, hot=link.source == "user:099") for link in links_of(graph)]

    view = build_view(graph, links, "group:wide")

    assert "user:099" in {box.id for box in view.boxes}
    assert [link.source for link in view.links if link.hot] == ["user:099"]


@pytest.mark.parametrize("seed", range(12))
def test_nothing_overlaps_and_no_view_is_too_large(organisations, seed):
    rng = random.Random(seed)  # noqa: S311  # made up, the same every time
    graph = organisations.random_organisation(seed)
    for node in graph.nodes:
        graph.nodes[node]["name"] = "".join(rng.choice("aimW漢 …É") for _ in range(rng.randrange(1, 60)))
    extra = star(rng.randrange(200), rng.randrange(80))
    for links, known, subject in (
        (surroundings(graph, "group:1"), graph, "group:1"),
        (surroundings(graph, "project:t1:1"), graph, "project:t1:1"),
        (links_of(graph), graph, "group:1"),
        (links_of(extra) or [], extra, "group:wide"),
    ):
        if subject not in known:
            continue
        view = build_view(known, links, subject)
        assert len(view.boxes) <= VIEW_LIMIT
        assert overlapping(draw(known, Numbering(known), view)) == []


def test_an_edge_that_passes_a_column_runs_beside_its_boxes():
    columns = [["user"], ["group1", "group2", "group3"], ["role"]]
    links = [("user", "group1"), ("user", "group2"), ("user", "group3"), ("user", "role")]

    layout = lay_out(columns, links, dict.fromkeys(["user", "group1", "group2", "group3", "role"], 80))

    route = layout.routes["user", "role"]
    assert [route[0], route[-1]] == ["user", "role"]
    [passage] = route[1:-1]
    assert layout.places[passage].x == layout.places["group1"].x
    assert layout.places[passage].y not in {layout.places[group].y for group in columns[1]}


def test_rows_are_ordered_so_that_edges_do_not_cross():
    columns = [["a", "b", "c"], ["1", "2", "3"]]

    places = lay_out(columns, [("a", "3"), ("b", "2"), ("c", "1")], dict.fromkeys("abc123", 50)).places

    ranks = [sorted(column, key=lambda box: places[box].y) for column in columns]
    assert list(zip(*ranks, strict=True)) in (
        [("a", "3"), ("b", "2"), ("c", "1")],
        [("c", "1"), ("b", "2"), ("a", "3")],
    )


def drawing(graph, finding):
    return draw(graph, Numbering(graph), finding_view(graph, finding), frozenset())


def test_a_finding_is_drawn_with_its_evidence_in_red(organisations):
    graph = organisations.small()
    finding = organisations.result(graph).findings[0]

    drawn = drawing(graph, finding)

    numbers = Numbering(graph).number
    assert {node["id"] for node in drawn["nodes"]} == {
        numbers[node] for node in ("user:a:1", "group:devs", "role:t:1:10", "project:t:1")
    }
    assert all(edge["width"] == 2.5 and edge["arrows"] == "to" for edge in drawn["edges"])
    assert [node["label"] for node in drawn["nodes"] if node["group"] == "project"] == ["▲ PAY Payments"]


def test_a_finding_without_paths_shows_what_surrounds_its_subject(organisations):
    graph = organisations.small()
    [_, olaf, *_] = organisations.result(graph).findings

    drawn = drawing(graph, olaf)

    [user] = [node for node in drawn["nodes"] if node["group"] == "user"]
    assert user["shapeProperties"] == {"borderDashes": [4, 3]}
    direct = [edge for edge in drawn["edges"] if edge["from"] == user["id"]]
    assert [edge["dashes"] for edge in direct] == [True]
    assert {node["group"] for node in drawn["nodes"]} == {"user", "role", "project"}


def test_a_subject_that_is_connected_to_nothing_is_drawn_alone(organisations):
    graph = organisations.small()
    finding = organisations.finding(graph, "isolated", "group:left", (), severity=Severity.LOW)

    drawn = drawing(graph, finding)

    assert [(node["label"], node["group"]) for node in drawn["nodes"]] == [("■ left over", "group")]
    assert drawn["subject"] == drawn["nodes"][0]["id"]
    assert drawn["edges"] == []


def test_the_cause_is_drawn_as_a_risk(organisations):
    graph = organisations.small()
    finding = organisations.result(graph).findings[0]

    drawn = draw(graph, Numbering(graph), finding_view(graph, finding), frozenset({"group:devs"}))

    assert [node["group"] for node in drawn["nodes"] if node["label"] == "■ devs"] == ["risk"]


def test_the_surroundings_of_a_project_are_its_roles_its_scheme_and_who_stands_in_them(organisations):
    graph = organisations.small()

    links = set(surroundings(graph, "project:t:1"))

    assert {(link.source, link.target) for link in links} == {
        ("user:a:2", "role:t:1:10"),
        ("group:devs", "role:t:1:10"),
        ("role:t:1:10", "project:t:1"),
        ("any_licensed:t", "scheme:t:0"),
        ("anyone", "scheme:t:0"),
        ("scheme:t:0", "project:t:1"),
    }


def test_labels_say_kind_name_and_number():
    graph = star(1, 1)

    assert label_of(graph, Box("more:0", ("user:1", "user:2"), 0)) == "⋯ +2 users"
    assert label_of(graph, Box("more:1", ("user:1", "group:2"), 0)) == "⋯ +2 more"
    assert label_of(graph, Box("role:t:0:1", ("role:t:0:1", "role:t:1:1"), 3)) == "◆ Viewers · 2 projects"


def test_boxes_of_the_same_name_say_where_they_belong(organisations):
    graph = organisations.namesakes()
    links = [link for link in links_of(graph) if link.kind in CARRIES_ACCESS]
    drawn = draw(graph, Numbering(graph), build_view(graph, links, "user:1"))

    assert sorted(node["label"] for node in drawn["nodes"] if node.get("group")) == organisations.LABELS_OF_NAMESAKES
    assert overlapping(drawn) == []
