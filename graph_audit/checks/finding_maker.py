"""Making findings of what queries found; their evidence and details are made once somebody asks for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph_audit.checks.definition import Audit, Check, Hit, Paths, all_of
from graph_audit.checks.wording import shortened
from graph_audit.core.kinds import Severity
from graph_audit.findings.finding import Evidence, Facts, Finding, Subject, fingerprints
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import tenant_id, tenant_of
from graph_audit.graph.path import AccessPath

__all__ = ["EVIDENCE_LIMIT", "FindingMaker"]

EVIDENCE_LIMIT = 50
MESSAGE_LIMIT = 1000


class FindingMaker:
    """Makes the findings of a check; those of which one function tells paths or details share what asks it.

    Args:
        check: the check.
        audit: what it asks.
    """

    def __init__(self, check: Check, audit: Audit[Any]) -> None:
        self._check, self._graph = check, audit.graph
        self._subjects = audit.once(_Subjects)
        self._fingerprint = fingerprints(check.id)
        self._proofs: dict[tuple[object, ...], _Proof] = {}
        self._facts: dict[int, _Facts] = {}

    def finding(self, hit: Hit, scopes: tuple[str, ...]) -> Finding:
        """What the query found in these scopes."""
        check, cause = self._check, hit.cause
        return Finding(
            self._fingerprint(hit.subject, cause.id if cause else None),
            check.id,
            _milder(check.severity, hit.severity) if hit.severity else check.severity,
            check.category,
            self._subjects[hit.subject],
            shortened(hit.message, MESSAGE_LIMIT),
            self._proof_of(hit),
            scopes,
            replace(cause, name=shortened(cause.name)) if cause and cause.name != shortened(cause.name) else cause,
            self._facts_of(hit),
        )

    def _proof_of(self, hit: Hit) -> Callable[[str], Evidence]:
        if hit.paths and not callable(hit.paths):
            return _Proof(self._graph, hit.paths, hit.records, hit.left_out)
        key = id(hit.paths), hit.records, hit.left_out
        known = self._proofs.get(key)
        if known is None:
            known = self._proofs[key] = _Proof(self._graph, hit.paths, hit.records, hit.left_out)
        return known

    def _facts_of(self, hit: Hit) -> Facts:
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


class _Subjects(dict[str, Subject]):
    """Nodes as findings tell them; those of all checks share them."""

    def __init__(self, audit: Audit[Any]) -> None:
        super().__init__()
        self._graph = audit.graph

    def __missing__(self, node: str) -> Subject:
        graph, tenant = self._graph, tenant_of(node)
        self[node] = Subject(
            kind=graph.attribute(node, "kind"),
            id=node,
            name=shortened(graph.name_of(node)),
            tenant=graph.name_of(tenant_id(tenant)) if tenant and tenant_id(tenant) in graph else tenant,
        )
        return self[node]


def _milder(one: Severity, other: Severity) -> Severity:
    return one if one.rank > other.rank else other
