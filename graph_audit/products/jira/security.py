"""Issue security: who of those with Browse Projects sees a work item all the same.

A work item may have a level, and a level has members; to everybody else the item is hidden. So where a project has an
issue security scheme, effective Browse Projects is an upper bound. Team-managed projects have none
(https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-security-schemes/).
"""

from collections.abc import Iterator

from graph_audit.client.paging import OffsetPaging, Single
from graph_audit.core.kinds import ScopeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import project_id
from graph_audit.products.definition import RowModel, Table
from graph_audit.products.jira.rights import ADMINISTER, GRANT_ADMINISTER
from graph_audit.products.jira.rows import HolderRow, Id
from graph_audit.products.records import Records

__all__ = ["TABLES", "add_issue_security", "levels_open_to"]

_PATH = "/rest/api/3/issuesecurityschemes"


class SecuritySchemeRow(RowModel):
    """An issue security scheme."""

    id: Id
    name: str = ""
    description: str | None = None


class SecurityLevelRow(RowModel):
    """A level of a scheme."""

    id: Id
    issue_security_scheme_id: Id
    name: str = ""
    is_default: bool | None = None


class SecurityLevelMemberRow(RowModel):
    """Who sees the work items of a level; holders as in permission schemes."""

    id: Id
    issue_security_level_id: Id
    issue_security_scheme_id: Id
    holder: HolderRow


class SecuredProjectRow(RowModel):
    """A project that uses a scheme."""

    issue_security_scheme_id: Id
    project_id: Id


def _table(name: str, path: str, paging: Single | OffsetPaging, model: type[RowModel]) -> Table:
    return Table(
        name=name,
        scope=ScopeKind.TENANT,
        path=f"{_PATH}{path}",
        paging=paging,
        model=model,
        right=ADMINISTER,
        remedy=GRANT_ADMINISTER,
        optional=True,
    )


TABLES = (
    _table("security_schemes", "", Single(rows_at="issueSecuritySchemes"), SecuritySchemeRow),
    _table("security_levels", "/level", OffsetPaging(page_size=100), SecurityLevelRow),
    _table("security_level_members", "/level/member", OffsetPaging(page_size=100), SecurityLevelMemberRow),
    _table("security_scheme_projects", "/project", OffsetPaging(page_size=100), SecuredProjectRow),
)


def levels_open_to(records: Records, group: str) -> Iterator[tuple[str, str, str, str]]:
    """The security levels that a group is a member of: cloudId, name, what that gives, record reference."""
    levels = {
        (level.scope_id, level.row.id): level.row.name or level.row.id
        for level in records.each(SecurityLevelRow, "security_levels")
    }
    for member in records.each(SecurityLevelMemberRow, "security_level_members"):
        if member.row.holder.type == "group" and member.row.holder.value == group:
            level = member.row.issue_security_level_id
            name = levels.get((member.scope_id, level), level)
            yield member.scope_id, name, "members see its work items", member.reference(member.row.id)


def add_issue_security(records: Records, graph: AccessGraph) -> None:
    """Tell each project which schemes may hide work items of it; look through the levels and their members.

    Levels are not in the graph: nothing that this version asks depends on single work items.
    """
    for model, table in ((SecurityLevelRow, "security_levels"), (SecurityLevelMemberRow, "security_level_members")):
        for _ in records.each(model, table):
            pass
    names = {
        (scheme.scope_id, scheme.row.id): scheme.row.name or scheme.row.id
        for scheme in records.each(SecuritySchemeRow, "security_schemes")
    }
    schemes: dict[str, set[str]] = {}
    for secured in records.each(SecuredProjectRow, "security_scheme_projects"):
        project = project_id(secured.scope_id, secured.row.project_id)
        scheme = secured.row.issue_security_scheme_id
        schemes.setdefault(project, set()).add(names.get((secured.scope_id, scheme), scheme))
    for project, used in schemes.items():
        if project in graph:
            graph.add_entity(project, issue_security=tuple(sorted(used)))
