"""The organisation at a glance: what is in it, how much of it, whatever was collected."""

import pytest

from graph_audit.core.kinds import NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.sketch import sketch
from graph_audit.report.overview import HUBS, organisation_overview
from graph_audit.report.view import VIEW_LIMIT


def many(groups, schemes):
    lines = ["org:o1", "tenant:t -part_of-> org:o1", "directory:d -part_of-> org:o1", "app_role:t:jira name=Jira"]
    for number in range(groups):
        lines += [f"user:{n} -member_of-> group:{number:03}" for n in range(number)]
        lines.append(f"group:{number:03} -gives_access-> app_role:t:jira")
    for number in range(schemes):
        lines += [f"scheme:t:{number:03} -governs-> project:t:{n}" for n in range(number)]
        lines.append(f"group:000 -holds BROWSE_PROJECTS-> scheme:t:{number:03}")
    return sketch("\n".join(lines))


def test_the_widest_are_shown():
    overview = organisation_overview(many(40, 30))
    groups = [hub.node for hub in overview.hubs if hub.kind == "Group"]
    schemes = [hub.node for hub in overview.hubs if hub.kind == "Permission scheme"]
    assert groups == [f"group:{number:03}" for number in range(39, 39 - HUBS, -1)]
    assert schemes == [f"scheme:t:{number:03}" for number in range(29, 29 - HUBS, -1)]
    assert overview.notes["group:039"] == "39 members"
    assert overview.notes["scheme:t:029"] == "29 projects"
    assert {"org:o1", "tenant:t", "directory:d", "app_role:t:jira"} <= {box.id for box in overview.view.boxes}
    assert len(overview.view.boxes) <= VIEW_LIMIT


def test_roles_in_projects_are_told_together_for_each_tenant():
    graph = sketch(
        """
        org:o1
        tenant:t -part_of-> org:o1
        group:devs -actor_in-> role:t:1:10 -part_of-> project:t:1
        group:devs -actor_in-> role:t:2:10 -part_of-> project:t:2
        """
    )
    overview = organisation_overview(graph)
    assert [(link.source, link.words, link.target) for link in overview.view.links if link.words] == [
        ("group:devs", "has 2 roles in projects of", "tenant:t")
    ]
    assert [hub.where for hub in overview.hubs] == ["in 2 project roles"]


def test_groups_that_hold_nothing_are_left_out():
    overview = organisation_overview(sketch("org:o1\nuser:1 -member_of-> group:idle"))
    assert overview.hubs == ()


@pytest.mark.parametrize(
    "text", ["tenant:t", "scheme:t:0\ntenant:t", "org:o1", "group:g -holds A-> scheme:gone:0\norg:o1"]
)
def test_whatever_was_collected(text):
    overview = organisation_overview(sketch(text))
    assert overview is not None
    assert {box.id for box in overview.view.boxes} <= set(sketch(text))


def test_without_a_home_there_is_none():
    assert organisation_overview(AccessGraph()) is None
    assert organisation_overview(sketch("user:1")) is None


def test_of_very_many_tenants_some_are_put_together():
    lines = [f"tenant:t{number:03} -part_of-> org:o1" for number in range(400)]
    overview = organisation_overview(sketch("\n".join(lines)))
    assert len(overview.view.boxes) <= VIEW_LIMIT
    assert any(box.is_more for box in overview.view.boxes)
    assert len(sketch("\n".join(lines)).of_kind(NodeKind.TENANT)) == 400
