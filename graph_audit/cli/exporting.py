"""``graph-audit export``: tables for spreadsheets and other programs, written as they are worked out."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from graph_audit import pipeline
from graph_audit.cli.asking import Asked, SnapshotOption, TenantOption, opened, written
from graph_audit.cli.screen import talk
from graph_audit.core.collector import collector_paused
from graph_audit.core.kinds import NodeKind
from graph_audit.core.wording import counted
from graph_audit.exporters.access_matrix import AccessMatrix
from graph_audit.exporters.definition import Exporter, all_exporters
from graph_audit.exporters.effective import COLUMNS, EffectiveTable, Kind
from graph_audit.exporters.inventories import GROUP_COLUMNS, USER_COLUMNS, Inventories
from graph_audit.exporters.spreadsheet import Cell, Column, writing_csv, writing_xlsx
from graph_audit.graph.naming import find, is_on
from graph_audit.settings import load_settings

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Write tables of access, accounts and groups for spreadsheets.")


class Form(StrEnum):
    """A kind of file."""

    XLSX = "xlsx"
    CSV = "csv"


OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="The file; default the table's name in this folder.", dir_okay=False),
]
FormatOption = Annotated[Form, typer.Option("--format", help="A workbook, or comma-separated text.")]
ProjectsOption = Annotated[
    list[str] | None, typer.Option("--project", help="Only this project (key, id or name); may be repeated.")
]
ArchivedOption = Annotated[bool, typer.Option("--archived", help="Archived projects, too.")]


@app.command("access-matrix", epilog="Example: graph-audit export access-matrix --project PAY")
@collector_paused()
def access_matrix(  # noqa: PLR0913  # one parameter for each flag
    *,
    project: ProjectsOption = None,
    permission: Annotated[
        list[str] | None, typer.Option(help="A further permission with a column of its own; may be repeated.")
    ] = None,
    tenant: TenantOption = "",
    archived: ArchivedOption = False,
    inactive: Annotated[bool, typer.Option("--inactive", help="Accounts that are not active, too.")] = False,
    most_rows: Annotated[
        int, typer.Option(help="With more rows than this a CSV file is written instead of a workbook.", min=1)
    ] = 3_000_000,
    form: FormatOption = Form.XLSX,
    output: OutputOption = None,
    snapshot: SnapshotOption = None,
) -> None:
    """One row for each account and project with access: permissions, every path, and what would have to be revoked."""
    asked = opened(snapshot)
    more = tuple(asked.permission(key) for key in permission or ())
    matrix = AccessMatrix(asked.access, _projects(asked, project, tenant, archived=archived), more, inactive)
    rows = matrix.count()
    if form is Form.XLSX and rows > most_rows:
        talk.print(
            f"{counted(rows, 'row')} are more than {most_rows:,}: a CSV file is written. --project chooses fewer, "
            "--most-rows allows more."
        )
        form, output = Form.CSV, output.with_suffix(".csv") if output else None
    _write(output or Path(f"access-matrix.{form.value}"), form, matrix.columns, matrix.rows(), "Access")
    asked.warn("more access than this")


@app.command("effective", epilog="Example: graph-audit export effective --permission ADMINISTER_PROJECTS")
@collector_paused()
def effective(  # noqa: PLR0913  # one parameter for each flag
    *,
    permission: Annotated[list[str] | None, typer.Option(help="Only this permission; may be repeated.")] = None,
    project: ProjectsOption = None,
    user: Annotated[list[str] | None, typer.Option(help="Only this account; may be repeated.")] = None,
    kind: Annotated[
        list[Kind] | None, typer.Option(help="Kind of answer; may be repeated; default effective only.")
    ] = None,
    tenant: TenantOption = "",
    archived: ArchivedOption = False,
    form: FormatOption = Form.CSV,
    output: OutputOption = None,
    snapshot: SnapshotOption = None,
) -> None:
    """One row for each project, account and permission: who has it, may have it, or could give it to themselves."""
    asked = opened(snapshot)
    table = EffectiveTable(
        asked.access,
        _projects(asked, project, tenant, archived=archived),
        frozenset(map(asked.permission, permission or ())),
        frozenset(find(asked.graph, NodeKind.USER, name) for name in user or ()),
        frozenset(kind or [Kind.EFFECTIVE]),
    )
    _write(output or Path(f"effective.{form.value}"), form, COLUMNS, table.rows(), "Effective")
    asked.warn("more access than this")


@app.command("users", epilog="Example: graph-audit export users --format csv")
@collector_paused()
def users(form: FormatOption = Form.XLSX, output: OutputOption = None, snapshot: SnapshotOption = None) -> None:
    """Every account: status, groups, product access, admin roles, on how many projects it has what."""
    asked = opened(snapshot)
    _write(output or Path(f"users.{form.value}"), form, USER_COLUMNS, Inventories(asked.access).users(), "Users")
    asked.warn("more accounts than these")


@app.command("groups", epilog="Example: graph-audit export groups --format csv")
@collector_paused()
def groups(form: FormatOption = Form.XLSX, output: OutputOption = None, snapshot: SnapshotOption = None) -> None:
    """Every group: members, what it gives, where it stands."""
    asked = opened(snapshot)
    _write(output or Path(f"groups.{form.value}"), form, GROUP_COLUMNS, Inventories(asked.access).groups(), "Groups")
    asked.warn("more groups than these")


def _export(exporter: Exporter) -> Callable[..., None]:
    """The command of an exporter of findings or of the graph."""

    @collector_paused()
    def export(
        *,
        output: OutputOption = None,
        snapshot: SnapshotOption = None,
        config: Annotated[
            Path | None,
            typer.Option(help="Configuration file instead of ./graph-audit.toml.", exists=True, dir_okay=False),
        ] = None,
    ) -> None:
        asked = opened(snapshot)
        settings = load_settings(config=config, folder=Path.cwd(), tenants=[])
        analysis = pipeline.analyse(asked.records, asked.graph, settings)
        path = output or Path(exporter.file)
        with written(path):
            exporter.write(analysis.result, analysis.graph, path)
        talk.print(talk.plain(str(path)))
        asked.warn("more findings than these")

    export.__doc__ = f"{exporter.title}."
    return export


for _one in all_exporters().values():
    app.command(_one.id, epilog=f"Example: graph-audit export {_one.id}")(_export(_one))


def _projects(asked: Asked, names: Sequence[str] | None, tenant: str, *, archived: bool) -> list[str]:
    """The projects that are meant, by site and key; those that are named count whether archived or not."""
    graph = asked.graph
    if names:
        return sorted({find(graph, NodeKind.PROJECT, name, tenant=tenant) for name in names})
    everything = [project for project in graph.of_kind(NodeKind.PROJECT) if is_on(graph, project, tenant)]
    live = [project for project in everything if archived or not graph.attribute(project, "archived")]
    if len(live) < len(everything):
        left_out = counted(len(everything) - len(live), "archived project")
        talk.print(f"{left_out} left out; --archived includes them.")
    return live


def _write(path: Path, form: Form, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], sheet: str) -> None:
    """Write the table and say where it is."""
    number = 0
    with (
        written(path),
        writing_csv(path, columns) if form is Form.CSV else writing_xlsx(path, columns, sheet) as write,
    ):
        for row in rows:
            write(row)
            number += 1
    talk.print(f"{counted(number, 'row')}: {talk.plain(str(path))}")
