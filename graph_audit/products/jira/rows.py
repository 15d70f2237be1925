"""Rows of Jira Cloud's REST API v3, as far as they are read.

Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, RootModel

from graph_audit.products.definition import RowModel, none_as_empty

__all__ = [
    "ActorRow",
    "ApplicationRoleRow",
    "GrantRow",
    "HolderRow",
    "Id",
    "JiraGroupRow",
    "JiraUserRow",
    "MyselfRow",
    "ProjectRolesRow",
    "ProjectRow",
    "ProjectSchemeRow",
    "RoleRow",
    "SchemeRow",
    "ServerRow",
    "SiteRoleRow",
]


def _text(value: Any) -> Any:
    """Ids come as numbers from some endpoints and as text from others; they are opaque."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Id = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
AccountId = Annotated[str, Field(min_length=1)]


class MyselfRow(RowModel):
    """The account whose credential is in use."""

    account_id: AccountId
    display_name: str = ""


class ServerRow(RowModel):
    """What stands at the address."""

    deployment_type: str
    version: str = ""
    server_title: str = ""


class JiraUserRow(RowModel):
    """An account as Jira knows it."""

    account_id: AccountId
    account_type: str = "unknown"
    app_type: str | None = None
    active: bool | None = None
    display_name: str = ""
    email_address: str | None = None


class JiraGroupRow(RowModel):
    """A group as Jira knows it; its id may be missing."""

    group_id: str | None = None
    name: str


class ApplicationRoleRow(RowModel):
    """Access to one Jira product; old answers have group names only."""

    key: Id
    name: str = ""
    groups: Annotated[tuple[str, ...], BeforeValidator(none_as_empty)] = ()
    group_details: Annotated[tuple[JiraGroupRow, ...], BeforeValidator(none_as_empty)] = ()
    default_groups_details: Annotated[tuple[JiraGroupRow, ...], BeforeValidator(none_as_empty)] = ()
    number_of_seats: int | None = None
    remaining_seats: int | None = None
    has_unlimited_seats: bool | None = None

    @property
    def named_groups(self) -> tuple[JiraGroupRow, ...]:
        """Its groups, from whichever list tells more."""
        detailed = {group.name for group in self.group_details}
        return (*self.group_details, *(JiraGroupRow(name=name) for name in self.groups if name not in detailed))


class ProjectRow(RowModel):
    """A project."""

    class Lead(RowModel):
        """The lead; absent when there is none."""

        account_id: str | None = None
        display_name: str = ""

    class Category(RowModel):
        """The category."""

        name: str = ""

    class Insight(RowModel):
        """Experimental figures."""

        last_issue_update_time: str | None = None

    class Place(RowModel):
        """All that its roles depend on."""

        id: Id
        style: str | None = None

    id: Id
    key: str
    name: str = ""
    style: str | None = None
    project_type_key: str | None = None
    archived: bool = False
    lead: Lead | None = None
    project_category: Category | None = None
    insight: Insight | None = None


class ProjectRolesRow(RootModel[Annotated[dict[str, str], Field(min_length=1)]]):
    """The roles of a project: name → URL whose last part is the role's id; every project has some."""

    @property
    def ids(self) -> dict[str, str]:
        """Role id → name."""
        return {url.rstrip("/").rpartition("/")[2]: name for name, url in self.root.items()}


class ActorRow(RowModel):
    """Who stands in a role: a user, a group, or something of a type that this version does not know."""

    class ActorUser(RowModel):
        """The user."""

        account_id: str | None = None

    class ActorGroup(RowModel):
        """The group; old answers have its name only."""

        group_id: str | None = None
        name: str | None = None
        display_name: str | None = None

    id: Id | None = None
    type: str
    display_name: str = ""
    name: str | None = None
    actor_user: ActorUser | None = None
    actor_group: ActorGroup | None = None


class RoleRow(RowModel):
    """A role of one project with its actors; ``actors`` is absent when there are none."""

    id: Id
    name: str = ""
    actors: Annotated[tuple[ActorRow, ...], BeforeValidator(none_as_empty)] = ()


class SiteRoleRow(RowModel):
    """A role in the list of all roles of a site, with default actors; those of team-managed projects name theirs."""

    class Scope(RowModel):
        """What it is confined to."""

        class Project(RowModel):
            """The project."""

            id: Id

        type: str
        project: Project

    id: Id
    name: str = ""
    scope: Scope | None = None
    actors: Annotated[tuple[ActorRow, ...], BeforeValidator(none_as_empty)] = ()

    @property
    def project(self) -> str:
        """Id of the project whose own it is; empty when all company-managed ones share it."""
        return self.scope.project.id if self.scope else ""


class HolderRow(RowModel):
    """Who holds a grant; ``value`` is the id, ``parameter`` the older form (a name, for groups)."""

    type: str
    parameter: Annotated[str | None, BeforeValidator(_text)] = None
    value: Annotated[str | None, BeforeValidator(_text)] = None

    @property
    def argument(self) -> str | None:
        """The id where there is one."""
        return self.value or self.parameter


class GrantRow(RowModel):
    """One permission for one holder."""

    id: Id | None = None
    permission: str
    holder: HolderRow


class SchemeRow(RowModel):
    """A permission scheme with its grants; id 0 is the default scheme."""

    id: Id
    name: str = ""
    description: str | None = None
    permissions: tuple[GrantRow, ...] | None = None


class ProjectSchemeRow(RowModel):
    """The permission scheme that governs a project."""

    id: Id
    name: str = ""
