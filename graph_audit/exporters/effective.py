"""The long form: one row for each project, account and permission, and what kind of answer it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pyroaring import BitMap

from graph_audit.access.attainable import attainable_by
from graph_audit.access.engine import Access
from graph_audit.access.holdings import Holdings
from graph_audit.exporters.spreadsheet import Column
from graph_audit.graph.ids import ANYONE, local_id
from graph_audit.graph.naming import site_of
from graph_audit.graph.permissions import granted_permissions

__all__ = ["COLUMNS", "EffectiveTable", "Kind"]

COLUMNS: tuple[Column, ...] = tuple(
    (title, 24) for title in ("tenant", "project_id", "project_key", "account_id", "permission", "kind")
)


class Kind(StrEnum):
    """Kinds of answers; nobody has two of them for the same permission."""

    EFFECTIVE = "effective"
    CONDITIONAL = "conditional"
    ATTAINABLE = "attainable"


@dataclass(frozen=True)
class EffectiveTable:
    """Who has, may have (depending on the work item) or could give themselves which permission on which project.

    Attributes:
        access: who can do what.
        projects: project nodes; rows come in their order.
        permissions: only these; all that are granted when empty.
        users: only these user nodes; everybody when empty. ``anyone`` has rows only when everybody has.
        kinds: which kinds of answers.
    """

    access: Access
    projects: Sequence[str]
    permissions: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset({Kind.EFFECTIVE})

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The rows: by project, permission, kind and account."""
        holdings = Holdings(self.access)
        for project in self.projects:
            graph = self.access.graph
            about = (
                site_of(graph, project),
                local_id(project).rpartition(":")[2],
                str(graph.attribute(project, "key") or ""),
            )
            held = {permission: holding for holding in holdings.on(project) for permission in holding.permissions}
            sources = self.access.grants_on(project)
            granted = frozenset[str]().union(*(source.permissions for source in sources))
            public = {p for source in sources if source.holder == ANYONE for p in source.permissions}
            if Kind.ATTAINABLE in self.kinds:
                granted = self._known  # an administrator may change the scheme, too
            for permission in sorted(granted & self.permissions if self.permissions else granted):
                users = held[permission].users if permission in held else BitMap()
                if permission in public and Kind.EFFECTIVE in self.kinds and not self.users:
                    yield (*about, ANYONE, permission, Kind.EFFECTIVE.value)
                for kind, numbers in self._answers(project, permission, users, is_public=permission in public):
                    for number in numbers & self._wanted:
                        account = local_id(self.access.populations.users[number])
                        yield (*about, account, permission, kind.value)

    @cached_property
    def _known(self) -> frozenset[str]:
        """Every permission that any scheme grants."""
        return frozenset(granted_permissions(self.access.graph))

    @cached_property
    def _wanted(self) -> BitMap:
        populations = self.access.populations
        chosen = map(populations.number, self.users) if self.users else range(len(populations.users))
        return BitMap(chosen)

    def _answers(
        self, project: str, permission: str, effective: BitMap, *, is_public: bool
    ) -> Iterator[tuple[Kind, BitMap]]:
        """Who belongs to each kind; beside a grant to anyone there is nothing to may or could."""
        if Kind.EFFECTIVE in self.kinds:
            yield Kind.EFFECTIVE, effective
        if is_public or self.kinds == {Kind.EFFECTIVE}:
            return
        audience = self.access.audience(permission, project)
        passed = self.access.gate_on(permission, project).passed if audience.conditions else BitMap()
        conditional = passed - effective - audience.unknown
        if Kind.CONDITIONAL in self.kinds:
            yield Kind.CONDITIONAL, conditional
        if Kind.ATTAINABLE in self.kinds:
            yield Kind.ATTAINABLE, attainable_by(self.access, permission, project) - conditional - audience.unknown
