"""Records: the rows of a snapshot, validated as they are read; a bad row costs completeness, nothing else."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.kinds import CoverageStatus, Gap, NodeKind
from graph_audit.core.wording import counted
from graph_audit.graph.ids import kind_of
from graph_audit.products.definition import all_products
from graph_audit.products.validation import fault, validated, without_odd_items
from graph_audit.snapshot.reader import Snapshot

__all__ = ["Record", "Records"]

M = TypeVar("M", bound=BaseModel)

_REASONS, _REASON_LENGTH = 20, 200
"""Different reasons for each table, and characters of one: a crafted snapshot must not fill a report with them."""
_FURTHER = "and further ones"


@dataclass(frozen=True, slots=True)
class Record(Generic[M]):
    """One validated row.

    Attributes:
        place: ``table/scope``, the first part of record references.
        scope: the scope it was collected in.
        of: ids of its parents, for tables that are asked for once per parent.
        row: the validated row.
    """

    place: str
    scope: str
    of: tuple[str, ...]
    row: M

    @property
    def scope_id(self) -> str:
        """The id inside the scope: directory id, cloudId; empty for the organisation."""
        return self.scope.partition(":")[2]

    def reference(self, *ids: str) -> str:
        """The record reference with this stable id."""
        return f"{self.place}#{'/'.join(ids)}"


class Records:
    """The records of a snapshot, table by table, and what reading them showed about their completeness."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._invalid: Counter[tuple[str, str]] = Counter()
        self._first_fault: dict[tuple[str, str], str] = {}
        self._doubts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._lacks: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._notes: Counter[tuple[str, str]] = Counter()
        self._read: set[tuple[str, str]] = set()

    @property
    def snapshot(self) -> Snapshot:
        """Where the records come from."""
        return self._snapshot

    def each(self, model: type[M], *names: str) -> Iterator[Record[M]]:
        """Every valid record of the named tables, over all scopes; their order does not depend on how rows arrived.

        Rows that are not valid are counted when a table is read for the first time.
        """
        for name in names:
            for entry in self._snapshot.coverage.of(name):
                if entry.has_rows:
                    yield from self._of_scope(model, name, entry.scope)

    def _of_scope(self, model: type[M], name: str, scope: str) -> Iterator[Record[M]]:
        place = f"{name}/{scope}"
        parents = _parents().get(name)
        told = None if (name, scope) in self._read else (name, scope)
        self._read.add((name, scope))
        for row in self._snapshot.rows(name, scope):
            if parents not in {None, len(row.of)}:
                self._reject(told, "row without its parents")
                continue
            valid = self._validated(model, told, row.value)
            if valid is not None:
                yield Record(place, scope, row.of, valid)

    def _reject(self, place: tuple[str, str] | None, what: str) -> None:
        if place is not None:
            self._invalid[place] += 1
            self._first_fault.setdefault(place, _cut(what))

    def _validated(self, model: type[M], place: tuple[str, str] | None, value: Any) -> M | None:
        """The row, or what is left of it when single items of its lists are off; None when more is."""
        try:
            return validated(model, value)
        except ValidationError as error:
            self._reject(place, fault(error))
            rest = without_odd_items(value, error)
        try:
            return None if rest is None else validated(model, rest)
        except ValidationError:
            return None

    def doubt(self, table: str, scope: str, reason: str) -> None:
        """Note that ``table`` holds something that could not be understood or contradicts another table.

        The same reason is counted, of different ones the first 20; the table counts as partial from now on.
        """
        known, told = self._doubts[(table, scope)], _cut(reason)
        known[told if told in known or len(known) < _REASONS else _FURTHER] += 1

    def lack(self, table: str, scope: str, node: str, reason: str) -> None:
        """Note that ``table`` lacks rows about one group or account: it counts as partial, but for that one only.

        Args:
            table: the table.
            scope: its scope.
            node: id of a group or an account.
            reason: ends a sentence that begins with a number: "3 groups …".
        """
        self._lacks[table, scope][reason].add(node)

    def note(self, noun: str, what: str) -> None:
        """Note something that a reader should know and that makes no table incomplete: "5 <noun>s are <what>"."""
        self._notes[(noun, what)] += 1

    def notes(self) -> tuple[str, ...]:
        """The snapshot's notes and those of reading it, with how often each was made."""
        counted = (
            f"{count:,} {noun} is {what}." if count == 1 else f"{count:,} {noun}s are {what}."
            for (noun, what), count in sorted(self._notes.items())
        )
        return (*self._snapshot.manifest.notes, *counted)

    def coverage(self) -> Coverage:
        """The snapshot's coverage, made worse by what reading showed."""
        return Coverage(map(self._reconsidered, self._snapshot.coverage.entries))

    def _reconsidered(self, entry: TableCoverage) -> TableCoverage:
        found = tuple(self._shown_by_reading((entry.table, entry.scope)))
        lacks = self._lacks.get((entry.table, entry.scope), {})
        if not entry.has_rows or not (found or lacks):
            return entry
        told = (f"{counted(len(nodes), _noun(nodes))} {reason}" for reason, nodes in sorted(lacks.items()))
        confined = not found and (entry.is_whole or bool(entry.missing))
        return replace(
            entry,
            status=CoverageStatus.PARTIAL,
            gap=entry.gap or Gap.INVALID_ROWS,
            reason="; ".join(filter(None, (entry.reason.rstrip("."), *found, *told))),
            # what reading shows is else not confined to the parents that the collector named
            missing=tuple(sorted({*entry.missing, *chain.from_iterable(lacks.values())})) if confined else (),
        )

    def _shown_by_reading(self, place: tuple[str, str]) -> Iterator[str]:
        if place in self._invalid:
            count = self._invalid[place]
            rows = "1 row has" if count == 1 else f"{count:,} rows have"
            yield f"{rows} not the expected shape ({self._first_fault[place]})"
        doubts = self._doubts.get(place, {}).items()
        for reason, count in sorted(doubts, key=lambda doubt: (doubt[0] == _FURTHER, doubt)):
            yield reason if count == 1 else f"{reason} ({count:,} times)"


def _noun(nodes: Iterable[str]) -> str:
    kinds = {kind_of(node) for node in nodes}
    return "account" if kinds == {NodeKind.USER} else "group"


def _cut(reason: str) -> str:
    return reason if len(reason) <= _REASON_LENGTH else f"{reason[: _REASON_LENGTH - 1]}…"


@cache
def _parents() -> dict[str, int]:
    """How many parents a row of each table has, by the table's name."""
    return {table.name: table.parents for product in all_products().values() for table in product.tables}
