"""What a snapshot holds of each table and scope: what could be seen, and why the rest could not."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph_audit.core.kinds import CoverageStatus, Gap

__all__ = ["Coverage", "TableCoverage"]


@dataclass(frozen=True, slots=True)
class TableCoverage:
    """Coverage of one table of one scope.

    Attributes:
        table: name of the table.
        scope: ``organisation``, ``directory:<id>`` or ``tenant:<cloudId>``.
        status: how much is there.
        rows: number of rows.
        gap: why it is not complete; None when it is.
        reason: what happened, in one sentence.
        remedy: what to do about it, in one sentence.
        missing: node ids of the parents (projects, groups) whose rows are missing, if the gap is confined to them.
    """

    table: str
    scope: str
    status: CoverageStatus
    rows: int = 0
    gap: Gap | None = None
    reason: str = ""
    remedy: str = ""
    missing: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing: complete, or there is nothing to read."""
        return self.status is CoverageStatus.COMPLETE or self.gap is Gap.PRODUCT_ABSENT

    @property
    def has_rows(self) -> bool:
        """Whether the table was read, at least in part."""
        return self.status in {CoverageStatus.COMPLETE, CoverageStatus.PARTIAL}


class Coverage:
    """The coverage of a whole snapshot, sorted by table and scope."""

    def __init__(self, entries: Iterable[TableCoverage]) -> None:
        self.entries = tuple(sorted(entries, key=lambda entry: (entry.table, entry.scope)))
        self._by_table: dict[str, list[TableCoverage]] = {}
        for entry in self.entries:
            self._by_table.setdefault(entry.table, []).append(entry)

    def of(self, table: str) -> tuple[TableCoverage, ...]:
        """Entries of one table, by scope; empty when it was not part of the scan."""
        return tuple(self._by_table.get(table, ()))

    def incomplete(self) -> tuple[TableCoverage, ...]:
        """Entries whose rows a reader could miss: all but the whole ones and those that another table stands in for."""
        return tuple(e for e in self.entries if not e.is_whole and e.gap is not Gap.NOT_IN_THIS_MODE)
