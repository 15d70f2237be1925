"""What a principal holds: the projects on which it has a role or a grant, and the paths that show it.

Holding a role or a grant is a matter of configuration; whether it lets anybody in is for ``access`` to say.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

from graph_audit.checks.definition import Audit
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath

__all__ = [
    "ADD_ON_ROLE",
    "FILLED_OTHERWISE",
    "PATHS_LISTED",
    "Holders",
    "RoleEntries",
    "group_holders",
    "held_projects",
    "holders",
    "holding_paths",
    "membership_paths",
    "own_holdings",
    "project_of",
    "role_entries",
    "role_path",
    "role_paths",
]

ADD_ON_ROLE = "atlassian-addons-project-access"
"""The role that Jira gives to apps; who stands in it does not count as people.

Source: https://support.atlassian.com/jira-cloud-administration/docs/manage-project-roles/
"""

FILLED_OTHERWISE = frozenset({ADD_ON_ROLE, "Service Desk Customers"})
"""Roles whose people are no entries of the role: apps, and the customers of a portal."""

PATHS_LISTED = 200
"""How many paths a query enumerates for one finding; more would not be shown."""

_OF_PROJECT = (EdgeKind.PART_OF, EdgeKind.GRANTS)


class RoleEntries(NamedTuple):
    """Who stands in a role of a project: accounts one by one, and all others; each sorted."""

    role: str
    users: tuple[str, ...]
    many: tuple[str, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        """Everybody who stands there."""
        return (*self.many, *self.users)


def role_entries(audit: Audit[Any]) -> dict[str, tuple[RoleEntries, ...]]:
    """The roles of each project in which somebody stands, sorted; ask for it with :meth:`Audit.once`."""
    graph, actors = audit.graph, audit.access.grants.actors
    found = {}
    for project in graph.of_kind(NodeKind.PROJECT):
        entries = [RoleEntries(role, *actors(role)) for role in graph.sources(project, *_OF_PROJECT)]
        found[project] = tuple([each for each in entries if each.users or each.many])
    return found


class Holders(NamedTuple):
    """Who holds a role or a grant on a project, each sorted; "everybody with product access" is no group."""

    groups: tuple[str, ...]
    users: tuple[str, ...]
    others: tuple[str, ...]


def holders(audit: Audit[Any]) -> dict[str, Holders]:
    """Actors of the roles of each project, and holders of its scheme; ask for it with :meth:`Audit.once`."""
    grants, in_roles = audit.access.grants, audit.once(role_entries)
    found = {}
    for project, entries in in_roles.items():
        users = {user for each in entries for user in each.users}
        many = {actor for each in entries for actor in each.many}
        for scheme, _ in grants.schemes(project):
            for holder, _, _ in grants.holders(scheme):
                (users if kind_of(holder) == NodeKind.USER else many).add(holder)
        groups = group_holders(sorted(many))
        found[project] = Holders(tuple(groups), tuple(sorted(users)), tuple(sorted(many.difference(groups))))
    return found


def own_holdings(audit: Audit[Any]) -> dict[str, tuple[str, ...]]:
    """The roles and schemes in which people stand themselves, sorted; ask for it with :meth:`Audit.once`."""
    grants = audit.access.grants
    found = defaultdict[str, list[str]](list)
    for entries in chain.from_iterable(audit.once(role_entries).values()):
        for user in entries.users:
            found[user].append(entries.role)
    for scheme in audit.graph.of_kind(NodeKind.SCHEME):
        for holder in {holder for holder, _, _ in grants.holders(scheme) if kind_of(holder) == NodeKind.USER}:
            found[holder].append(scheme)
    return {user: tuple(sorted(holders)) for user, holders in found.items()}


def project_of(graph: AccessGraph, role: str) -> str:
    """The project of a role; empty when it is not known."""
    return graph.attribute(role, "project") or next(graph.targets(role, *_OF_PROJECT), "")


def group_holders(holders: Iterable[str]) -> list[str]:
    """The groups among the holders; "everybody with product access" is no group."""
    return [holder for holder in holders if kind_of(holder) == NodeKind.GROUP]


def held_projects(graph: AccessGraph, principal: str) -> Iterator[str]:
    """Projects on which the principal itself holds a role or a grant; one that it holds twice comes twice."""
    for role in graph.targets(principal, EdgeKind.ACTOR_IN):
        yield from graph.targets(role, *_OF_PROJECT)
    for scheme in graph.targets(principal, EdgeKind.HOLDS):
        yield from graph.targets(scheme, EdgeKind.GOVERNS)


def role_path(graph: AccessGraph, principal: str, role: str, project: str) -> AccessPath:
    """Principal → role → project; a role to which the scheme gives nothing still is a part of its project."""
    steps = [*graph.steps(role, project, EdgeKind.GRANTS), *graph.steps(role, project, EdgeKind.PART_OF)]
    return (*graph.steps(principal, role, EdgeKind.ACTOR_IN), *steps[:1])


def role_paths(graph: AccessGraph, entries: Iterable[tuple[str, str]], project: str) -> Iterator[AccessPath]:
    """The paths of principals by the roles in which they stand on a project; at most :data:`PATHS_LISTED`."""
    return (role_path(graph, principal, role, project) for principal, role in islice(entries, PATHS_LISTED))


def membership_paths(graph: AccessGraph, memberships: Iterable[tuple[str, str]]) -> Iterator[AccessPath]:
    """Memberships, user and group, as evidence; at most :data:`PATHS_LISTED`."""
    for user, group in islice(memberships, PATHS_LISTED):
        yield from ((step,) for step in graph.steps(user, group, EdgeKind.MEMBER_OF))


def holding_paths(graph: AccessGraph, principal: str, project: str) -> Iterator[AccessPath]:
    """Every path by which the principal itself holds a role or a grant on the project."""
    for role in graph.sources(project, *_OF_PROJECT):
        if graph.has_edge(principal, role, EdgeKind.ACTOR_IN):
            yield role_path(graph, principal, role, project)
    for scheme in graph.sources(project, EdgeKind.GOVERNS):
        for last in graph.steps(scheme, project, EdgeKind.GOVERNS):
            yield from ((step, last) for step in graph.steps(principal, scheme, EdgeKind.HOLDS))
