"""Who holds which permissions on every resource, without a table of accounts times resources.

Within a scheme most permissions have the same holders: they form a few classes, and each class is united once for a
resource. What the holders of a scheme give is the same on every resource that the scheme governs and is united once
for all; of a resource itself only its roles and its lead are looked at.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pyroaring import BitMap

from graph_audit.access.engine import Access
from graph_audit.access.grants import Certainty
from graph_audit.access.numbering import Admitted, united
from graph_audit.graph.ids import kind_of, tenant_of

__all__ = ["Holding", "Holdings"]

_SETS_KEPT = 1024
"""Sets of users that are kept; 20 kB each at 150,000 users who all are in them."""
_Own = tuple[tuple[int, ...], bool]
"""Which of the resource's own grants give a permission, and whether it has a gate of its own."""
_MadeOf = tuple[int, tuple[int, ...]]
"""From which union before it a union is made, by adding which grants."""
_Class = tuple[_Own, _MadeOf, tuple[tuple[tuple[str, ...], BitMap], ...]]
"""The classes of permissions that the same own grants give, each with who holds it by the scheme."""
_Plan = tuple[tuple[_Own, _MadeOf, tuple[tuple[tuple[str, ...], frozenset[str]], ...]], ...]
"""The same before anybody is united: each class with its holders by the scheme."""


class Holding(NamedTuple):
    """Permissions on a resource that the same accounts hold effectively.

    Attributes:
        permissions: keys, sorted.
        by_scheme: numbers of the accounts that hold them by the scheme, gates considered.
        by_resource: of those that hold them by a role or as the lead of the resource.
    """

    permissions: tuple[str, ...]
    by_scheme: BitMap
    by_resource: BitMap

    @property
    def users(self) -> BitMap:
        """All of them: the same as :attr:`Audience.effective` of each of the permissions."""
        return self.by_scheme | self.by_resource

    @property
    def size(self) -> int:
        """How many they are."""
        return self.by_scheme.union_cardinality(self.by_resource) if self.by_resource else len(self.by_scheme)


class Holdings:
    """The effective permissions of all accounts on any resource; virtual holders such as ``anyone`` are no accounts."""

    def __init__(self, access: Access) -> None:
        self._access = access
        access.populations.read_groups()
        self._admitted = cache(self._admitted_to)
        self._by_scheme = lru_cache(_SETS_KEPT)(self._united)
        self._classes = lru_cache(_SETS_KEPT)(self._divided)

    def on(self, resource: str) -> Iterator[Holding]:
        """Every permission that accounts hold on the resource, class by class."""
        access, cloud_id = self._access, tenant_of(resource)
        own, schemes = access.grants.parts(resource)
        gated = access.gated_permission(resource)
        product = access.special_gate(gated, resource) if gated else None
        holders = [grant.holder for grant in own]
        let_in = self._admitted(cloud_id, None).behind(holders)
        unions: list[BitMap] = []
        given = tuple([grant.permissions for grant in own])
        for (indexes, is_gated), (start, added), classes in self._classes(schemes, given, gated, cloud_id, product):
            if is_gated:
                by_resource = united(self._admitted(cloud_id, product).behind([holders[i] for i in indexes]))
            elif len(added) == 1 and start < len(unions):
                by_resource = unions[start] | let_in[added[0]]
            else:
                by_resource = united([*unions[start : start + 1], *[let_in[i] for i in added]])
            unions.append(by_resource)
            for permissions, by_scheme in classes:
                if by_scheme or by_resource:
                    yield Holding(permissions, by_scheme, by_resource)

    def _divided(
        self,
        schemes: tuple[tuple[str, str], ...],
        own: tuple[frozenset[str], ...],
        gated: str,
        cloud_id: str,
        product: str | None,
    ) -> tuple[_Class, ...]:
        """The classes of all resources that are governed alike and give the same by themselves."""
        of_scheme = [
            (holder, permissions)
            for scheme, _ in schemes
            for holder, _, permissions in self._access.grants.holders(scheme)
            if kind_of(holder) not in Certainty.NOBODY_LISTED
        ]
        return tuple(
            (
                (indexes, is_gated),
                made_of,
                tuple(
                    (permissions, self._by_scheme(holders, cloud_id, product if is_gated else None))
                    for permissions, holders in by_holders
                ),
            )
            for (indexes, is_gated), made_of, by_holders in _plan(of_scheme, own, gated)
        )

    def _admitted_to(self, cloud_id: str, product: str | None) -> Admitted:
        return Admitted(self._access.graph, self._access.populations, self._access.gates.both(cloud_id, product).passed)

    def _united(self, holders: frozenset[str], cloud_id: str, product: str | None) -> BitMap:
        return united(self._admitted(cloud_id, product).behind(holders))


def _plan(of_scheme: Sequence[tuple[str, frozenset[str]]], own: Sequence[frozenset[str]], gated: str) -> _Plan:
    """The classes: permissions that have the same holders; one that has a gate of its own is a class of its own."""
    classes: dict[_Own, dict[frozenset[str], list[str]]] = defaultdict(lambda: defaultdict(list))
    for permission in sorted(frozenset[str]().union(*(granted for _, granted in of_scheme), *own)):
        holders = frozenset(holder for holder, granted in of_scheme if permission in granted)
        indexes = tuple(index for index, granted in enumerate(own) if permission in granted)
        classes[indexes, permission == gated][holders].append(permission)
    ordered = sorted(classes.items(), key=lambda item: (item[0][1], len(item[0][0]), item[0][0]))
    return tuple(
        (own, _nearest([indexes for (indexes, _), _ in ordered[:place]], own[0]), _with_holders(by_holders))
        for place, (own, by_holders) in enumerate(ordered)
    )


def _nearest(before: Sequence[tuple[int, ...]], indexes: tuple[int, ...]) -> _MadeOf:
    """Which of the unions before is the largest part of this one (beyond the last: none), and what is to be added."""
    parts = [place for place, known in enumerate(before) if set(known) <= set(indexes)]
    start = max(parts, key=lambda place: len(before[place]), default=len(before))
    known = before[start] if parts else ()
    return start, tuple(index for index in indexes if index not in known)


def _with_holders(by_holders: Mapping[frozenset[str], list[str]]) -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    return tuple((tuple(permissions), holders) for holders, permissions in by_holders.items())
