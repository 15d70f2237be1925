from graph_audit.checks.holdings import holders_on
from graph_audit.graph.sketch import sketch

from .conftest import audit_of


def test_holders_are_actors_of_roles_even_without_permissions_and_holders_of_the_scheme(checks):
    graph = sketch("""
        user:maya -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY
        group:devs -actor_in-> role:t:PAY:11 -grants BROWSE_PROJECTS-> project:t:PAY
        group:ops -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
        user:lea -leads BROWSE_PROJECTS-> project:t:PAY
        group:elsewhere -actor_in-> role:t:OPS:10 -part_of-> project:t:OPS
    """)
    audit = audit_of(checks["empty-group-on-project"], graph)
    assert holders_on(audit, "project:t:PAY") == ["group:devs", "group:ops", "user:maya"]
