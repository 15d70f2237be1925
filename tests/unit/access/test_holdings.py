"""The factorised sets are those of one question after the other."""

from hypothesis import given, settings
from pyroaring import BitMap

from graph_audit.access.engine import Access
from graph_audit.access.holdings import Holdings
from graph_audit.access.numbering import Admitted, Populations
from graph_audit.core.kinds import NodeKind
from graph_audit.graph.ids import local_id
from graph_audit.graph.permissions import granted_permissions

from .drawn_graph import draw
from .random_organisations import EXAMPLES, ORGANISATIONS


@settings(max_examples=EXAMPLES)
@given(ORGANISATIONS)
def test_every_set_is_the_audience(organisation):
    access = Access(draw(organisation))
    holdings = Holdings(access)
    for resource in access.graph.of_kind(NodeKind.PROJECT):
        held = {}
        for holding in holdings.on(resource):
            assert holding.size == len(holding.users)
            for permission in holding.permissions:
                assert permission not in held
                held[permission] = holding.users
        for permission in granted_permissions(access.graph):
            assert held.get(permission, BitMap()) == access.audience(permission, resource).effective, permission


@settings(max_examples=EXAMPLES)
@given(ORGANISATIONS)
def test_groups_read_all_at_once_have_the_members_that_each_of_them_has(organisation):
    graph = draw(organisation)
    one_by_one, at_once = Populations(graph), Populations(graph)
    at_once.read_groups()
    for node in graph:
        assert at_once.standing(node) == one_by_one.standing(node)


@settings(max_examples=EXAMPLES)
@given(ORGANISATIONS)
def test_those_who_are_admitted_behind_a_holder_are_those_behind_it_who_pass(organisation):
    graph = draw(organisation)
    access = Access(graph)
    populations = access.populations
    for tenant in graph.of_kind(NodeKind.TENANT):
        passed = access.gates.both(local_id(tenant)).passed
        admitted = Admitted(graph, populations, passed)
        for _ in range(2):  # what is kept stays as it was
            assert admitted.behind(graph) == [populations.behind(node) & passed for node in graph]
