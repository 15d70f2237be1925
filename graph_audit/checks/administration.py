"""Who holds a permission on which projects, for all people at once: bitmaps, never a loop over people and projects."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pyroaring import BitMap

from graph_audit.access.engine import Access, Audience
from graph_audit.access.grants import Held
from graph_audit.access.remarks import READS
from graph_audit.access.tally import Tally
from graph_audit.checks.definition import Audit
from graph_audit.checks.subjects import projects
from graph_audit.core.kinds import NodeKind
from graph_audit.findings.finding import Cause
from graph_audit.graph.ids import kind_of, tenant_of
from graph_audit.graph.path import AccessPath

__all__ = [
    "PERMISSION",
    "Administrators",
    "Audiences",
    "Door",
    "Doors",
    "ProjectAdmins",
    "Reach",
    "administrators",
    "listed_each",
    "paths_on",
    "project_admins",
    "readers",
]

PERMISSION = "ADMINISTER_PROJECTS"
_LISTED_IN_ALL = 25_000
"""Projects that all findings of a check list together."""
_WIDE = frozenset({NodeKind.GROUP, NodeKind.APP_ROLE, NodeKind.ANY_LICENSED})


class Audiences:
    """Who holds a permission on each project, kept as the holders: a set of people for each would be gigabytes.

    Args:
        access: the access engine.
        permission: the permission.
        projects: the projects that count.
    """

    def __init__(self, access: Access, permission: str, projects: Iterable[str]) -> None:
        self.access = access
        self._permission = permission
        self._held = {project: access.grants.held(permission, project) for project in projects}

    def on(self, project: str) -> Audience:
        """Who holds the permission there."""
        return self.access.audience_of(self._held[project], self._permission, project)

    @cached_property
    def alike(self) -> tuple[tuple[str, ...], ...]:
        """The projects, those together that the same people reach by the same holders."""
        known = defaultdict[tuple[Held, str, str | None], list[str]](list)
        for project, held in self._held.items():
            known[held, tenant_of(project), self.access.special_gate(self._permission, project)].append(project)
        return tuple(map(tuple, known.values()))

    def holders(self, project: str) -> tuple[Held, ...]:
        """Whoever is granted the permission there: by the project itself, and by its schemes."""
        held = self._held[project]
        return (held, *(self.access.grants.held_by(self._permission, scheme) for scheme in held.schemes))


@dataclass(frozen=True, slots=True)
class ProjectAdmins:
    """Who effectively administers one project.

    Attributes:
        sure: numbers of the people who do.
        doubt: why there may be more of them, as a clause; empty when there are not.
    """

    sure: BitMap
    doubt: str


def project_admins(audit: Audit[Any], project: str) -> ProjectAdmins:
    """The people who administer a project; apps do not count."""
    audience, people = audit.once(_administration).on(project), audit.access.people
    if audience.conditions:
        doubt = "who administers it depends on single work items"
    else:
        doubt = "whether some accounts administer it is not known" if audience.unknown & people else ""
    return ProjectAdmins(audience.effective & people, doubt)


def _administration(audit: Audit[Any]) -> Audiences:
    return Audiences(audit.access, PERMISSION, projects(audit))


def readers(audit: Audit[Any]) -> Audiences:
    """Who can browse which projects; ask for it with :meth:`Audit.once`."""
    return Audiences(audit.access, READS, projects(audit))


class Reach:
    """On how many projects each person holds a permission.

    Args:
        audiences: who holds it on each project.
        people: numbers of the users who count.
    """

    def __init__(self, audiences: Audiences, people: BitMap) -> None:
        self._audiences = audiences
        self._people = people
        self._is_told = True
        self.sure = Tally()
        """On how many projects each person holds it for certain."""
        for alike in audiences.alike:
            audience = audiences.on(alike[0])
            self._is_told = self._is_told and not audience.unknown & people
            if sure := audience.effective & people:
                self.sure.add(sure, len(alike))
                self._look_at(alike, sure)

    def _look_at(self, alike: tuple[str, ...], sure: BitMap) -> None:
        """Count what else there is to count on projects that the same people reach."""

    def possibly(self, threshold: int) -> BitMap:
        """Who would reach that many projects if all that is not known turned out to be so."""
        if self._is_told:
            return self.sure.at_least(threshold)
        tally = Tally()
        for alike in self._audiences.alike:
            audience = self._audiences.on(alike[0])
            tally.add((audience.effective | audience.unknown) & self._people, len(alike))
        return tally.at_least(threshold)

    def projects_of(self, people: BitMap, limit: int) -> dict[int, list[str]]:
        """The first ``limit`` projects that each of ``people`` reaches for certain."""
        found: dict[int, list[str]] = defaultdict(list)
        waiting = BitMap(people)
        for alike in self._audiences.alike:
            for person in waiting & self._audiences.on(alike[0]).effective:
                listed = found[person]
                listed.extend(alike[: limit - len(listed)])
                if len(listed) == limit:
                    waiting.remove(person)
            if not waiting:
                break
        return found


@dataclass(slots=True)
class Door:
    """What lets many people in at once: a group, an application role or any licensed user; projects by tenant."""

    cause: Cause
    projects: Counter[str] = field(default_factory=Counter)
    total: int = 0


class Administrators(Reach):
    """How many projects each person administers: for certain, directly and through doors."""

    def __init__(self, audiences: Audiences, people: BitMap) -> None:
        self._doors: dict[str, Door] = {}
        self.direct, self._only_direct = Tally(), Tally()
        super().__init__(audiences, people)

    def _look_at(self, alike: tuple[str, ...], sure: BitMap) -> None:
        access, holders = self._audiences.access, self._audiences.holders(alike[0])
        direct = BitMap([access.populations.number(user) for held in holders for user in held.users]) & sure
        self.direct.add(direct, len(alike))
        for node in {node for held in holders for node in held.many if kind_of(node) in _WIDE}:
            if direct:
                direct -= access.populations.behind(node)
            door = self._doors.get(node)
            if door is None:
                door = self._doors[node] = Door(Cause(kind_of(node), node, access.graph.name_of(node)))
            door.projects[tenant_of(alike[0])] += len(alike)
            door.total += len(alike)
        self._only_direct.add(direct, len(alike))

    def through_doors(self, number: int) -> int:
        """How many projects a person administers through doors, whether or not directly, too."""
        return self.sure.of(number) - self._only_direct.of(number)

    def doors(self, found: BitMap) -> "Doors":
        """Of the people found: through which door each of them administers most of their projects."""
        return Doors(self._audiences.access, self._doors, found)


class Doors:
    """The doors that several of the people found use."""

    def __init__(self, access: Access, doors: dict[str, Door], found: BitMap) -> None:
        self._access = access
        self._doors = doors
        behind = access.populations.behind
        self._width = {node: behind(node).intersection_cardinality(found) for node in doors}
        self._everybody = [node for node in doors if kind_of(node) != NodeKind.GROUP]

    def widest(self, user: str, total: int) -> Cause | None:
        """The widest door through which the user administers more than half of their projects; None if there is none.

        Args:
            user: one of the people found.
            total: how many projects it administers.
        """
        behind, number = self._access.populations.behind, self._access.populations.number(user)
        groups = self._doors.keys() & self._access.graph.outgoing(user).keys()
        near = [*groups, *(node for node in self._everybody if number in behind(node))]
        fitting = [
            (self._width[node], node)
            for node in near
            if self._width[node] > 1 and 2 * self._usable(self._doors[node], number, total) > total
        ]
        return self._doors[max(fitting)[1]].cause if fitting else None

    def _usable(self, door: Door, number: int, total: int) -> int:
        """To how many projects the door leads an account, with regard to the gates of their tenants."""
        if 2 * door.total <= total:
            return 0
        gates = self._access.gates
        return sum(projects for cloud, projects in door.projects.items() if number in gates.both(cloud).passed)


def administrators(audit: Audit[Any]) -> Administrators:
    """Who administers how many projects; ask for it with :meth:`Audit.once`."""
    return Administrators(audit.once(_administration), audit.access.people)


def listed_each(found: int, most: int) -> int:
    """How many projects each of so many findings lists: where thousands are found, fewer of them, but one at least."""
    return max(1, min(most, _LISTED_IN_ALL // max(1, found)))


def paths_on(access: Access, permission: str, user: str, projects: Iterable[str]) -> Iterator[AccessPath]:
    """The paths by which a person has the permission on each of the projects."""
    return (path for project in projects for path in access.grant_paths(user, permission, project))
