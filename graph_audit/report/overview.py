"""The organisation at a glance: its tenants and directories, and the groups and schemes on which most depends."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest

from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.core.safe_text import visible
from graph_audit.core.wording import counted
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of, tenant_id, tenant_of
from graph_audit.graph.naming import site_of
from graph_audit.report.routes import entity_link
from graph_audit.report.view import Link, View, build_view

__all__ = ["Hub", "Overview", "organisation_overview"]

HUBS = 10
"""Groups, and schemes."""
_HOLDS = (EdgeKind.ACTOR_IN, EdgeKind.HOLDS, EdgeKind.GIVES_ACCESS, EdgeKind.ADMINISTERS)


@dataclass(frozen=True, slots=True)
class Hub:
    """A group or scheme on which much depends.

    Attributes:
        node: its id.
        kind: in words.
        name: what it is called.
        link: address of its pane.
        amount: members of a group, projects of a scheme; in words.
        where: of a group what it holds, of a scheme its tenant.
    """

    node: str
    kind: str
    name: str
    link: str
    amount: str
    where: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A drawing, its table, and what stands beside names in the drawing."""

    view: View
    hubs: tuple[Hub, ...]
    notes: dict[str, str]


def organisation_overview(graph: AccessGraph) -> Overview | None:
    """The overview; None where there is neither an organisation nor a tenant."""
    homes = [*graph.of_kind(NodeKind.ORG), *graph.of_kind(NodeKind.TENANT)]
    if not homes:
        return None
    holding = (group for group in graph.of_kind(NodeKind.GROUP) if any(graph.targets(group, *_HOLDS)))
    groups = nlargest(HUBS, holding, key=lambda group: (len(graph.incoming(group)), group))
    governed = {scheme: len(graph.outgoing(scheme)) for scheme in graph.of_kind(NodeKind.SCHEME)}
    schemes = nlargest(HUBS, governed, key=lambda scheme: (governed[scheme], scheme))
    hubs = (*(_group(graph, group) for group in groups), *(_scheme(graph, scheme) for scheme in schemes))
    links = (*_ground(graph), *_of_groups(graph, groups, schemes), *_of_schemes(schemes))
    return Overview(
        view=build_view(graph, (link for link in links if link.source in graph and link.target in graph), homes[0]),
        hubs=hubs,
        notes={hub.node: hub.amount for hub in hubs},
    )


def _ground(graph: AccessGraph) -> Iterator[Link]:
    for home in (*graph.of_kind(NodeKind.TENANT), *graph.of_kind(NodeKind.DIRECTORY)):
        for target in graph.targets(home, EdgeKind.PART_OF):
            if kind_of(target) == NodeKind.ORG:
                yield Link(home, EdgeKind.PART_OF, target)


def _of_groups(graph: AccessGraph, groups: Sequence[str], schemes: Sequence[str]) -> Iterator[Link]:
    """What a group gives, scheme by scheme; its roles in projects together, tenant by tenant."""
    for group in groups:
        for scheme in set(graph.targets(group, EdgeKind.HOLDS)) & set(schemes):
            yield Link(group, EdgeKind.HOLDS, scheme)
        for role in graph.targets(group, EdgeKind.GIVES_ACCESS):
            yield Link(group, EdgeKind.GIVES_ACCESS, role)
            yield Link(role, EdgeKind.PART_OF, tenant_id(tenant_of(role)))
        for role in graph.targets(group, EdgeKind.ADMINISTERS):
            yield Link(group, EdgeKind.ADMINISTERS, role)
            for scope in graph.targets(role, EdgeKind.ADMINISTERS):
                yield Link(role, EdgeKind.ADMINISTERS, scope)
        for tenant, roles in _roles(graph, group).items():
            words = f"has {counted(roles, 'role')} in projects of"
            yield Link(group, EdgeKind.ACTOR_IN, tenant_id(tenant), words=words)


def _of_schemes(schemes: Sequence[str]) -> Iterator[Link]:
    for scheme in schemes:
        yield Link(scheme, EdgeKind.IN_TENANT, tenant_id(tenant_of(scheme)))


def _roles(graph: AccessGraph, group: str) -> Counter[str]:
    return Counter(tenant_of(role) for role in graph.targets(group, EdgeKind.ACTOR_IN))


def _group(graph: AccessGraph, group: str) -> Hub:
    members = sum(1 for _ in graph.each_source(group, EdgeKind.MEMBER_OF))
    parts = (
        (sum(_roles(graph, group).values()), "project role", "project roles"),
        (sum(1 for _ in graph.targets(group, EdgeKind.HOLDS)), "permission scheme", "permission schemes"),
        (sum(1 for _ in graph.targets(group, EdgeKind.GIVES_ACCESS)), "application role", "application roles"),
        (sum(1 for _ in graph.targets(group, EdgeKind.ADMINISTERS)), "admin role", "admin roles"),
    )
    held = ", ".join(counted(amount, one, many) for amount, one, many in parts if amount)
    return _hub(graph, group, counted(members, "member"), f"in {held}")


def _scheme(graph: AccessGraph, scheme: str) -> Hub:
    projects = sum(1 for _ in graph.targets(scheme, EdgeKind.GOVERNS))
    return _hub(graph, scheme, counted(projects, "project"), f"of {site_of(graph, scheme)}")


def _hub(graph: AccessGraph, node: str, amount: str, where: str) -> Hub:
    kind = "Group" if kind_of(node) == NodeKind.GROUP else "Permission scheme"
    return Hub(node, kind, visible(graph.name_of(node)), entity_link(graph, node), amount, visible(where))
