"""One row for each account and project with access: what it may do there, why, and what would have to be revoked.

The cells are JSON: ``{"RoleGroup_Developers":"devs"}``, or a list of such where several entries give the same. Access
is worked out project by project from its entries; nothing is kept of a project once its rows are written.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyroaring import BitMap

from graph_audit.access.engine import Access
from graph_audit.access.gates import account_state
from graph_audit.access.numbering import united
from graph_audit.access.permission_sets import WRITES
from graph_audit.exporters.entries import ANYBODY, Entry, entries_on
from graph_audit.exporters.spreadsheet import Cell, Column
from graph_audit.graph.ids import ANYONE, local_id, tenant_of
from graph_audit.graph.naming import site_of

__all__ = ["AccessMatrix"]

_COLUMNS: tuple[tuple[str, str], ...] = (
    ("Administer", "ADMINISTER_PROJECTS"),
    ("Read (Browse)", "BROWSE_PROJECTS"),
    ("Write (any)", ""),
    ("Create Issues", "CREATE_ISSUES"),
    ("Edit Issues", "EDIT_ISSUES"),
    ("Delete Issues", "DELETE_ISSUES"),
    ("Create Attachments", "CREATE_ATTACHMENTS"),
    ("Delete Own Attachments", "DELETE_OWN_ATTACHMENTS"),
    ("Delete All Attachments", "DELETE_ALL_ATTACHMENTS"),
    ("Add Comments", "ADD_COMMENTS"),
    ("Delete Own Comments", "DELETE_OWN_COMMENTS"),
    ("Delete All Comments", "DELETE_ALL_COMMENTS"),
)
_WIDE, _NARROW, _TEXT = 60, 14, 28
_ANYBODY_ROW = (ANYONE, "Anyone on the internet", None)
_Cells = tuple[tuple[str, ...], str, str]
"""The cells of permissions, all paths, what to revoke."""


@dataclass(frozen=True)
class AccessMatrix:
    """The rows for some projects.

    Attributes:
        access: who can do what.
        projects: project nodes; rows come in their order.
        more: permissions that have a column each besides the usual ones.
        with_inactive: whether accounts that are not active have rows with the entries that they still stand in.
    """

    access: Access
    projects: Sequence[str]
    more: tuple[str, ...] = ()
    with_inactive: bool = False

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Title and width of each column."""
        about = ("Project category", "Project type", "Project key", "Project name", "Project lead")
        who = ("User account id", "User name", "User e-mail")
        permissions = [(title, _TEXT if permission else _NARROW) for title, permission in self._permissions]
        state = (("Account status", _NARROW),) if self.with_inactive else ()
        texts = [(title, _TEXT) for title in (*about, *who)]
        return (*texts, *permissions, ("All paths", _WIDE), ("To revoke", _WIDE), ("Site", _NARROW), *state)

    @cached_property
    def _permissions(self) -> tuple[tuple[str, str], ...]:
        usual = {permission for _, permission in _COLUMNS}
        return (*_COLUMNS, *((key, key) for key in self.more if key not in usual))

    def count(self) -> int:
        """How many rows there are."""
        total = 0
        for project in self.projects:
            entries = list(entries_on(self.access, project, self._let_in(project)))
            total += len(united([entry.users for entry in entries])) + any(entry.is_public for entry in entries)
        return total

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The rows, project by project, the accounts by their id; ``anyone`` first where a project is public."""
        for project in self.projects:
            yield from self._rows_of(project)

    def _let_in(self, project: str) -> BitMap:
        cloud_id, gates = tenant_of(project), self.access.gates
        return (gates.product_access(cloud_id) if self.with_inactive else gates.both(cloud_id)).passed

    def _rows_of(self, project: str) -> Iterator[tuple[Cell, ...]]:
        entries = list(entries_on(self.access, project, self._let_in(project)))
        about, site = self._about(project), site_of(self.access.graph, project)
        public = tuple(entry for entry in entries if entry.is_public)
        if public:
            cells, paths, revoke = self._cells(public, project, special=True)
            state = ("",) if self.with_inactive else ()
            yield (*about, *_ANYBODY_ROW, *cells, paths, revoke, site, *state)
        special = self._special(project)
        known: dict[tuple[bool, tuple[int, ...]], _Cells] = {}
        for number in united([entry.users for entry in entries]):
            is_special = special is None or number in special
            met = tuple(place for place, entry in enumerate(entries) if entry.is_public or number in entry.users)
            found = known.get((is_special, met))
            if found is None:
                found = self._cells([entries[place] for place in met], project, special=is_special)
                known[is_special, met] = found
            yield self._row(number, (about, site), found)

    def _row(self, number: int, place: tuple[tuple[Cell, ...], str], found: _Cells) -> tuple[Cell, ...]:
        user, graph = self.access.populations.users[number], self.access.graph
        name, (cells, paths, revoke), (about, site) = graph.name_of(user), found, place
        if ANYBODY in "".join(cells):
            quoted = json.dumps(name, ensure_ascii=False)
            cells = tuple(cell.replace(ANYBODY, quoted) for cell in cells)
        state = (account_state(graph, user),) if self.with_inactive else ()
        return (*about, local_id(user), name, graph.attribute(user, "email"), *cells, paths, revoke, site, *state)

    def _special(self, project: str) -> BitMap | None:
        """Who passes the gate of the permission that has one of its own."""
        gated = self.access.gated_permission(project)
        return self.access.gate_on(gated, project).passed if gated else None

    def _cells(self, entries: Sequence[Entry], project: str, *, special: bool) -> _Cells:
        gated = "" if special else self.access.gated_permission(project)  # asked of nobody where it is public
        cells = []
        for _, permission in self._permissions:
            if permission:
                giving = [entry for entry in entries if permission in entry.permissions]
                cells.append(_listed([entry.cell for entry in giving if permission != gated or entry.is_public]))
            else:
                cells.append("Yes" if any(WRITES & entry.permissions for entry in entries) else "")
        words = dict.fromkeys(entry.words for entry in entries)
        remedies = dict.fromkeys(entry.remedy for entry in entries)
        return tuple(cells), "; ".join(words), "; ".join(remedies)

    def _about(self, project: str) -> tuple[Cell, ...]:
        graph = self.access.graph
        lead = graph.attribute(project, "lead")
        told = [graph.attribute(project, name) for name in ("category", "type", "key")]
        return (*told, graph.name_of(project), graph.name_of(lead) if lead in graph else None)


def _listed(cells: Sequence[str]) -> str:
    """One JSON value, or a list where several entries give the same."""
    distinct = list(dict.fromkeys(cells))
    return f"[{','.join(distinct)}]" if len(distinct) > 1 else "".join(distinct)
