"""Who holds which permissions on every resource, without a table of accounts times resources.

Within a scheme most permissions have the same holders: they form a few classes, and each class is united once for a
resource. What the holders of a scheme give is the same on every resource that the scheme governs and is united once
for all; of a resource itself only its roles and its lead are looked at.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pyroaring import BitMap

from graph_audit.access.engine import Access
from graph_audit.access.grants import Certainty, GrantSource
from graph_audit.access.numbering import united
from graph_audit.graph.ids import tenant_of

__all__ = ["Holding", "Holdings"]

_SETS_KEPT = 1024
"""Sets of users that are kept; 20 kB each at 150,000 users who all are in them."""
_Own = tuple[tuple[int, ...], bool]
"""Which of the resource's own grants give a permission, and whether it has a gate of its own."""
_Plan = tuple[tuple[_Own, tuple[int, tuple[int, ...]], tuple[tuple[tuple[str, ...], frozenset[str]], ...]], ...]
"""For each of these: from which union before it is made by adding which grants, and the classes of permissions, each
with its holders by the scheme."""


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
        self._by_scheme = lru_cache(_SETS_KEPT)(self._united)
        self._plan = lru_cache(_SETS_KEPT)(_plan)

    def on(self, resource: str) -> Iterator[Holding]:
        """Every permission that accounts hold on the resource, class by class."""
        access, cloud_id = self._access, tenant_of(resource)
        own: list[GrantSource] = []
        of_scheme: list[GrantSource] = []
        for source in access.grants_on(resource):
            if source.holder_kind not in Certainty.NOBODY_LISTED:
                (of_scheme if source.is_of_scheme else own).append(source)
        gated = access.gated_permission(resource)
        plan = self._plan(
            tuple((source.holder, source.permissions) for source in of_scheme),
            tuple(source.permissions for source in own),
            gated,
        )
        behind = [access.populations.behind(source.holder) for source in own]
        passed = access.gates.both(cloud_id).passed
        let_in = [users & passed for users in behind]
        unions: list[BitMap] = []
        for (indexes, is_gated), (start, added), classes in plan:
            product = access.special_gate(gated, resource) if is_gated else None
            if product is not None:
                by_resource = united([behind[i] for i in indexes]) & access.gates.both(cloud_id, product).passed
            else:
                by_resource = united([*unions[start : start + 1], *[let_in[i] for i in added]])
            unions.append(by_resource)
            for permissions, holders in classes:
                by_scheme = self._by_scheme(holders, cloud_id, product)
                if by_scheme or by_resource:
                    yield Holding(permissions, by_scheme, by_resource)

    def _united(self, holders: frozenset[str], cloud_id: str, product: str | None) -> BitMap:
        passed = self._access.gates.both(cloud_id, product).passed
        return united([self._access.populations.behind(holder) for holder in holders]) & passed


def _plan(of_scheme: tuple[tuple[str, frozenset[str]], ...], own: tuple[frozenset[str], ...], gated: str) -> _Plan:
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


def _nearest(before: Sequence[tuple[int, ...]], indexes: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """Which of the unions before is the largest part of this one (beyond the last: none), and what is to be added."""
    parts = [place for place, known in enumerate(before) if set(known) <= set(indexes)]
    start = max(parts, key=lambda place: len(before[place]), default=len(before))
    known = before[start] if parts else ()
    return start, tuple(index for index in indexes if index not in known)


def _with_holders(by_holders: Mapping[frozenset[str], list[str]]) -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    return tuple((tuple(permissions), holders) for holders, permissions in by_holders.items())
