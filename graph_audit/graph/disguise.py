"""Pseudonyms for what people, groups and spaces are called, so that a report can be shown to others.

A pseudonym follows from an id, not from the name: it is the same in every report of the organisation, and nobody can
find the name by trying names. What has the same name or address gets the same pseudonym.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from graph_audit.core.kinds import NodeKind
from graph_audit.core.wording import folded
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import is_named_group, kind_of, tenant_id, tenant_of

__all__ = ["WITHHELD", "assign_pseudonyms", "take_names_away"]

WITHHELD = "(redacted)"
"""Stands for text that may hold a name."""

_DIGITS = 10
_NAMED: dict[str, str] = {
    NodeKind.ORG: "Organisation",
    NodeKind.DIRECTORY: "Directory",
    NodeKind.TENANT: "site",
    NodeKind.USER: "Person",
    NodeKind.GROUP: "Group",
    NodeKind.PROJECT: "Project",
    NodeKind.ROLE: "Role",
    NodeKind.SCHEME: "Scheme",
    NodeKind.UNKNOWN: "Holder",
    NodeKind.DOMAIN: "Domain",
    NodeKind.POLICY: "Policy",
    NodeKind.API_KEY: "Key",
    NodeKind.API_TOKEN: "Token",
    NodeKind.FILTER: "Filter",
    NodeKind.DEFAULT_ROLE: "Role",
}
_NAMED_BY_ID = frozenset({NodeKind.UNKNOWN.value, NodeKind.DOMAIN.value})
"""Kinds whose ids may hold a name."""
_ROLES_OF_THE_PRODUCT = frozenset(
    {"Administrators", "Administrator", "Member", "Members", "Viewer", "Users", "Developers", "Service Desk Team"}
    | {"Service Desk Customers", "atlassian-addons-project-access"}
)
"""Roles that Jira itself brings: their names tell nothing of the organisation."""
_KEPT = frozenset(
    {"kind", "name", "records", "scopes", "account_type", "app_type", "account_status", "managed", "mfa", "last_active"}
    | {
        "added",
        "synced",
        "users_count",
        "resources_count",
        "seats",
        "seats_left",
        "unlimited",
        "style",
        "type",
        "archived",
        "lead",
    }
    | {"scheme", "updated", "gated_permission", "gated_by", "project", "limited", "gate", "products", "plans"}
    | {"statuses", "capacity", "usage", "sandbox", "email", "key", "category", "unlimited"}
    | {"verified", "status", "created", "expires", "email_verified", "owner"}
)
"""Attributes that stay, some as pseudonyms; whatever is not known here is taken away."""
_TEXT = ("description", "issue_security")


def assign_pseudonyms(graph: AccessGraph) -> Mapping[str, str]:
    """Let :meth:`AccessGraph.told` and ``name_of`` give pseudonyms; the attributes stay for those who compare them.

    Ids that hold a name (a group that only its name tells of, a holder of an unknown type) are changed.

    Returns:
        The new id by the old one.
    """
    changed = _without_names_in_ids(graph)
    names, addresses, categories = dict[str, str](), dict[str, str](), dict[str, str]()
    for node in sorted(graph):
        kind, known = kind_of(node), graph.nodes[node]
        told = graph.aliases.setdefault(node, {})
        name = graph.name_of(node)
        if kind in _NAMED and not (kind == NodeKind.ROLE and name in _ROLES_OF_THE_PRODUCT):
            first = names.setdefault(f"{kind}:{folded(name)}", node)
            told["name"] = f"{_NAMED[kind]} {_digest(first)}".replace("site ", "site-")
        if kind == NodeKind.PROJECT and known.get("key"):
            told["key"] = f"P{_digest(node).upper()}"
        if known.get("email"):
            told["email"] = f"{_digest(addresses.setdefault(folded(str(known['email'])), node))}@redacted.invalid"
        if known.get("category"):
            told["category"] = f"Category {_digest(categories.setdefault(folded(str(known['category'])), node))}"
    for node in graph:
        if kind_of(node) not in _NAMED:
            graph.aliases[node]["name"] = _without_site(graph, node)
    return changed


def _without_names_in_ids(graph: AccessGraph) -> dict[str, str]:
    holding = [node for node in graph if is_named_group(node) or kind_of(node) in _NAMED_BY_ID]
    changed = {node: f"{_beginning(node)}:{_digest(node)}" for node in holding}
    graph.rename(changed)
    for node in changed.values():  # what tells of it alone is called after it
        edges = (*graph.in_edges(node, data=True), *graph.out_edges(node, data=True))
        for known in (graph.nodes[node], *(data for *_, data in edges)):
            places = [record.partition("#")[0] for record in known.get("records", ())]
            known["records"] = tuple(f"{place}#{_digest(node)}" for place in places)
    for project in graph.of_kind(NodeKind.PROJECT):
        if graph.nodes[project].get("lead") in changed:
            graph.nodes[project]["lead"] = changed[graph.nodes[project]["lead"]]
    return changed


def take_names_away(graph: AccessGraph) -> None:
    """Make the pseudonyms of :func:`assign_pseudonyms` all that the graph holds."""
    for node, known in graph.nodes(data=True):
        told = dict(_told(known, graph.aliases[node]))
        known.clear()
        known.update(told)
    graph.aliases.clear()


def _told(known: Mapping[str, Any], aliases: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for name, value in known.items():
        if name in _KEPT:
            yield name, aliases.get(name, value)
        elif name in _TEXT:  # whether there is any is what checks and remarks ask
            yield name, WITHHELD if isinstance(value, str) and value.strip() else (WITHHELD,) * bool(value)
    if "name" not in known and "name" in aliases:
        yield "name", aliases["name"]


def _without_site(graph: AccessGraph, node: str) -> str:
    """Names that the product gives, such as "Portal customers of northwind": only the site is somebody's."""
    name, tenant = graph.name_of(node), tenant_id(tenant_of(node))
    tenants = [tenant] if tenant in graph else graph.of_kind(NodeKind.TENANT)
    for one in tenants:
        own = graph.nodes[one].get("name")
        name = name.replace(str(own), graph.name_of(one)) if own else name
    return name


def _beginning(node: str) -> str:
    """What an id tells besides the name: ``group:name:<cloudId>``, ``unknown:<type>``, ``domain``."""
    told = 3 if is_named_group(node) else 1 if kind_of(node) == NodeKind.DOMAIN else 2
    return ":".join(node.split(":")[:told])


def _digest(node: str) -> str:
    return hashlib.sha256(node.encode(errors="surrogatepass")).hexdigest()[:_DIGITS]
