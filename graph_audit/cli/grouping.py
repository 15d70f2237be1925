"""``graph-audit group``: who is in a group, what it gives, and what would break if it went."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer

from graph_audit.access.gates import account_state
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
from graph_audit.graph.ids import local_id, tenant_id, tenant_of
from graph_audit.graph.naming import find
from graph_audit.products.jira.filters import filters_shared_with
from graph_audit.products.jira.security import levels_open_to

__all__ = ["NOT_EXAMINED", "group"]

NOT_EXAMINED = (
    "notification schemes",
    "conditions of workflows",
    "automation rules",
    "dashboards",
    "custom fields and screens",
    "Confluence",
    "Bitbucket",
)
"""Where a group may be named, too, and what no table tells."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One place where the group is named.

    Attributes:
        kind: ``product access``, ``admin role``, ``role``, ``scheme``, ``filter`` or ``security level``.
        tenant: name of the site; empty for the organisation.
        name: what names it.
        detail: what it gives there.
        id: node id, or the id of the record.
    """

    kind: str
    tenant: str
    name: str
    detail: str
    id: str


def group(
    *,
    group: Annotated[str, typer.Argument(help="Group id or name.")],
    tenant: TenantOption = "",
    snapshot: SnapshotOption = None,
    form: FormOption = Form.TABLE,
) -> None:
    """Tell who is in a group, what it gives and where it is named: what would break if it went."""
    asked = opened(snapshot)
    node = find(asked.graph, NodeKind.GROUP, group)
    references = [one for one in _references(asked, node) if not (tenant and one.tenant) or one.tenant == tenant]
    members = list(asked.graph.sources(node, EdgeKind.MEMBER_OF))
    {Form.TABLE: _show, Form.JSON: _as_json, Form.CSV: _as_csv}[form](asked, node, members, references)
    asked.warn("more members and places than these")


def _references(asked: Asked, node: str) -> Iterator[Reference]:
    graph = asked.graph
    for role in graph.targets(node, EdgeKind.GIVES_ACCESS):
        yield _reference(asked, "product access", role, "the gate to the site's projects")
    for role in graph.targets(node, EdgeKind.ADMINISTERS):
        where = ", ".join(map(graph.name_of, graph.targets(role, EdgeKind.ADMINISTERS)))
        yield Reference("admin role", where, graph.name_of(role), "members could give themselves any access", role)
    for role in graph.targets(node, EdgeKind.ACTOR_IN):
        project = graph.nodes[role].get("project", "")
        detail = f"in {graph.nodes[project].get('key', '')} {graph.name_of(project)}" if project in graph else ""
        yield _reference(asked, "role", role, detail)
    for scheme in graph.targets(node, EdgeKind.HOLDS):
        permissions = {p for step in graph.steps(node, scheme, EdgeKind.HOLDS) for p in step.permissions}
        projects = sum(1 for _ in graph.targets(scheme, EdgeKind.GOVERNS))
        detail = f"{counted(len(permissions), 'permission')} on {counted(projects, 'project')}"
        yield _reference(asked, "scheme", scheme, detail)
    for role in graph.targets(node, EdgeKind.DEFAULT_ACTOR_IN):
        yield _reference(asked, "role of new projects", role, "every new company-managed project begins with it there")
    for kind, found in (
        ("filter", filters_shared_with(asked.records, local_id(node))),
        ("security level", levels_open_to(asked.records, local_id(node))),
    ):
        for cloud_id, name, detail, record in found:
            yield Reference(kind, _tenant(asked, cloud_id), name, detail, record)


def _reference(asked: Asked, kind: str, node: str, detail: str) -> Reference:
    return Reference(kind, _tenant(asked, tenant_of(node)), asked.graph.name_of(node), detail, node)


def _tenant(asked: Asked, cloud_id: str) -> str:
    node = tenant_id(cloud_id)
    return asked.graph.name_of(node) if node in asked.graph else cloud_id


def _as_json(asked: Asked, node: str, members: list[str], references: list[Reference]) -> None:
    graph = asked.graph
    known = graph.nodes[node]
    tell_json(
        {
            "schema": "graph-audit/group/1",
            "group": {"id": node, "name": graph.name_of(node), "description": known.get("description")},
            "synced": known.get("synced"),
            "members": [_member(asked, member) for member in members],
            "references": [asdict(one) for one in references],
            "not_examined": list(NOT_EXAMINED),
        }
    )


def _member(asked: Asked, member: str) -> dict[str, Any]:
    graph = asked.graph
    return {
        "id": member,
        "name": graph.name_of(member),
        "email": graph.nodes[member].get("email"),
        "state": account_state(graph, member),
    }


def _as_csv(asked: Asked, node: str, members: list[str], references: list[Reference]) -> None:
    name = asked.graph.name_of(node)
    people = [_member(asked, member) for member in members]
    rows = [("member", "", one["name"], f"{one['email'] or ''} {one['state']}".strip(), one["id"]) for one in people]
    rows += [(one.kind, one.tenant, one.name, one.detail, one.id) for one in references]
    tell_csv(("group", "kind", "tenant", "name", "detail", "id"), ((name, *row) for row in rows))


def _show(asked: Asked, node: str, members: list[str], references: list[Reference]) -> None:
    graph = asked.graph
    active = len(asked.access.active_members(node))
    synced = ", synced from the identity provider" if graph.nodes[node].get("synced") else ""
    results.print(
        f"[bold]{results.plain(graph.name_of(node))}[/]: {counted(len(members), 'member')}, {active:,} of them "
        f"active{synced}. Named in {counted(len(references), 'place')}."
    )
    if description := graph.nodes[node].get("description"):
        results.print(results.plain(str(description)))
    tell_table(
        ("Named in", "Site", "What", "Gives"), [(one.kind, one.tenant, one.name, one.detail) for one in references]
    )
    told = (_member(asked, member) for member in members)
    tell_table(("Member", "E-mail", "State"), sorted((one["name"], one["email"] or "", one["state"]) for one in told))
    results.print(f"Not examined: {', '.join(NOT_EXAMINED)}.")
