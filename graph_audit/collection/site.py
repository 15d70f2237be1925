"""One site, asked where it knows the credential: at its own address, or through the gateway."""

from collections.abc import Callable

from graph_audit.client.credentials import Signer
from graph_audit.client.limiter import Limiter
from graph_audit.client.messages import Answer, Request
from graph_audit.client.session import ApiClient
from graph_audit.collection.request import CollectionRequest
from graph_audit.core.errors import ApiError, AuthenticationError

__all__ = ["Site", "open_site"]

_ACCOUNT = "x-aaccountid"


class Site:
    """Asks a site; the first request proves the credential and settles where it is asked.

    An API token with scopes is known to the gateway only: at the site's own address its owner is a stranger, to whom
    some endpoints answer with what everybody may see (https://jira.atlassian.com/browse/CLOUD-12617). For the same
    reason no later answer is believed that is not addressed to the account of the first one.

    Args:
        site: the client for the site's own address.
        gateway: makes the one for the gateway; None when the site's cloudId is not known.
    """

    def __init__(self, site: ApiClient, gateway: Callable[[], ApiClient] | None) -> None:
        self._client = site
        self._gateway = gateway
        self._account: str | None = None
        self._is_settled = False

    def send(self, request: Request) -> Answer:
        """Ask until there is an answer or no hope of one.

        Raises:
            AuthenticationError: the credential was refused in both places, or the answer is one for strangers.
            ApiError: as :meth:`ApiClient.send`.
        """
        if not self._is_settled:
            return self._settle(request)
        answer = self._client.send(request)
        if self._account is not None and answer.headers.get(_ACCOUNT) != self._account:
            raise AuthenticationError(
                f"{request.method} {request.path} was answered as to somebody else than whose credential it is, so "
                "nothing of it is believed. The credential may have ended meanwhile; make a new one.",
                status=answer.status,
            )
        return answer

    def limiter(self, method: str, endpoint: str) -> Limiter:
        """What bounds the rate of one endpoint."""
        return self._client.limiter(method, endpoint)

    def _settle(self, request: Request) -> Answer:
        try:
            answer = self._client.send(request)
        except AuthenticationError as refused:
            if self._gateway is None:
                raise
            gateway = self._gateway()
            try:
                answer = gateway.send(request)
            except ApiError:
                raise refused from None
            self._client = gateway
        self._account = answer.headers.get(_ACCOUNT)
        self._is_settled = True
        return answer


def open_site(
    request: CollectionRequest, name: str, cloud_id: str, client: Callable[[str, Signer | None, str], ApiClient]
) -> Site:
    """The site where its credential is known: at its own address first, or only through the gateway.

    Args:
        request: addresses and credentials.
        name: subdomain.
        cloud_id: its id; empty when it is not known.
        client: makes the client for an address and a credential; the last argument is a name for it.
    """
    credential = request.credential_of(name)

    def gateway() -> ApiClient:
        return client(f"{request.api_url}/ex/jira/{cloud_id}", credential, f"tenant:{cloud_id} (gateway)")

    if credential is not None and credential.gateway_only:
        return Site(gateway(), None)
    own = client(request.site_url.replace("{site}", name), credential, f"tenant:{cloud_id or name}")
    return Site(own, gateway if cloud_id else None)
