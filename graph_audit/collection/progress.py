"""How a collection tells what it is doing; the command line draws it."""

from typing import Protocol

from graph_audit.core.coverage import TableCoverage

__all__ = ["NoProgress", "Progress"]


class Progress(Protocol):
    """Receives what happens, from several threads."""

    def planned(self, table: str, scope: str, lists: int) -> None:
        """A table is going to ask for so many lists, each of one page or more."""

    def advanced(self, table: str, scope: str, rows: int) -> None:
        """One more page of a table has arrived, with so many rows."""

    def finished(self, coverage: TableCoverage) -> None:
        """A table is done, well or not."""


class NoProgress:
    """Says nothing."""

    def planned(self, table: str, scope: str, lists: int) -> None:
        """Ignore it."""

    def advanced(self, table: str, scope: str, rows: int) -> None:
        """Ignore it."""

    def finished(self, coverage: TableCoverage) -> None:
        """Ignore it."""
