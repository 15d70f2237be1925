"""From credentials to a snapshot: the organisation first, then its tenants, side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph_audit.client.statistics import Statistics
from graph_audit.collection.organisation import OrganisationFound, collect_organisation, leave_out_organisation
from graph_audit.collection.progress import Progress
from graph_audit.collection.request import CollectionRequest
from graph_audit.collection.tenant import Exclusion, collect_tenant, leave_out_tenant
from graph_audit.collection.tenants import Tenant, is_subdomain, tenant_by_name
from graph_audit.collection.workshop import Workshop, side_by_side
from graph_audit.core.clock import Clock
from graph_audit.core.errors import ApiError, AuthenticationError, UsageError
from graph_audit.core.kinds import Gap, ScopeKind
from graph_audit.products.definition import Product
from graph_audit.snapshot.manifest import Manifest, OrganisationEntry, TenantEntry
from graph_audit.snapshot.writer import SnapshotWriter

__all__ = ["Collected", "collect"]

_NOT_READABLE = (
    "Authentication policies (enforced single sign-on, two-step verification, session length) and the identity "
    "provider's connection cannot be read through Atlassian's API: nothing is said about them."
)


@dataclass(frozen=True, slots=True)
class Collected:
    """A sealed snapshot and what it took.

    Attributes:
        manifest: the snapshot's manifest.
        statistics: what the clients did, by scope.
    """

    manifest: Manifest
    statistics: dict[str, Statistics]


def collect(
    request: CollectionRequest, products: Iterable[Product], writer: SnapshotWriter, *, clock: Clock, progress: Progress
) -> Collected:
    """Collect what ``request`` asks for into a snapshot and seal it.

    Raises:
        AuthenticationError: the organisation, or every tenant, refuses the credential.
        ApiError: nothing of the organisation could be read, or nothing at all.
        UsageError: a tenant that was asked for does not exist.
    """
    mode = request.mode
    tables = [table for product in products for table in product.tables]
    with Workshop(request, tables, writer, progress) as workshop:
        found = leave_out_organisation(workshop) if mode == "jira_only" else collect_organisation(workshop)
        tenants = _collect_tenants(workshop, found, mode)
    if found.accounts_elsewhere:
        writer.note("Accounts, groups and memberships come from Jira; directories were not asked or did not answer.")
    if mode != "jira_only":
        writer.note(_NOT_READABLE)
    manifest = writer.seal(
        organisation=OrganisationEntry(
            id=request.organisation or "jira-only",
            name=found.name or ", ".join(tenant.name for tenant in tenants if mode == "jira_only"),
        ),
        mode="jira_only" if found.accounts_elsewhere and mode == "full" else mode,
        tenants=[
            TenantEntry(
                cloud_id=tenant.cloud_id, name=tenant.name or tenant.cloud_id, url=tenant.url, products=tenant.products
            )
            for tenant in tenants
        ],
        finished=clock(),
    )
    return Collected(manifest, {name: client.statistics for name, client in workshop.clients.items()})


def _collect_tenants(workshop: Workshop, found: OrganisationFound, mode: str) -> list[Tenant]:
    tenants = _known_tenants(workshop, found)
    stand_ins = (table.name for table in workshop.of_scope(ScopeKind.TENANT) if table.stands_in_for)
    needed = frozenset(stand_ins if found.accounts_elsewhere else ())
    asked, refusals = [], []
    why: Exclusion | None = None
    for tenant in tenants:
        why = _exclusion(workshop.request, tenant, mode)
        if why is None:
            asked.append(tenant)
        else:
            leave_out_tenant(workshop, tenant, why, needed=needed)

    if mode == "jira_only" and not asked and why is not None:
        raise UsageError(f"There is nothing to ask: {why.reason}. {why.remedy}".strip())

    def fetch(tenant: Tenant) -> None:
        try:
            collect_tenant(workshop, tenant, needed=needed)
        except ApiError as error:
            refusals.append(error)

    side_by_side(fetch, asked)
    everywhere = bool(asked) and len(refusals) == len(asked)
    if everywhere and (mode == "jira_only" or all(isinstance(error, AuthenticationError) for error in refusals)):
        raise refusals[0]
    return tenants


def _known_tenants(workshop: Workshop, found: OrganisationFound) -> list[Tenant]:
    request = workshop.request
    known = {tenant.name.casefold(): tenant for tenant in found.tenants}
    missing = [name for name in request.tenants if name.casefold() not in known]
    if found.tenants and missing:
        raise UsageError(
            f"The organisation has no site {missing[0]!r}; it has {', '.join(sorted(filter(None, known))) or 'none'}."
        )
    if found.tenants:
        return list(found.tenants)
    named = [_named_tenant(workshop, name) for name in dict.fromkeys(map(str.casefold, request.tenants))]
    return list({tenant.cloud_id: tenant for tenant in named}.values())


def _named_tenant(workshop: Workshop, name: str) -> Tenant:
    if not is_subdomain(name):  # the name may come from a downloaded folder, and the token goes where it says
        raise UsageError(f"{name!r} is not the name of a site: give the first part of NAME.atlassian.net.")
    request = workshop.request
    url = request.site_url.replace("{site}", name)
    return tenant_by_name(name, url, workshop.client(url, None, f"{name} (cloudId)").send)


def _exclusion(request: CollectionRequest, tenant: Tenant, mode: str) -> Exclusion | None:
    selected = {name.casefold() for name in request.tenants}
    reasons = (
        (not tenant.has_jira, Exclusion(Gap.PRODUCT_ABSENT, "the site has no Jira")),
        (mode == "organisation_only", Exclusion(Gap.NOT_SELECTED, "no Jira credential is configured")),
        (
            bool(selected) and tenant.name.casefold() not in selected,
            Exclusion(Gap.NOT_SELECTED, "the site was not selected"),
        ),
        (
            tenant.is_offline,
            Exclusion(Gap.NOT_SELECTED, "the vendor lists the site as offline; it answers nobody"),
        ),
        (
            tenant.is_sandbox and not selected,
            Exclusion(Gap.NOT_SELECTED, f"the site is a sandbox; choose it with --tenant {tenant.name} to scan it"),
        ),
        (
            not tenant.name,
            Exclusion(
                Gap.NOT_SELECTED, f"its address {tenant.url!r} is not below atlassian.net; no credential is sent there"
            ),
        ),
        (
            request.credential_of(tenant.name) is None,
            Exclusion(
                Gap.RIGHT_MISSING,
                "no credential is configured that opens the site",
                f"Configure one under [tenants.{tenant.name}], or one for all sites.",
            ),
        ),
        (
            _needs_cloud_id(request, tenant),
            Exclusion(
                Gap.RIGHT_MISSING,
                "its cloudId could not be found out, without which a service account cannot ask it",
                "Check the name of the site, or configure an organisation API key, which lists all sites.",
            ),
        ),
    )
    return next((why for holds, why in reasons if holds), None)


def _needs_cloud_id(request: CollectionRequest, tenant: Tenant) -> bool:
    credential = request.credential_of(tenant.name)
    return credential is not None and credential.gateway_only and not tenant.has_cloud_id
