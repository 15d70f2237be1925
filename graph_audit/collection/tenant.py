"""Collecting one tenant: the credential is proven first, because a refused one looks like an empty site."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from pydantic import ValidationError

from graph_audit.collection.failure import coverage_of_failure
from graph_audit.collection.fetching import ScopeFetcher
from graph_audit.collection.tenants import Tenant
from graph_audit.collection.workshop import Workshop, side_by_side
from graph_audit.core.errors import ApiError, BadAnswerError
from graph_audit.core.kinds import Gap, ScopeKind
from graph_audit.products.definition import Table

__all__ = ["collect_tenant", "leave_out_tenant"]

_PROOF = "myself"
"""Must be answered before any empty list is believed: a scoped token on a site's address is silently anonymous.

Source: https://jira.atlassian.com/browse/CLOUD-12617
"""


def leave_out_tenant(workshop: Workshop, tenant: Tenant, gap: Gap, reason: str, *, needed: frozenset[str]) -> None:
    """Note that a tenant is not asked at all; see :func:`collect_tenant` for ``needed``."""
    for table in _wanted(workshop, tenant, needed):
        workshop.leave_out(table, f"tenant:{tenant.cloud_id}", gap, reason)


def collect_tenant(workshop: Workshop, tenant: Tenant, *, needed: frozenset[str]) -> None:
    """Collect every table of a tenant.

    Args:
        workshop: the collection.
        tenant: the site.
        needed: names of the tables that stand in for others and are needed.

    Raises:
        ApiError: the credential could not be proven on this site; every table's coverage says so.
    """
    request = workshop.request
    scope = f"tenant:{tenant.cloud_id}"
    client = workshop.client(request.site_url.replace("{site}", tenant.name), request.jira_credential, scope)
    fetcher = workshop.fetcher(client, scope, {})
    wanted = _wanted(workshop, tenant, needed)
    proof = next(table for table in wanted if table.name == _PROOF)
    try:
        _prove(fetcher, proof)
    except ApiError as error:
        for table in wanted:
            if table is not proof:
                fetcher.leave_out(replace(coverage_of_failure(proof, scope, error), table=table.name))
        raise
    side_by_side(
        lambda table: _collect_family(fetcher, table, wanted),
        [table for table in wanted if table is not proof and not table.parent],
    )


def _prove(fetcher: ScopeFetcher, proof: Table) -> None:
    try:
        for row in fetcher.list_table(proof, keep=True):
            proof.model.model_validate(row)
    except ValidationError as error:
        raise BadAnswerError(
            f"GET {proof.path} does not say whose credential it is, so nothing is believed."
        ) from error


def _wanted(workshop: Workshop, tenant: Tenant, needed: frozenset[str]) -> list[Table]:
    """The tables to collect; those that stand in for others without need are noted as left out."""
    wanted = []
    for table in workshop.of_scope(ScopeKind.TENANT):
        if table.stands_in_for and table.name not in needed:
            reason = f"the table {table.stands_in_for} tells the same"
            workshop.leave_out(table, f"tenant:{tenant.cloud_id}", Gap.NOT_IN_THIS_MODE, reason)
        else:
            wanted.append(table)
    return wanted


def _collect_family(fetcher: ScopeFetcher, table: Table, tables: Iterable[Table]) -> None:
    """Collect a table, then those that are asked for once per row of it."""
    children = [child for child in tables if child.parent == table.name]
    if table.parent:
        fetcher.child_table(table, children)
    else:
        with suppress(ApiError):  # its coverage says why, and that of its children will
            fetcher.list_table(table, children)
    side_by_side(lambda child: _collect_family(fetcher, child, tables), children)
