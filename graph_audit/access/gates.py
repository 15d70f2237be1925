"""Who may have access at all: active accounts, and product access to the tenant.

A gate answers for a whole tenant with three bitmaps' worth of truth: yes, unknown, and (all others) no.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from graph_audit.access.numbering import Populations
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph, Ends
from graph_audit.graph.ids import any_licensed_id, app_role_id, tenant_id

__all__ = ["Gate", "Gates", "account_state", "account_states", "active_accounts", "is_active"]

_WORDS = {"active": "active", "inactive": "deactivated", "closed": "closed"}
_INACTIVE = frozenset({"inactive", "closed"})


@dataclass(frozen=True, slots=True)
class Gate:
    """Users who pass, and users of whom we cannot tell."""

    passed: BitMap
    unknown: BitMap


def is_active(graph: AccessGraph, user: str, tenant: str | None = None) -> bool | None:
    """Whether an account is active: in itself, in its directories and, if a tenant is named, in Jira's eyes.

    A membership that is suspended in one directory leaves the account active as long as another one is not.

    Args:
        graph: the access graph.
        user: user node.
        tenant: tenant node, or None for the account as such.

    Returns:
        None when no source tells the account's status.
    """
    return _state(
        graph.attribute(user, "account_status"), graph.outgoing(user), graph.of_kind(NodeKind.DIRECTORY), tenant
    )


def _state(status: str | None, ends: Ends, directories: Sequence[str], tenant: str | None) -> bool | None:
    if status in _INACTIVE or _is_suspended(ends, directories):
        return False
    if tenant is not None and tenant in ends:
        for edge in ends[tenant].values():
            if edge["kind"] == EdgeKind.IN_TENANT and edge.get("jira_active") is False:
                return False
    return True if status == "active" else None


def _is_suspended(ends: Ends, directories: Sequence[str]) -> bool:
    """Whether the account is suspended in every directory that it is in."""
    suspended = False
    for directory in directories:
        if directory in ends:
            for data in ends[directory].values():
                if data["kind"] == EdgeKind.IN_DIRECTORY:
                    if data.get("membership_status") != "suspended":
                        return False
                    suspended = True
    return suspended


def account_state(graph: AccessGraph, user: str) -> str:
    """The account's state in an administrator's words: active, deactivated, closed, suspended or unknown."""
    return next(account_states(graph, [user]))


def account_states(graph: AccessGraph, users: Iterable[str]) -> Iterator[str]:
    """The state of each account, see :func:`account_state`."""
    directories = graph.of_kind(NodeKind.DIRECTORY)
    for user in users:
        word = _WORDS.get(graph.attribute(user, "account_status"), "unknown")
        if word == "active" and _is_suspended(graph.outgoing(user), directories):
            word = "suspended"
        yield word


def active_accounts(graph: AccessGraph, populations: Populations, tenant: str | None = None) -> Gate:
    """The accounts for which :func:`is_active` says yes, and those of whom it cannot tell."""
    states: dict[bool | None, list[int]] = {True: [], None: [], False: []}
    directories = graph.of_kind(NodeKind.DIRECTORY)
    for number, user in enumerate(populations.users):
        status, ends = graph.attribute(user, "account_status"), graph.outgoing(user)
        states[_state(status, ends, directories, tenant)].append(number)
    return Gate(BitMap(states[True]), BitMap(states[None]))


class Gates:
    """The gates of every tenant, computed once for each.

    Source: https://support.atlassian.com/user-management/docs/give-users-access-to-products/ (product access),
    https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/ (account types).
    """

    def __init__(self, graph: AccessGraph, populations: Populations) -> None:
        self._graph = graph
        self._populations = populations
        self._known: dict[tuple[str, str | None], Gate] = {}
        types = populations.by("account_type")
        apps = types.get("app", BitMap())
        service = [number for number in apps if graph.attribute(populations.users[number], "app_type") == "service"]
        self._needs_licence = types.get("atlassian", BitMap()) | BitMap(service)
        self.exempt = apps - self._needs_licence
        """Apps: no gate is asked of them."""
        self._never = types.get("customer", BitMap())
        self._everyone = BitMap(range(len(populations.users)))

    def active(self, cloud_id: str) -> Gate:
        """Accounts that are active on the tenant."""
        key = (cloud_id, "active")
        if key not in self._known:
            self._known[key] = active_accounts(self._graph, self._populations, tenant_id(cloud_id))
        return self._known[key]

    def product_access(self, cloud_id: str, app_role: str | None = None) -> Gate:
        """Accounts that may use Jira there: apps always, customers never, everybody else by an application role.

        Args:
            cloud_id: the tenant.
            app_role: key of the one application role that counts; any of the tenant's when None.
        """
        holder = any_licensed_id(cloud_id) if app_role is None else app_role_id(cloud_id, app_role)
        licensed = self._populations.behind(holder) if holder in self._graph else BitMap()
        passed = (licensed & self._needs_licence) | self.exempt
        unknown = self._everyone - self._needs_licence - self.exempt - self._never
        if self._populations.is_unclear(holder):
            unknown |= self._needs_licence
        return Gate(passed, unknown - passed)

    def both(self, cloud_id: str, app_role: str | None = None) -> Gate:
        """Accounts that are active and have product access."""
        key = (cloud_id, f"both:{app_role}")
        if key not in self._known:
            active, product = self.active(cloud_id), self.product_access(cloud_id, app_role)
            passed = active.passed & product.passed
            possible = (active.passed | active.unknown) & (product.passed | product.unknown)
            self._known[key] = Gate(passed, possible - passed)
        return self._known[key]
