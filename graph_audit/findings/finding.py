"""What checks find: one finding for each subject, with evidence and an identity that survives renames."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from json import JSONEncoder
from typing import Any, NamedTuple

from graph_audit.core.kinds import Severity
from graph_audit.graph.path import AccessPath

__all__ = ["Cause", "Evidence", "Facts", "Finding", "Subject", "Waived", "facts_of", "fingerprint", "fingerprints"]


_quoted = JSONEncoder().encode

Facts = Mapping[str, Any] | Callable[[str], Mapping[str, Any]]
"""Details of a finding as JSON values, or what makes those of a subject once they are asked for."""


def facts_of(facts: Facts, subject: str) -> Mapping[str, Any]:
    """The details themselves."""
    return facts(subject) if callable(facts) else facts


class Subject(NamedTuple):
    """What a finding is about: a node of the graph."""

    kind: str
    id: str
    name: str
    tenant: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """What several findings have in common, such as the wide group that makes 4,000 people administrators.

    Attributes:
        kind: node kind, or the name of a shared value (``e-mail``).
        id: node id, or a hash of the shared normalised value.
        name: what people call it.
    """

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The access paths and records that prove a finding.

    Attributes:
        paths: at most :data:`LIMIT` paths, shortest first.
        records: at most :data:`LIMIT` record references.
        left_out: how many paths and records are not listed.
    """

    paths: tuple[AccessPath, ...] = ()
    records: tuple[str, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Waived:
    """A waiver as findings and results tell it.

    Attributes:
        id: its identity: what it waives, without who, why and how long.
        what: what it waives, in words.
        owner: who accepted the finding.
        reason: why.
        until: its last day, ISO 8601.
    """

    id: str
    what: str
    owner: str
    reason: str
    until: str

    @property
    def why(self) -> str:
        """``maya@example.com, until 2027-03-01: the merger``."""
        return f"{self.owner}, until {self.until}: {self.reason}"


@dataclass(slots=True)
class Finding:
    """One subject that a check found; never changed once it is made (not frozen, which would double the time of that).

    Attributes:
        fingerprint: see :func:`fingerprints`.
        proof: the evidence, or what makes that of a subject: of 100,000 findings few are ever looked at.
        facts: the details, or what makes those of a subject.
        severity: how bad it is, as configured.
        declared: how bad it would be without the configuration, where that makes a difference.
        status: whether it is ``new`` or ``known`` since the baseline, or ``waived``.
        waived: the waiver, if it is waived.
    """

    fingerprint: str
    check: str
    severity: Severity
    category: str
    subject: Subject
    message: str
    proof: Evidence | Callable[[str], Evidence] = field(compare=False)
    scopes: tuple[str, ...]
    cause: Cause | None = None
    facts: Facts = field(default_factory=dict, compare=False)
    status: str = "new"
    declared: Severity | None = None
    waived: Waived | None = None

    @property
    def evidence(self) -> Evidence:
        """The paths and records that prove it; made anew each time, so ask once."""
        return self.proof if isinstance(self.proof, Evidence) else self.proof(self.subject.id)

    @property
    def details(self) -> Mapping[str, Any]:
        """Further facts as JSON values; made anew each time, too."""
        return facts_of(self.facts, self.subject.id)


def fingerprints(check: str) -> Callable[[str, str | None], str]:
    """What makes the identities of a check's findings between scans, from the subject and the cause or None.

    An identity is 32 hexadecimal digits from ids only, never from names or wording.
    """
    begin = f"[{_quoted(check)},"

    def of(subject: str, cause: str | None) -> str:
        text = f"{begin}{_quoted(subject)},{'null' if cause is None else _quoted(cause)}]"
        return sha256(text.encode()).hexdigest()[:32]

    return of


def fingerprint(check: str, subject: str, cause: str | None) -> str:
    """The identity of one finding, see :func:`fingerprints`."""
    return fingerprints(check)(subject, cause)
