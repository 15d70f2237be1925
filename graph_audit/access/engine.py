"""The one place that decides what access means: effective, conditional and unknown permissions, and their paths.

The rules are those of docs/permission-model.md. This engine walks edge kinds that carry access and asks for gates;
it knows no product by name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from pyroaring import BitMap

from graph_audit.access.gates import Gate, Gates, account_states, active_accounts, is_active
from graph_audit.access.grants import Certainty, Grants, GrantSource, Held
from graph_audit.access.numbering import Populations, united
from graph_audit.access.paths import PathFinder
from graph_audit.core.kinds import EdgeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import any_licensed_id, app_role_id, kind_of, tenant_id, tenant_of
from graph_audit.graph.path import AccessPath

__all__ = ["Access", "Audience", "Explanation"]

_SCHEMES_KEPT = 1024
"""Schemes and permissions whose holders are kept united; 20 kB each at 150,000 users who all hold them."""


def _joined(one: BitMap, other: BitMap) -> BitMap:
    """The union; a copy only where that is needed."""
    if not other:
        return one
    return other if one.issubset(other) else one | other


class Audience(NamedTuple):
    """Who holds one permission on one resource.

    Attributes:
        effective: numbers of the users who can.
        unknown: numbers of users of whom the data cannot tell.
        public: whether the virtual principal ``anyone`` can.
        conditions: holders that depend on the work item: "may", never "can".
        unknown_holders: holders behind which anybody may stand: of an unknown type, known by an ambiguous name …
    """

    effective: BitMap
    unknown: BitMap
    public: bool = False
    conditions: tuple[str, ...] = ()
    unknown_holders: tuple[str, ...] = ()

    def joined(self, other: "Audience") -> "Audience":
        """Both together."""
        return Audience(
            _joined(self.effective, other.effective),
            _joined(self.unknown, other.unknown),
            self.public or other.public,
            self.conditions + other.conditions,
            self.unknown_holders + other.unknown_holders,
        )


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a principal holds a permission on a resource, or why not.

    Attributes:
        answer: ``yes``, ``no``, ``may`` (depends on the work item) or ``unknown``.
        grant_paths: every path from the principal to the resource that carries the permission.
        gate_paths: every path from the principal to product access; empty where no gate is asked for.
        reasons: what stands in the way, or why it cannot be told; one sentence each.
    """

    answer: str
    grant_paths: tuple[AccessPath, ...] = ()
    gate_paths: tuple[AccessPath, ...] = ()
    reasons: tuple[str, ...] = field(default=())


class Access:
    """Answers about a sealed access graph; an index is built as questions need it and kept."""

    def __init__(self, graph: AccessGraph) -> None:
        self.graph = graph
        self.grants = Grants(graph)
        self._part_of_scheme = lru_cache(_SCHEMES_KEPT)(self._of_scheme)

    @cached_property
    def populations(self) -> Populations:
        """Users behind each holder."""
        return Populations(self.graph)

    @cached_property
    def paths(self) -> PathFinder:
        """Finds the paths to a holder."""
        return PathFinder(self.graph)

    @cached_property
    def gates(self) -> Gates:
        """Who may have access at all."""
        return Gates(self.graph, self.populations)

    def is_active(self, user: str) -> bool | None:
        """Whether the account is active; None when no source tells."""
        number = self.populations.number(user)
        return True if number in self.active.passed else None if number in self.active.unknown else False

    def state(self, user: str) -> str:
        """The account's state in an administrator's words, see :func:`graph_audit.access.gates.account_state`."""
        return self._states[self.populations.number(user)]

    @cached_property
    def _states(self) -> tuple[str, ...]:
        return tuple(account_states(self.graph, self.populations.users))

    def members(self, group: str) -> list[str]:
        """All members of a group, whatever their status, sorted."""
        return list(self.graph.sources(group, EdgeKind.MEMBER_OF))

    @cached_property
    def active(self) -> Gate:
        """Accounts that are active, and those of whom no source tells; whatever the tenant."""
        return active_accounts(self.graph, self.populations)

    @cached_property
    def people(self) -> BitMap:
        """Numbers of the human accounts."""
        return self.populations.by("account_type").get("atlassian", BitMap())

    def active_members(self, group: str) -> list[str]:
        """Members whose account and memberships are active, sorted."""
        return self.populations.nodes(self.populations.behind(group) & self.active.passed)

    def grants_on(self, resource: str) -> tuple[GrantSource, ...]:
        """Every grant on the resource, in a stable order."""
        return tuple(self.grants.on(resource))

    def audience(self, permission: str, resource: str) -> Audience:
        """Who holds ``permission`` on ``resource``; its sets are shared and must not be changed."""
        return self.audience_of(self.grants.held(permission, resource), permission, resource)

    def audience_of(self, held: Held, permission: str, resource: str) -> Audience:
        """As :meth:`audience`, of those who are known to be granted the permission there."""
        special = self.special_gate(permission, resource)
        gate = self.gates.both(tenant_of(resource), special)
        part = self._part(held, gate)
        for scheme in held.schemes:
            part = part.joined(self._part_of_scheme(permission, scheme, special))
        if part.unknown_holders:
            return part._replace(unknown=(gate.unknown | gate.passed) - part.effective)
        return part._replace(unknown=gate.unknown) if part.conditions else part

    def _part(self, held: Held, gate: Gate) -> Audience:
        """Whom the holders let in; unknown are those of them of whom the gate does not tell."""
        populations, sets = self.populations, list[BitMap]()
        if held.users:
            sets.append(populations.numbers(held.users))
        is_public, conditions, unclear = False, list[str](), list[str]()
        for holder in held.many:
            standing, kind = populations.standing(holder), kind_of(holder)
            if standing.is_unclear:
                unclear.append(holder)
            if kind not in Certainty.NOBODY_LISTED:
                sets.append(standing.users)
            elif kind in Certainty.PUBLIC:
                is_public = True
            elif kind in Certainty.CONDITIONAL:
                conditions.append(holder)
        behind = united(sets)
        unknown = behind & gate.unknown if gate.unknown else gate.unknown
        return Audience(behind & gate.passed, unknown, is_public, tuple(conditions), tuple(unclear))

    def _of_scheme(self, permission: str, scheme: str, special: str | None) -> Audience:
        """Whom a scheme lets in, on every resource that it governs."""
        return self._part(self.grants.held_by(permission, scheme), self.gates.both(tenant_of(scheme), special))

    def gate_on(self, permission: str, resource: str, *, public: bool = False) -> Gate:
        """Accounts for whom a grant of ``permission`` on ``resource`` counts; one to anyone asks for activity only."""
        if public:
            return self.gates.active(tenant_of(resource))
        return self.gates.both(tenant_of(resource), self.special_gate(permission, resource))

    def gated_permission(self, resource: str) -> str:
        """The permission that needs an application role of its own on this resource; empty if none does."""
        return self.graph.attribute(resource, "gated_permission") or ""

    def special_gate(self, permission: str, resource: str) -> str | None:
        """Key of the application role that this permission needs on this resource, if it needs one of its own."""
        if permission == self.gated_permission(resource):
            return str(self.graph.attribute(resource, "gated_by"))
        return None

    def grant_paths(self, user: str, permission: str, resource: str) -> tuple[AccessPath, ...]:
        """Every path by which ``user`` is granted ``permission`` on ``resource``, whatever the gates say."""
        return self.paths_through(user, permission, self.granting(permission, resource))

    def granting(self, permission: str, resource: str) -> list[GrantSource]:
        """The grants of ``permission`` on ``resource``, in a stable order."""
        return [source for source in self.grants_on(resource) if permission in source.permissions]

    def paths_through(self, user: str, permission: str, granting: Iterable[GrantSource]) -> tuple[AccessPath, ...]:
        """As :meth:`grant_paths` through grants that are known already: for many users of one resource."""
        return tuple(self._grant_paths(user, permission, granting))

    def explain(self, user: str, permission: str, resource: str) -> Explanation:
        """Whether ``user`` holds ``permission`` on ``resource``, with every grant path and every gate path."""
        granting = self.granting(permission, resource)
        paths = tuple(self._grant_paths(user, permission, granting))
        active = is_active(self.graph, user, tenant_id(tenant_of(resource)))
        if active is False:
            return Explanation("no", paths, reasons=("The account is not active.",))
        public = any(source.holder_kind in Certainty.PUBLIC for source in granting)
        gate_paths, gate = ((), True) if public else self.gate(user, permission, resource)
        answer, reason = ("yes", "") if paths else self._without_path(granting)
        if answer != "no" and gate is False:
            answer, reason = "no", _GATE_REASONS[False]
        elif answer in {"yes", "may"} and not (gate and active):
            answer, reason = "unknown", _GATE_REASONS[gate]
        return Explanation(answer, paths, gate_paths, (reason,) if reason else ())

    def _without_path(self, granting: list[GrantSource]) -> tuple[str, str]:
        """The answer, and its reason, when no path leads from the user to a grant."""
        if any(self.populations.is_unclear(source.holder) for source in granting):
            return "unknown", "It is not known who stands behind a holder of the grant."
        if any(source.holder_kind in Certainty.CONDITIONAL for source in granting):
            return "may", "It depends on the work item."
        return "no", "No grant matches."

    def gate(self, user: str, permission: str, resource: str) -> tuple[tuple[AccessPath, ...], bool | None]:
        """The gate paths of a user to a resource's tenant, and whether the gate is passed (None: cannot be told)."""
        cloud_id = tenant_of(resource)
        special = self.special_gate(permission, resource)
        gate = self.gates.product_access(cloud_id, special)
        number = self.populations.number(user)
        passed = True if number in gate.passed else None if number in gate.unknown else False
        holder = any_licensed_id(cloud_id) if special is None else app_role_id(cloud_id, special)
        if holder not in self.graph or number in self.gates.exempt:
            return (), passed
        paths = self.paths.to_holder(user, holder)
        # a gate path ends in an application role: its step to "any licensed user" cannot be taken away
        return tuple(path if special else path[:-1] for path in paths), passed

    def _grant_paths(self, user: str, permission: str, granting: Iterable[GrantSource]) -> Iterator[AccessPath]:
        for source in granting:
            heads: Iterable[AccessPath] = ()
            if source.holder_kind in Certainty.PUBLIC:
                heads = [()]
            elif source.holder_kind not in Certainty.NOBODY_LISTED:
                heads = self.paths.to_holder(user, source.holder)
            for head in heads:
                yield (*head, *source.tail(self.graph, permission))


_GATE_REASONS = {
    True: "Whether the account is active is not known.",
    None: "Whether the account has product access is not known.",
    False: "The account has no product access to the tenant.",
}
