from graph_audit.checks.holdings import Holders, holders, own_roles, own_schemes
from graph_audit.graph.sketch import sketch

from .conftest import audit_of


def test_holders_are_actors_of_roles_even_without_permissions_and_holders_of_the_scheme(checks):
    graph = sketch("""
        user:maya -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY
        group:devs -actor_in-> role:t:PAY:11 -grants BROWSE_PROJECTS-> project:t:PAY
        group:ops -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
        user:omar -holds ADMINISTER_PROJECTS-> scheme:t:0
        user:lea -leads BROWSE_PROJECTS-> project:t:PAY
        any_licensed:t -holds BROWSE_PROJECTS-> scheme:t:0
        group:elsewhere -actor_in-> role:t:OPS:10 -part_of-> project:t:OPS
    """)
    audit = audit_of(checks["empty-group-on-project"], graph)
    assert holders(audit)["project:t:PAY"] == Holders(
        groups=("group:devs", "group:ops"), users=("user:maya", "user:omar"), others=("any_licensed:t",)
    )
    assert {user: [each.role for each in roles] for user, roles in own_roles(audit).items()} == {
        "user:maya": ["role:t:PAY:10"]
    }
    assert own_schemes(audit) == {"user:omar": ["scheme:t:0"]}
