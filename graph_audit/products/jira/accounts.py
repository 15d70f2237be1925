"""The accounts that Jira tells of, site by site."""

from collections import defaultdict
from collections.abc import Collection

from graph_audit.core.kinds import EdgeKind
from graph_audit.graph.access_graph import AccessGraph, Provenance
from graph_audit.graph.ids import tenant_id, user_id
from graph_audit.products.claims import Claims
from graph_audit.products.jira.rows import JiraUserRow
from graph_audit.products.records import Record, Records

__all__ = ["Accounts"]


class Accounts:
    """Accounts as Jira's rows tell them; settled once all rows are read, because rows may contradict each other."""

    def __init__(self, records: Records, graph: AccessGraph) -> None:
        self._records = records
        self._graph = graph
        self._claims = Claims(records, graph, "account", {"account_type": "unknown", "app_type": None})
        self._told: dict[str, dict[str, dict[str, set[bool | None]]]] = defaultdict(lambda: defaultdict(dict))
        """By account, tenant and place (``table/scope``): whether the account is active."""

    def add(self, record: Record[JiraUserRow]) -> str:
        """Add the account of a row."""
        row, graph = record.row, self._graph
        node = graph.add_entity(
            user_id(row.account_id),
            name=row.display_name or None,
            email=row.email_address,
            managed="unknown",
            records=[record.reference(*record.of, row.account_id)],
        )
        account_type = row.account_type if self._is_of_jira_only(node) else None
        self._claims.add(node, record.place, account_type=account_type, app_type=row.app_type)
        if self._is_of_jira_only(node):
            graph.add_scope(node, record.scope)
        self._told[node][tenant_id(record.scope_id)].setdefault(record.place, set()).add(row.active)
        return node

    def settle(self) -> None:
        """Tie each account to its tenants and say whether it is active; no rows follow."""
        for node, attribute in self._claims.settle():
            if attribute == "app_type":  # it decides whether an app is exempt from product access
                self._graph.nodes[node]["account_type"] = "unknown"
        for node, tenants in self._told.items():
            states = {self._settle_on(node, tenant, places) for tenant, places in tenants.items()}
            if self._is_of_jira_only(node):
                self._graph.nodes[node]["account_status"] = _status(states)

    def _is_of_jira_only(self, node: str) -> bool:
        """Whether no directory tells of the account; what a directory says of type and status stands."""
        return all(scope.startswith("tenant:") for scope in self._graph.nodes[node].get("scopes", ()))

    def _settle_on(self, node: str, tenant: str, places: dict[str, set[bool | None]]) -> bool | None:
        """Say whether the account is active on one tenant; None when no row tells, or rows contradict each other."""
        told = set().union(*places.values()) - {None}
        active = next(iter(told)) if len(told) == 1 else None
        if len(told) > 1:
            self._claims.doubt(places, "active")
        provenance = (Provenance(next(iter(places)), "source"),)
        self._graph.link(node, EdgeKind.IN_TENANT, tenant, jira_active=active, provenance=provenance)
        if active is False and self._graph.nodes[node].get("account_status") == "active":
            name = self._graph.name_of(tenant)
            self._records.note("account", f"active in Atlassian Administration but not in Jira of {name}")
        return active


def _status(states: Collection[bool | None]) -> str:
    """An account is active if a tenant says so, and deactivated if every tenant that tells of it does."""
    return "active" if True in states else "unknown" if None in states else "inactive"
