"""Who administers what, for all people at once, is what one question after the other tells."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings

from graph_audit.access.engine import Access
from graph_audit.checks import administration
from graph_audit.checks.administration import PERMISSION, Administrators, Audiences
from graph_audit.core.kinds import NodeKind
from graph_audit.graph.ids import kind_of, tenant_of
from tests.unit.access.drawn_graph import draw
from tests.unit.access.random_organisations import EXAMPLES, ORGANISATIONS

DOORS = {NodeKind.GROUP, NodeKind.APP_ROLE, NodeKind.ANY_LICENSED}


def audiences_of(organisation, permission):
    access = Access(draw(organisation))
    return access, Audiences(access, permission, access.graph.of_kind(NodeKind.PROJECT))


def reached(access, permission, number):
    """The projects on which somebody holds a permission, one question after the other."""
    projects = access.graph.of_kind(NodeKind.PROJECT)
    return [project for project in projects if number in access.audience(permission, project).effective]


@pytest.mark.parametrize("permission", [PERMISSION, "BROWSE_PROJECTS"])
@settings(max_examples=EXAMPLES // 10)
@given(organisation=ORGANISATIONS)
def test_what_somebody_reaches_is_the_same_with_room_to_keep_it_and_without(permission, organisation):
    access, audiences = audiences_of(organisation, permission)
    with patch.object(administration, "_ROOM", 0):
        forgetful = Audiences(access, permission, access.graph.of_kind(NodeKind.PROJECT))
    for number, user in enumerate(access.populations.users):
        expected = reached(access, permission, number)
        assert list(audiences.reached_by(user)) == list(forgetful.reached_by(user)) == expected
    assert not forgetful._known


@settings(max_examples=EXAMPLES // 10)
@given(ORGANISATIONS)
def test_doors_and_counts_are_those_of_one_person_after_the_other(organisation):
    access, audiences = audiences_of(organisation, PERMISSION)
    administrators = Administrators(audiences, access.people)
    found = administrators.sure.at_least(1)
    told = administrators.widest_doors(found)
    totals, through = administrators.sure.counts(found), administrators.through_doors(found)
    assert set(found) == {number for number in access.people if reached(access, PERMISSION, number)}
    for number in found:
        projects = reached(access, PERMISSION, number)
        doors = {project: doors_of(audiences, project, number) for project in projects}
        assert totals[number] == len(projects)
        assert through[number] == sum(map(bool, doors.values()))
        widest = max(fitting(access, audiences, found, number), default=(0, None))[1]
        assert (told[number].id if number in told else None) == widest


def doors_of(audiences, project, number):
    """The doors through which somebody administers a project."""
    behind = audiences.access.populations.behind
    many = {holder for held in audiences.holders(project) for holder in held.many if kind_of(holder) in DOORS}
    return {door for door in many if number in behind(door)}


def fitting(access, audiences, found, number):
    """Width and id of each door, used by others too, that leads to more than half of somebody's projects."""
    passed = [
        project
        for project in access.graph.of_kind(NodeKind.PROJECT)
        if audiences.on(project).effective & access.people and number in access.gates.both(tenant_of(project)).passed
    ]
    total = len(reached(access, PERMISSION, number))
    for door in {door for project in passed for door in doors_of(audiences, project, number)}:
        width = len(access.populations.behind(door) & found)
        usable = sum(door in doors_of(audiences, project, number) for project in passed)
        if width > 1 and 2 * usable > total:
            yield width, door
