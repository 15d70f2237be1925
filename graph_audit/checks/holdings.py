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
    "own_roles",
    "own_schemes",
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
    """Who stands in a role of a project: accounts one by one, groups, and all others; each sorted."""

    role: str
    name: str
    project: str
    users: tuple[str, ...]
    groups: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def actors(self) -> tuple[str, ...]:
        """Everybody who stands there."""
        return (*self.groups, *self.others, *self.users)


def role_entries(audit: Audit[Any]) -> dict[str, tuple[RoleEntries, ...]]:
    """The roles of each project in which somebody stands, sorted; ask for it with :meth:`Audit.once`."""
    graph = audit.graph
    return {
        project: tuple(
            [each for role in graph.sources(project, *_OF_PROJECT) for each in _entries(audit, role, project)]
        )
        for project in graph.of_kind(NodeKind.PROJECT)
    }


def _entries(audit: Audit[Any], role: str, project: str) -> Iterator[RoleEntries]:
    users, many = audit.access.grants.actors(role)
    if users or many:
        groups = tuple(group_holders(many))
        same = len(groups) == len(many)
        others = () if same else tuple([holder for holder in many if holder not in groups])
        name = audit.graph.attribute(role, "name") or ""
        yield RoleEntries(role, name, project, users, many if same else groups, others)


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
        groups = {group for each in entries for group in each.groups}
        others = {other for each in entries for other in each.others}
        for scheme, _ in grants.schemes(project):
            for holder, _, _ in grants.holders(scheme):
                kind = kind_of(holder)
                (users if kind == NodeKind.USER else groups if kind == NodeKind.GROUP else others).add(holder)
        found[project] = Holders(tuple(sorted(groups)), tuple(sorted(users)), tuple(sorted(others)))
    return found


def own_roles(audit: Audit[Any]) -> dict[str, list[RoleEntries]]:
    """The roles in which people stand themselves, sorted; ask for it with :meth:`Audit.once`."""
    found = defaultdict[str, list[RoleEntries]](list)
    for entries in chain.from_iterable(audit.once(role_entries).values()):
        for user in entries.users:
            found[user].append(entries)
    for roles in found.values():
        roles.sort()
    return dict(found)


def own_schemes(audit: Audit[Any]) -> dict[str, list[str]]:
    """The schemes in which people stand themselves, sorted; ask for it with :meth:`Audit.once`."""
    found = defaultdict[str, list[str]](list)
    for scheme in sorted(audit.graph.of_kind(NodeKind.SCHEME)):
        for holder in {holder for holder, _, _ in audit.access.grants.holders(scheme)}:
            if kind_of(holder) == NodeKind.USER:
                found[holder].append(scheme)
    return dict(found)


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
