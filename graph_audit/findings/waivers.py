"""Accepted findings: each with an owner, a reason and a day on which it ends; they stay visible, in their own place."""

import hashlib
import json
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from graph_audit.core.errors import ConfigurationError
from graph_audit.core.suggestion import nearest
from graph_audit.findings.finding import Finding, Waived
from graph_audit.findings.result import AuditResult, CheckResult
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.disguise import WITHHELD
from graph_audit.graph.matching import PATTERNS, matches

__all__ = ["LONGEST", "WAIVED", "Waiver", "checked_waiver", "read_waivers", "waive"]

WAIVED = "waived"
LONGEST = timedelta(days=366)
"""How far ahead a waiver may end: whoever accepted it looks at it once a year."""

_SHORTEST_REASON = 10
Text = Annotated[str, Field(min_length=1)]


class Waiver(BaseModel):
    """One accepted finding, or all those of a check about some subjects."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    fingerprint: Annotated[str | None, Field(pattern="^[0-9a-f]{32}$")] = None
    check: Text | None = None
    subject: Annotated[Text | None, Field(description=f"{PATTERNS}.")] = None
    owner: Text
    reason: Annotated[str, Field(min_length=_SHORTEST_REASON)]
    until: date

    @model_validator(mode="after")
    def _names_findings(self) -> Self:
        if (self.fingerprint is None) == (self.check is None) or (self.check is None) != (self.subject is None):
            raise ValueError("give a fingerprint, or a check and a subject")
        return self

    @property
    def id(self) -> str:
        """Its identity: what it waives, without who, why and how long."""
        canonical = json.dumps([self.fingerprint, self.check, self.subject], separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:32]

    @property
    def what(self) -> str:
        """What it waives, in words."""
        return f"fingerprint {self.fingerprint}" if self.fingerprint else f"{self.check} of {self.subject}"

    def is_expired(self, day: date) -> bool:
        """Whether it has ended on ``day``; it counts on its last day."""
        return day > self.until

    def fits(self, finding: Finding, graph: AccessGraph) -> bool:
        """Whether it waives the finding."""
        if self.fingerprint is not None:
            return finding.fingerprint == self.fingerprint
        if finding.check != self.check or finding.subject.id not in graph:
            return False
        return matches(graph, finding.subject.id, (self.subject or "",))


def read_waivers(file: Path, checks: Collection[str], today: date) -> tuple[Waiver, ...]:
    """The waivers of a file.

    Args:
        file: a TOML file with ``[[waiver]]`` entries.
        checks: ids of the checks that there are.
        today: no waiver may end later than :data:`LONGEST` after this day.

    Raises:
        ConfigurationError: the file, or one of its entries, is not valid.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(f"The waivers {file} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"The waivers {file} are not valid TOML: {error}.") from error
    entries = content.get("waiver", [])
    if content.keys() - {"waiver"} or not isinstance(entries, list):
        raise ConfigurationError(f"{file}: only entries [[waiver]] are known.")
    return tuple(
        checked_waiver(entry, f"{file}, waiver {number}", checks, today)
        for number, entry in enumerate(entries, start=1)
    )


def checked_waiver(entry: Any, place: str, checks: Collection[str], today: date) -> Waiver:
    """A waiver of what was written.

    Args:
        entry: its fields.
        place: where that stands, for the message.
        checks: ids of the checks that there are.
        today: as for :func:`read_waivers`.

    Raises:
        ConfigurationError: it is not valid.
    """
    try:
        waiver = Waiver.model_validate(entry)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        told = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'it'}: {fault['msg']}" for fault in faults)
        raise ConfigurationError(f"{place}: {told}.") from None
    if waiver.check is not None and waiver.check not in checks:
        raise ConfigurationError(f"{place}: there is no check {waiver.check!r}{nearest(waiver.check, checks)}.")
    if waiver.until > today + LONGEST:
        raise ConfigurationError(f"{place}: it ends on {waiver.until}, more than {LONGEST.days} days ahead.")
    return waiver


@dataclass(frozen=True, slots=True)
class _Applied:
    """A check without its waived findings, and the waivers that fitted one of them."""

    check: CheckResult
    used: frozenset[str]


def waive(
    result: AuditResult, graph: AccessGraph, waivers: Sequence[Waiver], day: date, *, redact: bool = False
) -> AuditResult:
    """The result with waived findings in their own place.

    Args:
        result: what the checks found.
        graph: the graph that they asked, with the names that patterns are compared with.
        waivers: all of them; of two that fit one finding the one that ends later counts.
        day: the day of the snapshot; expired waivers waive nothing.
        redact: whether owners, reasons and patterns, which may hold names, must not be told.
    """
    tell = partial(_told, redact=redact)
    valid = sorted((w for w in waivers if not w.is_expired(day)), key=lambda w: (w.until, w.id), reverse=True)
    applied = [_apply(check, graph, valid, tell) for check in result.checks]
    used = frozenset[str]().union(*(one.used for one in applied))
    return replace(
        result,
        checks=tuple(one.check for one in applied),
        waivers_unused=tuple(tell(w) for w in valid if w.id not in used),
        waivers_expired=tuple(tell(w) for w in waivers if w.is_expired(day)),
    )


def _apply(
    check: CheckResult, graph: AccessGraph, waivers: Sequence[Waiver], tell: Callable[[Waiver], Waived]
) -> _Applied:
    kept, waived, used = [], [], set[str]()
    own = [waiver for waiver in waivers if waiver.fingerprint or waiver.check == check.id]
    by_fingerprint = {waiver.fingerprint: waiver for waiver in reversed(own) if waiver.fingerprint}
    patterns = [waiver for waiver in own if not waiver.fingerprint]
    for finding in check.findings:
        fitting = list(_fitting(finding, graph, by_fingerprint.get(finding.fingerprint), patterns))
        if fitting:
            used.update(waiver.id for waiver in fitting)
            waived.append(replace(finding, status=WAIVED, waived=tell(fitting[0])))
        else:
            kept.append(finding)
    if not waived:
        return _Applied(check, frozenset())
    worst = min((finding.severity for finding in kept), key=lambda severity: severity.rank, default=check.severity)
    return _Applied(replace(check, severity=worst, findings=tuple(kept), waived=tuple(waived)), frozenset(used))


def _fitting(
    finding: Finding, graph: AccessGraph, direct: Waiver | None, patterns: Iterable[Waiver]
) -> Iterator[Waiver]:
    """Every waiver of the finding, the one that ends latest first."""
    found = [waiver for waiver in patterns if waiver.fits(finding, graph)]
    yield from sorted([*found, *filter(None, [direct])], key=lambda waiver: (waiver.until, waiver.id), reverse=True)


def _told(waiver: Waiver, *, redact: bool) -> Waived:
    if redact:
        hidden = {"owner": WITHHELD, "reason": WITHHELD, "subject": waiver.subject and WITHHELD}
        return replace(_told(waiver.model_copy(update=hidden), redact=False), id=waiver.id)
    return Waived(waiver.id, waiver.what, waiver.owner, waiver.reason, waiver.until.isoformat())
