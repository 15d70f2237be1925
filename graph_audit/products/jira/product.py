"""Jira as a product: its tables, and its part of the graph."""

from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import tenant_id
from graph_audit.products.definition import Product
from graph_audit.products.jira.filters import add_filters
from graph_audit.products.jira.people import add_people
from graph_audit.products.jira.projects import add_projects, mark_unknown_accounts
from graph_audit.products.jira.rows import ServerRow
from graph_audit.products.jira.security import add_issue_security
from graph_audit.products.jira.tables import TABLES
from graph_audit.products.jira.unlisted import doubt_lists
from graph_audit.products.records import Records

__all__ = ["JIRA"]


def compile_jira(records: Records, graph: AccessGraph) -> None:
    """Add what Jira tells: accounts, groups, product access, projects, roles, permission schemes and issue security."""
    for server in records.each(ServerRow, "server_info"):
        graph.add_entity(tenant_id(server.scope_id), title=server.row.server_title or None)
    groups = add_people(records, graph)
    add_projects(records, graph, groups)
    add_issue_security(records, graph)
    add_filters(records, graph)
    mark_unknown_accounts(graph)
    doubt_lists(records, graph)


JIRA = Product(id="jira", tables=TABLES, compile=compile_jira, builds_on=("organisation",))
