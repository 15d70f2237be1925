"""How domains, policies, API keys and API tokens become nodes and edges."""

from graph_audit.core.kinds import EdgeKind, ScopeKind
from graph_audit.graph.access_graph import AccessGraph, Provenance
from graph_audit.graph.ids import api_key_id, api_token_id, domain_id, org_id, policy_id, user_id
from graph_audit.products.inventory_rows import ApiKeyRow, ApiTokenRow, DomainRow, PolicyRow
from graph_audit.products.records import Record, Records

__all__ = ["add_inventory"]

_VERIFIED = "verified"


def add_inventory(records: Records, graph: AccessGraph) -> None:
    """Add what the organisation has, and whose the tokens and keys are."""
    organisation = org_id(records.snapshot.manifest.organisation.id)
    for domain in records.each(DomainRow, "domains"):
        about = domain.row.attributes
        is_verified = about.claim is not None and about.claim.status.casefold() == _VERIFIED
        node = graph.add_entity(domain_id(domain.row.id), name=about.name or domain.row.id, verified=is_verified)
        _keep(graph, node, organisation, domain, domain.row.id)
    for policy in records.each(PolicyRow, "policies"):
        what = policy.row.attributes
        node = graph.add_entity(policy_id(policy.row.id), name=what.name or None, type=what.type, status=what.status)
        _keep(graph, node, organisation, policy, policy.row.id)
    for key in records.each(ApiKeyRow, "api_keys"):
        node = _credential(graph, api_key_id(key.row.id), key.row)
        _keep(graph, node, organisation, key, key.row.id)
        _owned(graph, node, key.row.created_by.id if key.row.created_by else "", key)
    for token in records.each(ApiTokenRow, "api_tokens"):
        node = _credential(graph, api_token_id(token.row.id), token.row)
        graph.add_entity(node, status=token.row.status.casefold())
        _keep(graph, node, organisation, token, token.row.id)
        _owned(graph, node, token.row.user.id if token.row.user else "", token)


def _credential(graph: AccessGraph, node: str, row: ApiKeyRow | ApiTokenRow) -> str:
    return graph.add_entity(
        node, name=row.label or None, created=row.created_at, expires=row.expires_at, last_active=row.last_active_at
    )


def _keep(
    graph: AccessGraph,
    node: str,
    organisation: str,
    record: Record[DomainRow] | Record[PolicyRow] | Record[ApiKeyRow] | Record[ApiTokenRow],
    row_id: str,
) -> None:
    graph.add_entity(node, records=[record.reference(row_id)])
    graph.add_scope(node, ScopeKind.ORGANISATION)
    graph.link(node, EdgeKind.PART_OF, organisation, provenance=(Provenance(record.place, "source"),))


def _owned(graph: AccessGraph, node: str, owner: str, record: Record[ApiKeyRow] | Record[ApiTokenRow]) -> None:
    """Whose it is; an owner whom no list names stays an attribute: what is known of accounts is known by lists."""
    if owner and user_id(owner) in graph:
        graph.link(user_id(owner), EdgeKind.OWNS, node, provenance=(Provenance(record.place, "target"),))
    elif owner:
        graph.add_entity(node, owner=user_id(owner))
