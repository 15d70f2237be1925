"""The words of the screen: for kinds, edges, permissions, outcomes and numbers; never a raw key."""

from graph_audit.core.kinds import CoverageStatus, EdgeKind, NodeKind, Outcome

__all__ = ["COVERAGE", "EDGES", "KINDS", "OUTCOMES", "number", "sentence", "table_name"]

KINDS: dict[str, tuple[str, str]] = {
    NodeKind.ORG: ("organisation", "organisations"),
    NodeKind.DIRECTORY: ("directory", "directories"),
    NodeKind.TENANT: ("tenant", "tenants"),
    NodeKind.USER: ("user", "users"),
    NodeKind.GROUP: ("group", "groups"),
    NodeKind.APP_ROLE: ("application role", "application roles"),
    NodeKind.PROJECT: ("project", "projects"),
    NodeKind.ROLE: ("role", "roles"),
    NodeKind.SCHEME: ("permission scheme", "permission schemes"),
    NodeKind.ADMIN_ROLE: ("admin role", "admin roles"),
    NodeKind.ANYONE: ("anyone", "anyone"),
    NodeKind.ANY_LICENSED: ("anyone with product access", "anyone with product access"),
    NodeKind.CONDITION: ("condition", "conditions"),
    NodeKind.PORTAL_CUSTOMERS: ("portal customers", "portal customers"),
    NodeKind.UNKNOWN: ("unknown holder", "unknown holders"),
    NodeKind.DOMAIN: ("domain", "domains"),
    NodeKind.POLICY: ("policy", "policies"),
    NodeKind.API_KEY: ("API key", "API keys"),
    NodeKind.API_TOKEN: ("API token", "API tokens"),
    NodeKind.FILTER: ("filter", "filters"),
    NodeKind.DEFAULT_ROLE: ("role of new projects", "roles of new projects"),
}
"""Each kind of node, one and many."""

EDGES: dict[str, str] = {
    EdgeKind.MEMBER_OF: "is a member of",
    EdgeKind.ACTOR_IN: "has the role",
    EdgeKind.GRANTS: "grants permissions on",
    EdgeKind.HOLDS: "is a holder in",
    EdgeKind.GOVERNS: "governs",
    EdgeKind.LEADS: "leads",
    EdgeKind.GIVES_ACCESS: "gives product access through",
    EdgeKind.ADMINISTERS: "administers",
    EdgeKind.IN_DIRECTORY: "is managed in",
    EdgeKind.IN_TENANT: "belongs to",
    EdgeKind.USES_PRODUCT: "uses a product of",
    EdgeKind.PART_OF: "is part of",
    EdgeKind.OWNS: "owns",
    EdgeKind.SEES: "may see",
    EdgeKind.DEFAULT_ACTOR_IN: "is put into the role",
}

OUTCOMES: dict[str, str] = {
    Outcome.PASSED: "passed",
    Outcome.FOUND: "found",
    Outcome.NOT_EVALUATED: "not evaluated",
    Outcome.DISABLED: "disabled",
}

COVERAGE: dict[str, str] = {
    CoverageStatus.COMPLETE: "complete",
    CoverageStatus.PARTIAL: "incomplete",
    CoverageStatus.DENIED: "denied",
    CoverageStatus.SKIPPED: "skipped",
}


def table_name(table: str) -> str:
    """A table of the snapshot in words: ``role_actors`` is role actors."""
    return table.replace("_", " ")


def number(value: int) -> str:
    """A whole number with separators: 12,345."""
    return f"{value:,}"


def sentence(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
