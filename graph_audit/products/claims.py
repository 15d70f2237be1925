"""What several rows say about one node: where they contradict each other, nothing is known, whichever came first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from graph_audit.graph.access_graph import AccessGraph
from graph_audit.products.records import Records

__all__ = ["Claims"]

_UNKNOWN = "unknown"


class Claims:
    """Attributes of nodes as rows of equal weight tell them; a row that does not know contradicts nobody."""

    def __init__(self, records: Records, graph: AccessGraph, noun: str, instead: Mapping[str, Any]) -> None:
        """Begin without claims.

        Args:
            records: told of contradictions.
            graph: its nodes get the attributes.
            noun: what the rows are about: account, project.
            instead: by attribute, what stands where rows contradict each other; None leaves the attribute out.
        """
        self._records = records
        self._graph = graph
        self._noun = noun
        self._instead = instead
        self._places: dict[str, set[str]] = defaultdict(set)
        self._contradicting: set[tuple[str, str]] = set()

    def add(self, node: str, place: str, **attributes: Any) -> None:
        """Take what one row of ``place`` (``table/scope``) says; None and "unknown" are no claims."""
        self._places[node].add(place)
        known = self._graph.nodes[node]
        for attribute, value in attributes.items():
            if value is None:
                continue
            before = known.setdefault(attribute, value)
            if before == _UNKNOWN:
                known[attribute] = value
            elif value not in {before, _UNKNOWN}:
                self._contradicting.add((node, attribute))

    def settle(self) -> list[tuple[str, str]]:
        """Replace what is contradicted and put the tables that tell it in doubt; no claims follow.

        Returns:
            Pairs of a node and an attribute, sorted.
        """
        contradicting = sorted(self._contradicting)
        for node, attribute in contradicting:
            known, value = self._graph.nodes[node], self._instead[attribute]
            known[attribute] = value
            if value is None:
                del known[attribute]
            self.doubt(self._places[node], attribute)
        return contradicting

    def doubt(self, places: Iterable[str], attribute: str) -> None:
        """Put the tables in doubt whose rows contradict each other in ``attribute``."""
        for place in places:
            table, _, scope = place.partition("/")
            self._records.doubt(table, scope, f"rows of one {self._noun} contradict each other ({attribute})")
