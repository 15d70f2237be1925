"""Sketches: small graphs as text."""

import pytest

from graph_audit.core.errors import DefinitionError
from graph_audit.graph.sketch import sketch


def test_chains_attributes_and_defaults():
    graph = sketch("""
        user:maya account_status=inactive  name=Maya_Ritter seats=12

        user:maya -member_of-> group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS,EDIT_ISSUES-> project:t:PAY
        project:t:PAY archived=yes scopes=tenant:t,tenant:u
    """)
    assert graph.nodes["user:maya"] == {
        "kind": "user",
        "account_type": "atlassian",
        "account_status": "inactive",
        "managed": "yes",
        "name": "Maya Ritter",
        "seats": 12,
        "scopes": ("directory:d",),
    }
    assert graph.nodes["project:t:PAY"]["archived"] is True
    assert graph.nodes["project:t:PAY"]["scopes"] == ("tenant:t", "tenant:u")
    assert graph.nodes["role:t:PAY:10"]["scopes"] == ("tenant:t",)
    assert graph.nodes["role:t:PAY:10"]["name"] == "PAY/10"
    (grant,) = graph.steps("role:t:PAY:10", "project:t:PAY")
    assert grant.permissions == ("BROWSE_PROJECTS", "EDIT_ISSUES")
    assert grant.records == ("sketch#role:t:PAY:10/project:t:PAY",)


def test_nodes_outside_tenants_and_directories_have_no_scope():
    graph = sketch("anyone -holds BROWSE_PROJECTS-> scheme:t:0")
    assert graph.nodes["anyone"]["scopes"] == ()


def test_truth_values_are_no_by_any_other_word():
    graph = sketch("group:a synced=no\nproject:t:1 archived=no\nuser:a managed=no")
    assert graph.nodes["group:a"]["synced"] is False
    assert graph.nodes["project:t:1"]["archived"] is False
    assert graph.nodes["user:a"]["managed"] == "no"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("user:maya active", "neither a node with key=value pairs nor a chain"),
        ("person:maya", "names 'person:maya', whose kind is not one of org, directory"),
        ("user:maya -member_of-> team:devs", "names 'team:devs'"),
        ("user:maya -likes-> group:devs", "draws 'likes', which is not one of member_of"),
        ("user:maya -member_of-> group:devs status=active", "an id has no spaces"),
    ],
)
def test_a_line_that_draws_nothing_is_refused(text, message):
    with pytest.raises(DefinitionError, match=message):
        sketch(text)
