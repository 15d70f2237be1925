"""``graph-audit doctor``: what the credentials may read, what a scan would lose, and what to do about it."""

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from graph_audit.cli.exits import ExitCode
from graph_audit.cli.screen import TableProgress, results
from graph_audit.core.clock import system_clock
from graph_audit.core.wording import counted
from graph_audit.diagnosis import Diagnosis, TableDiagnosis, diagnose
from graph_audit.settings import load_settings

__all__ = ["Format", "doctor"]


_WIDEST = 24
"""A column that the longest name of a table fits into."""
_ORDER = ("organisation", "directory", "tenant")


class Format(StrEnum):
    """How the diagnosis is told."""

    TABLE = "table"
    JSON = "json"


def doctor(
    *,
    tenant: Annotated[list[str] | None, typer.Option(help="Only this site (the subdomain); may be repeated.")] = None,
    config: Annotated[
        Path | None, typer.Option(help="Configuration file instead of ./graph-audit.toml.", exists=True, dir_okay=False)
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="For people, or for programs.")] = Format.TABLE,
) -> None:
    """Try each credential and each table with the fewest requests; exit with 1 when a scan would miss something."""
    settings = load_settings(config=config, folder=Path.cwd(), tenants=tenant or [])
    with TableProgress() as progress:
        diagnosis = diagnose(settings, clock=system_clock, progress=progress)
    if form is Format.JSON:
        typer.echo(json.dumps(as_json(diagnosis), indent=2))
    else:
        _show(diagnosis)
    raise typer.Exit(ExitCode.FINE if diagnosis.is_fine else ExitCode.ERROR)


def as_json(diagnosis: Diagnosis) -> dict[str, Any]:
    """The diagnosis for programs; keys are only ever added."""
    return {
        "schema": "graph-audit/doctor/1",
        "fine": diagnosis.is_fine,
        "failure": diagnosis.failure,
        "notes": list(diagnosis.notes),
        "accounts": dict(sorted(diagnosis.accounts.items())),
        "tables": [
            {
                "table": table.coverage.table,
                "scope": table.coverage.scope,
                "where": table.where,
                "state": table.state,
                "gap": table.coverage.gap,
                "reason": table.coverage.reason,
                "remedy": table.coverage.remedy,
                "right": table.right,
                "checks": list(table.checks),
            }
            for table in diagnosis.tables
        ],
    }


def _show(diagnosis: Diagnosis) -> None:
    for site, account in sorted(diagnosis.accounts.items()):
        results.print(f"On {results.plain(site)} the credential is that of {results.plain(account)}.")
    results.console.print(_grid(diagnosis.tables), soft_wrap=False)
    for (reason, remedy), missing in _gathered(table for table in diagnosis.tables if table.is_missing):
        results.print()
        results.print(f"[bold red]Missing[/]: {results.plain(_named(missing))}. {results.plain(reason)}")
        lost = sorted({check for table in missing for check in table.checks})
        if lost:
            results.print(
                f"  A scan would not, or not fully, evaluate {counted(len(lost), 'check')}: {', '.join(lost)}."
            )
        if remedy:
            results.print(f"  To do: {results.plain(remedy)}")
    if diagnosis.failure:
        results.print()
        results.print(f"[bold red]Given up[/]: {results.plain(diagnosis.failure)}")
    for note in diagnosis.notes:
        results.print()
        results.print(f"[bold yellow]Note[/]: {results.plain(note)}")
    results.print()
    works = sum(table.state == "works" for table in diagnosis.tables)
    results.print(
        f"{counted(works, 'table')} can be read, {sum(table.is_missing for table in diagnosis.tables):,} cannot."
        + ("" if diagnosis.is_fine else " A scan says of each check that needs them what it could not see.")
    )


def _grid(tables: Iterable[TableDiagnosis]) -> Table:
    """One line for all places of a kind that are alike: an organisation may have hundreds of sites."""
    states: dict[tuple[str, str], dict[str, list[str]]] = {}
    for table in tables:
        place = (table.coverage.scope.partition(":")[0], table.where)
        states.setdefault(place, {}).setdefault(table.state, []).append(table.coverage.table)
    places: dict[tuple[str, ...], list[str]] = {}
    for (kind, where), by_state in states.items():
        columns = (", ".join(by_state.get(state, ())) for state in ("works", "missing", "left out"))
        places.setdefault((kind, *columns), []).append(where)
    widths = {"Where": 12, "Works": _WIDEST, "Missing": 8, "Left out": 8}
    grid = Table(*(Column(title, overflow="fold", min_width=width) for title, width in widths.items()))
    for row, alike in sorted(places.items(), key=lambda one: (_ORDER.index(one[0][0]), one[1])):
        grid.add_row(*map(results.plain, (", ".join(sorted(alike)), *row[1:])), end_section=True)
    return grid


def _gathered(missing: Iterable[TableDiagnosis]) -> list[tuple[tuple[str, str], list[TableDiagnosis]]]:
    """By what the server said and what to do: one lost right takes many tables with it; the first reason is shown."""
    gathered: dict[tuple[str, str], list[TableDiagnosis]] = {}
    for table in missing:
        _, _, said = table.coverage.reason.partition(" was answered ")
        gathered.setdefault((said or table.coverage.reason, table.coverage.remedy), []).append(table)
    return [((tables[0].coverage.reason, remedy), tables) for (_, remedy), tables in gathered.items()]


def _named(tables: Iterable[TableDiagnosis]) -> str:
    """``groups, users of directory A, directory B; projects of northwind``: places that lack the same, together."""
    lacking: dict[str, list[str]] = {}
    for table in tables:
        lacking.setdefault(table.where, []).append(table.coverage.table)
    places: dict[str, list[str]] = {}
    for where, names in sorted(lacking.items()):
        places.setdefault(", ".join(names), []).append(where)
    return "; ".join(f"{names} of {', '.join(where)}" for names, where in places.items())
