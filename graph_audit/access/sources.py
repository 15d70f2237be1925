"""Through what people hold a permission on a resource: every source, with how many people it brings."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyroaring import BitMap

from graph_audit.access.engine import Access
from graph_audit.access.grants import Certainty, GrantSource
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath

__all__ = ["Source", "sources_of"]


@dataclass(frozen=True, slots=True)
class Source:
    """One way in.

    Attributes:
        principal: the group, application role, account or virtual holder that stands at its beginning; the role itself
            for all accounts that stand in it one by one.
        path: the steps from there to the resource.
        users: numbers of the accounts that can, this way; empty for holders behind whom nobody is listed.
    """

    principal: str
    path: AccessPath
    users: BitMap


def sources_of(access: Access, permission: str, resource: str) -> list[Source]:
    """Every source of a permission on a resource, the widest first; people may come through several."""
    passed = access.audience(permission, resource).effective
    granting = [source for source in access.grants_on(resource) if permission in source.permissions]
    found = (source for grant in granting for source in _expanded(access, grant, permission, passed))
    return sorted(found, key=lambda source: (-len(source.users), source.principal, source.path))


def _expanded(access: Access, grant: GrantSource, permission: str, passed: BitMap) -> Iterator[Source]:
    graph, behind = access.graph, access.populations.behind
    tail = grant.tail(graph, permission)
    if grant.holder_kind != NodeKind.ROLE:
        listed = grant.holder_kind not in Certainty.NOBODY_LISTED
        yield Source(grant.holder, tail, behind(grant.holder) & passed if listed else BitMap())
        return
    alone = BitMap()
    for actor in graph.sources(grant.holder, EdgeKind.ACTOR_IN):
        if kind_of(actor) == NodeKind.USER:
            alone |= behind(actor)
        else:
            yield Source(actor, (*graph.steps(actor, grant.holder, EdgeKind.ACTOR_IN), *tail), behind(actor) & passed)
    if alone:
        yield Source(grant.holder, tail, alone & passed)
