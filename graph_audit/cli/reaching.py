"""``graph-audit access``: everything that one account reaches."""

from typing import Annotated, Any

import typer

from graph_audit.access.gates import account_state
from graph_audit.access.reach import Reach, reach_of
from graph_audit.access.words import called
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
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.core.wording import counted
from graph_audit.graph.ids import kind_of
from graph_audit.graph.naming import find, is_on, site_of

__all__ = ["access"]

_ADMINISTER = "ADMINISTER_PROJECTS"


def access(
    *,
    person: Annotated[str, typer.Argument(help="Account id, e-mail address or name.")],
    tenant: TenantOption = "",
    snapshot: SnapshotOption = None,
    form: FormOption = Form.TABLE,
) -> None:
    """Tell everything that somebody reaches: projects with their permissions, product access, admin roles."""
    asked = opened(snapshot)
    user = find(asked.graph, NodeKind.USER, person)
    reached = [reach for reach in reach_of(asked.access, user) if is_on(asked.graph, reach.resource, tenant)]
    {Form.TABLE: _show, Form.JSON: _as_json, Form.CSV: _as_csv}[form](asked, user, reached)
    asked.warn("more access than this")


def _standing(asked: Asked, user: str, kind: NodeKind, edge: EdgeKind) -> list[tuple[str, list[str]]]:
    """Nodes of a kind to which the account or one of its groups has an edge, each with those that have it."""
    graph, found = asked.graph, dict[str, list[str]]()
    for holder in (user, *graph.targets(user, EdgeKind.MEMBER_OF)):
        for target in graph.targets(holder, edge):
            if kind_of(target) == kind:
                found.setdefault(target, []).append(holder)
    return sorted(found.items())


def _as_json(asked: Asked, user: str, reached: list[Reach]) -> None:
    graph = asked.graph
    tell_json(
        {
            "schema": "graph-audit/access/1",
            "user": {"id": user, "name": graph.name_of(user), "email": graph.nodes[user].get("email")},
            "state": account_state(graph, user),
            "groups": [_named(asked, group) for group in graph.targets(user, EdgeKind.MEMBER_OF)],
            "product_access": _listed(asked, user, NodeKind.APP_ROLE, EdgeKind.GIVES_ACCESS),
            "admin_roles": _listed(asked, user, NodeKind.ADMIN_ROLE, EdgeKind.ADMINISTERS),
            "projects": [
                _named(asked, reach.resource)
                | {
                    "key": graph.nodes[reach.resource].get("key"),
                    "tenant": site_of(asked.graph, reach.resource),
                    "permissions": sorted(reach.effective),
                    "unknown": sorted(reach.unknown),
                    "through": [_named(asked, holder) for holder in reach.holders],
                }
                for reach in reached
            ],
        }
    )


def _listed(asked: Asked, user: str, kind: NodeKind, edge: EdgeKind) -> list[dict[str, Any]]:
    return [
        _named(asked, node) | {"through": [_named(asked, holder) for holder in holders]}
        for node, holders in _standing(asked, user, kind, edge)
    ]


def _named(asked: Asked, node: str) -> dict[str, Any]:
    return {"id": node, "name": asked.graph.name_of(node)}


def _as_csv(asked: Asked, user: str, reached: list[Reach]) -> None:
    graph = asked.graph
    tell_csv(
        ("account", "tenant", "project", "key", "permission", "answer"),
        (
            (
                user,
                site_of(asked.graph, reach.resource),
                graph.name_of(reach.resource),
                _key(asked, reach),
                permission,
                answer,
            )
            for reach in reached
            for answer, permissions in (("yes", reach.effective), ("unknown", reach.unknown))
            for permission in sorted(permissions)
        ),
    )


def _key(asked: Asked, reach: Reach) -> str:
    return str(asked.graph.nodes[reach.resource].get("key", ""))


def _show(asked: Asked, user: str, reached: list[Reach]) -> None:
    graph = asked.graph
    groups = sum(1 for _ in graph.targets(user, EdgeKind.MEMBER_OF))
    email = graph.nodes[user].get("email")
    who = f"{graph.name_of(user)}{f' ({email})' if email else ''}"
    results.print(
        f"[bold]{results.plain(who)}[/]: {account_state(graph, user)}, in {counted(groups, 'group')}, "
        f"reaches {counted(len(reached), 'project')}."
    )
    for title, kind, edge in (
        ("Administers", NodeKind.ADMIN_ROLE, EdgeKind.ADMINISTERS),
        ("Product access", NodeKind.APP_ROLE, EdgeKind.GIVES_ACCESS),
    ):
        rows = [
            (graph.name_of(node), site_of(asked.graph, node), ", ".join(called(graph, holder) for holder in holders))
            for node, holders in _standing(asked, user, kind, edge)
        ]
        tell_table((title, "Site", "Through"), rows)
    tell_table(
        ("Site", "Project", "Permissions", "Through"),
        [
            (
                site_of(asked.graph, reach.resource),
                f"{_key(asked, reach)} {graph.name_of(reach.resource)}",
                _number(reach),
                ", ".join(map(graph.name_of, reach.holders)),
            )
            for reach in sorted(reached, key=lambda one: (_ADMINISTER not in one.effective, one.resource))
        ],
    )


def _number(reach: Reach) -> str:
    """``35, administers it``, ``3 and 2 unknown``."""
    unknown = f" and {len(reach.unknown)} unknown" if reach.unknown else ""
    return f"{len(reach.effective)}{unknown}{', administers it' if _ADMINISTER in reach.effective else ''}"
