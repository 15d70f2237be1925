"""Coverages for sketches: everything complete except what a test says."""

from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.kinds import CoverageStatus, Gap
from graph_audit.graph.sketch import UNREAD

ORGANISATION_TABLES = ("users", "groups", "user_role_assignments", "group_role_assignments")
TABLES_OF_THE_ORGANISATION = ("unaffiliated_users", "domains", "policies", "api_keys", "api_tokens", "workspaces")
JIRA_TABLES = (
    *("projects", "project_roles", "role_actors", "permission_schemes", "project_schemes", "application_roles"),
    *("jira_groups", "admin_groups", "site_admin_groups", "jira_users", "filters", "roles"),
)


def entry(table, scope, status=CoverageStatus.COMPLETE, gap=None, **more):
    return TableCoverage(table=table, scope=scope, status=status, gap=gap, **more)


def denied(table, scope):
    return entry(table, scope, CoverageStatus.DENIED, Gap.RIGHT_MISSING, reason="403")


def full_coverage(graph, *changed, directories=(), tenants=()):
    """Everything is complete in every scope of the graph, except what ``changed`` says."""
    scopes = {scope for _, data in graph.nodes(data=True) for scope in data.get("scopes", ())}
    homes = {scope for scope in scopes if scope.startswith("directory:")} | {"directory:d", *directories}
    sites = {scope for scope in scopes if scope.startswith("tenant:")} | {"tenant:t", *tenants}
    entries = {(t, "organisation"): entry(t, "organisation") for t in TABLES_OF_THE_ORGANISATION}
    entries |= {(t, s): entry(t, s) for t in ORGANISATION_TABLES for s in homes}
    entries |= {(t, s): entry(t, s) for t in JIRA_TABLES for s in sites}
    entries |= {place: denied(*place) for place in graph.graph.get(UNREAD, ())}
    entries |= {(change.table, change.scope): change for change in changed}
    return Coverage(entries.values())


def jira_only_coverage(*changed):
    """What a scan with Jira's credentials alone collects of the tenant t."""
    entries = {(t, "tenant:t"): entry(t, "tenant:t") for t in (*JIRA_TABLES, "group_members")}
    for table in (*ORGANISATION_TABLES, *TABLES_OF_THE_ORGANISATION):
        gap = entry(table, "organisation", CoverageStatus.SKIPPED, Gap.NOT_IN_THIS_MODE)
        entries[(table, "organisation")] = gap
    entries |= {(change.table, change.scope): change for change in changed}
    return Coverage(entries.values())


def outcomes(result):
    return {scope.scope: scope.outcome.value for scope in result.scopes}
