"""``graph-audit who-can``: everybody who has a permission on a project, and through what."""

from typing import Annotated, Any

import typer

from graph_audit.access.attainable import attainable_by
from graph_audit.access.engine import Audience
from graph_audit.access.remarks import remarks
from graph_audit.access.sources import Source, sources_of
from graph_audit.access.words import called, path_in_words
from graph_audit.cli.asking import (
    Asked,
    Form,
    FormOption,
    SnapshotOption,
    TenantOption,
    opened,
    tell_csv,
    tell_json,
    tell_table,
)
from graph_audit.cli.screen import results
from graph_audit.core.kinds import NodeKind
from graph_audit.core.wording import counted
from graph_audit.graph.ids import kind_of
from graph_audit.graph.naming import find

__all__ = ["who_can"]


def who_can(
    *,
    permission: Annotated[str, typer.Argument(help="Permission key, such as BROWSE_PROJECTS.")],
    project: Annotated[str, typer.Argument(help="Project key, id or name.")],
    tenant: TenantOption = "",
    snapshot: SnapshotOption = None,
    form: FormOption = Form.TABLE,
) -> None:
    """Tell who has a permission on a project: how many through what, the widest source first, and who they are."""
    asked = opened(snapshot)
    where = find(asked.graph, NodeKind.PROJECT, project, tenant=tenant)
    audience = asked.access.audience(asked.permission(permission), where)
    sources = sources_of(asked.access, permission, where)
    {Form.TABLE: _show, Form.JSON: _as_json, Form.CSV: _as_csv}[form](asked, permission, where, audience, sources)
    asked.warn("more people than these")


def _through(asked: Asked, source: Source) -> str:
    """``group “devs” → role Developers in PAY → scheme “Default”``."""
    graph = asked.graph
    first = called(graph, source.principal)
    if kind_of(source.principal) == NodeKind.ROLE:
        first = f"named in {first}"
    elif source.path and source.path[0].kind == "holds" and kind_of(source.principal) not in _NAMED:
        return path_in_words(graph, source.path)
    return f"{first} → {path_in_words(graph, source.path)}"


_NAMED = frozenset({NodeKind.USER, NodeKind.GROUP})


def _people(asked: Asked, audience: Audience) -> list[str]:
    return asked.access.populations.nodes(audience.effective)


def _able(asked: Asked, permission: str, project: str) -> list[str]:
    """Who could give it to themselves."""
    return asked.access.populations.nodes(attainable_by(asked.access, permission, project))


def _as_json(asked: Asked, permission: str, project: str, audience: Audience, sources: list[Source]) -> None:
    graph, number = asked.graph, asked.access.populations.number
    tell_json(
        {
            "schema": "graph-audit/audience/1",
            "permission": permission,
            "project": {"id": project, "name": graph.name_of(project), "key": graph.nodes[project].get("key")},
            "accounts": len(audience.effective),
            "unknown": len(audience.unknown),
            "attainable": [_user(asked, user) for user in _able(asked, permission, project)],
            "public": audience.public,
            "remarks": list(remarks(asked.access, permission, project)),
            "conditions": [graph.name_of(condition) for condition in audience.conditions],
            "sources": [
                {"id": source.principal, "words": _through(asked, source), "accounts": len(source.users)}
                for source in sources
            ],
            "users": [
                _user(asked, user)
                | {"sources": [place for place, source in enumerate(sources) if number(user) in source.users]}
                for user in _people(asked, audience)
            ],
        }
    )


def _user(asked: Asked, user: str) -> dict[str, Any]:
    known = asked.graph.nodes[user]
    return {
        "id": user,
        "name": asked.graph.name_of(user),
        "email": known.get("email"),
        "account_type": known.get("account_type"),
    }


def _as_csv(asked: Asked, permission: str, project: str, audience: Audience, sources: list[Source]) -> None:
    key, number = asked.graph.nodes[project].get("key", ""), asked.access.populations.number
    words = [(_through(asked, source), source.users) for source in sources]

    def row(user: str) -> tuple[str, ...]:
        told = _user(asked, user)
        through = "; ".join(text for text, users in words if number(user) in users)
        return (permission, key, told["name"], told["email"] or "", user, told["account_type"] or "", through)

    header = ("permission", "project", "name", "email", "account", "type", "through")
    tell_csv(header, map(row, _people(asked, audience)))


def _show(asked: Asked, permission: str, project: str, audience: Audience, sources: list[Source]) -> None:
    graph = asked.graph
    line = f"{permission} on {graph.name_of(project)} ({graph.nodes[project].get('key', '')})"
    results.print(f"[bold]{results.plain(line)}[/]: {counted(len(audience.effective), 'account')}.")
    for remark in remarks(asked.access, permission, project):
        results.print(results.plain(remark))
    for condition in audience.conditions:
        results.print(f"Depending on the work item, too: {results.plain(graph.name_of(condition))}.")
    if audience.unknown:
        results.print(f"Of {counted(len(audience.unknown), 'account')} it is not known.")
    able = _able(asked, permission, project)
    if able:
        results.print(
            f"{counted(len(able), 'account')} could give it to themselves, as administrators; explain tells how."
        )
    tell_table(("Accounts", "Through"), [(len(source.users), _through(asked, source)) for source in sources])
    people = [(told["name"], told["email"] or "") for told in (_user(asked, user) for user in _people(asked, audience))]
    tell_table(("Account", "E-mail"), sorted(people))
