"""How long the report takes to write, for an organisation of any size that is drawn up here, seeded."""

import random
from collections.abc import Callable, Iterator, Sequence

from graph_audit.core.collector import collector_paused
from graph_audit.core.coverage import Coverage
from graph_audit.core.kinds import EdgeKind, Outcome, Severity
from graph_audit.findings.finding import Evidence, Finding, Subject, fingerprint
from graph_audit.findings.result import AuditResult, CheckResult, Named, ScopeResult, SnapshotInfo
from graph_audit.graph import ids
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.path import AccessPath
from graph_audit.report.page import render_report

TENANTS = ("t1", "t2", "t3")
ROLES = {
    "Administrators": frozenset({"ADMINISTER_PROJECTS", "BROWSE_PROJECTS", "DELETE_ISSUES", "EDIT_ISSUES"}),
    "Developers": frozenset({"BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES"}),
    "Viewers": frozenset({"BROWSE_PROJECTS"}),
}
SCHEMES = 40
OPEN_SCHEMES = 30
GROUPS_OF_A_USER = 10
GROUPS_OF_A_ROLE = 3
INACTIVE_EVERY = 9
EVIDENCE_LIMIT = 50


def bench_report(users: int) -> Callable[[], object]:
    """Render the report."""
    graph, result = organisation(users)
    return collector_paused()(lambda: render_report(result, graph))


def organisation(users: int, seed: int = 7) -> tuple[AccessGraph, AuditResult]:
    """A tenth as many groups and a fifth as many projects as users, of whom every twentieth is found."""
    rng = random.Random(seed)  # noqa: S311  # made up, the same every time
    graph = AccessGraph(mode="full")
    graph.add_entity("org:o1", name="Northwind")
    graph.add_entity("directory:d1", name="Staff")
    for tenant in TENANTS:
        _tenant(graph, tenant)
    groups = [graph.add_entity(_id(rng, "group"), name=f"team-{number:05}") for number in range(max(50, users // 10))]
    for tenant in TENANTS:
        graph.link(groups[0], EdgeKind.GIVES_ACCESS, ids.app_role_id(tenant, "jira-software"), default_group=True)
    people = [_person(graph, rng, number, groups) for number in range(users)]
    for number in range(users // 5):
        _project(graph, rng, number, people, groups)
    return graph, _result(graph, people)


def _id(rng: random.Random, kind: str) -> str:
    return f"{kind}:{rng.getrandbits(128):032x}"


def _tenant(graph: AccessGraph, tenant: str) -> None:
    graph.add_entity(f"tenant:{tenant}", name=f"northwind-{tenant}", gate="known")
    everybody = graph.add_entity(ids.any_licensed_id(tenant), name="Anyone with product access")
    jira = graph.add_entity(ids.app_role_id(tenant, "jira-software"), name="Jira")
    graph.link(jira, EdgeKind.GIVES_ACCESS, everybody)
    for number in range(SCHEMES):
        scheme = graph.add_entity(ids.scheme_id(tenant, str(number)), name=f"Scheme {number}")
        if number < OPEN_SCHEMES:
            graph.link(everybody, EdgeKind.HOLDS, scheme, permissions=ROLES["Viewers"])


def _person(graph: AccessGraph, rng: random.Random, number: int, groups: Sequence[str]) -> str:
    is_active = number % INACTIVE_EVERY > 0
    user = graph.add_entity(
        _id(rng, "user"),
        name=f"Person {number}",
        email=f"person.{number}@example.com",
        account_type="atlassian",
        account_status="active" if is_active else "inactive",
        managed="yes",
        last_active=f"2026-{1 + number % 11:02}-{1 + number % 28:02}T08:00:00Z",
    )
    graph.link(user, EdgeKind.IN_DIRECTORY, "directory:d1", membership_status="active")
    for tenant in TENANTS:
        graph.link(user, EdgeKind.IN_TENANT, f"tenant:{tenant}", jira_active=is_active)
    for group in {groups[0], *rng.sample(groups, GROUPS_OF_A_USER)}:
        graph.link(user, EdgeKind.MEMBER_OF, group)
    return user


def _project(graph: AccessGraph, rng: random.Random, number: int, people: Sequence[str], groups: Sequence[str]) -> None:
    tenant = TENANTS[number % len(TENANTS)]
    scheme = ids.scheme_id(tenant, str(number % SCHEMES))
    project = graph.add_entity(
        ids.project_id(tenant, str(10_000 + number)),
        name=f"Project {number}",
        key=f"P{number}",
        style="classic",
        type="software",
        lead=rng.choice(people),
        scheme=scheme,
    )
    graph.link(scheme, EdgeKind.GOVERNS, project)
    for index, (name, permissions) in enumerate(ROLES.items()):
        role = graph.add_entity(ids.role_id(tenant, str(10_000 + number), str(index)), name=name, project=project)
        graph.link(role, EdgeKind.PART_OF, project)
        graph.link(role, EdgeKind.GRANTS, project, permissions=permissions, scheme=scheme)
        for actor in [*rng.sample(groups[1:], GROUPS_OF_A_ROLE), rng.choice(people)]:
            graph.link(actor, EdgeKind.ACTOR_IN, role)


def _result(graph: AccessGraph, people: Sequence[str]) -> AuditResult:
    findings = tuple(_finding(graph, user) for user in people[::20])
    scope = ScopeResult("directory:d1", "Staff", Outcome.FOUND, len(people), len(findings))
    check = CheckResult(
        id="wide-project-admin",
        title="Person administers many projects",
        severity=Severity.MEDIUM,
        category="Users",
        outcome=Outcome.FOUND,
        at_least=False,
        scopes=(scope,),
        findings=findings,
    )
    snapshot = SnapshotInfo("s1", "2026-11-20T14:05:00Z", "2026-11-20T14:06:10Z", "3f6c" * 16)
    return AuditResult(Named("o1", "Northwind"), snapshot, "full", "graph-audit", Coverage(()), (check,))


def _finding(graph: AccessGraph, user: str) -> Finding:
    paths = tuple(path for path, _ in zip(_administering(graph, user), range(EVIDENCE_LIMIT), strict=False))
    name = graph.name_of(user)
    return Finding(
        fingerprint=fingerprint("wide-project-admin", user, None),
        check="wide-project-admin",
        severity=Severity.MEDIUM,
        category="Users",
        subject=Subject("user", user, name),
        message=f"{name} administers many projects.",
        proof=Evidence(paths),
        scopes=("directory:d1",),
    )


def _administering(graph: AccessGraph, user: str) -> Iterator[AccessPath]:
    for group in graph.targets(user, EdgeKind.MEMBER_OF):
        [member] = graph.steps(user, group, EdgeKind.MEMBER_OF)
        for role in graph.targets(group, EdgeKind.ACTOR_IN):
            if graph.name_of(role) == "Administrators":
                [actor] = graph.steps(group, role, EdgeKind.ACTOR_IN)
                for project in graph.targets(role, EdgeKind.GRANTS):
                    yield (member, actor, *graph.steps(role, project, EdgeKind.GRANTS))
