"""What permission schemes grant to holders of some kinds: looked at once for each scheme, told for each project."""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from graph_audit.access.engine import Access
from graph_audit.access.permission_sets import permission_name
from graph_audit.checks.definition import Audit, Hit
from graph_audit.core.kinds import EdgeKind, NodeKind, Severity
from graph_audit.findings.finding import Cause
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath

__all__ = ["EVERYBODY", "Grant", "SchemeHolders", "exposed_projects", "names_of", "paths_of"]


EVERYBODY = (NodeKind.ANYONE, NodeKind.ANY_LICENSED, NodeKind.APP_ROLE)
"""Holders behind whom people come without anybody's decision about them."""


class Grant(NamedTuple):
    """What a scheme gives one holder of those that are looked for."""

    scheme: str
    holder: str
    key: str
    permissions: frozenset[str]

    def path(self, graph: AccessGraph, project: str) -> AccessPath:
        """From the holder through the scheme to a project that it governs."""
        only = next(iter(self.permissions)) if len(self.permissions) == 1 else None
        governs = next(graph.steps(self.scheme, project, EdgeKind.GOVERNS))
        return graph.step(self.holder, self.scheme, self.key, only), governs


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
                yield Grant(scheme, holder, key, wanted)

    def on(self, project: str) -> tuple[Grant, ...]:
        """The grants on a project."""
        found = [self.of(scheme) for scheme, _ in self._access.grants.schemes(project)]
        return found[0] if len(found) == 1 else tuple(chain.from_iterable(found))


def permissions_of(grants: Iterable[Grant]) -> frozenset[str]:
    """What the grants give together."""
    return frozenset[str]().union(*(grant.permissions for grant in grants))


def paths_of(graph: AccessGraph, grants: Iterable[Grant], project: str) -> Iterator[AccessPath]:
    """The paths of grants to a project."""
    return (grant.path(graph, project) for grant in grants)


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
    graph = audit.graph

    def paths(project: str) -> Iterator[AccessPath]:
        return paths_of(graph, holders.on(project), project)

    def details(project: str) -> dict[str, Any]:
        return {"permissions": sorted(permissions_of(holders.on(project)))}

    for project in audit.subjects:
        found = holders.on(project)
        if found:
            scheme = found[0].scheme
            permissions = permissions_of(found)
            yield Hit(
                project,
                say(project, permissions),
                paths=paths,
                cause=Cause(NodeKind.SCHEME, scheme, graph.name_of(scheme)),
                details=details,
                severity=severity(permissions),
            )


def names_of(permissions: Collection[str]) -> list[str]:
    """Permissions in words, sorted: ``Browse Projects``."""
    return sorted(map(permission_name, permissions))
