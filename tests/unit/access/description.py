"""A small organisation in plain words: what an administrator configured, before it becomes a graph."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """`memberships`: status by directory; `jira_active`: what the Jira of each tenant says, if it says anything."""

    id: str
    type: str
    app_type: str | None
    status: str
    memberships: Mapping[str, str | None]
    jira_active: Mapping[str, bool | None]


@dataclass(frozen=True)
class Group:
    id: str
    name: str
    members: frozenset[str]


@dataclass(frozen=True)
class Ref:
    """An account, a group by id, a group by name only (as old answers have it), or something unheard of."""

    kind: str  # user | group | group_name | unknown
    id: str


@dataclass(frozen=True)
class ApplicationRole:
    key: str
    groups: tuple[Ref, ...]
    direct: frozenset[str]


@dataclass(frozen=True)
class Grant:
    """`holder` is a type as the vendor spells it; `ref` is the group's id or name, or the parameter of the others."""

    permission: str
    holder: str
    ref: Ref | None = None

    @property
    def argument(self):
        return self.ref.id if self.ref else ""


@dataclass(frozen=True)
class Project:
    id: str
    scheme: str
    lead: str | None
    style: str
    archived: bool
    service_desk: bool
    actors: Mapping[str, tuple[Ref, ...]]  # by role id; a role may have none


@dataclass(frozen=True)
class Tenant:
    id: str
    gate: str
    application_roles: tuple[ApplicationRole, ...]
    schemes: Mapping[str, tuple[Grant, ...]]
    projects: tuple[Project, ...]


@dataclass(frozen=True)
class Administrator:
    """`where` is a tenant or the organisation ("o"); a limited role is of a product or site that is not known."""

    ref: Ref
    where: str
    limited: bool


@dataclass(frozen=True)
class Organisation:
    accounts: tuple[Account, ...]
    groups: tuple[Group, ...]
    tenants: tuple[Tenant, ...]
    administrators: tuple[Administrator, ...] = ()

    def questions(self):
        """Every (tenant, project, permission) that can be asked."""
        return [(t, p, permission) for t in self.tenants for p in t.projects for permission in PERMISSIONS]


PERMISSIONS = ("ADMINISTER_PROJECTS", "BROWSE_PROJECTS", "SERVICEDESK_AGENT")
CONDITIONS = ("reporter", "assignee", "userCustomField", "groupCustomField")
