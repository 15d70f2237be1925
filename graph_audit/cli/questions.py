"""``graph-audit explain``: questions about one snapshot, answered without a request."""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from graph_audit import pipeline
from graph_audit.access.attainable import attainable_paths
from graph_audit.access.engine import Access, Explanation
from graph_audit.access.words import common_steps, path_in_words, removal
from graph_audit.cli.screen import results, talk
from graph_audit.core.cells import safe_cell
from graph_audit.core.errors import UsageError
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.core.suggestion import nearest
from graph_audit.core.wording import counted
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.naming import find
from graph_audit.graph.path import AccessPath
from graph_audit.snapshot.manifest import MANIFEST

__all__ = ["explain"]

_OUTPUT = Path("graph-audit-out")
_ANSWERS = {
    "yes": "yes",
    "may": "may, depending on the work item",
    "no": "no",
    "unknown": "unknown",
}


class Format(StrEnum):
    """How an answer is told."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class _Told:
    """An explanation with what it is about."""

    graph: AccessGraph
    user: str
    permission: str
    project: str
    explanation: Explanation
    attainable: tuple[AccessPath, ...]

    @property
    def answer(self) -> str:
        """``yes``, ``may``, ``could`` (give it to themselves), ``unknown`` or ``no``."""
        return "could" if self.explanation.answer == "no" and self.attainable else self.explanation.answer

    @property
    def paths(self) -> tuple[tuple[str, tuple[AccessPath, ...]], ...]:
        """Every path by what it is for."""
        explained = self.explanation
        return (("grant", explained.grant_paths), ("gate", explained.gate_paths), ("attainable", self.attainable))


def explain(  # noqa: PLR0913  # one parameter for each word and flag
    *,
    user: Annotated[str, typer.Argument(help="Account id, e-mail address or name.")],
    permission: Annotated[str, typer.Argument(help="Permission key, such as BROWSE_PROJECTS.")],
    project: Annotated[str, typer.Argument(help="Project key, id or name.")],
    tenant: Annotated[str, typer.Option(help="The site (the subdomain), where several have such a project.")] = "",
    snapshot: Annotated[
        Path | None, typer.Option(help="The snapshot to ask; default the latest in ./graph-audit-out.", exists=True)
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="For people, or for programs.")] = Format.TABLE,
) -> None:
    """Tell why somebody has a permission on a project, or why not: every path, and what removes it."""
    folder = snapshot or latest_output(_OUTPUT)
    records = pipeline.read(folder)
    graph = pipeline.build(records)
    about = find(graph, NodeKind.USER, user)
    where = find(graph, NodeKind.PROJECT, project, tenant=tenant)
    known = _permissions(graph)
    if permission not in known:
        raise UsageError(f"No scheme of this snapshot grants a permission {permission!r}{nearest(permission, known)}.")
    told = _Told(
        graph,
        about,
        permission,
        where,
        Access(graph).explain(about, permission, where),
        tuple(attainable_paths(graph, about, where)),
    )
    if form is Format.JSON:
        typer.echo(json.dumps(_as_json(told), indent=2))
    elif form is Format.CSV:
        _write_csv(told)
    else:
        _show(told)
    gaps = records.coverage().incomplete()
    if gaps:
        talk.print(f"The snapshot is incomplete ({counted(len(gaps), 'table')}): there may be more paths than these.")


def latest_output(folder: Path) -> Path:
    """The latest finished output in ``folder``.

    Raises:
        UsageError: there is none.
    """
    found = [manifest.parent.parent for manifest in folder.glob(f"*/snapshot/{MANIFEST}")]
    if not found:
        raise UsageError(f"There is no snapshot in {folder}; scan first, or name one with --snapshot.")
    return max(found, key=lambda output: output.name)


def _permissions(graph: AccessGraph) -> set[str]:
    """Every permission that a scheme grants."""
    carrying = {EdgeKind.HOLDS.value, EdgeKind.GRANTS.value, EdgeKind.LEADS.value}
    return {
        permission
        for _, _, data in graph.edges(data=True)
        if data["kind"] in carrying
        for permission in data.get("permissions", ())
    }


def _as_json(told: _Told) -> dict[str, Any]:
    graph = told.graph
    return {
        "schema": "graph-audit/explanation/1",
        "user": {"id": told.user, "name": graph.name_of(told.user)},
        "permission": told.permission,
        "project": {
            "id": told.project,
            "name": graph.name_of(told.project),
            "key": graph.nodes[told.project].get("key"),
        },
        "answer": told.answer,
        "reasons": list(told.explanation.reasons),
        "paths": [
            {"for": purpose, "words": path_in_words(graph, path), "steps": [_step(step) for step in path]}
            for purpose, paths in told.paths
            for path in paths
        ],
        "single_points": [
            {"for": purpose, "step": _step(step), "remedy": removal(graph, step)}
            for purpose, paths in told.paths[:2]
            for step in common_steps(paths)
        ],
    }


def _step(step: Any) -> dict[str, Any]:
    told = {"kind": step.kind, "from": step.source, "to": step.target, "records": list(step.records)}
    return told | ({"permissions": list(step.permissions)} if step.permissions else {})


def _write_csv(told: _Told) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("user", "permission", "project", "answer", "for", "path"))
    about = (told.graph.name_of(told.user), told.permission, told.graph.name_of(told.project), told.answer)
    listed = [(purpose, path_in_words(told.graph, path)) for purpose, paths in told.paths for path in paths]
    for row in listed or [("", "")]:
        writer.writerow([safe_cell(cell) for cell in (*about, *row)])


def _show(told: _Told) -> None:
    graph, explained = told.graph, told.explanation
    who, key = graph.name_of(told.user), str(graph.nodes[told.project].get("key", ""))
    answer = "no, but could give it to themselves" if told.answer == "could" else _ANSWERS[told.answer]
    line = f"{who}, {told.permission} on {graph.name_of(told.project)} ({key}): {answer}."
    results.print(f"[bold]{results.plain(line)}[/]")
    for reason in explained.reasons:
        results.print(results.plain(reason))
    _show_paths(told, "Granted", explained.grant_paths)
    _show_paths(told, "Product access", explained.gate_paths)
    for line in _removals(told):
        results.print(results.plain(line))
    _show_paths(told, "Could give themselves access", told.attainable)


def _show_paths(told: _Told, title: str, paths: tuple[AccessPath, ...]) -> None:
    if paths:
        results.print(f"{title} by {counted(len(paths), 'path')}:")
    for number, path in enumerate(paths, 1):
        results.print(f"  {number}. {results.plain(path_in_words(told.graph, path))}")


def _removals(told: _Told) -> Iterator[str]:
    """What to do; only where somebody has the permission."""
    if told.answer not in {"yes", "unknown"} or not told.explanation.grant_paths:
        return
    points = [step for _, paths in told.paths[:2] for step in common_steps(paths)]
    if points:
        yield "Each of these alone removes it:"
        yield from (f"  - {removal(told.graph, step)}" for step in dict.fromkeys(points))
    else:
        yield "No single change removes it: the paths have no step in common."
