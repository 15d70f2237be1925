"""``graph-audit query``: a question in openCypher, for what no command and no check asks."""

import json
from typing import Annotated, Any

import typer

from graph_audit.cli.asking import Form, FormOption, SnapshotOption, opened, tell_csv, tell_json, tell_table
from graph_audit.cli.screen import results
from graph_audit.core.wording import counted
from graph_audit.querying import questions

__all__ = ["query"]


def query(
    question: Annotated[str, typer.Argument(help="openCypher; it only reads.")],
    *,
    snapshot: SnapshotOption = None,
    seconds: Annotated[float, typer.Option(help="How long the question may take; 0 sets no limit.", min=0)] = 60,
    form: FormOption = Form.TABLE,
) -> None:
    """Ask the graph of a snapshot a question of your own: kinds of nodes are labels, kinds of edges are types."""
    asked = opened(snapshot)
    with questions(asked.graph, seconds=seconds) as database:
        answer = database.ask(question)
        rows = list(answer.rows)
    if form is Form.JSON:
        tell_json([dict(zip(answer.columns, row, strict=True)) for row in rows])
    else:
        told = [[_cell(value) for value in row] for row in rows]
        if form is Form.CSV:
            tell_csv(answer.columns, told)
        else:
            tell_table([results.plain(title) for title in answer.columns], told)
            results.print(f"{counted(len(rows), 'row')}.")
    asked.warn("more, or fewer, rows than this")


def _cell(value: Any) -> str | int:
    """A value on one line: nodes by their names, edges by their kinds."""
    if isinstance(value, dict):
        return str(value.get("name") or value.get("id") or value.get("kind") or json.dumps(value, ensure_ascii=False))
    if isinstance(value, list):
        return ", ".join(str(_cell(one)) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value if isinstance(value, int) else str(value)
