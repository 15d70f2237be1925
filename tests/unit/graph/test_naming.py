"""Names lead to one node or to a list of candidates; never to a guess."""

import pytest

from graph_audit.core.errors import UsageError
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.naming import find, home_of
from graph_audit.graph.sketch import sketch

GRAPH = sketch("""
    tenant:t name=northwind
    tenant:u name=contoso
    user:712020:m name=Maya email=maya@example.com
    user:712020:n name=Noor email=noor@example.com
    user:712020:x name=Maya
    user:Noor name=Somebody
    project:t:1 key=PAY name=Payments
    project:u:1 key=PAY name=Payroll
    project:t:2 key=OPS name=PAY
    group:g1 name=Caf\u00e9
    group:g2 name=devs
    group:g3 name=devs
""")


@pytest.mark.parametrize(
    ("kind", "text", "tenant", "node"),
    [
        (NodeKind.USER, "user:712020:m", "", "user:712020:m"),
        (NodeKind.USER, "712020:m", "", "user:712020:m"),
        (NodeKind.USER, " MAYA@example.com", "", "user:712020:m"),
        (NodeKind.USER, "noor", "", "user:Noor"),  # an id wins over a name
        (NodeKind.PROJECT, "pay", "northwind", "project:t:1"),
        (NodeKind.PROJECT, "pay", "u", "project:u:1"),
        (NodeKind.PROJECT, "OPS", "", "project:t:2"),  # a key wins over a name
        (NodeKind.PROJECT, "Payroll", "", "project:u:1"),
        (NodeKind.PROJECT, "2", "", "project:t:2"),
        (NodeKind.GROUP, "cafe\u0301", "northwind", "group:g1"),  # a group is on every site
    ],
)
def test_one_is_meant(kind, text, tenant, node):
    assert find(GRAPH, kind, text, tenant=tenant) == node


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (
            NodeKind.USER,
            "Maya",
            "2 users are called 'Maya'; say which by its id: user:712020:m (maya@example.com), user:712020:x",
        ),
        (NodeKind.PROJECT, "PAY", "project:t:1 (PAY) (northwind), project:u:1 (PAY) (contoso)"),
        (NodeKind.PROJECT, "1", "2 projects are called '1'"),
        (NodeKind.GROUP, "devs", "group:g2, group:g3"),
        (
            NodeKind.USER,
            "may@example.com",
            "no user 'may@example.com' in this snapshot; perhaps 'maya@example.com' is meant",
        ),
        (NodeKind.PROJECT, "zzz", "no project 'zzz'"),
    ],
)
def test_several_or_none_are_told(kind, text, said):
    with pytest.raises(UsageError) as caught:
        find(GRAPH, kind, text)
    assert said in str(caught.value)


def test_a_site_without_it_is_named():
    with pytest.raises(UsageError, match="no project 'OPS' on contoso"):
        find(GRAPH, NodeKind.PROJECT, "OPS", tenant="contoso")


def test_of_many_candidates_the_first_are_listed():
    many = sketch("\n".join(f"user:{number:03} name=Maya" for number in range(100)))
    with pytest.raises(UsageError, match=r"100 users are called 'Maya'.* and 80 more"):
        find(many, NodeKind.USER, "Maya")


def test_candidates_say_where_they_belong():
    graph = GRAPH.copy()
    graph.add_entity("directory:d", name="Staff")
    graph.link("group:g2", EdgeKind.IN_DIRECTORY, "directory:d")
    with pytest.raises(UsageError, match=r"2 groups are called 'devs'.*: group:g2 \(Staff\), group:g3\."):
        find(graph, NodeKind.GROUP, "devs")
    with pytest.raises(UsageError, match=r"project:t:1 \(PAY\) \(northwind\), project:u:1 \(PAY\) \(contoso\)\."):
        find(graph, NodeKind.PROJECT, "PAY")


@pytest.mark.parametrize(
    ("node", "home"),
    [
        ("user:712020:m", "maya@example.com"),
        ("user:712020:x", ""),
        ("project:t:1", "northwind"),
        ("group:g2", "Contractors, Staff"),
        ("group:g3", ""),
    ],
)
def test_namesakes_are_told_by_where_they_belong(node, home):
    graph = GRAPH.copy()
    for directory in ("Staff", "Contractors"):
        graph.add_entity(f"directory:{directory}", name=directory)
        graph.link("group:g2", EdgeKind.IN_DIRECTORY, f"directory:{directory}")
    assert home_of(graph, node) == home


def test_a_redacted_address_is_not_told():
    graph = GRAPH.copy()
    graph.aliases = {"user:712020:m": {"email": "person-1@redacted.invalid"}}
    assert home_of(graph, "user:712020:m") == "person-1@redacted.invalid"
