"""Our answers against Atlassian's own: a sample of accounts, every permission, up to a thousand projects each.

Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions/#api-rest-api-3-permissions-check-post
(one request answers one account; it reads and changes nothing).
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from pydantic import BaseModel, ValidationError

from graph_audit.access.answers import Difference, Verification
from graph_audit.access.engine import Access
from graph_audit.client.credentials import Signer
from graph_audit.client.messages import Request
from graph_audit.client.session import ApiClient
from graph_audit.collection.request import CollectionRequest
from graph_audit.collection.site import Site, open_site
from graph_audit.core.errors import ApiError, BadAnswerError, UsageError
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.core.safe_text import visible
from graph_audit.graph.ids import local_id, tenant_id, tenant_of

__all__ = ["can_verify", "verify"]

_PATH = "/rest/api/3/permissions/check"
_PROOF = "/rest/api/3/myself"
_PROJECTS = 1_000
"""The most projects of one request."""
_BATCH = 25
"""Accounts that are asked about the same projects."""
_BROWSE = "BROWSE_PROJECTS"
PORTAL = "Browse Projects of service projects: Atlassian answers as for customers of the portal"
UNKNOWN = "the snapshot does not tell"
Ask = tuple[str, str]
"""Permission and project."""


class _Held(BaseModel):
    """On which projects one permission is held."""

    permission: str
    projects: tuple[int, ...] = ()


class _Answer(BaseModel):
    """What an account holds."""

    projectPermissions: tuple[_Held, ...]  # noqa: N815  # the vendor's name


def can_verify(request: CollectionRequest) -> None:
    """Look whether there is a credential to ask with.

    Raises:
        UsageError: there is none.
    """
    if request.jira_credential is None and not request.site_credentials:
        raise UsageError("To compare with Jira, a credential for its sites is needed; graph-audit doctor tells which.")


def verify(
    access: Access, request: CollectionRequest, *, sample: int, seed: str, tenants: Sequence[str] = ()
) -> Verification:
    """Ask Atlassian about a sample and compare.

    Args:
        access: our answers.
        request: addresses and credentials.
        sample: how many accounts to ask about, shared out among the sites by their accounts.
        seed: decides which; the same seed picks the same.
        tenants: nodes of the sites to ask; all when empty.
    """
    told = Verification()
    chooser = random.Random(seed)  # noqa: S311  # to pick a sample, not a secret
    chosen = {tenant: _accounts(access, tenant) for tenant in tenants or access.graph.of_kind(NodeKind.TENANT)}
    everybody = sum(map(len, chosen.values()))
    for tenant, accounts in chosen.items():
        share = min(len(accounts), -(-sample * len(accounts) // everybody)) if everybody else 0
        projects = _projects(access, tenant)
        if share and projects:
            picked = chooser.sample(accounts, share)
            _verify_site(access, request, (tenant, picked, chooser.sample(projects, len(projects))), told)
    return told


def _accounts(access: Access, tenant: str) -> list[str]:
    """The active accounts of a site; whoever Jira does not know there cannot be asked about."""
    known = [user for user in access.graph.sources(tenant, EdgeKind.IN_TENANT) if user in access.graph]
    active = access.gates.active(local_id(tenant)).passed
    users = [user for user in known if user.startswith(f"{NodeKind.USER}:")]
    return [user for user in users if access.populations.number(user) in active]


def _projects(access: Access, tenant: str) -> list[str]:
    """The projects of a site that are not archived: what holds on archived ones, Atlassian does not say."""
    graph = access.graph
    return [
        project
        for project in graph.of_kind(NodeKind.PROJECT)
        if tenant_of(project) == local_id(tenant)
        and not graph.attribute(project, "archived")
        and _number(project).isdecimal()
    ]


def _number(project: str) -> str:
    return local_id(project).rpartition(":")[2]


def _verify_site(
    access: Access, request: CollectionRequest, what: tuple[str, list[str], list[str]], told: Verification
) -> None:
    tenant, accounts, projects = what
    with ExitStack() as clients:
        try:
            site = open_site(request, access.graph.name_of(tenant), local_id(tenant), _opener(request, clients))
            site.send(Request("GET", _PROOF))
            for first in range(0, len(accounts), _BATCH):
                place = (first // _BATCH * _PROJECTS) % len(projects)
                asked = (projects[place:] + projects[:place])[:_PROJECTS]
                _verify_batch(access, site, accounts[first : first + _BATCH], asked, told)
        except ApiError as error:
            told.failures[tenant] = visible(str(error))


def _opener(request: CollectionRequest, clients: ExitStack) -> Callable[[str, Signer | None, str], ApiClient]:
    def client(base_url: str, credential: Signer | None, _: str) -> ApiClient:
        return clients.enter_context(ApiClient(base_url, credential, options=request.options))

    return client


def _verify_batch(
    access: Access, site: Site, accounts: Sequence[str], projects: Sequence[str], told: Verification
) -> None:
    permissions = sorted(_granted_on(access, projects))
    ours = _our_answers(access, accounts, permissions, projects)
    for user in accounts:
        theirs = _their_answers(site, user, permissions, projects)
        told.accounts[tenant_id(tenant_of(projects[0]))] += 1
        told.projects.update(projects)
        asked = [(permission, project) for project in projects for permission in permissions]
        _compare(access, user, ((ask, ours[user].get(ask, "no"), ask in theirs) for ask in asked), told)


def _granted_on(access: Access, projects: Iterable[str]) -> set[str]:
    """Every permission that is granted on one of the projects."""
    return set().union(*(source.permissions for project in projects for source in access.grants_on(project)))


def _our_answers(
    access: Access, accounts: Sequence[str], permissions: Sequence[str], projects: Sequence[str]
) -> dict[str, dict[Ask, str]]:
    """What we say other than no: ``yes``, ``may`` (depends on the work item) or ``unknown``."""
    numbers = {user: access.populations.number(user) for user in accounts}
    answers: dict[str, dict[Ask, str]] = {user: {} for user in accounts}
    for project in projects:
        active = access.gates.active(tenant_of(project)).passed
        for permission in permissions:
            audience = access.audience(permission, project)
            gate = access.gate_on(permission, project).passed
            for user, number in numbers.items():
                if number in audience.effective or (audience.public and number in active):
                    answers[user][permission, project] = "yes"
                elif number in audience.unknown:
                    answers[user][permission, project] = "unknown"
                elif audience.conditions and number in gate:
                    answers[user][permission, project] = "may"
    return answers


def _their_answers(site: Site, user: str, permissions: Sequence[str], projects: Sequence[str]) -> frozenset[Ask]:
    nodes = {int(_number(project)): project for project in projects}
    body: Mapping[str, Any] = {
        "accountId": local_id(user),
        "projectPermissions": [{"permissions": list(permissions), "projects": list(nodes)}],
    }
    answer = site.send(Request("POST", _PATH, body=body, endpoint=_PATH))
    try:
        held = _Answer.model_validate(answer.data).projectPermissions
    except ValidationError as error:
        raise BadAnswerError(f"POST {_PATH} does not tell who holds what.") from error
    return frozenset((one.permission, nodes[number]) for one in held for number in one.projects if number in nodes)


def _compare(access: Access, user: str, answers: Iterable[tuple[Ask, str, bool]], told: Verification) -> None:
    for (permission, project), answer, holds in answers:
        if permission == _BROWSE and access.gated_permission(project):
            told.passed_over[PORTAL] += 1
        elif answer == "unknown":
            told.passed_over[UNKNOWN] += 1
        else:
            told.compared += 1
            told.conditional += answer == "may"
            if answer != "may" and (answer == "yes") is not holds:
                told.differences.append(Difference(user, permission, project, answer))
