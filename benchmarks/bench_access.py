"""The access engine at the size of the largest sites: a third as many projects, two groups for fifteen people.

At 150,000 people that is 20,000 groups, 50,000 projects and 1.9 million edges. Each measurement runs in a process of
its own, so that its memory is its own.
"""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import quantiles
from time import perf_counter

import networkx as nx

from graph_audit.access.engine import Access
from graph_audit.access.holdings import Holding, Holdings
from graph_audit.core.collector import collector_paused
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph import ids
from graph_audit.graph.access_graph import AccessGraph, Provenance

TENANT = "t1"
SCHEMES = 300
GROUPS_OF_A_USER = 5
ASKED = 2_000
PAIRS = 20
WORK = tuple(f"WORK_{number}" for number in range(30))
ROLES = {
    "Administrators": frozenset({"ADMINISTER_PROJECTS", "BROWSE_PROJECTS", *WORK}),
    "Developers": frozenset({"BROWSE_PROJECTS", *WORK[:18]}),
    "Viewers": frozenset({"BROWSE_PROJECTS", *WORK[:2]}),
}
HELD = {
    "any_licensed": frozenset({"BROWSE_PROJECTS", *WORK[:1]}),
    "group": frozenset({"BROWSE_PROJECTS", *WORK[4:9]}),
    "app_role": frozenset(WORK[9:12]),
    "reporter": frozenset(WORK[12:14]),
}


def bench_access(users: int) -> Callable[[], object]:
    """Build the graph, then count who holds what everywhere, then explain some pairs."""

    def work() -> None:
        told, plain = _measured("engine", users), _measured("plain", users)
        print(
            f"  {told['nodes']:,} nodes and {told['edges']:,} edges in {told['graph']:.1f} s, {told['memory']:,} MB "
            f"more ({told['graph'] / told['edges'] * 1e6:.2f} µs each), after {told['telling']:.1f} s for calling a "
            f"function that does nothing as often; the same edges added to a plain networkx.MultiDiGraph: "
            f"{plain['graph']:.1f} s, after {plain['telling']:.1f} s\n"
            f"  {told['held']:,} times an account holds a permission, counted in {told['counted']:.1f} s, "
            f"{told['more']:,} MB more ({told['counted'] / told['edges'] * 1e6:.2f} µs an edge);\n"
            f"  explained in {told['median']:.2f} ms, 99 of 100 in {told['slow']:.2f} ms, "
            f"at most {told['worst']:.2f} ms"
        )

    return work


def bench_enumeration(users: int) -> Callable[[], object]:
    """The engine against NetworkX, which walks every path of a pair of an account and a project."""

    def work() -> None:
        told = _measured("enumeration", users)
        alone, pair = told["networkx"], told["engine"]
        everywhere = alone * told["all"]
        print(
            f"  {told['pairs']} pairs, {told['paths']:,} paths: networkx.all_simple_edge_paths {alone * 1e3:,.1f} ms, "
            f"the engine {pair * 1e3:.3f} ms, {alone / pair:,.0f} times as fast; the same: {told['same_paths']}\n"
            f"  all {told['all']:,} pairs: NetworkX {everywhere / 3600:,.0f} hours (worked out), the engine "
            f"{told['counted']:.2f} s, {everywhere / told['counted']:,.0f} times as fast; of those pairs the same: "
            f"{told['same_permissions']}"
        )

    return work


def _measured(what: str, users: int) -> dict[str, float]:
    command = [sys.executable, __file__, what, str(users)]
    folder = Path(__file__).parents[1]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout)


def megabytes() -> int:
    """The most memory that this process has had."""
    return getrusage(RUSAGE_SELF).ru_maxrss // 1024


@collector_paused()
def engine(users: int) -> dict[str, float]:
    """Seconds and megabytes of each step."""
    calls = drawn_up(users)
    graph, at_rest, begun = AccessGraph(mode="full"), megabytes(), perf_counter()
    for _, words, attributes in calls:
        unheard(graph, *words, **attributes)
    telling, begun = perf_counter() - begun, perf_counter()
    for method, words, attributes in calls:
        method(graph, *words, **attributes)
    built, memory = perf_counter() - begun - telling, megabytes()
    del calls
    begun = perf_counter()
    access = Access(graph)
    holdings = Holdings(access)
    held = sum(
        holding.size * len(holding.permissions)
        for project in graph.of_kind(NodeKind.PROJECT)
        for holding in holdings.on(project)
    )
    counted, more = perf_counter() - begun, megabytes()
    took = list(_explained(access))
    return {
        "nodes": len(graph),
        "edges": graph.number_of_edges(),
        "telling": telling,
        "graph": built,
        "memory": memory - at_rest,
        "held": held,
        "counted": counted,
        "more": more - memory,
        "median": sorted(took)[len(took) // 2],
        "slow": quantiles(took, n=100)[98],
        "worst": max(took),
    }


@collector_paused()
def plain(users: int) -> dict[str, float]:
    """Seconds for the same edges in a graph of NetworkX: how fast the machine is just now."""
    edges = list(organisation(users).edges(keys=True, data=True))
    graph, begun = nx.MultiDiGraph(), perf_counter()
    for source, target, key, attributes in edges:
        unheard(graph, source, target, key=key, **attributes)
    telling, begun = perf_counter() - begun, perf_counter()
    for source, target, key, attributes in edges:
        graph.add_edge(source, target, key=key, **attributes)
    return {"telling": telling, "graph": perf_counter() - begun - telling}


def unheard(_: object, *words: object, **attributes: object) -> None:
    """What reading out the calls takes alone."""


def _explained(access: Access) -> Iterator[float]:
    """Milliseconds of each of some explanations, picked at random."""
    rng = random.Random(3)  # noqa: S311  # the same every time
    users, projects = access.graph.of_kind(NodeKind.USER), access.graph.of_kind(NodeKind.PROJECT)
    for _ in range(ASKED):
        question = rng.choice(users), rng.choice(["BROWSE_PROJECTS", *WORK]), rng.choice(projects)
        begun = perf_counter()
        access.explain(*question)
        yield (perf_counter() - begun) * 1e3


@collector_paused()
def enumeration(users: int) -> dict[str, float]:
    """Seconds for a pair by NetworkX and by the engine, and whether both find the same paths and permissions."""
    graph = organisation(users)
    access, view = Access(graph), graph.access_view()
    rng = random.Random(3)  # noqa: S311  # the same every time
    projects = graph.of_kind(NodeKind.PROJECT)
    sample = rng.sample(projects, PAIRS)
    pairs = [(rng.choice(access.populations.nodes(access.audience(WORK[0], each).effective)), each) for each in sample]
    begun = perf_counter()
    walked = [_walked(graph, view, *pair) for pair in pairs]
    by_networkx = (perf_counter() - begun) / PAIRS
    begun = perf_counter()
    explained = [access.grant_paths(user, WORK[0], project) for user, project in pairs]
    by_engine = (perf_counter() - begun) / PAIRS
    begun, holdings = perf_counter(), Holdings(access)
    held = {project: list(holdings.on(project)) for project in projects}
    return {
        "pairs": PAIRS,
        "paths": sum(map(len, explained)),
        "networkx": by_networkx,
        "engine": by_engine,
        "same_paths": [{tuple(step.ends_and_key for step in path) for path in paths} for paths in explained]
        == [{path for path, carried in found.items() if WORK[0] in carried} for found in walked],
        "all": len(access.populations.users) * len(projects),
        "counted": perf_counter() - begun,
        "same_permissions": [frozenset().union(*found.values()) for found in walked]
        == [_held(access, held[project], user) for user, project in pairs],
    }


def _walked(
    graph: AccessGraph, view: nx.MultiDiGraph, user: str, project: str
) -> dict[tuple[tuple[str, str, str], ...], frozenset[str]]:
    """Every path, with the permissions that its edges carry."""
    paths = map(tuple, nx.all_simple_edge_paths(view, user, project, cutoff=5))
    return {path: frozenset().union(*(graph.edges[edge].get("permissions", ()) for edge in path)) for path in paths}


def _held(access: Access, holdings: list[Holding], user: str) -> frozenset[str]:
    number = access.populations.number(user)
    return frozenset(p for holding in holdings if number in holding.users for p in holding.permissions)


class Dictation(AccessGraph):
    """Notes what a graph would be told."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Callable[..., object], tuple[object, ...], dict[str, object]]] = []

    def add_entity(self, node: str, **attributes: object) -> str:
        """Note it."""
        self.calls.append((AccessGraph.add_entity, (node,), attributes))
        return node

    def link(self, *ends: object, **attributes: object) -> None:
        """Note it."""
        self.calls.append((AccessGraph.link, ends, attributes))


def drawn_up(users: int) -> list[tuple[Callable[..., object], tuple[object, ...], dict[str, object]]]:
    """What there is to build, so that only the building is timed."""
    dictation = Dictation()
    organisation(users, graph=dictation)
    return dictation.calls


def organisation(users: int, seed: int = 7, graph: AccessGraph | None = None) -> AccessGraph:
    """One site: everybody is in one group with product access and in some others, of which few are large."""
    rng = random.Random(seed)  # noqa: S311  # made up, the same every time
    graph = AccessGraph(mode="full") if graph is None else graph
    graph.add_entity("org:o1", name="Northwind")
    graph.add_entity("directory:d1", name="Staff")
    graph.add_entity(ids.tenant_id(TENANT), name="northwind", gate="known")
    groups = [graph.add_entity(f"group:{number:06}", name=f"team-{number}") for number in range(users * 2 // 15)]
    _schemes(graph, rng, groups)
    member = (Provenance("memberships/directory:d1", "source/target"),)
    for number in range(users):
        is_active = number % 9 > 0
        user = graph.add_entity(
            f"user:{number:06}",
            name=f"Person {number}",
            email=f"person.{number}@example.com",
            account_type="atlassian",
            account_status="active" if is_active else "inactive",
            managed="yes",
        )
        graph.link(user, EdgeKind.IN_DIRECTORY, "directory:d1", membership_status="active")
        graph.link(user, EdgeKind.IN_TENANT, ids.tenant_id(TENANT), jira_active=is_active)
        for group in {groups[0], *(groups[int(len(groups) * rng.random() ** 2)] for _ in range(GROUPS_OF_A_USER))}:
            graph.link(user, EdgeKind.MEMBER_OF, group, provenance=member)
    for number in range(users // 3):
        _project(graph, rng, number, users, groups)
    return graph


def _schemes(graph: AccessGraph, rng: random.Random, groups: list[str]) -> None:
    everybody = graph.add_entity(ids.any_licensed_id(TENANT), name="Anyone with product access")
    jira = graph.add_entity(ids.app_role_id(TENANT, "jira-software"), name="Jira")
    reporter = graph.add_entity(ids.condition_id(TENANT, "reporter"), name="Reporter")
    graph.link(jira, EdgeKind.GIVES_ACCESS, everybody)
    graph.link(groups[0], EdgeKind.GIVES_ACCESS, jira)
    for number in range(SCHEMES):
        scheme = graph.add_entity(ids.scheme_id(TENANT, str(number)), name=f"Scheme {number}")
        holders = {"group": rng.choice(groups), "app_role": jira, "reporter": reporter}
        if number % 2:
            holders["any_licensed"] = everybody
        for kind, holder in holders.items():
            graph.link(holder, EdgeKind.HOLDS, scheme, permissions=HELD[kind])


def _project(graph: AccessGraph, rng: random.Random, number: int, users: int, groups: list[str]) -> None:
    key = str(10_000 + number)
    scheme = ids.scheme_id(TENANT, str(number % SCHEMES))
    project = graph.add_entity(
        ids.project_id(TENANT, key), name=f"Project {number}", key=f"P{number}", style="classic", type="software"
    )
    graph.link(scheme, EdgeKind.GOVERNS, project, scheme=scheme)
    graph.link(project, EdgeKind.IN_TENANT, ids.tenant_id(TENANT))
    graph.link(
        f"user:{rng.randrange(users):06}",
        EdgeKind.LEADS,
        project,
        qualifier=scheme,
        permissions=ROLES["Administrators"],
    )
    for index, (name, permissions) in enumerate(ROLES.items()):
        role = graph.add_entity(ids.role_id(TENANT, key, str(index)), name=name, project=project)
        graph.link(role, EdgeKind.PART_OF, project)
        graph.link(role, EdgeKind.GRANTS, project, qualifier=scheme, permissions=permissions, scheme=scheme)
        for actor in [rng.choice(groups), f"user:{rng.randrange(users):06}"]:
            graph.link(actor, EdgeKind.ACTOR_IN, role)


if __name__ == "__main__":
    print(json.dumps({"engine": engine, "enumeration": enumeration, "plain": plain}[sys.argv[1]](int(sys.argv[2]))))
