"""What the questions about a snapshot share: opening it, and telling the answer to people or to programs."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from graph_audit import pipeline
from graph_audit.access.engine import Access
from graph_audit.cli.screen import results, talk
from graph_audit.core.cells import safe_cell
from graph_audit.core.errors import ExportError, UsageError
from graph_audit.core.suggestion import nearest
from graph_audit.core.wording import counted
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.permissions import granted_permissions
from graph_audit.products.records import Records
from graph_audit.snapshot.manifest import MANIFEST

__all__ = [
    "Asked",
    "Form",
    "SnapshotOption",
    "TenantOption",
    "latest_output",
    "opened",
    "tell_csv",
    "tell_json",
    "tell_table",
    "written",
]

_OUTPUT = Path("graph-audit-out")
_SHOWN = 50
"""Lines of a table on the screen; the other forms have all."""

SnapshotOption = Annotated[
    Path | None, typer.Option(help="The snapshot to ask; default the latest in ./graph-audit-out.", exists=True)
]
TenantOption = Annotated[str, typer.Option(help="The site (the subdomain), where several are meant by the words.")]


class Form(StrEnum):
    """How an answer is told."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormOption = Annotated[Form, typer.Option("--format", help="For people, or for programs.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """A snapshot that questions can be asked about.

    Attributes:
        graph: its graph.
        access: who can do what in it.
        records: its rows.
        gaps: how many of its tables are incomplete.
    """

    graph: AccessGraph
    access: Access
    records: Records
    gaps: int

    def permission(self, key: str) -> str:
        """The permission of that key.

        Raises:
            UsageError: no scheme grants one of that name.
        """
        known = granted_permissions(self.graph)
        if key not in known:
            raise UsageError(f"No scheme of this snapshot grants a permission {key!r}{nearest(key, known)}.")
        return key

    def warn(self, what: str) -> None:
        """Say on stderr that the answer may not be all."""
        if self.gaps:
            talk.print(f"The snapshot is incomplete ({counted(self.gaps, 'table')}): there may be {what}.")


def opened(snapshot: Path | None) -> Asked:
    """Open a snapshot, or the latest one.

    Raises:
        UsageError: there is none.
    """
    records = pipeline.read(snapshot or latest_output(_OUTPUT))
    graph = pipeline.build(records)
    return Asked(graph, Access(graph), records, len(records.coverage().incomplete()))


def latest_output(folder: Path) -> Path:
    """The latest finished output in ``folder``.

    Raises:
        UsageError: there is none.
    """
    found = [manifest.parent.parent for manifest in folder.glob(f"*/snapshot/{MANIFEST}")]
    if not found:
        raise UsageError(f"There is no snapshot in {folder}; scan first, or name one with --snapshot.")
    return max(found, key=lambda output: output.name)


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Around the writing of a file that was asked for.

    Raises:
        ExportError: it cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror or error}.") from error


def tell_json(answer: Any) -> None:
    """Print the answer as JSON."""
    typer.echo(json.dumps(answer, indent=2))


def tell_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as CSV; no cell is a formula."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        # a carriage return is not quoted where lines end without one, and would end the row
        writer.writerow([safe_cell(cell.replace("\r", "\n")) if isinstance(cell, str) else cell for cell in row])


def tell_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print the first rows as a table, and how many more there are."""
    table = Table(*(Column(title, overflow="fold") for title in header))
    for row in rows[:_SHOWN]:
        table.add_row(*(results.plain(f"{cell:,}" if isinstance(cell, int) else str(cell)) for cell in row))
    if rows:
        results.console.print(table, soft_wrap=False)
    if len(rows) > _SHOWN:
        results.print(f"and {len(rows) - _SHOWN:,} more; --format json and csv have all.")
