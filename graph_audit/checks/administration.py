"""Who holds a permission on which projects, for all people at once: bitmaps, never a loop over people and projects."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from heapq import merge
from itertools import islice
from typing import Any

from pyroaring import BitMap

from graph_audit.access.engine import Access, Audience
from graph_audit.access.grants import Held
from graph_audit.access.remarks import READS
from graph_audit.access.tally import Tally
from graph_audit.checks.definition import Audit
from graph_audit.checks.subjects import projects
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.findings.finding import Cause
from graph_audit.graph.ids import kind_of, tenant_of
from graph_audit.graph.path import AccessPath

__all__ = [
    "PERMISSION",
    "Administrators",
    "Audiences",
    "Door",
    "ProjectAdmins",
    "Reach",
    "administrators",
    "listed_each",
    "project_admins",
    "readers",
]

PERMISSION = "ADMINISTER_PROJECTS"
_LISTED_IN_ALL = 25_000
"""Projects that all findings of a check list together."""
_ROOM = 64 * 2**20
"""Bytes that the kept audiences of a permission take."""
_OVERHEAD = 200
"""Bytes of an audience beside the numbers of its people."""
_THRESHOLDS_KEPT = 256
_WIDE = frozenset({NodeKind.GROUP, NodeKind.APP_ROLE, NodeKind.ANY_LICENSED})


class Audiences:
    """Who holds a permission on each project; sets of people are kept as long as there is room for them.

    Args:
        access: the access engine.
        permission: the permission.
        projects: the projects that count.
    """

    def __init__(self, access: Access, permission: str, projects: Iterable[str]) -> None:
        self.access = access
        self.permission = permission
        self._held = {project: access.grants.held(permission, project) for project in projects}
        self._known: dict[str, Audience] = {}
        self._shared: set[int] = set()
        self._room = _ROOM
        self._of_holder: dict[str, list[str]] = {}

    def on(self, project: str) -> Audience:
        """Who holds the permission there."""
        known = self._known.get(project)
        if known is None:
            known = self.access.audience_of(self._held[project], self.permission, project)
            self._keep(project, known)
        return known

    def _keep(self, project: str, audience: Audience) -> None:
        everybody = len(self.access.populations.users) // 8
        for people in (audience.effective, audience.unknown):
            if id(people) not in self._shared:  # a set that several projects have takes room once
                self._room -= min(2 * len(people), everybody)
        self._room -= _OVERHEAD
        if self._room > 0:
            self._known[project] = audience
            self._shared.update((id(audience.effective), id(audience.unknown)))

    @cached_property
    def alike(self) -> tuple[tuple[str, ...], ...]:
        """The projects, those together that the same people reach by the same holders; scheme by scheme."""
        known = defaultdict[tuple[Held, str, str | None], list[str]](list)
        for project, held in self._held.items():
            known[held, tenant_of(project), self.access.special_gate(self.permission, project)].append(project)
        return tuple([tuple(known[each]) for each in sorted(known, key=lambda each: each[0].schemes)])

    def holders(self, project: str) -> tuple[Held, ...]:
        """Whoever is granted the permission there: by the project itself, and by its schemes."""
        held = self._held[project]
        return (held, *(self.access.grants.held_by(self.permission, scheme) for scheme in held.schemes))

    def reached_by(self, user: str) -> Iterator[str]:
        """The projects on which somebody holds the permission for certain, sorted."""
        number, last = self.access.populations.number(user), ""
        for project in merge(*map(self._granted_to, self.access.paths.holders_of(user))):
            if project != last and number in self.on(project).effective:
                yield project
            last = project

    def _granted_to(self, holder: str) -> list[str]:
        """The projects on which a holder is granted the permission, itself or by a role in which it stands, sorted."""
        known = self._of_holder.get(holder)
        if known is None:
            graph, found = self.access.graph, set[str]()
            for node in (holder, *graph.each_target(holder, EdgeKind.ACTOR_IN)):
                edges = graph.outgoing(node)
                for target in graph.each_target(node, EdgeKind.GRANTS, EdgeKind.LEADS, EdgeKind.HOLDS):
                    if any(self.permission in edge.get("permissions", ()) for edge in edges[target].values()):
                        found.update((target,) if target in self._held else graph.targets(target, EdgeKind.GOVERNS))
            known = sorted(found & self._held.keys())
            if kind_of(holder) != NodeKind.USER:
                self._of_holder[holder] = known
        return known


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
        effective, sure, times = BitMap(), BitMap(), 0
        for alike in audiences.alike:
            audience = audiences.on(alike[0])
            self._is_told = self._is_told and not audience.unknown.intersect(people)
            if audience.effective is not effective:  # projects of one scheme that the same people reach share the set
                self.sure.add(sure, times)
                effective, sure, times = audience.effective, audience.effective & people, 0
            times += len(alike)
            if sure:
                self._look_at(alike, sure)
        self.sure.add(sure, times)

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

    def paths(self, limit: int, user: str) -> Iterator[AccessPath]:
        """The paths by which a person has the permission, on the first ``limit`` projects that it reaches."""
        audiences = self._audiences
        for project in islice(audiences.reached_by(user), limit):
            yield from audiences.access.grant_paths(user, audiences.permission, project)


@dataclass(slots=True)
class Door:
    """What lets many people in at once: a group, an application role or any licensed user; projects by tenant."""

    cause: Cause
    projects: Counter[str] = field(default_factory=Counter)


class Administrators(Reach):
    """How many projects each person administers: for certain, directly and through doors."""

    def __init__(self, audiences: Audiences, people: BitMap) -> None:
        self._doors: dict[str, Door] = {}
        self.direct, self._covered = Tally(), Tally()
        super().__init__(audiences, people)

    def _look_at(self, alike: tuple[str, ...], sure: BitMap) -> None:
        populations, tenant = self._audiences.access.populations, tenant_of(alike[0])
        holders = self._audiences.holders(alike[0])
        direct = populations.numbers([user for held in holders for user in held.users]) & sure
        self.direct.add(direct, len(alike))
        covered = BitMap()
        for node in {node for held in holders for node in held.many if kind_of(node) in _WIDE}:
            if direct:
                covered |= direct & populations.behind(node)
            door = self._doors.get(node)
            if door is None:
                name = self._audiences.access.graph.name_of(node)
                door = self._doors[node] = Door(Cause(kind_of(node), node, name))
            door.projects[tenant] += len(alike)
        self._covered.add(covered, len(alike))

    def through_doors(self, numbers: BitMap) -> dict[int, int]:
        """How many projects each person administers through doors, whether or not directly, too."""
        direct, covered = self.direct.counts(numbers), self._covered.counts(numbers)
        return {n: total - direct[n] + covered[n] for n, total in self.sure.counts(numbers).items()}

    def widest_doors(self, found: BitMap) -> dict[int, Cause]:
        """Of the people found: through which door several of them administer more than half of their projects each.

        Where several doors do, it is the widest, through which most of the people found come.
        """
        access, widest, left = self._audiences.access, dict[int, Cause](), BitMap(found)
        behind, not_under = access.populations.behind, lru_cache(_THRESHOLDS_KEPT)(self.sure.at_least)
        widths = [(behind(node).intersection_cardinality(found), node) for node in self._doors]
        for width, node in sorted(widths, reverse=True):
            if width == 1 or not left:
                break
            for people, number in self._usable(self._doors[node], behind(node) & left):
                fitting = people - not_under(2 * number)
                widest.update(dict.fromkeys(fitting, self._doors[node].cause))
                left -= fitting
        return widest

    def _usable(self, door: Door, people: BitMap) -> list[tuple[BitMap, int]]:
        """The people, parted by the number of projects to which the door leads them: past the gates of tenants."""
        parts = [(people, 0)]
        for cloud_id, number in door.projects.items():
            passed = self._audiences.access.gates.both(cloud_id).passed
            parts = [
                part
                for some, known in parts
                for part in ((some & passed, known + number), (some - passed, known))
                if part[0]
            ]
        return [(some, number) for some, number in parts if number]


def administrators(audit: Audit[Any]) -> Administrators:
    """Who administers how many projects; ask for it with :meth:`Audit.once`."""
    return Administrators(audit.once(_administration), audit.access.people)


def listed_each(found: int, most: int) -> int:
    """How many projects each of so many findings lists: where thousands are found, fewer of them, but one at least."""
    return max(1, min(most, _LISTED_IN_ALL // max(1, found)))
