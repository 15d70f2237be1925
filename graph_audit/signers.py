"""From settings to what signs requests: the organisation's key, and what opens each site."""

from functools import cached_property

from pydantic import SecretStr

from graph_audit.client.credentials import Credential, Signer
from graph_audit.client.service_account import ServiceAccount
from graph_audit.core.errors import ConfigurationError
from graph_audit.settings import Settings, SiteCredential

__all__ = ["Signers"]


class Signers:
    """Reads each secret once, when it is first needed: a command may ask the user.

    What the environment says wins over the files, entry by entry.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._auth_url = settings.addresses.auth_url

    @property
    def organisation_id(self) -> str:
        """Id of the organisation; empty when none is configured."""
        return self._text("org_id") or ""

    @cached_property
    def organisation(self) -> Signer | None:
        """The organisation's API key."""
        key = self._secret("admin_api_key")
        return Credential.bearer(key) if key else None

    @cached_property
    def sites(self) -> Signer | None:
        """What opens the sites that have nothing of their own.

        Raises:
            ConfigurationError: there are two, or half of one.
        """
        username, token = self._text("atlassian_username"), self._secret("atlassian_api_token")
        client, secret = self._text("atlassian_client_id"), self._secret("atlassian_client_secret")
        if token and secret:
            raise ConfigurationError(
                "There are an API token and the client secret of a service account: it is not plain with which of them "
                "Jira is to be read. Take one away, or give single sites their own under [tenants.NAME]."
            )
        if secret or client:
            if not (secret and client):
                raise ConfigurationError(
                    "A service account needs both GRAPH_AUDIT_ATLASSIAN_CLIENT_ID and "
                    "GRAPH_AUDIT_ATLASSIAN_CLIENT_SECRET; one of them is missing."
                )
            return ServiceAccount(client, secret, auth_url=self._auth_url)
        return Credential.basic(username, token) if token and username else None

    @cached_property
    def by_site(self) -> dict[str, Signer]:
        """What opens single sites, by subdomain in small letters."""
        return {name: self._of_site(name, one) for name, one in sorted(self._settings.tenants.items())}

    def _of_site(self, name: str, one: SiteCredential) -> Signer:
        if one.client_id is not None and one.client_secret is not None:
            secret = one.client_secret.get(f"[tenants.{name}] client_secret")
            return ServiceAccount(one.client_id, secret, auth_url=self._auth_url)
        token = one.api_token.get(f"[tenants.{name}] api_token") if one.api_token else SecretStr("")
        return Credential.basic(one.username or "", token)

    def _text(self, entry: str) -> str | None:
        told = getattr(self._settings.credentials, entry, None) or getattr(self._settings.stored, entry)
        return str(told) if told else None

    def _secret(self, entry: str) -> SecretStr | None:
        told: SecretStr | None = getattr(self._settings.credentials, entry, None)
        source = getattr(self._settings.stored, entry)
        return told if told is not None or source is None else source.get(f"[credentials] {entry}")
