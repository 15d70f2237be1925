"""When an account was last active, as far as Atlassian Administration tells: never and not known are two states."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph_audit.checks.definition import Audit
from graph_audit.core.clock import parse_time
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.path import AccessPath

__all__ = ["LastActive", "last_active", "last_active_on", "product_paths", "product_users"]


@dataclass(frozen=True, slots=True)
class LastActive:
    """When somebody was last active.

    Attributes:
        moment: the moment; None for never, and where it is not known.
        is_known: whether the data tells.
    """

    moment: datetime | None
    is_known: bool

    def before(self, limit: datetime) -> bool | None:
        """Whether that was before ``limit`` or never; None where it is not known."""
        if not self.is_known:
            return None
        return self.moment is None or self.moment < limit

    def in_words(self) -> str:
        """``never active`` or ``last active on 2026-03-02``."""
        return "never active" if self.moment is None else f"last active on {self.moment:%Y-%m-%d}"


_NOT_KNOWN = LastActive(None, is_known=False)


def last_active(graph: AccessGraph, user: str) -> LastActive:
    """When the account was last active in any product.

    An account without any product has no activity that could be seen; of those that only Jira lists nothing is told.

    Source: https://developer.atlassian.com/cloud/admin/organization/rest/ (``lastActiveTimestamp``: a page was viewed
    for two seconds, told up to 24 hours later; absent when never).
    """
    told = graph.attribute(user, "last_active")
    return _read(told, has_product=bool(told) or graph.leads_by(user, EdgeKind.USES_PRODUCT))


def last_active_on(graph: AccessGraph, user: str, tenant: str) -> dict[str, LastActive]:
    """When the account was last active on a tenant, by product."""
    return {
        edge["product"]: _read(edge.get("last_active"), has_product=True)
        for edge in graph.outgoing(user).get(tenant, {}).values()
        if edge["kind"] == EdgeKind.USES_PRODUCT
    }


def product_users(audit: Audit[Any]) -> frozenset[str]:
    """The accounts that have a product; ask for it with :meth:`Audit.once`."""
    graph = audit.graph
    tenants = graph.of_kind(NodeKind.TENANT)
    return frozenset(user for tenant in tenants for user in graph.each_source(tenant, EdgeKind.USES_PRODUCT))


def product_paths(graph: AccessGraph, user: str) -> tuple[AccessPath, ...]:
    """That an account has products, as evidence."""
    return tuple(
        (step,)
        for tenant in graph.targets(user, EdgeKind.USES_PRODUCT)
        for step in graph.steps(user, tenant, EdgeKind.USES_PRODUCT)
    )


def _read(text: str | None, *, has_product: bool) -> LastActive:
    if not text:
        return LastActive(None, is_known=has_product)
    moment = parse_time(text)
    return LastActive(moment, is_known=True) if moment else _NOT_KNOWN
