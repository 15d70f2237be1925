"""Who has a permission through what: counted once for each source, the widest first."""

from graph_audit.access.engine import Access
from graph_audit.access.sources import sources_of
from graph_audit.graph.sketch import sketch

PEOPLE = "\n".join(
    f"user:{name} -member_of-> group:licensed -gives_access-> app_role:t:jira -gives_access-> any_licensed:t"
    for name in ("ada", "ben", "cleo")
)
GRAPH = sketch(f"""
    tenant:t gate=known
    {PEOPLE}
    user:left account_status=inactive
    user:left -member_of-> group:devs
    user:ada -member_of-> group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS,EDIT_ISSUES-> project:t:PAY
    user:ben -member_of-> group:devs
    user:ben -actor_in-> role:t:PAY:10
    user:cleo -actor_in-> role:t:PAY:10
    group:empty -actor_in-> role:t:PAY:10
    any_licensed:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
    anyone -holds BROWSE_PROJECTS-> scheme:t:0
""")


def told(permission):
    access = Access(GRAPH)
    return [
        (source.principal, access.populations.nodes(source.users), [step.target for step in source.path])
        for source in sources_of(access, permission, "project:t:PAY")
    ]


def test_each_source_has_its_people_and_its_path():
    assert told("EDIT_ISSUES") == [
        ("group:devs", ["user:ada", "user:ben"], ["role:t:PAY:10", "project:t:PAY"]),
        ("role:t:PAY:10", ["user:ben", "user:cleo"], ["project:t:PAY"]),
        ("group:empty", [], ["role:t:PAY:10", "project:t:PAY"]),
    ]


def test_the_widest_comes_first_and_the_public_is_never_expanded():
    first, *_, last = told("BROWSE_PROJECTS")
    assert first == ("any_licensed:t", ["user:ada", "user:ben", "user:cleo"], ["scheme:t:0", "project:t:PAY"])
    assert ("anyone", [], ["scheme:t:0", "project:t:PAY"]) in told("BROWSE_PROJECTS")
    assert last[1] == []


def test_a_path_carries_the_permission_that_was_asked_for():
    source = sources_of(Access(GRAPH), "EDIT_ISSUES", "project:t:PAY")[0]
    assert source.path[-1].permissions == ("EDIT_ISSUES",)
