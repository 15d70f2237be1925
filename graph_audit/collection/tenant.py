"""Collecting one tenant: the credential is proven first, because a refused one looks like an empty site."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from graph_audit.collection.failure import coverage_of_failure
from graph_audit.collection.family import collect_families
from graph_audit.collection.fetching import ScopeFetcher
from graph_audit.collection.site import open_site
from graph_audit.collection.tenants import Tenant
from graph_audit.collection.workshop import Workshop
from graph_audit.core.errors import ApiError, BadAnswerError, UsageError
from graph_audit.core.kinds import Gap, ScopeKind
from graph_audit.products.definition import Table

__all__ = ["Exclusion", "collect_tenant", "leave_out_tenant"]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Why a tenant is not asked, and what to do if that is not wanted."""

    gap: Gap
    reason: str
    remedy: str = ""


_PROOF = "myself"
"""Must be answered before any empty list is believed: a scoped token on a site's address is silently anonymous.

Source: https://jira.atlassian.com/browse/CLOUD-12617
"""
_SERVER = "server_info"
_CLOUD = "Cloud"


def leave_out_tenant(workshop: Workshop, tenant: Tenant, why: Exclusion, *, needed: frozenset[str]) -> None:
    """Note that a tenant is not asked at all; see :func:`collect_tenant` for ``needed``."""
    for table in _wanted(workshop, tenant, needed):
        workshop.leave_out(table, f"tenant:{tenant.cloud_id}", why.gap, why.reason, why.remedy)


def collect_tenant(workshop: Workshop, tenant: Tenant, *, needed: frozenset[str]) -> None:
    """Collect every table of a tenant.

    Args:
        workshop: the collection.
        tenant: the site.
        needed: names of the tables that stand in for others and are needed.

    Raises:
        ApiError: the credential could not be proven on this site; every table's coverage says so.
    """
    scope = f"tenant:{tenant.cloud_id}"
    cloud_id = tenant.cloud_id if tenant.has_cloud_id else ""
    fetcher = workshop.fetcher(open_site(workshop.request, tenant.name, cloud_id, workshop.client), scope, {})
    wanted = _wanted(workshop, tenant, needed)
    proof = next(table for table in wanted if table.name == _PROOF)
    about = next(table for table in wanted if table.name == _SERVER)
    rest = [table for table in wanted if table not in (proof, about)]
    try:
        _prove(workshop, fetcher, proof, scope)
    except ApiError as error:
        for table in (about, *rest):
            fetcher.leave_out(replace(coverage_of_failure(proof, scope, error), table=table.name))
        raise
    try:
        _refuse_data_center(fetcher, about)
    except BadAnswerError as error:
        for table in rest:
            fetcher.leave_out(replace(coverage_of_failure(about, scope, error), table=table.name))
        raise
    collect_families(fetcher, rest)


def _prove(workshop: Workshop, fetcher: ScopeFetcher, proof: Table, scope: str) -> None:
    """Ask whose credential it is; also when an interrupted scan goes on, because it may be another one now."""
    before = {_account(row.value) for row in workshop.writer.read_before(proof.name, scope)}
    rows = fetcher.list_table(proof, keep=True, anew=True)
    try:
        for row in rows:
            proof.model.model_validate(row)
    except ValidationError as error:
        raise BadAnswerError(
            f"GET {proof.path} does not say whose credential it is, so nothing is believed."
        ) from error
    if before and before != set(map(_account, rows)):
        raise UsageError(
            "The interrupted scan used the API token of another account, which may see other things: go on with that "
            "one, or start a new scan."
        )


def _refuse_data_center(fetcher: ScopeFetcher, about: Table) -> None:
    """Refuse what says of itself to be no Jira Cloud: the same words mean other things there.

    A site that does not tell costs that table only.

    Raises:
        BadAnswerError: it is Jira Data Center or Server.
    """
    rows: list[Any] = []
    with suppress(ApiError):  # its coverage says why
        rows = fetcher.list_table(about, keep=True)
    kinds = [row.get("deploymentType") for row in rows if isinstance(row, dict)]
    if any(isinstance(kind, str) and kind != _CLOUD for kind in kinds):
        raise BadAnswerError(
            "This is Jira Data Center or Server, in which the same words mean other things: graph-audit reads Jira "
            "Cloud only. Check the address of the site."
        )


def _account(row: Any) -> str:
    return str(row.get("accountId")) if isinstance(row, dict) else ""


def _wanted(workshop: Workshop, tenant: Tenant, needed: frozenset[str]) -> list[Table]:
    """The tables to collect; those that stand in for others without need are noted as left out."""
    wanted = []
    for table in workshop.wanted(ScopeKind.TENANT, f"tenant:{tenant.cloud_id}"):
        if table.stands_in_for and table.name not in needed:
            reason = f"the table {table.stands_in_for} tells the same"
            workshop.leave_out(table, f"tenant:{tenant.cloud_id}", Gap.NOT_IN_THIS_MODE, reason)
        else:
            wanted.append(table)
    return wanted
