"""What a check is: a named graph query with a severity, its needs, its options, and an example of bad and good."""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from graph_audit.access.answers import Verification
from graph_audit.access.engine import Access
from graph_audit.core.coverage import Coverage
from graph_audit.core.errors import DefinitionError
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.findings.finding import Cause, Facts
from graph_audit.findings.waivers import Waiver
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.disguise import WITHHELD
from graph_audit.graph.path import AccessPath

__all__ = [
    "Audit",
    "Check",
    "Controls",
    "Earlier",
    "Hit",
    "Need",
    "Options",
    "Paths",
    "Undecided",
    "absence",
    "all_of",
    "check",
    "presence",
]

_TITLE_LIMIT = 80
_CODE = re.compile("``(.+?)``")
"""The name of an option in a docstring."""


class Options(BaseModel):
    """Options of a check: typed fields with a default and a description, validated from the configuration."""

    model_config = ConfigDict(frozen=True, extra="forbid")


T = TypeVar("T")
O = TypeVar("O", bound=Options)  # noqa: E741  # the options of a check


@dataclass(frozen=True, slots=True)
class Need:
    """A table that a check reads; the first of ``tables`` that this way of running collects.

    Attributes:
        tables: alternatives that tell the same facts.
        invents: whether missing rows could invent findings (``absence``) or only hide them (``presence``).
        everywhere: whether rows of other scopes bear on this one too, as where subjects are compared with each other.
    """

    tables: tuple[str, ...]
    invents: bool
    everywhere: bool = False


def presence(*tables: str, everywhere: bool = False) -> Need:
    """Missing rows can only hide findings: the check reports "at least n"."""
    return Need(tables, invents=False, everywhere=everywhere)


def absence(*tables: str, everywhere: bool = False) -> Need:
    """Missing rows could invent findings, as in "has no member": the check is not evaluated for that scope."""
    return Need(tables, invents=True, everywhere=everywhere)


@dataclass(frozen=True, slots=True)
class Controls:
    """Controls of audit standards that the check gives evidence for."""

    soc2: tuple[str, ...] = ()
    iso27001: tuple[str, ...] = ()


Paths = tuple[AccessPath, ...] | Callable[[str], Iterable[AccessPath]]
"""Access paths, or what yields those of a subject once they are asked for: of 100,000 findings few are looked at."""


def all_of(paths: Paths, subject: str) -> tuple[AccessPath, ...]:
    """The paths themselves."""
    return tuple(paths(subject)) if callable(paths) else paths


_NO_FACTS: Facts = {}


class Hit(NamedTuple):
    """One subject that a query found.

    Attributes:
        subject: node id; one of ``audit.subjects``.
        message: one sentence that states the fact; names in it are data, never identity.
        paths: access paths that prove it; of a check that may find thousands, what yields those of a subject.
        records: record references that prove it; the subject's own records when empty.
        cause: what several findings have in common.
        details: further facts as JSON values; of a check that may find thousands, what makes those of a subject.
        left_out: how many further paths, at least, the query did not enumerate.
        severity: where this one is milder than the check's severity, which is that of its worst findings.
    """

    subject: str
    message: str
    paths: Paths = ()
    records: tuple[str, ...] = ()
    cause: Cause | None = None
    details: Facts = _NO_FACTS
    left_out: int = 0
    severity: Severity | None = None


class Undecided(NamedTuple):
    """One subject of which the data does not tell whether it is found: neither a finding nor "passed".

    Attributes:
        subject: node id; one of ``audit.subjects``.
        reason: what is not known, as a clause: "the account's status is not known".
    """

    subject: str
    reason: str


class Earlier:
    """What an earlier snapshot held, for checks that ask what changed.

    Args:
        graph: its access graph.
        coverage: how much of each table it has.
    """

    def __init__(self, graph: AccessGraph, coverage: Coverage) -> None:
        self.graph = graph
        self.coverage = coverage

    @cached_property
    def access(self) -> Access:
        """Who could do what then."""
        return Access(self.graph)


@dataclass(frozen=True, slots=True)
class Audit(Generic[O]):
    """What a query asks: the graph, who can do what on it, the options, and the subjects that count.

    Attributes:
        graph: the access graph, sealed.
        access: the access engine over it.
        options: the check's options.
        now: the moment of the snapshot; never the wall clock.
        subjects: nodes that the check looks at (its population), sorted.
        include_archived: whether archived projects count.
        coverage: what was collected; most checks leave that to their needs.
        waivers: the waivers of this run.
        earlier: the baseline; None where there is none, or where it is no snapshot.
        answers: what came of comparing our answers with Atlassian's own; None where nobody asked.
        memory: what several checks of a run need, see :meth:`once`.
    """

    graph: AccessGraph
    access: Access
    options: O
    now: datetime
    subjects: tuple[str, ...] = ()
    include_archived: bool = False
    coverage: Coverage = field(default_factory=lambda: Coverage(()))
    waivers: tuple[Waiver, ...] = ()
    earlier: Earlier | None = None
    answers: Verification | None = None
    memory: dict[Any, Any] = field(default_factory=dict)

    def once(self, make: "Callable[[Audit[Any]], T]") -> T:
        """What ``make`` tells of the graph, worked out once for all checks of a run; it must not ask for options."""
        if make not in self.memory:
            self.memory[make] = make(self)
        answer: T = self.memory[make]
        return answer

    def told(self, text: str) -> str:
        """Text of the configuration as a finding may tell it: withheld where names are not to be told."""
        return WITHHELD if self.graph.aliases else text


Query = Callable[[Audit[Any]], Iterator[Hit | Undecided]]
Subjects = Callable[[Audit[Any]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Check:
    """A named graph query; see :func:`check` for the fields."""

    id: str
    title: str
    severity: Severity
    category: str
    about: ScopeKind
    needs: tuple[Need, ...]
    subjects: Subjects
    query: Query
    why: str
    fix: str
    bad: str
    good: str
    alias: str = ""
    options: type[Options] = Options
    controls: Controls = field(default_factory=Controls)
    needs_configuration: str = ""
    needs_baseline: bool = False
    needs_answers: bool = False
    bound: str = ""


def check(  # noqa: PLR0913  # a declaration: every field by name
    *,
    title: str,
    severity: Severity,
    category: str,
    about: ScopeKind,
    needs: tuple[Need, ...],
    subjects: Subjects,
    bad: str,
    good: str,
    alias: str = "",
    options: type[Options] = Options,
    controls: Controls | None = None,
    needs_configuration: str = "",
    needs_baseline: bool = False,
    needs_answers: bool = False,
) -> Callable[[Query], Check]:
    """Make a check of a query; its id is the name of its file.

    The query's docstring has the paragraphs "Why it matters:" and "How to fix:", and "Upper bound:" where what it
    finds may be less than it looks, for reasons that the scan cannot see.

    Args:
        title: states the fact, at most 80 characters, never "Ensure …".
        severity: default severity; of its worst findings, where a hit may be milder.
        category: Groups, Users, Jira, Organisation …
        about: ``DIRECTORY`` when subjects are groups or users (outcomes are kept for the place where they are managed),
            ``TENANT`` when they are projects or belong to one site, ``ORGANISATION`` when it is the organisation.
        needs: the tables that it reads.
        subjects: the nodes that it looks at; their number is the population. A function that several checks have
            must not ask for options.
        bad: a sketch in which the check finds something.
        good: a sketch in which it finds nothing although there are subjects.
        alias: an id by which administrators may know it.
        options: class of its options.
        controls: controls of audit standards.
        needs_configuration: name of the option without which the check stays disabled.
        needs_baseline: whether it asks what changed since an earlier snapshot, and stays disabled without one.
        needs_answers: whether it asks what Atlassian itself said, and stays disabled where nobody asked.

    Raises:
        DefinitionError: the definition is not valid.
    """

    def define(query: Query) -> Check:
        why, fix, bound = _advice(query)
        if len(title) > _TITLE_LIMIT or title.startswith("Ensure"):
            raise DefinitionError(f"The title {title!r} must state the fact in at most {_TITLE_LIMIT} characters.")
        return Check(
            id=query.__module__.rpartition(".")[2].replace("_", "-"),
            title=title,
            severity=severity,
            category=category,
            about=about,
            needs=needs,
            subjects=subjects,
            query=query,
            why=why,
            fix=fix,
            bound=bound,
            bad=bad,
            good=good,
            alias=alias,
            options=options,
            controls=controls or Controls(),
            needs_configuration=needs_configuration,
            needs_baseline=needs_baseline,
            needs_answers=needs_answers,
        )

    return define


def _advice(query: Query) -> tuple[str, str, str]:
    """The paragraphs that begin with "Why it matters:", "How to fix:" and "Upper bound:" in the query's docstring."""
    paragraphs = {}
    for paragraph in inspect.cleandoc(query.__doc__ or "").split("\n\n"):
        heading, _, text = paragraph.partition(":")
        paragraphs[heading.strip()] = _CODE.sub(r"“\1”", " ".join(text.split()))
    try:
        return paragraphs["Why it matters"], paragraphs["How to fix"], paragraphs.get("Upper bound", "")
    except KeyError as missing:
        raise DefinitionError(f"The docstring of {query.__module__} has no paragraph {missing}.") from missing
