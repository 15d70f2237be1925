"""Who administers which projects, for all people at once: bitmaps, never a loop over people and projects."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pyroaring import BitMap

from graph_audit.access.engine import Access
from graph_audit.access.numbering import united
from graph_audit.access.tally import Tally
from graph_audit.checks.definition import Audit
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.ids import kind_of, tenant_of
from graph_audit.graph.path import AccessPath

__all__ = [
    "PERMISSION",
    "Administrators",
    "Audiences",
    "Door",
    "ProjectAdmins",
    "listed_each",
    "paths_on",
    "project_admins",
]

PERMISSION = "ADMINISTER_PROJECTS"
_LISTED_IN_ALL = 25_000
"""Projects that all findings of a check list together."""
_WIDE = frozenset({NodeKind.GROUP, NodeKind.APP_ROLE, NodeKind.ANY_LICENSED})


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
    audience, people = audit.access.audience(PERMISSION, project), audit.access.people
    if audience.conditions:
        doubt = "who administers it depends on single work items"
    else:
        doubt = "whether some accounts administer it is not known" if audience.unknown & people else ""
    return ProjectAdmins(audience.effective & people, doubt)


@dataclass(slots=True)
class _Alike:
    """Projects that the same people administer."""

    sure: BitMap
    unknown: BitMap
    projects: list[str] = field(default_factory=list)


class Audiences:
    """Who holds a permission on each project, equal ones kept once.

    Args:
        access: the access engine.
        people: numbers of the users who count.
        projects: the projects that count.
        permission: the permission; Administer Projects unless told otherwise.
    """

    def __init__(self, access: Access, people: BitMap, projects: Iterable[str], permission: str = PERMISSION) -> None:
        known: dict[tuple[bytes, bytes], _Alike] = {}
        for project in projects:
            audience = access.audience(permission, project)
            sure, unknown = audience.effective & people, audience.unknown & people
            if sure or unknown:
                alike = known.setdefault((sure.serialize(), unknown.serialize()), _Alike(sure, unknown))
                alike.projects.append(project)
        self.alike = tuple(known.values())

    @cached_property
    def sure(self) -> Tally:
        """How many projects each person administers for certain."""
        return _tally((alike.sure, len(alike.projects)) for alike in self.alike)

    def possibly(self, threshold: int) -> BitMap:
        """Who would administer that many projects if all that is not known turned out to be so."""
        if not any(alike.unknown for alike in self.alike):
            return self.sure.at_least(threshold)
        return _tally((alike.sure | alike.unknown, len(alike.projects)) for alike in self.alike).at_least(threshold)

    def projects_of(self, people: BitMap, limit: int) -> dict[int, list[str]]:
        """The first ``limit`` projects that each of ``people`` administers for certain."""
        found: dict[int, list[str]] = defaultdict(list)
        waiting = BitMap(people)
        for alike in self.alike:
            for person in waiting & alike.sure:
                listed = found[person]
                listed.extend(alike.projects[: limit - len(listed)])
                if len(listed) == limit:
                    waiting.remove(person)
        return found


def listed_each(found: int, most: int) -> int:
    """How many projects each of so many findings lists: where thousands are found, fewer of them, but one at least."""
    return max(1, min(most, _LISTED_IN_ALL // max(1, found)))


def paths_on(access: Access, permission: str, listed: Mapping[int, Sequence[str]]) -> dict[int, list[AccessPath]]:
    """The paths by which each person has the permission on the projects listed for them, worked out project by project.

    Args:
        access: the access engine.
        permission: the permission.
        listed: projects by the number of a user.
    """
    by_project: dict[str, list[int]] = defaultdict(list)
    for number, projects in listed.items():
        for project in projects:
            by_project[project].append(number)
    found: dict[int, list[AccessPath]] = defaultdict(list)
    for project, numbers in sorted(by_project.items()):
        granting = access.granting(permission, project)
        for number, user in zip(numbers, access.populations.nodes(numbers), strict=True):
            found[number] += access.paths_through(user, permission, granting)
    return found


def _tally(sets: Iterable[tuple[BitMap, int]]) -> Tally:
    tally = Tally()
    for numbers, times in sets:
        tally.add(numbers, times)
    return tally


@dataclass(frozen=True, slots=True)
class Door:
    """What lets many people in at once: a group, an application role or any licensed user; projects by tenant."""

    node: str
    people: BitMap
    projects: Counter[str] = field(default_factory=Counter)


class Administrators:
    """Of the people found: how many projects each administers directly and through doors, and the widest of these."""

    def __init__(self, access: Access, found: BitMap, audiences: Audiences) -> None:
        self._access = access
        self._doors: dict[str, Door] = {}
        self.direct, self.through_doors = Tally(), Tally()
        for alike in audiences.alike:
            concerned = alike.sure & found
            for project in alike.projects if concerned else ():
                self._look_at(project, concerned, found)

    def _look_at(self, project: str, concerned: BitMap, found: BitMap) -> None:
        behind = self._access.populations.behind
        entries = frozenset(self._entries(project))
        wide = [entry for entry in entries if kind_of(entry) in _WIDE]
        self.direct.add(united(list(map(behind, entries.difference(wide)))) & concerned)
        self.through_doors.add(united(list(map(behind, wide))) & concerned)
        for node in wide:
            door = self._doors.get(node) or self._doors.setdefault(node, Door(node, behind(node) & found))
            door.projects[tenant_of(project)] += 1

    def _entries(self, project: str) -> Iterator[str]:
        """Whoever holds the permission there: actors of roles in place of the roles."""
        for source in self._access.grants_on(project):
            if PERMISSION in source.permissions and source.holder_kind == NodeKind.ROLE:
                yield from self._access.graph.sources(source.holder, EdgeKind.ACTOR_IN)
            elif PERMISSION in source.permissions and source.holder_kind in _WIDE | {NodeKind.USER}:
                yield source.holder

    def widest_door(self, user: str, total: int) -> Door | None:
        """The widest door through which the user administers more than half of their projects, if others use it too."""
        number, gates = self._access.populations.number(user), self._access.gates
        groups = self._access.graph.targets(user, EdgeKind.MEMBER_OF)
        near = [self._doors[group] for group in groups if group in self._doors]
        doors = [door for door in (*near, *self._everybody) if number in door.people and len(door.people) > 1]
        fitting = [
            door
            for door in doors
            if 2 * sum(n for cloud, n in door.projects.items() if number in gates.both(cloud).passed) > total
        ]
        return max(fitting, key=lambda door: (len(door.people), door.node), default=None)

    @cached_property
    def _everybody(self) -> tuple[Door, ...]:
        return tuple(door for node, door in self._doors.items() if kind_of(node) != NodeKind.GROUP)
