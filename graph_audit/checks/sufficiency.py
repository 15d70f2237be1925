"""Whether the data suffices for an outcome: incomplete data forbids "passed", never "found"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graph_audit.checks.definition import Need
from graph_audit.checks.wording import counted
from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.kinds import Gap, NodeKind, ScopeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of

__all__ = ["Verdict", "judge", "scopes_of"]


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


def scopes_of(about: ScopeKind, graph: AccessGraph, coverage: Coverage) -> tuple[str, ...]:
    """The scopes for which outcomes are kept, sorted.

    For projects these are the tenants (all but those without the product). Groups and users belong to the directories
    where they are managed, or to the organisation; to the tenants where only Jira was asked.
    """
    tenants = tuple(entry.scope for entry in coverage.of("projects") if entry.gap is not Gap.PRODUCT_ABSENT)
    if about is ScopeKind.TENANT:
        return tenants
    homes = {
        scope
        for kind in (NodeKind.USER, NodeKind.GROUP)
        for node in graph.of_kind(kind)
        for scope in graph.nodes[node].get("scopes", ())
    }
    for table in ("users", "groups", _OUTSIDE):
        homes.update(entry.scope for entry in coverage.of(table) if entry.gap is not Gap.NOT_IN_THIS_MODE)
    return tuple(sorted(homes)) or tenants


def judge(needs: Iterable[Need], coverage: Coverage, scope: str, subject_kinds: frozenset[str]) -> Verdict:
    """What the coverage of the needed tables allows a check about ``subject_kinds`` to say in ``scope``.

    A gap that could invent findings and is confined to some projects excludes just those from a check about projects;
    for a check about groups the same gap may touch every group.
    """
    blocked, hidden, excluded, reasons = False, False, frozenset[str](), []
    for need in needs:
        gaps = [entry for entry in _relevant(need, coverage, scope) if not entry.is_whole]
        for gap in gaps:
            reasons.append(f"{gap.table} of {gap.scope} is {gap.status}: {gap.reason or gap.gap or 'no reason given'}")
            if not need.invents:
                hidden = True
            elif gap.missing and subject_kinds.issuperset(map(kind_of, gap.missing)):
                excluded |= frozenset(gap.missing)
            else:
                blocked = True
        if not _relevant(need, coverage, scope):
            reasons.append(f"{need.tables[0]} was not collected")
            blocked, hidden = blocked or need.invents, hidden or not need.invents
    return Verdict(blocked, hidden, excluded, "; ".join(dict.fromkeys(reasons)))


def _relevant(need: Need, coverage: Coverage, scope: str) -> tuple[TableCoverage, ...]:
    """Entries of the table that tells these facts: of this scope if it has them scope by scope, else all."""
    outside = scope == ScopeKind.ORGANISATION and "users" in need.tables
    own_table = coverage.of(_OUTSIDE) if outside else ()
    for table in need.tables:
        entries = tuple(entry for entry in coverage.of(table) if entry.gap is not Gap.NOT_IN_THIS_MODE)
        if entries and need.everywhere:
            return (*entries, *own_table)
        if entries and not outside:
            own = tuple(entry for entry in entries if entry.scope == scope)
            same_kind = any(kind_of(entry.scope) == kind_of(scope) for entry in entries)
            return own if own or same_kind else entries
    return own_table
