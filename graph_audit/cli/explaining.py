"""``graph-audit explain``: why somebody has a permission on a project, or why not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from graph_audit.access.attainable import Attainable, attainable_ways
from graph_audit.access.engine import Explanation
from graph_audit.access.remarks import remarks
from graph_audit.access.words import attainable_in_words, common_steps, path_in_words, removal
from graph_audit.cli.asking import Form, FormOption, SnapshotOption, TenantOption, opened, tell_csv, tell_json
from graph_audit.cli.screen import results
from graph_audit.core.kinds import NodeKind
from graph_audit.core.wording import counted
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.naming import find
from graph_audit.graph.path import AccessPath, Step

__all__ = ["explain"]

_ANSWERS = {
    "yes": "yes",
    "may": "may, depending on the work item",
    "could": "no, but could give it to themselves",
    "no": "no",
    "unknown": "unknown",
}


@dataclass(frozen=True, slots=True)
class _Told:
    """An explanation with what it is about."""

    graph: AccessGraph
    user: str
    permission: str
    project: str
    explanation: Explanation
    attainable: tuple[Attainable, ...]
    remarks: tuple[str, ...]

    @property
    def answer(self) -> str:
        """``yes``, ``may``, ``could`` (give it to themselves), ``unknown`` or ``no``."""
        return "could" if self.explanation.answer == "no" and self.attainable else self.explanation.answer

    @property
    def access_paths(self) -> tuple[tuple[str, tuple[AccessPath, ...]], ...]:
        """Every path of access by what it is for."""
        return (("grant", self.explanation.grant_paths), ("gate", self.explanation.gate_paths))

    @property
    def shortest(self) -> AccessPath | None:
        """The grant path with the fewest steps, the first of several."""
        return min(self.explanation.grant_paths, key=len, default=None)

    @property
    def paths(self) -> Iterator[tuple[str, AccessPath, str]]:
        """Every path: what it is for, and its words."""
        for purpose, paths in self.access_paths:
            yield from ((purpose, path, path_in_words(self.graph, path)) for path in paths)
        yield from (("attainable", way.path, attainable_in_words(self.graph, way)) for way in self.attainable)


def explain(  # noqa: PLR0913  # one parameter for each word and flag
    *,
    user: Annotated[str, typer.Argument(help="Account id, e-mail address or name.")],
    permission: Annotated[str, typer.Argument(help="Permission key, such as BROWSE_PROJECTS.")],
    project: Annotated[str, typer.Argument(help="Project key, id or name.")],
    tenant: TenantOption = "",
    snapshot: SnapshotOption = None,
    form: FormOption = Form.TABLE,
) -> None:
    """Tell why somebody has a permission on a project, or why not: every path, and what removes it."""
    asked = opened(snapshot)
    graph = asked.graph
    about = find(graph, NodeKind.USER, user)
    where = find(graph, NodeKind.PROJECT, project, tenant=tenant)
    explanation = asked.access.explain(about, asked.permission(permission), where)
    ways = tuple(attainable_ways(asked.access, about, permission, where))
    told = _Told(
        graph, about, permission, where, explanation, ways, tuple(remarks(asked.access, permission, where, about))
    )
    {Form.TABLE: _show, Form.JSON: _as_json, Form.CSV: _as_csv}[form](told)
    asked.warn("more paths than these")


def _as_json(told: _Told) -> None:
    graph = told.graph
    tell_json(
        {
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
            "remarks": list(told.remarks),
            "numbers": dict(Counter(purpose for purpose, _, _ in told.paths)),
            "shortest": next((words for _, path, words in told.paths if path is told.shortest), None),
            "paths": [
                {"for": purpose, "words": words, "steps": [_step(step) for step in path]}
                for purpose, path, words in told.paths
            ],
            "single_points": [
                {"for": purpose, "step": _step(step), "remedy": removal(graph, step)}
                for purpose, paths in told.access_paths
                for step in common_steps(paths)
            ],
        }
    )


def _step(step: Step) -> dict[str, Any]:
    told = {"kind": step.kind, "from": step.source, "to": step.target, "records": list(step.records)}
    return told | ({"permissions": list(step.permissions)} if step.permissions else {})


def _as_csv(told: _Told) -> None:
    about = (told.graph.name_of(told.user), told.permission, told.graph.name_of(told.project), told.answer)
    listed = [(purpose, words) for purpose, _, words in told.paths]
    tell_csv(
        ("user", "permission", "project", "answer", "for", "path"), ((*about, *row) for row in listed or [("", "")])
    )


def _show(told: _Told) -> None:
    graph, explained = told.graph, told.explanation
    who, key = graph.name_of(told.user), str(graph.nodes[told.project].get("key", ""))
    line = f"{who}, {told.permission} on {graph.name_of(told.project)} ({key}): {_ANSWERS[told.answer]}."
    results.print(f"[bold]{results.plain(line)}[/]")
    for reason in explained.reasons:
        results.print(results.plain(reason))
    for remark in told.remarks:
        results.print(results.plain(remark))
    _show_paths(told, "grant", "Granted")
    _show_paths(told, "gate", "Product access")
    for line in _removals(told):
        results.print(results.plain(line))
    _show_paths(told, "attainable", "Could give it to themselves")


def _show_paths(told: _Told, purpose: str, title: str) -> None:
    paths = [words for kind, _, words in told.paths if kind == purpose]
    if paths:
        results.print(f"{title} by {counted(len(paths), 'path')}:")
    for number, words in enumerate(paths, 1):
        results.print(f"  {number}. {results.plain(words)}")


def _removals(told: _Told) -> Iterator[str]:
    """What to do; only where somebody has the permission."""
    if told.answer not in {"yes", "unknown"} or not told.explanation.grant_paths:
        return
    points = [step for _, paths in told.access_paths for step in common_steps(paths)]
    if points:
        yield "Each of these alone removes it:"
        yield from (f"  - {removal(told.graph, step)}" for step in dict.fromkeys(points))
    else:
        yield "No single change removes it: the paths have no step in common."
