"""The grants on a resource: which holders its scheme and roles give which permissions, factorised, never per user."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath

__all__ = ["Actors", "Certainty", "GrantSource", "Grants", "Held"]

_ON_RESOURCE = frozenset({EdgeKind.GRANTS.value, EdgeKind.LEADS.value})
_GOVERNS = EdgeKind.GOVERNS.value
_NONE = frozenset[str]()
_SCHEMES_KEPT = 4096
"""Schemes and permissions whose holders are kept."""


class Certainty:
    """How a holder kind answers the question who it is."""

    PUBLIC = frozenset({NodeKind.ANYONE})
    CONDITIONAL = frozenset({NodeKind.CONDITION})
    PORTAL = frozenset({NodeKind.PORTAL_CUSTOMERS})
    NOBODY_LISTED = PUBLIC | CONDITIONAL | PORTAL | {NodeKind.UNKNOWN}


class GrantSource(NamedTuple):
    """One holder that is granted permissions on a resource.

    Attributes:
        holder: node that holds the grant: role, group, user, application role, any licensed user, anyone, condition …
        permissions: what it is granted there.
        edges: source, target and key of each edge from the holder to the resource.
    """

    holder: str
    permissions: frozenset[str]
    edges: tuple[tuple[str, str, str], ...]

    @property
    def holder_kind(self) -> str:
        """Kind of the holder's node."""
        return kind_of(self.holder)

    def tail(self, graph: AccessGraph, permission: str) -> AccessPath:
        """The edges from the holder to the resource as evidence for one permission."""
        return tuple(graph.step(*edge, permission) for edge in self.edges)


class Held(NamedTuple):
    """Who is granted one permission by a resource itself: actors of roles stand in place of the roles.

    Attributes:
        users: accounts that stand there one by one.
        many: all other holders: groups, application roles, anyone, conditions …
        schemes: the schemes whose holders are to be added.
    """

    users: tuple[str, ...]
    many: tuple[str, ...]
    schemes: tuple[str, ...] = ()


class OwnGrant(NamedTuple):
    """What a resource itself gives a holder: a role of it, or its lead."""

    holder: str
    key: str
    permissions: frozenset[str]


Holder = tuple[str, str, frozenset[str]]
"""A holder of a scheme, the key of its edge to the scheme, and what the scheme gives it."""


class Actors(NamedTuple):
    """Who stands in a role, each sorted.

    Attributes:
        users: accounts that stand there one by one.
        many: all others: groups, application roles, holders of an unknown type …
    """

    users: tuple[str, ...]
    many: tuple[str, ...]


_NOBODY = Actors((), ())
_Own = tuple[OwnGrant, ...]
_Governing = tuple[tuple[str, str], ...]


class Grants:
    """The grants on resources; what stands in a resource, a scheme or a role is read once and kept."""

    def __init__(self, graph: AccessGraph) -> None:
        self._graph = graph
        self._parts: dict[str, tuple[_Own, _Governing]] = {}
        self._equal: dict[_Governing, _Governing] = {}
        self._of_scheme: dict[str, tuple[Holder, ...]] = {}
        self._of_role: dict[str, Actors] = {}
        self.held_by = lru_cache(_SCHEMES_KEPT)(self._held_by)
        """Who is granted a permission by a scheme, by both."""

    def on(self, resource: str) -> Iterator[GrantSource]:
        """Every grant on ``resource``, in a stable order: roles and lead first, then the holders of its scheme."""
        own, schemes = self.parts(resource)
        for holder, key, permissions in own:
            yield GrantSource(holder, permissions, ((holder, resource, key),))
        for scheme, governs in schemes:
            for holder, key, permissions in self.holders(scheme):
                yield GrantSource(holder, permissions, ((holder, scheme, key), (scheme, resource, governs)))

    def parts(self, resource: str) -> tuple[tuple[OwnGrant, ...], tuple[tuple[str, str], ...]]:
        """What the resource gives by itself, and the schemes that govern it, with the keys of their edges; sorted."""
        known = self._parts.get(resource)
        if known is None:
            own, schemes = [], []
            for holder, edges in self._graph.incoming(resource).items():
                for key, data in edges.items():
                    kind = data["kind"]
                    if kind in _ON_RESOURCE:
                        own.append(OwnGrant(holder, key, data.get("permissions", _NONE)))
                    elif kind == _GOVERNS:
                        schemes.append((holder, key))
            governing = tuple(sorted(schemes))
            known = self._parts[resource] = tuple(sorted(own)), self._equal.setdefault(governing, governing)
        return known

    def actors(self, role: str) -> Actors:
        """Who stands in a role."""
        known = self._of_role.get(role)
        if known is None:
            users, many = list[str](), list[str]()
            for actor in self._graph.sources(role, EdgeKind.ACTOR_IN):
                (users if kind_of(actor) == NodeKind.USER else many).append(actor)
            known = self._of_role[role] = Actors(tuple(users), tuple(many)) if users or many else _NOBODY
        return known

    def held(self, permission: str, resource: str) -> Held:
        """Who is granted a permission on a resource; holders in a stable order."""
        own, schemes = self.parts(resource)
        holders = [grant.holder for grant in own if permission in grant.permissions]
        return self._held(holders, tuple([scheme for scheme, _ in schemes]))

    def _held_by(self, permission: str, scheme: str) -> Held:
        return self._held([holder for holder, _, permissions in self.holders(scheme) if permission in permissions])

    def _held(self, holders: Sequence[str], schemes: tuple[str, ...] = ()) -> Held:
        parts = [self._in_place_of(holder) for holder in holders]
        if len(parts) == 1:
            return Held(*parts[0], schemes)
        users = {user for part in parts for user in part.users}
        many = {holder for part in parts for holder in part.many}
        return Held(tuple(sorted(users)), tuple(sorted(many)), schemes)

    def _in_place_of(self, holder: str) -> Actors:
        kind = kind_of(holder)
        if kind == NodeKind.ROLE:
            return self.actors(holder)
        return Actors((holder,), ()) if kind == NodeKind.USER else Actors((), (holder,))

    def schemes(self, resource: str) -> tuple[tuple[str, str], ...]:
        """The schemes that govern the resource, with the keys of their edges; sorted."""
        return self.parts(resource)[1]

    def holders(self, scheme: str) -> tuple[Holder, ...]:
        """The holders of a scheme, sorted."""
        known = self._of_scheme.get(scheme)
        if known is None:
            known = self._of_scheme[scheme] = tuple(
                (holder, key, data.get("permissions", frozenset()))
                for holder, edges in sorted(self._graph.incoming(scheme).items())
                for key, data in sorted(edges.items())
                if data["kind"] == EdgeKind.HOLDS
            )
        return known
