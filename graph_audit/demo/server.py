"""A fake Atlassian: Admin API, gateway and sites of one organisation, over real HTTP on the loopback interface."""

import random
import string
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule, Submount
from werkzeug.wrappers import Request, Response

from graph_audit.core.clock import system_clock
from graph_audit.demo.admin_api import AdminApi
from graph_audit.demo.answers import html_page, jira_error, json_answer
from graph_audit.demo.disturbances import Disturber
from graph_audit.demo.faults import Faults
from graph_audit.demo.jira_api import JiraApi
from graph_audit.demo.limits import Throttle
from graph_audit.demo.organisation import Organisation, Tenant
from graph_audit.demo.serving import LoopbackServer
from graph_audit.demo.tokens import TokenDesk
from graph_audit.demo.worsened import worsened

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

__all__ = ["FakeAtlassian", "Recorded"]

_ADMIN = Submount(
    "/admin",
    [
        Rule("/v1/orgs", endpoint="organisations", methods=["GET"]),
        Rule("/v1/orgs/<org_id>", endpoint="organisation", methods=["GET"]),
        Rule("/v1/orgs/<org_id>/domains", endpoint="domains", methods=["GET"]),
        Rule("/v1/orgs/<org_id>/policies", endpoint="policies", methods=["GET"]),
        Rule("/api-access/v1/orgs/<org_id>/api-keys", endpoint="api_keys", methods=["GET"]),
        Rule("/api-access/v1/orgs/<org_id>/api-tokens", endpoint="api_tokens", methods=["GET"]),
        Rule("/v2/orgs/<org_id>/directories", endpoint="directories", methods=["GET"]),
        Rule("/v2/orgs/<org_id>/workspaces", endpoint="workspaces", methods=["POST"]),
        Rule("/v2/orgs/<org_id>/directories/<directory_id>/users/search", endpoint="users_search", methods=["POST"]),
        Rule("/v2/orgs/<org_id>/directories/<directory_id>/groups/search", endpoint="groups_search", methods=["POST"]),
        Rule("/v2/orgs/<org_id>/directories/<directory_id>/users/count", endpoint="user_count", methods=["GET"]),
        Rule("/v2/orgs/<org_id>/directories/<directory_id>/groups/count", endpoint="group_count", methods=["GET"]),
        Rule(
            "/v2/orgs/<org_id>/directories/<directory_id>/groups/<group_id>/role-assignments",
            endpoint="group_roles",
            methods=["GET"],
        ),
        Rule(
            "/v2/orgs/<org_id>/directories/<directory_id>/users/<account_id>/role-assignments",
            endpoint="user_roles",
            methods=["GET"],
        ),
    ],
)
_JIRA = (
    ("/serverInfo", "server_info"),
    ("/myself", "myself"),
    ("/project/search", "project_search"),
    ("/project/<key>/role", "project_roles"),
    ("/project/<key>/role/<role_id>", "project_role"),
    ("/project/<key>/permissionscheme", "project_scheme"),
    ("/role", "roles"),
    ("/permissionscheme", "permission_schemes"),
    ("/applicationrole", "application_roles"),
    ("/issuesecurityschemes", "security_schemes"),
    ("/issuesecurityschemes/level", "security_levels"),
    ("/issuesecurityschemes/level/member", "security_level_members"),
    ("/issuesecurityschemes/project", "secured_projects"),
    ("/filter/search", "filter_search"),
    ("/group/bulk", "group_bulk"),
    ("/group/member", "group_member"),
    ("/users/search", "users_search"),
)


def _jira_rules() -> list[Rule]:
    return [
        *(Rule(f"/rest/api/3{path}", endpoint=endpoint, methods=["GET"]) for path, endpoint in _JIRA),
        Rule("/rest/api/3/permissions/check", endpoint="permissions_check", methods=["POST"]),
    ]


ROUTES = Map(
    [
        _ADMIN,
        Rule("/oauth/token", endpoint="token", methods=["POST"]),
        Submount("/ex/jira/<cloud_id>", _jira_rules()),
        Submount("/site/<site>", [Rule("/_edge/tenant_info", endpoint="tenant_info"), *_jira_rules()]),
    ],
    merge_slashes=False,
)


class Recorded(NamedTuple):
    """One request that the server got, and the status of its answer."""

    method: str
    path: str
    query: str
    body: str
    status: int


class FakeAtlassian:
    """Serves a fictional organisation until the ``with`` block ends.

    Attributes:
        api_url: what takes the place of ``https://api.atlassian.com`` and of ``https://auth.atlassian.com``.
        site_url: what takes the place of ``https://{site}.atlassian.net``; ``{site}`` stands in it.
        org_id: the organisation's id.
        admin_api_key: made-up key of the Admin API.
        username: e-mail address of the account that scans.
        api_token: its made-up token.
        tokens: gives out access tokens to the service account.
        requests: what was asked so far.
    """

    def __init__(  # noqa: PLR0913  # time and place come in as arguments
        self,
        organisation: Organisation,
        *,
        faults: Faults = Faults(),  # noqa: B008 - frozen
        latency: float = 0.0,
        port: int = 0,
        throttle: Throttle | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = system_clock,
    ) -> None:
        self.organisation = worsened(organisation, faults)
        auditor = organisation.accounts[organisation.auditor]
        self.org_id = organisation.id
        self.username = auditor.email or ""
        self.admin_api_key, self.api_token, client_secret = _secrets(organisation.seed)
        self.tokens = TokenDesk(f"client-{organisation.seed:08}", client_secret, uses=faults.token_uses)
        self.requests: list[Recorded] = []
        self._auditor = organisation.auditor
        self._faults = faults
        self._latency = latency
        self._port = port
        self._throttle = throttle
        self._sleep = sleep
        self._lock = threading.Lock()
        self._disturber = Disturber(faults.disturbances, clock=clock, sleep=sleep)
        self._admin = AdminApi(self.organisation, self.admin_api_key, faults)
        self._sites = {tenant.name: self._site(tenant) for tenant in self.organisation.tenants}
        self._names = {tenant.cloud_id: tenant.name for tenant in self.organisation.tenants}
        self._server: LoopbackServer | None = None

    def __enter__(self) -> Self:
        """Start to serve."""
        self._server = LoopbackServer(self, self._port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop and free the port."""
        if self._server is not None:
            self._server.close()

    @property
    def api_url(self) -> str:
        """Address of the Admin API (under ``/admin``) and of the gateway (under ``/ex/jira/<cloudId>``)."""
        if self._server is None:
            raise RuntimeError("The server runs inside a with block only: open it before asking for its address.")
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def site_url(self) -> str:
        """Address of a site, with ``{site}`` for its name."""
        return f"{self.api_url}/site/{{site}}"

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request: the server is a WSGI application."""
        request = Request(environ)
        if self._latency:
            self._sleep(self._latency)
        refused = self._throttle.refuse(request) if self._throttle else None
        replaced = self._faults.replace(request) if self._faults.replace else None
        if replaced and "/rest/api/" in request.path:  # what is wrong with it is not that it is for somebody else
            replaced.headers.setdefault("x-aaccountid", self._auditor)
        response = refused or replaced or self._disturber.disturb(request, lambda: self._route(request))
        body = request.get_data(as_text=True)
        query = request.query_string.decode("latin-1")
        with self._lock:
            self.requests.append(Recorded(request.method, request.path, query, body, response.status_code))
        return response(environ, start_response)

    def _route(self, request: Request) -> Response:
        try:
            endpoint, matched = ROUTES.bind_to_environ(request.environ).match()
        except HTTPException as error:
            return jira_error(error.code or 404, error.description or "")
        parts = dict(matched)
        if endpoint == "token":
            return self.tokens.answer(request)
        if request.path.startswith("/admin/"):
            return self._admin.answer(request, endpoint, **parts)
        gateway = "cloud_id" in parts
        name = self._names.get(parts.pop("cloud_id")) if gateway else parts.pop("site")
        if name not in self._sites:
            return html_page(404, "Your Atlassian Cloud site is currently unavailable.")
        if endpoint == "tenant_info":
            return json_answer({"cloudId": self.organisation.tenant(name).cloud_id})
        return self._sites[name].answer(request, endpoint, gateway=gateway, **parts)

    def _site(self, tenant: Tenant) -> JiraApi:
        return JiraApi(
            self.organisation,
            tenant,
            username=self.username,
            token=self.api_token,
            faults=self._faults,
            honours=self.tokens.honours,
        )


def _secrets(seed: int) -> tuple[str, str, str]:
    """A key, a token and a client secret as long as Atlassian's and of the same letters; they open this server only."""
    rng = random.Random(f"secrets of {seed}")
    letters = string.ascii_letters + string.digits
    key, token, secret = (
        f"{start}{''.join(rng.choices(f'{letters}-_', k=176))}={rng.getrandbits(32):08X}"
        for start in ("ATCTT3x", "ATATT3x", "ATOAx")
    )
    return key, token, secret
