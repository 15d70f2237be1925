"""What a fictional organisation consists of, in plain words: the description that the fake server serves.

Nothing here knows the REST API, the access graph or a check, so tests can work out from it, on their own, what a scan
must find.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

__all__ = [
    "ADD_ON_ROLE",
    "Account",
    "ApplicationRole",
    "Directory",
    "Grant",
    "Group",
    "Organisation",
    "ProductUse",
    "Project",
    "Role",
    "Scheme",
    "Tenant",
]

ADD_ON_ROLE = "atlassian-addons-project-access"
"""The project role in which Jira keeps its apps."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Where accounts and groups are managed."""

    id: str
    name: str


class ProductUse(NamedTuple):
    """One product of one site that an account may use, and when it last did (None: never)."""

    product: str
    cloud_id: str
    last_active: datetime | None


@dataclass(slots=True)
class Account:
    """An Atlassian account.

    Attributes:
        account_type: atlassian (a person), app or customer.
        app_type: ``service`` for a service account, None otherwise.
        account_status: active, inactive (deactivated) or closed.
        memberships: status (active, suspended) by directory id; empty when it is in no directory.
        claim_status: managed when its e-mail domain is verified, otherwise unmanaged.
        mfa: whether two-step verification is on; None when Atlassian does not say.
        inactive_in: cloud ids of the sites that call it inactive although the account is active.
    """

    account_id: str
    name: str
    account_type: str = "atlassian"
    app_type: str | None = None
    email: str | None = None
    account_status: str = "active"
    memberships: dict[str, str] = field(default_factory=dict)
    claim_status: str = "managed"
    mfa: bool | None = True
    platform_roles: tuple[str, ...] = ()
    product_access: tuple[ProductUse, ...] = ()
    added: datetime | None = None
    deactivated_on: datetime | None = None
    inactive_in: frozenset[str] = frozenset()

    @property
    def is_person(self) -> bool:
        """Whether a human stands behind it: not an app, not a service account, not a portal customer."""
        return self.account_type == "atlassian"

    @property
    def is_active(self) -> bool:
        """Whether the account works and is not suspended in every directory that it is in."""
        return self.account_status == "active" and (not self.memberships or "active" in self.memberships.values())

    def active_on(self, cloud_id: str) -> bool:
        """Whether the Jira of that site calls it active."""
        return self.is_active and cloud_id not in self.inactive_in


@dataclass(slots=True)
class Group:
    """A group of one directory; ``listed_in`` are the cloud ids of the sites whose Jira knows it."""

    id: str
    name: str
    directory_id: str
    description: str | None
    synced: bool = False
    members: set[str] = field(default_factory=set)
    listed_in: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Role:
    """A role in one project with its actors, by account id and by group id."""

    id: int
    name: str
    users: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    scoped: bool = False


class Grant(NamedTuple):
    """One line of a permission scheme; ``parameter`` and ``value`` as Jira spells them for the holder type."""

    id: int
    permission: str
    holder: str
    parameter: str | None = None
    value: str | None = None


@dataclass(slots=True)
class Scheme:
    """A permission scheme; ``project_id`` is set when it belongs to one team-managed project."""

    id: int
    name: str
    description: str
    grants: list[Grant]
    project_id: str | None = None


@dataclass(slots=True)
class Project:
    """A Jira project; ``style`` is classic (company-managed) or next-gen (team-managed)."""

    id: str
    key: str
    name: str
    cloud_id: str
    style: str
    type: str
    lead: str | None
    scheme_id: int
    roles: list[Role]
    category: str | None = None
    archived: bool = False
    last_update: datetime | None = None
    issues: int = 0

    def role(self, name: str) -> Role:
        """The role of that name."""
        return next(role for role in self.roles if role.name == name)


@dataclass(slots=True)
class ApplicationRole:
    """Access to one Jira product of one site; groups by id."""

    key: str
    name: str
    groups: list[str]
    default_groups: list[str]
    seats: int


@dataclass(slots=True)
class Tenant:
    """One site. ``confluence_groups`` give access to Confluence; the two admin lists hold group ids.

    ``default_groups`` are put into roles of new projects, by role id.
    """

    cloud_id: str
    name: str
    title: str
    plan: str
    products: tuple[str, ...]
    directory_ids: tuple[str, ...]
    sandbox: bool = False
    status: str = "online"
    accounts: set[str] = field(default_factory=set)
    projects: list[Project] = field(default_factory=list)
    schemes: dict[int, Scheme] = field(default_factory=dict)
    application_roles: list[ApplicationRole] = field(default_factory=list)
    confluence_groups: list[str] = field(default_factory=list)
    admin_groups: list[str] = field(default_factory=list)
    site_admin_groups: list[str] = field(default_factory=list)
    default_groups: dict[int, list[str]] = field(default_factory=dict)

    def scheme_of(self, project: Project) -> Scheme:
        """The permission scheme that governs the project."""
        return self.schemes[project.scheme_id]

    def groups_on(self, project: Project) -> set[str]:
        """Ids of the groups that stand in a role of the project or in its permission scheme."""
        in_scheme = {grant.value for grant in self.scheme_of(project).grants if grant.holder == "group" and grant.value}
        return in_scheme.union(*(role.groups for role in project.roles))

    def is_public(self, project: Project) -> bool:
        """Whether somebody who is not signed in can browse the project."""
        grants = self.scheme_of(project).grants
        return any(grant.holder == "anyone" and grant.permission == "BROWSE_PROJECTS" for grant in grants)


@dataclass(slots=True)
class Organisation:
    """The whole fictional organisation at the moment ``now``; ``auditor`` is the account whose token a scan uses."""

    id: str
    name: str
    now: datetime
    seed: int
    directories: list[Directory]
    tenants: list[Tenant]
    accounts: dict[str, Account]
    groups: dict[str, Group]
    auditor: str

    def tenant(self, name: str) -> Tenant:
        """The site with that subdomain."""
        return next(tenant for tenant in self.tenants if tenant.name == name)

    def directory(self, name: str) -> Directory:
        """The directory of that name."""
        return next(directory for directory in self.directories if directory.name == name)

    def group(self, name: str) -> Group:
        """The first group of that name."""
        return next(group for group in self.groups.values() if group.name == name)

    def projects(self) -> Iterator[tuple[Tenant, Project]]:
        """Every project with its site."""
        return ((tenant, project) for tenant in self.tenants for project in tenant.projects)

    def people(self) -> Iterator[Account]:
        """Every account with a human behind it, active or not."""
        return (account for account in self.accounts.values() if account.is_person)

    def people_in(self, directory: Directory) -> Iterator[Account]:
        """The people of one directory, whatever the status of their membership."""
        return (account for account in self.people() if directory.id in account.memberships)

    def groups_in(self, directory: Directory) -> Iterator[Group]:
        """The groups of one directory."""
        return (group for group in self.groups.values() if group.directory_id == directory.id)

    def active_members(self, group: Group) -> set[str]:
        """Account ids of the members that are active."""
        return {account_id for account_id in group.members if self.accounts[account_id].is_active}

    def groups_by_member(self) -> dict[str, list[Group]]:
        """The groups of each account, in the order of ``groups``; accounts without any are left out."""
        found: dict[str, list[Group]] = {}
        for group in self.groups.values():
            for account_id in group.members:
                found.setdefault(account_id, []).append(group)
        return found

    def groups_with_a_role_or_grant(self) -> set[str]:
        """Ids of the groups that stand in a role or permission scheme of any project."""
        return set().union(*(tenant.groups_on(project) for tenant, project in self.projects()))

    def resources_by_group(self) -> dict[str, int]:
        """On how many products of sites a group gives access or administers; groups with none are left out."""
        held: dict[str, set[tuple[str, str]]] = {}
        for tenant in self.tenants:
            lists = [(role.key, role.groups) for role in tenant.application_roles]
            lists += [("confluence", tenant.confluence_groups), ("jira", tenant.admin_groups)]
            lists += [("site", tenant.site_admin_groups)]
            for product, group_ids in lists:
                for group_id in group_ids:
                    held.setdefault(group_id, set()).add((tenant.cloud_id, product))
        return {group_id: len(resources) for group_id, resources in held.items()}
