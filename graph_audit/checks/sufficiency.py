"""Whether the data suffices for an outcome: incomplete data forbids "passed", never "found"."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from graph_audit.checks.definition import Check, Need
from graph_audit.checks.wording import listed
from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.kinds import Gap, NodeKind, ScopeKind
from graph_audit.core.wording import counted
from graph_audit.graph.ids import kind_of

__all__ = ["Verdict", "judge", "lacking", "scopes_of"]


_OUTSIDE = "unaffiliated_users"
"""The table of the accounts that are in no directory; the organisation as a scope stands for them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the coverage allows a check to say in one scope.

    Attributes:
        blocked: findings here could be invented by missing rows, so none may be reported.
        hidden: findings here may be missing.
        excluded: subjects whose own rows are missing: nothing may be said of them.
        reason: which table, why; empty when the data suffices.
    """

    blocked: bool = False
    hidden: bool = False
    excluded: frozenset[str] = frozenset()
    reason: str = ""

    @property
    def is_sufficient(self) -> bool:
        """Whether "passed" may be said."""
        return not (self.blocked or self.hidden or self.excluded)

    def allows(self, subject: str) -> bool:
        """Whether a finding about ``subject`` may be reported."""
        return not self.blocked and subject not in self.excluded

    def doubting(self, undecided: Mapping[str, int]) -> "Verdict":
        """This verdict where, on top, single subjects could not be judged: how many, by reason."""
        if not undecided:
            return self
        doubts = [f"{counted(number, 'subject')} not judged: {why}" for why, number in sorted(undecided.items())]
        return replace(self, hidden=True, reason="; ".join(filter(None, (self.reason, *doubts))))


def scopes_of(about: ScopeKind, coverage: Coverage, homes: Iterable[str], subject_kinds: frozenset[str]) -> list[str]:
    """The scopes for which outcomes are kept, sorted.

    For projects these are the tenants (all but those without the product), for the organisation it is itself. Groups
    and users belong to the directories where they are managed, or to the organisation; to the tenants where only Jira
    was asked. A scope whose subjects could not be read is among them too.

    Args:
        about: what the check is about.
        coverage: what was collected.
        homes: the scopes in which the subjects are.
        subject_kinds: node kinds of the subjects.
    """
    if about is ScopeKind.ORGANISATION:
        return [ScopeKind.ORGANISATION.value]
    tenants = [entry.scope for entry in coverage.of("projects") if entry.gap is not Gap.PRODUCT_ABSENT]
    if about is ScopeKind.TENANT:
        return tenants
    collected = [e for t in ("users", "groups") for e in coverage.of(t) if e.gap is not Gap.NOT_IN_THIS_MODE]
    unread = [entry.scope for entry in coverage.of(_OUTSIDE) if not entry.is_whole]
    outside = unread if collected and NodeKind.GROUP not in subject_kinds else []
    return sorted({*homes, *([entry.scope for entry in collected] or tenants), *outside})


def judge(
    needs: Iterable[Need],
    coverage: Coverage,
    scope: str,
    subject_kinds: frozenset[str],
    name_of: Callable[[str], str] = str,
) -> Verdict:
    """What the coverage of the needed tables allows a check about ``subject_kinds`` to say in ``scope``.

    A gap that could invent findings and is confined to some projects excludes just those from a check about projects;
    for a check about groups the same gap may touch every group. ``name_of`` gives a scope the name that people know.
    """
    blocked, hidden, excluded = False, False, frozenset[str]()
    tables_by_gap: dict[tuple[str, str], dict[str, None]] = {}
    for need in needs:
        relevant = _relevant(need, coverage, scope)
        if not relevant:
            tables_by_gap.setdefault((scope, "not read in this way of running"), {})[need.tables[0]] = None
            blocked, hidden = blocked or need.invents, hidden or not need.invents
        for gap in relevant:
            if gap.is_whole:
                continue
            what = f"{gap.status} ({gap.reason.rstrip('.') or gap.gap})"
            tables_by_gap.setdefault((gap.scope, what), {})[gap.table] = None
            if not need.invents:
                hidden = True
            elif gap.missing and subject_kinds.issuperset(map(kind_of, gap.missing)):
                excluded |= frozenset(gap.missing)
            else:
                blocked = True
    reasons = (
        f"{listed(tuple(tables), len(tables))} of {name_of(place)}: {what}"
        for (place, what), tables in tables_by_gap.items()
    )
    return Verdict(blocked, hidden, excluded, "; ".join(reasons))


def lacking(check: Check, coverage: Coverage) -> str:
    """Which tables a baseline lacks to say what is new since then, and why; empty when it has them all."""
    needs = [replace(need, invents=True) for need in check.needs]
    scopes = scopes_of(check.about, coverage, (), frozenset())
    return "; ".join(
        dict.fromkeys(filter(None, (judge(needs, coverage, scope, frozenset()).reason for scope in scopes)))
    )


def _relevant(need: Need, coverage: Coverage, scope: str) -> tuple[TableCoverage, ...]:
    """Entries of the table that tells these facts about ``scope``: the first of the need's alternatives.

    Where that one has gaps, an alternative that was read in this very scope does: without a directory's accounts, those
    that Jira lists tell of Jira's projects, but never of the directory.
    """
    outside = scope == ScopeKind.ORGANISATION and "users" in need.tables
    own_table = coverage.of(_OUTSIDE) if outside else ()
    told = [
        tuple(entry for entry in coverage.of(table) if entry.gap is not Gap.NOT_IN_THIS_MODE) for table in need.tables
    ]
    if need.everywhere:
        every: tuple[TableCoverage, ...] = next(filter(None, told), ())
        return (*every, *own_table) if every else ()
    first: tuple[TableCoverage, ...] = next(filter(None, (_about(entries, scope) for entries in told)), ())
    if outside or not first:
        return own_table
    if not all(entry.is_whole for entry in first):
        for entries in told:
            own = tuple(entry for entry in entries if entry.scope == scope and entry.has_rows)
            if own:
                return own
    return first


def _about(entries: tuple[TableCoverage, ...], scope: str) -> tuple[TableCoverage, ...]:
    """Those of this scope if the table has rows scope by scope of this kind, else all."""
    own = tuple(entry for entry in entries if entry.scope == scope)
    same_kind = any(kind_of(entry.scope) == kind_of(scope) for entry in entries)
    return own if own or same_kind else entries
