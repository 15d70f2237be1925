"""Which tenants there are: from the organisation's workspaces, or from the configuration."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from graph_audit.client.messages import Request
from graph_audit.client.paging import Send
from graph_audit.core.errors import ApiError, UnsafeUrlError

__all__ = ["Tenant", "is_subdomain", "names_no_site", "tenant_by_name", "tenants_of_workspaces"]

_SITE = re.compile(r"::site/(?P<cloud_id>[A-Za-z0-9-]{1,80})\Z")
_PRODUCT = re.compile(r"^ari:cloud:(?P<product>[a-z0-9-]+)::")
_SUBDOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.IGNORECASE | re.ASCII)
_CLOUD_ID = re.compile(r"[A-Za-z0-9-]{1,80}")

_OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Tenant:
    """One site.

    Attributes:
        cloud_id: its id.
        name: its subdomain; empty when the address is none of ``*.atlassian.net``, to which no credential is sent.
        url: its address.
        products: products that it has, such as ``jira-software``.
        is_offline: whether the vendor has switched all of it off.
        is_sandbox: whether it is a copy of another site, for trying things out.
    """

    cloud_id: str
    name: str
    url: str
    products: tuple[str, ...] = ()
    is_offline: bool = False
    is_sandbox: bool = False

    @property
    def has_cloud_id(self) -> bool:
        """Whether the id is one; where none could be found out, the name stands for it."""
        return self.cloud_id != self.name

    @property
    def has_jira(self) -> bool:
        """Whether any Jira product is there."""
        return any(product.startswith("jira") for product in self.products)


def tenants_of_workspaces(rows: Iterable[Any]) -> list[Tenant]:
    """The sites among workspace rows, by name; one site has one row for each product.

    Source: https://developer.atlassian.com/cloud/admin/organization/rest/api-group-workspaces/
    """
    sites: dict[str, dict[str, Any]] = {}
    for row in rows:
        ari = row.get("id") if isinstance(row, Mapping) else None
        site = _SITE.search(ari) if isinstance(ari, str) else None
        if site is None or ari is None:
            continue  # Bitbucket and others have no site
        entry = sites.setdefault(site["cloud_id"], {"url": "", "products": set(), "states": set(), "sandbox": False})
        product = _PRODUCT.match(ari)
        entry["products"].add(product["product"] if product else "unknown")
        attributes = row.get("attributes")
        attributes = attributes if isinstance(attributes, Mapping) else {}
        url, status = attributes.get("hostUrl"), attributes.get("status")
        entry["url"] = entry["url"] or (url if isinstance(url, str) else "")
        entry["states"].add(status if isinstance(status, str) else "")
        entry["sandbox"] = entry["sandbox"] or bool(attributes.get("sandbox"))
    found = (
        Tenant(
            cloud_id,
            _subdomain(entry["url"]),
            entry["url"],
            tuple(sorted(entry["products"])),
            is_offline=entry["states"] == {_OFFLINE},
            is_sandbox=entry["sandbox"],
        )
        for cloud_id, entry in sites.items()
    )
    return sorted(found, key=lambda tenant: (tenant.name, tenant.cloud_id))


def names_no_site(row: Any) -> bool:
    """Whether a workspace row does not say where it is; those of products without a site, such as Bitbucket, do."""
    ari = row.get("id") if isinstance(row, Mapping) else None
    return not isinstance(ari, str) or not ari or ("::site/" in ari and not _SITE.search(ari))


def is_subdomain(name: str) -> bool:
    """Whether this can be the first part of an address below ``atlassian.net``: nothing in it leads elsewhere."""
    return _SUBDOMAIN.fullmatch(name) is not None


def _subdomain(url: str) -> str:
    try:
        host = urlsplit(url if "://" in url else f"https://{url}").hostname or ""
    except ValueError:
        return ""
    name, _, rest = host.partition(".")
    return name if rest == "atlassian.net" and is_subdomain(name) else ""


def tenant_by_name(name: str, url: str, send: Send) -> Tenant:
    """A site that the configuration names; its cloudId comes from the site itself, or else the name stands for it.

    Source: https://{site}.atlassian.net/_edge/tenant_info, widely used though undocumented.
    """
    try:
        data = send(Request("GET", "/_edge/tenant_info")).data
    except (ApiError, UnsafeUrlError):
        data = None
    cloud_id = data.get("cloudId") if isinstance(data, Mapping) else None
    told = isinstance(cloud_id, str) and _CLOUD_ID.fullmatch(cloud_id)
    return Tenant(str(cloud_id) if told else name, name, url, ("jira",))
