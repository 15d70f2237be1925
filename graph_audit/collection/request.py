"""What a collection is given: credentials, addresses, and what to leave out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_audit.client.credentials import Signer
from graph_audit.client.options import ClientOptions
from graph_audit.core.errors import ConfigurationError

__all__ = ["CollectionRequest"]


@dataclass(frozen=True, slots=True)
class CollectionRequest:
    """Everything that a collection depends on.

    Attributes:
        organisation: organisation id; empty when only Jira is asked.
        organisation_credential: organisation API key; None when only Jira is asked.
        jira_credential: of the sites that have none of their own; None when there is no such.
        site_credentials: of single sites, by subdomain in small letters.
        api_url: where the Admin API is, without ``/admin``.
        site_url: address of a site, with ``{site}`` for its subdomain.
        tenants: the subdomains to collect; empty means all that the organisation has.
        leave_out: names of optional tables that are not wanted.
        sample: whether one page of each table, of one parent, will do: enough to see what may be read.
        threads: how many requests are under way at once.
        options: limits of the HTTP client.
    """

    organisation: str
    organisation_credential: Signer | None
    jira_credential: Signer | None
    api_url: str = "https://api.atlassian.com"
    site_url: str = "https://{site}.atlassian.net"
    tenants: tuple[str, ...] = ()
    site_credentials: Mapping[str, Signer] = field(default_factory=dict)
    leave_out: frozenset[str] = frozenset()
    sample: bool = False
    threads: int = 32
    options: ClientOptions = field(default_factory=ClientOptions)

    def asked(self) -> dict[str, Any]:
        """What is asked for, as JSON values and without secrets: a scan that goes on must ask for the same."""
        return {
            "organisation": self.organisation,
            "api_url": self.api_url,
            "site_url": self.site_url,
            "tenants": sorted(set(self.tenants)),
            "leave_out": sorted(self.leave_out),
            "mode": self.mode,
        }

    def credential_of(self, site: str) -> Signer | None:
        """What opens the site; None when nothing is configured that does."""
        return self.site_credentials.get(site.casefold(), self.jira_credential)

    @property
    def _opens_jira(self) -> bool:
        return self.jira_credential is not None or bool(self.site_credentials)

    @property
    def mode(self) -> str:
        """``full``, ``jira_only`` or ``organisation_only``.

        Raises:
            ConfigurationError: nothing can be asked with what is there.
        """
        if self.organisation_credential and not self.organisation:
            raise ConfigurationError(
                "There is an organisation API key but no organisation id: set GRAPH_AUDIT_ORG_ID "
                "(admin.atlassian.com shows it in the address of every page)."
            )
        if self.organisation_credential:
            return "full" if self._opens_jira else "organisation_only"
        if not self._opens_jira:
            raise ConfigurationError(
                "There is no credential: set GRAPH_AUDIT_ORG_ID and GRAPH_AUDIT_ADMIN_API_KEY for the organisation, "
                "GRAPH_AUDIT_ATLASSIAN_USERNAME and GRAPH_AUDIT_ATLASSIAN_API_TOKEN for Jira (or "
                "GRAPH_AUDIT_ATLASSIAN_CLIENT_ID and GRAPH_AUDIT_ATLASSIAN_CLIENT_SECRET of a service account); or try "
                "`graph-audit demo`."
            )
        if not self.tenants:
            raise ConfigurationError(
                'Without an organisation API key the sites must be named: use --tenant NAME, or tenants = ["NAME"] in '
                "the configuration (NAME is the first part of NAME.atlassian.net)."
            )
        return "jira_only"
