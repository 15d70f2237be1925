"""The check ``dangerous-permission-wide``."""

from collections.abc import Iterator

from pydantic import Field

from graph_audit.access.permission_sets import REACHES_FAR
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.holdings import PATHS_LISTED, group_holders
from graph_audit.checks.scheme_holders import EVERYBODY, SchemeHolders, names_of
from graph_audit.checks.subjects import projects
from graph_audit.checks.tables import ACCOUNTS, APPLICATION_ROLES, HOLDERS, MEMBERSHIPS, PROJECTS
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind, Severity
from graph_audit.findings.finding import Cause
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath

__all__ = ["dangerous_permission_wide"]


class _Options(Options):
    max_members: int = Field(default=50, ge=0, description="A group with more active members than this is wide.")
    permissions: tuple[str, ...] = Field(default=REACHES_FAR, description="Keys of the permissions that count.")


@check(
    title="Many people can delete or change what others made",
    severity=Severity.HIGH,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=tuple(presence(*tables) for tables in (PROJECTS, *HOLDERS, MEMBERSHIPS, ACCOUNTS, APPLICATION_ROLES)),
    subjects=projects,
    options=_Options,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.8.2", "A.8.3")),
    bad="any_licensed:t -holds DELETE_ISSUES-> scheme:t:0 -governs-> project:t:PAY",
    good="group:leads -holds DELETE_ISSUES-> scheme:t:0 -governs-> project:t:PAY",
)
def dangerous_permission_wide(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find projects on which everybody, or a wide group, may delete or change the work of others.

    Why it matters: deleted work items, comments and attachments do not come back, changed reporters and logged work
    falsify what an auditor reads. Few people need that, and then for their own project.

    How to fix: grant these permissions to the role of the project's administrators.
    """
    wide = _WideHolders(audit)
    for project in audit.subjects:
        found = sorted(wide.on(project), key=lambda item: (-item[0], item[1]))
        sure = [(holder, path) for rank, holder, path in found if rank >= 0]
        if sure:
            yield _hit(audit, project, sure)
        elif found:
            yield Undecided(project, "how many members of a group are active is not known")


def _hit(audit: Audit[_Options], project: str, found: list[tuple[str, AccessPath]]) -> Hit:
    graph = audit.graph
    permissions = {permission for _, path in found for permission in path[-2].permissions or path[-1].permissions}
    widest, path = found[0]
    cause = path[-1].source if kind_of(path[-1].source) == NodeKind.SCHEME else widest
    holders = list(dict.fromkeys(graph.name_of(holder) for holder, _ in found))
    has = f"{listed(holders)} {'has' if len(holders) == 1 else 'have'}"
    return Hit(
        project,
        f"On the project {graph.name_of(project)}, {has} "
        f"{listed(names_of(permissions & set(audit.options.permissions)))}.",
        paths=tuple(path for _, path in found[:PATHS_LISTED]),
        left_out=max(0, len(found) - PATHS_LISTED),
        cause=Cause(kind_of(cause), cause, graph.name_of(cause)),
        details={"holders": list(dict.fromkeys(holder for holder, _ in found))},
    )


class _WideHolders:
    """Everybody's and wide groups' grants of the permissions; each group is counted once."""

    def __init__(self, audit: Audit[_Options]) -> None:
        self._audit = audit
        self._wanted = frozenset(audit.options.permissions)
        self._holders = SchemeHolders(audit.access, (*EVERYBODY, NodeKind.GROUP), self._wanted)
        self._ranks: dict[str, int] = {}

    def on(self, project: str) -> Iterator[tuple[int, str, AccessPath]]:
        """Rank, holder and path; the rank is its active members, or -1 where more than allowed may be active."""
        graph = self._audit.graph
        for grant in self._holders.on(project):
            if rank := self._rank(grant.holder):
                yield rank, grant.holder, grant.path(graph, project)
        for role, key, permissions in self._audit.access.grants.parts(project)[0]:
            if kind_of(role) == NodeKind.ROLE and not self._wanted.isdisjoint(permissions):
                for group in group_holders(self._audit.access.grants.actors(role).many):
                    if rank := self._rank(group):
                        step = graph.step(role, project, key)
                        yield rank, group, (*graph.steps(group, role, EdgeKind.ACTOR_IN), step)

    def _rank(self, holder: str) -> int:
        if holder not in self._ranks:
            self._ranks[holder] = self._width(holder)
        return self._ranks[holder]

    def _width(self, holder: str) -> int:
        populations, active = self._audit.access.populations, self._audit.access.active
        if kind_of(holder) in EVERYBODY:
            return len(populations.users) + 1
        members = populations.behind(holder)
        sure, possible = len(members & active.passed), len(members & (active.passed | active.unknown))
        allowed = self._audit.options.max_members
        return sure if sure > allowed else -1 if possible > allowed else 0
