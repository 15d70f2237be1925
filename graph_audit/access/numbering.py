"""Users as dense numbers, and the sets of users that stand behind each holder, as compressed bitmaps."""

from collections.abc import Iterable

from pyroaring import BitMap

from graph_audit.access.unclear import is_unclear
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["Populations"]

_LEADS_TO_HOLDER = (EdgeKind.MEMBER_OF, EdgeKind.ACTOR_IN, EdgeKind.GIVES_ACCESS)


class Populations:
    """Who stands behind a group, role, application role or "any licensed user", before any gate.

    An index over the graph: one bitmap for each holder that is asked for, computed once.
    """

    def __init__(self, graph: AccessGraph) -> None:
        self._graph = graph
        self.users = graph.of_kind(NodeKind.USER)
        self._number = {user: number for number, user in enumerate(self.users)}
        self._known: dict[str, BitMap] = {}
        self._unclear: dict[str, bool] = {}

    def number(self, user: str) -> int:
        """The dense number of a user node."""
        return self._number[user]

    def nodes(self, numbers: Iterable[int]) -> list[str]:
        """User nodes of a bitmap, sorted by id."""
        return [self.users[number] for number in numbers]

    def where(self, attribute: str, *values: object) -> BitMap:
        """Users whose node attribute has one of ``values``."""
        nodes = self._graph.nodes
        return BitMap([n for n, user in enumerate(self.users) if nodes[user].get(attribute) in values])

    def behind(self, holder: str) -> BitMap:
        """Every user from whom access flows to ``holder`` through memberships, role entries and product access."""
        known = self._known.get(holder)
        if known is None:
            number = self._number.get(holder)
            if number is not None:
                known = BitMap([number])
            else:
                known = BitMap.union(*map(self.behind, self._graph.sources(holder, *_LEADS_TO_HOLDER)), BitMap())
            self._known[holder] = known
        return known

    def is_unclear(self, holder: str) -> bool:
        """Whether people may stand behind ``holder`` of whom nothing is known."""
        if holder not in self._unclear:
            self._unclear[holder] = is_unclear(self._graph, holder)
        return self._unclear[holder]
