"""How a collection tells what it is doing; the command line draws it."""

from typing import Protocol

from graph_audit.core.coverage import TableCoverage

__all__ = ["NoProgress", "Progress"]


class Progress(Protocol):
    """Receives what happens, from several threads."""

    def advanced(self, table: str, scope: str, rows: int) -> None:
        """So many more rows of a table have arrived."""

    def finished(self, coverage: TableCoverage) -> None:
        """A table is done, well or not."""


class NoProgress:
    """Says nothing."""

    def advanced(self, table: str, scope: str, rows: int) -> None:
        """Ignore it."""

    def finished(self, coverage: TableCoverage) -> None:
        """Ignore it."""
