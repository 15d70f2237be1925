"""Which roles a project has, as the list of all roles of a site tells.

Roles without a scope are shared by all company-managed projects; a team-managed project has its own, whose scope names
it (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-project-roles/).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from graph_audit.products.definition import Shortcut
from graph_audit.products.jira.rows import ProjectRow, SiteRoleRow

__all__ = ["FROM_THE_LIST_OF_ROLES", "roles_by_project", "roles_of"]

_TEAM_MANAGED = "next-gen"
Roles = Mapping[str, Sequence[SiteRoleRow]]
"""Roles by the project that their scope names; those that all company-managed projects share by the empty text."""


def roles_by_project(rows: Iterable[SiteRoleRow]) -> dict[str, list[SiteRoleRow]]:
    """Sort the roles of a site; look up a project's with :func:`roles_of`."""
    roles: dict[str, list[SiteRoleRow]] = {}
    for row in rows:
        roles.setdefault(row.project, []).append(row)
    return roles


def roles_of(project: str, style: str | None, roles: Roles) -> Iterator[SiteRoleRow]:
    """The roles of one project; where nothing says how it is managed, as company-managed ones have."""
    if style != _TEAM_MANAGED:
        yield from roles.get("", ())
    yield from roles.get(project, ())


def _understood(rows: Sequence[Any]) -> dict[str, list[SiteRoleRow]] | None:
    try:
        roles = roles_by_project(map(SiteRoleRow.model_validate, rows))
    except ValidationError:
        return None
    return roles if roles.get("") else None


def _note(row: Any) -> Iterator[tuple[str, ...]]:
    project = ProjectRow.Place.model_validate(row)
    yield project.id, project.style or "unknown"


def _each_role(note: tuple[str, ...], roles: Roles) -> Iterator[tuple[str, ...]]:
    project, style = note
    return ((project, role.id) for role in roles_of(project, style, roles))


FROM_THE_LIST_OF_ROLES = Shortcut(of="projects", beside="roles", understood=_understood, note=_note, parents=_each_role)
"""Saves the request for the roles of each project."""
