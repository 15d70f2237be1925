"""What permission schemes grant to holders of some kinds: looked at once for each scheme, told for each project."""

from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple

from graph_audit.access.engine import Access
from graph_audit.access.permission_sets import permission_name
from graph_audit.checks.definition import Audit, Hit
from graph_audit.core.kinds import NodeKind, Severity
from graph_audit.findings.finding import Cause
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath

__all__ = ["EVERYBODY", "Grant", "SchemeHolders", "exposed_projects", "names_of"]


EVERYBODY = (NodeKind.ANYONE, NodeKind.ANY_LICENSED, NodeKind.APP_ROLE)
"""Holders behind whom people come without anybody's decision about them."""


class Grant(NamedTuple):
    """What a scheme gives one holder of those that are looked for."""

    holder: str
    key: str
    permissions: frozenset[str]


class SchemeHolders:
    """The grants to some kinds of holders.

    Args:
        access: the access engine.
        kinds: kinds of holders.
        permissions: only grants of one of these; all when empty.
    """

    def __init__(self, access: Access, kinds: Collection[NodeKind], permissions: Collection[str] = ()) -> None:
        self._access = access
        self._kinds = frozenset(kind.value for kind in kinds)
        self._permissions = frozenset(permissions)
        self._known: dict[str, tuple[Grant, ...]] = {}

    def of(self, scheme: str) -> tuple[Grant, ...]:
        """The grants of a scheme."""
        known = self._known.get(scheme)
        if known is None:
            known = self._known[scheme] = tuple(self._looked_for(scheme))
        return known

    def _looked_for(self, scheme: str) -> Iterator[Grant]:
        for holder, key, permissions in self._access.grants.holders(scheme):
            wanted = permissions & self._permissions if self._permissions else permissions
            if wanted and kind_of(holder) in self._kinds:
                yield Grant(holder, key, wanted)

    def on(self, project: str) -> Iterator[tuple[str, Grant, AccessPath]]:
        """The grants on a project: its scheme, the grant, the path from the holder to the project."""
        graph = self._access.graph
        for scheme, governs in self._access.grants.schemes(project):
            for grant in self.of(scheme):
                only = next(iter(grant.permissions)) if len(grant.permissions) == 1 else None
                path = (graph.step(grant.holder, scheme, grant.key, only), graph.step(scheme, project, governs))
                yield scheme, grant, path


def exposed_projects(
    audit: Audit[Any],
    holders: SchemeHolders,
    say: Callable[[str, frozenset[str]], str],
    severity: Callable[[frozenset[str]], Severity | None] = lambda _: None,
) -> Iterator[Hit]:
    """A hit for each project among the subjects on which such a grant holds; its scheme is the cause.

    Args:
        audit: what the check asks.
        holders: the grants that are looked for.
        say: the sentence, from the project and the permissions.
        severity: where some permissions are milder than others.
    """
    for project in audit.subjects:
        found = list(holders.on(project))
        if found:
            scheme = found[0][0]
            permissions = frozenset[str]().union(*(grant.permissions for _, grant, _ in found))
            yield Hit(
                project,
                say(project, permissions),
                paths=tuple(path for _, _, path in found),
                cause=Cause(NodeKind.SCHEME, scheme, audit.graph.name_of(scheme)),
                details={"permissions": sorted(permissions)},
                severity=severity(permissions),
            )


def names_of(permissions: Collection[str]) -> list[str]:
    """Permissions in words, sorted: ``Browse Projects``."""
    return sorted(map(permission_name, permissions))
