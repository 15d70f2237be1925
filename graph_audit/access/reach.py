"""What one account reaches: its permissions on every resource, worked out from the account's side."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from graph_audit.access.engine import Access
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.ids import ANYONE, kind_of

__all__ = ["Reach", "holders_of", "reach_of"]

_TOWARDS_HOLDER = (EdgeKind.MEMBER_OF, EdgeKind.ACTOR_IN, EdgeKind.GIVES_ACCESS)


@dataclass(frozen=True, slots=True)
class Reach:
    """What an account can do on one resource.

    Attributes:
        resource: node id.
        effective: permissions that it has.
        unknown: permissions of which the data cannot tell.
        holders: the roles, groups and others through which it has the effective ones, sorted.
    """

    resource: str
    effective: frozenset[str]
    unknown: frozenset[str]
    holders: tuple[str, ...]


def holders_of(access: Access, user: str) -> frozenset[str]:
    """The account itself and everything that it stands behind: groups, roles, application roles, anyone."""
    found, waiting = {user}, [user]
    while waiting:
        targets = set(access.graph.targets(waiting.pop(), *_TOWARDS_HOLDER)) - found
        found |= targets
        waiting += targets
    return frozenset(found | ({ANYONE} & set(access.graph)))


def reach_of(access: Access, user: str) -> Iterator[Reach]:
    """Every resource on which the account has a permission, or has one if a gate that is not known is open.

    The same answers as :meth:`Access.explain` gives for each permission, but for holders of whom it is not known who
    they are: behind those anybody may stand, and they are left out here.
    """
    number = access.populations.number(user)
    granted: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for holder in holders_of(access, user):
        for resource, permissions in _granted(access, holder):
            for permission in permissions:
                granted[resource][permission].add(holder)
    for resource in sorted(granted):
        effective, unknown, holders = set[str](), set[str](), set[str]()
        for permission, through in granted[resource].items():
            gate = access.gate_on(permission, resource, public=ANYONE in through)
            if number in gate.passed:
                effective.add(permission)
                holders |= through
            elif number in gate.unknown:
                unknown.add(permission)
        if effective or unknown:
            yield Reach(resource, frozenset(effective), frozenset(unknown), tuple(sorted(holders)))


def _granted(access: Access, holder: str) -> Iterator[tuple[str, frozenset[str]]]:
    graph = access.graph
    for target, edges in graph.outgoing(holder).items():
        for edge in edges.values():
            if edge["kind"] in {EdgeKind.GRANTS, EdgeKind.LEADS}:
                yield target, edge.get("permissions", frozenset())
            elif edge["kind"] == EdgeKind.HOLDS and kind_of(target) == NodeKind.SCHEME:
                for resource in graph.targets(target, EdgeKind.GOVERNS):
                    yield resource, edge.get("permissions", frozenset())
