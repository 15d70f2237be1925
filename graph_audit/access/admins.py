"""Who administers the organisation and its sites: by themselves, and through groups."""

from collections.abc import Iterable, Iterator

from pyroaring import BitMap

from graph_audit.access.numbering import Populations, united
from graph_audit.core.kinds import EdgeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.path import AccessPath

__all__ = ["admin_role_paths", "administered_by", "administrators"]


def administered_by(graph: AccessGraph, role: str) -> Iterator[str]:
    """What an admin role administers; nothing where it is not known of which product or site it is."""
    return iter(()) if graph.attribute(role, "limited") else graph.targets(role, EdgeKind.ADMINISTERS)


def administrators(graph: AccessGraph, populations: Populations, roles: Iterable[str]) -> BitMap:
    """Numbers of the accounts that have one of the admin roles, whatever their status."""
    holders = {holder for role in roles for holder in graph.sources(role, EdgeKind.ADMINISTERS)}
    return united([populations.behind(holder) for holder in sorted(holders)])


def admin_role_paths(graph: AccessGraph, user: str) -> Iterator[AccessPath]:
    """Every path from an account to an admin role: its own roles first, then those of its groups."""
    for holder, first in [(user, ()), *_through_groups(graph, user)]:
        for role in graph.targets(holder, EdgeKind.ADMINISTERS):
            yield (*first, *graph.steps(holder, role, EdgeKind.ADMINISTERS))


def _through_groups(graph: AccessGraph, user: str) -> Iterator[tuple[str, AccessPath]]:
    for group in graph.targets(user, EdgeKind.MEMBER_OF):
        yield group, tuple(graph.steps(user, group, EdgeKind.MEMBER_OF))
