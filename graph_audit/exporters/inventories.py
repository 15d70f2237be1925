"""The two lists that an auditor asks for first: every account and every group, a row each."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from graph_audit.access.engine import Access
from graph_audit.access.gates import account_state
from graph_audit.access.holdings import Holdings
from graph_audit.access.tally import Tally
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.exporters.spreadsheet import Cell, Column
from graph_audit.graph.ids import kind_of, local_id, tenant_id, tenant_of

__all__ = ["GROUP_COLUMNS", "USER_COLUMNS", "Inventories"]

USER_COLUMNS: tuple[Column, ...] = (
    ("Account id", 30),
    ("Name", 28),
    ("E-mail", 34),
    ("Account type", 14),
    ("Status", 14),
    ("Managed", 12),
    ("Two-step verification", 14),
    ("Last active", 22),
    ("Added", 22),
    ("Directories", 24),
    ("Groups", 10),
    ("Group names", 60),
    ("Product access", 40),
    ("Admin roles", 40),
    ("Projects with Browse Projects", 14),
    ("Projects with Administer Projects", 14),
)
GROUP_COLUMNS: tuple[Column, ...] = (
    ("Group id", 40),
    ("Name", 34),
    ("Description", 44),
    ("Directories", 24),
    ("Synced", 10),
    ("Members", 10),
    ("Active members", 10),
    ("Product access", 40),
    ("Admin roles", 40),
    ("Roles in projects", 14),
    ("Permission schemes", 14),
    ("Projects", 10),
)
_NOT_KNOWN = "not known"
_YES_NO: dict[bool | None, str] = {True: "yes", False: "no", None: _NOT_KNOWN}
_BROWSE, _ADMINISTER = "BROWSE_PROJECTS", "ADMINISTER_PROJECTS"


class Inventories:
    """Rows of accounts and groups; the counts of projects are of effective access, archived projects left out."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._graph = access.graph

    def users(self) -> Iterator[tuple[Cell, ...]]:
        """Every account of any type, sorted by id; the columns are :data:`USER_COLUMNS`."""
        graph = self._graph
        for number, user in enumerate(self._access.populations.users):
            known = graph.nodes[user]
            groups = list(graph.targets(user, EdgeKind.MEMBER_OF))
            holders = [user, *groups]
            yield (
                local_id(user),
                graph.name_of(user),
                known.get("email"),
                _type(known),
                account_state(graph, user),
                known.get("managed") or _NOT_KNOWN,
                known.get("mfa") or _NOT_KNOWN,
                known.get("last_active"),
                known.get("added"),
                self._names(graph.targets(user, EdgeKind.IN_DIRECTORY)),
                len(groups),
                self._names(groups),
                self._reached(holders, NodeKind.APP_ROLE, EdgeKind.GIVES_ACCESS),
                self._reached(holders, NodeKind.ADMIN_ROLE, EdgeKind.ADMINISTERS),
                self._projects[_BROWSE].of(number),
                self._projects[_ADMINISTER].of(number),
            )

    def groups(self) -> Iterator[tuple[Cell, ...]]:
        """Every group, sorted by id; the columns are :data:`GROUP_COLUMNS`."""
        graph, active = self._graph, self._access.active.passed
        for group in graph.of_kind(NodeKind.GROUP):
            known, members = graph.nodes[group], self._access.populations.behind(group)
            roles = list(graph.targets(group, EdgeKind.ACTOR_IN))
            schemes = list(graph.targets(group, EdgeKind.HOLDS))
            governed = {project for scheme in schemes for project in graph.targets(scheme, EdgeKind.GOVERNS)}
            yield (
                local_id(group),
                graph.name_of(group),
                known.get("description"),
                self._names(graph.targets(group, EdgeKind.IN_DIRECTORY)),
                _YES_NO[known.get("synced")],
                len(members),
                members.intersection_cardinality(active),
                self._reached([group], NodeKind.APP_ROLE, EdgeKind.GIVES_ACCESS),
                self._reached([group], NodeKind.ADMIN_ROLE, EdgeKind.ADMINISTERS),
                len(roles),
                len(schemes),
                len(governed | {graph.nodes[role].get("project") for role in roles}),
            )

    @cached_property
    def _projects(self) -> dict[str, Tally]:
        """By permission, on how many projects each account has it."""
        graph, holdings = self._graph, Holdings(self._access)
        found = {_BROWSE: Tally(), _ADMINISTER: Tally()}
        for project in graph.of_kind(NodeKind.PROJECT):
            for holding in () if graph.attribute(project, "archived") else holdings.on(project):
                for permission in found.keys() & set(holding.permissions):
                    found[permission].add(holding.users)
        return found

    def _names(self, nodes: Iterator[str] | list[str]) -> str:
        return "; ".join(sorted(map(self._graph.name_of, nodes)))

    def _reached(self, holders: list[str], kind: NodeKind, edge: EdgeKind) -> str:
        """Nodes of a kind to which one of the holders has an edge; with their site where the name does not tell it."""
        graph = self._graph
        found = {node for holder in holders for node in graph.targets(holder, edge) if kind_of(node) == kind}
        return "; ".join(sorted(map(self._with_site, found)))

    def _with_site(self, node: str) -> str:
        tenant = tenant_id(tenant_of(node))
        site = f" ({self._graph.name_of(tenant)})" if tenant in self._graph else ""
        return f"{self._graph.name_of(node)}{site}"


def _type(known: Mapping[str, object]) -> str:
    kind = {"atlassian": "person", "app": "app", "customer": "customer"}.get(str(known.get("account_type")), _NOT_KNOWN)
    return "service account" if known.get("app_type") == "service" else kind
