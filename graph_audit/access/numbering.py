"""Users as dense numbers, and the sets of users that stand behind each holder, as compressed bitmaps."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from pyroaring import BitMap

from graph_audit.access.unclear import stands_for_unknown
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph, Ends
from graph_audit.graph.ids import kind_of

__all__ = ["Admitted", "Populations", "Standing", "united"]

Keyed = Mapping[str, Mapping[str, Any]]
"""The edges between two nodes, attributes by key."""

_LEADS_TO_HOLDER = frozenset({EdgeKind.MEMBER_OF.value, EdgeKind.ACTOR_IN.value, EdgeKind.GIVES_ACCESS.value})
_MEMBER_OF = EdgeKind.MEMBER_OF.value
_FEW = 16
_NOBODY = BitMap()
_ROLE = NodeKind.ROLE.value
_ROLES = f"{_ROLE}:"


def united(sets: Sequence[BitMap]) -> BitMap:
    """The union; of a few sets one after the other, which is ten times as fast for small ones as ``BitMap.union``."""
    if len(sets) > _FEW:
        return BitMap.union(*sets)
    return reduce(or_, sets) if sets else BitMap()


def _leads_to_holder(edges: Keyed) -> bool:
    return any(data["kind"] in _LEADS_TO_HOLDER for data in edges.values())


class Standing(NamedTuple):
    """Who stands behind a holder.

    Attributes:
        users: their numbers.
        is_unclear: whether people may stand there of whom nothing is known.
    """

    users: BitMap
    is_unclear: bool


class Populations:
    """Who stands behind a group, role, application role or "any licensed user", before any gate.

    An index over the graph: one bitmap for each holder that is asked for, computed once and kept; but for roles, of
    which there are several in each project.
    """

    def __init__(self, graph: AccessGraph) -> None:
        self._graph = graph
        self.users = graph.of_kind(NodeKind.USER)
        self.number_of = {user: number for number, user in enumerate(self.users)}
        """The dense number of each user node."""
        self._known: dict[str, Standing] = {}
        self._leads: Keyed | None = None

    def number(self, user: str) -> int:
        """The dense number of a user node."""
        return self.number_of[user]

    def numbers(self, users: Iterable[str]) -> BitMap:
        """The dense numbers of user nodes."""
        return BitMap([self.number_of[user] for user in users])

    def nodes(self, numbers: Iterable[int]) -> list[str]:
        """User nodes of a bitmap, sorted by id."""
        return [self.users[number] for number in numbers]

    def by(self, attribute: str) -> dict[object, BitMap]:
        """Users by the value of a node attribute; None for those that lack it."""
        numbers: dict[object, list[int]] = {}
        for number, user in enumerate(self.users):
            numbers.setdefault(self._graph.attribute(user, attribute), []).append(number)
        return {value: BitMap(found) for value, found in numbers.items()}

    def read_groups(self) -> None:
        """Read the members of all groups, person by person: soon done where most groups are going to be asked for."""
        members: dict[str, list[int]] = {group: [] for group in self._graph.of_kind(NodeKind.GROUP)}
        outgoing, known = self._graph.outgoing, None
        for number, user in enumerate(self.users):
            for group, edges in outgoing(user).items():
                if edges is not known:  # equal edges are the same object
                    if _MEMBER_OF not in edges:
                        continue
                    known = edges
                if group in members:
                    members[group].append(number)
        for group, numbers in members.items():
            self._known[group] = Standing(BitMap(numbers), stands_for_unknown(self._graph, group))

    def behind(self, holder: str) -> BitMap:
        """Every user from whom access flows to ``holder`` through memberships, role entries and product access."""
        return self.standing(holder).users

    def is_unclear(self, holder: str) -> bool:
        """Whether people may stand behind ``holder`` of whom nothing is known."""
        return self.standing(holder).is_unclear

    def standing(self, holder: str) -> Standing:
        """Who stands behind ``holder``, which need not be in the graph."""
        known = self._known.get(holder)
        if known is not None:
            return known
        number = self.number_of.get(holder)
        if number is not None:
            return Standing(BitMap((number,)), is_unclear=False)
        is_role = kind_of(holder) == _ROLE
        is_unclear = not is_role and stands_for_unknown(self._graph, holder)
        found = self._united(self._graph.incoming(holder) if holder in self._graph else {}, is_unclear=is_unclear)
        if not is_role:
            self._known[holder] = found
        return found

    def _united(self, ends: Ends, *, is_unclear: bool) -> Standing:
        """Who the sources of these edges are, or stands behind them; asked for each role, so it calls little."""
        number_of, known, leads = self.number_of, self._known, self._leads
        users: list[int] = []
        behind = _NOBODY
        for source, edges in ends.items():
            if edges is not leads:  # equal edges are the same object
                if not _leads_to_holder(edges):
                    continue
                leads = self._leads = edges
            inner = known.get(source)
            if inner is None:
                number = number_of.get(source)
                if number is not None:
                    users.append(number)
                    continue
                inner = self.standing(source)
            behind = behind | inner.users if behind else inner.users
            is_unclear = is_unclear or inner.is_unclear
        if users:
            behind = behind | BitMap(users) if behind else BitMap(users)
        return Standing(behind, is_unclear)


class Admitted:
    """Who of those behind a holder passes a gate; kept for each holder but roles, as in :class:`Populations`."""

    def __init__(self, graph: AccessGraph, populations: Populations, passed: BitMap) -> None:
        self._graph = graph
        self._populations = populations
        self._passed = passed
        self._kept: dict[str, BitMap] = {}
        self._leads: Keyed | None = None

    def behind(self, holders: Iterable[str]) -> list[BitMap]:
        """For each holder, as :meth:`Populations.behind`, those who pass; the sets are shared, not to be changed."""
        return [
            self._in_role(holder) if holder.startswith(_ROLES) else self._kept.get(holder) or self._passing(holder)
            for holder in holders
        ]

    def _passing(self, holder: str) -> BitMap:
        found = self._kept[holder] = self._populations.behind(holder) & self._passed
        return found

    def _in_role(self, role: str) -> BitMap:
        """Asked for each role of each project, so it calls little: most actors are accounts and groups."""
        number_of, kept, passed, leads = self._populations.number_of, self._kept, self._passed, self._leads
        users: list[int] = []
        behind = _NOBODY
        for source, edges in self._graph.incoming(role).items():
            if edges is not leads:  # equal edges are the same object
                if not _leads_to_holder(edges):
                    continue
                leads = self._leads = edges
            number = number_of.get(source)
            if number is None:
                inner = kept.get(source) or self._passing(source)
                behind = behind | inner if behind else inner
            elif number in passed:
                users.append(number)
        if users:
            behind = behind | BitMap(users) if behind else BitMap(users)
        return behind
