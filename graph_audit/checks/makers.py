"""What makes the evidence and the details of findings once they are asked for; of 100,000 findings few ever are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graph_audit.checks.definition import Hit, Paths, all_of
from graph_audit.findings.finding import Evidence, Facts
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.path import AccessPath

__all__ = ["EVIDENCE_LIMIT", "Makers"]

EVIDENCE_LIMIT = 50


class Makers:
    """What makes evidence and details of the findings of a check; those that one function tells of share it."""

    def __init__(self, graph: AccessGraph) -> None:
        self._graph = graph
        self._proofs: dict[tuple[object, ...], _Proof] = {}
        self._facts: dict[int, _Facts] = {}

    def proof(self, hit: Hit) -> Callable[[str], Evidence]:
        """What makes the evidence of the hit's subject."""
        if hit.paths and not callable(hit.paths):
            return _Proof(self._graph, hit.paths, hit.records, hit.left_out)
        key = id(hit.paths), hit.records, hit.left_out
        known = self._proofs.get(key)
        if known is None:
            known = self._proofs[key] = _Proof(self._graph, hit.paths, hit.records, hit.left_out)
        return known

    def facts(self, hit: Hit) -> Facts:
        """The details of the hit, or what makes those of its subject."""
        if not callable(hit.details):
            return hit.details
        known = self._facts.get(id(hit.details))
        if known is None:
            known = self._facts[id(hit.details)] = _Facts(hit.details)
        return known


@dataclass(slots=True, eq=False)
class _Proof:
    """Makes the evidence of a finding."""

    graph: AccessGraph
    paths: Paths
    records: tuple[str, ...]
    left_out: int

    def __call__(self, subject: str) -> Evidence:
        paths, records = list[AccessPath](), set(self.records or self.graph.attribute(subject, "records") or ())
        left_out = self.left_out
        try:
            paths = sorted(all_of(self.paths, subject), key=lambda path: (len(path), path))
        except Exception:  # noqa: BLE001  # a broken check must not take the report with it: what it found stays found
            left_out += 1
        left_out += max(0, len(paths) - EVIDENCE_LIMIT) + max(0, len(records) - EVIDENCE_LIMIT)
        return Evidence(tuple(paths[:EVIDENCE_LIMIT]), tuple(sorted(records)[:EVIDENCE_LIMIT]), left_out)


@dataclass(slots=True, eq=False)
class _Facts:
    """Makes the details of a finding."""

    make: Callable[[str], Mapping[str, Any]]

    def __call__(self, subject: str) -> Mapping[str, Any]:
        try:
            return self.make(subject)
        except Exception as error:  # noqa: BLE001  # as with its evidence
            return {"not_told": f"the check itself failed: {type(error).__name__}"}
