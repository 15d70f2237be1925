"""Organisations for tests of the report: a small one to read, and random ones of every kind of holder and gate."""

import random

from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.kinds import CoverageStatus, EdgeKind, Gap, Outcome, Severity
from graph_audit.findings.finding import Cause, Evidence, Finding, Subject, fingerprint
from graph_audit.findings.result import AuditResult, CheckResult, Named, ScopeResult, SnapshotInfo
from graph_audit.graph import ids
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.graph.sketch import sketch

PERMISSIONS = ("ADMINISTER_PROJECTS", "BROWSE_PROJECTS", "EDIT_ISSUES", "SERVICEDESK_AGENT")


def small() -> AccessGraph:
    """Maya administers PAY through a group, Olaf has left and stands in a role himself."""
    return sketch(
        """
        org:o1 name=Northwind
        tenant:t name=northwind url=https://northwind.atlassian.net gate=known
        directory:d name=Staff
        directory:d -part_of-> org:o1
        user:a:1 name=Maya_Müller email=maya@example.com last_active=2026-11-04T08:00:00Z
        user:a:2 name=Olaf_Ng email=olaf@example.com account_status=inactive
        user:a:1 account_status=active
        group:devs name=devs description=Developers
        group:left name=left_over
        project:t:1 name=Payments key=PAY lead=user:a:1 scheme=scheme:t:0
        project:t:2 name=Open key=OPEN scheme=scheme:t:0
        scheme:t:0 name=Default_scheme
        role:t:1:10 name=Administrators project=project:t:1
        role:t:2:10 name=Administrators project=project:t:2
        app_role:t:jira name=Jira
        any_licensed:t name=Anyone_with_product_access
        anyone name=Anyone
        admin_role:organisation:admin name=Organisation_admin
        user:a:1 -member_of-> group:devs -actor_in-> role:t:1:10 -grants ADMINISTER_PROJECTS,EDIT_ISSUES-> project:t:1
        group:devs -actor_in-> role:t:2:10 -grants ADMINISTER_PROJECTS-> project:t:2
        user:a:2 -actor_in-> role:t:1:10 -part_of-> project:t:1
        role:t:2:10 -part_of-> project:t:2
        user:a:1 -in_directory-> directory:d
        group:devs -gives_access-> app_role:t:jira -gives_access-> any_licensed:t
        any_licensed:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:1
        anyone -holds EDIT_ISSUES-> scheme:t:0 -governs-> project:t:2
        group:devs -administers-> admin_role:organisation:admin -administers-> org:o1
        """
    )


def result(graph: AccessGraph, name: str = "Northwind") -> AuditResult:
    """One check with two findings, one that passed and one that was not evaluated."""
    path = (
        next(graph.steps("user:a:1", "group:devs")),
        next(graph.steps("group:devs", "role:t:1:10")),
        next(graph.steps("role:t:1:10", "project:t:1", EdgeKind.GRANTS)),
    )
    wide = [
        finding(graph, "wide-project-admin", "user:a:1", (path,)),
        finding(graph, "wide-project-admin", "user:a:2", ()),
    ]
    empty = [finding(graph, "empty-group", "group:left", (), severity=Severity.LOW)]
    return audit(
        (
            check("wide-project-admin", Severity.HIGH, wide),
            check("empty-group", Severity.LOW, empty),
            check("passing", Severity.INFO, []),
            CheckResult(
                "hidden", "Hidden by a gap", Severity.MEDIUM, "Jira", Outcome.NOT_EVALUATED, at_least=False,
                scopes=(ScopeResult("tenant:t", "northwind", Outcome.NOT_EVALUATED, 2, reason="roles denied"),),
            ),
        ),
        name,
    )  # fmt: skip


def audit(checks: tuple[CheckResult, ...], name: str = "Northwind") -> AuditResult:
    """A result of these checks, with one table that was denied."""
    gap = TableCoverage(
        "application_roles", "tenant:t", CoverageStatus.DENIED, gap=Gap.RIGHT_MISSING,
        reason="403: no right to read application roles.", remedy="Give the account Administer Jira.",
    )  # fmt: skip
    return AuditResult(
        organisation=Named("o1", name),
        snapshot=SnapshotInfo("s1", "2026-11-20T14:05:00Z", "2026-11-20T14:06:00Z", "ab" * 32),
        mode="full",
        generator="graph-audit 0.1.0",
        coverage=Coverage([gap, TableCoverage("users", "directory:d", CoverageStatus.COMPLETE, 2)]),
        checks=checks,
    )


def check(name: str, severity: Severity, findings: list[Finding]) -> CheckResult:
    """The result of one check in one scope."""
    outcome = Outcome.FOUND if findings else Outcome.PASSED
    scope = ScopeResult("directory:d", "Staff", outcome, max(2, len(findings)), len(findings))
    title = name.replace("-", " ").capitalize()
    return CheckResult(
        name, title, severity, "Users", outcome, at_least=False, scopes=(scope,), findings=tuple(findings),
        why=f"Why {name} matters.", fix=f"How to fix {name}.", population=scope.population,
    )  # fmt: skip


def finding(  # noqa: PLR0913  # everything that tells findings apart
    graph: AccessGraph, name: str, subject: str, paths: tuple, *, severity: Severity = Severity.HIGH, cause: str = ""
) -> Finding:
    """A finding about a node."""
    return Finding(
        fingerprint=fingerprint(name, subject, cause or None),
        check=name,
        severity=severity,
        category="Users",
        subject=Subject(kind_of(subject), subject, graph.name_of(subject)),
        message=f"{graph.name_of(subject)} was found.",
        proof=Evidence(paths, ("users/directory:d#a:1",)),
        scopes=("directory:d",),
        cause=Cause(kind_of(cause), cause, graph.name_of(cause)) if cause else None,
        facts={"groups": ["group:devs"], "count": 1234},
    )


def namesakes() -> AccessGraph:
    """What is called alike, on two sites and in two directories."""
    graph = AccessGraph(mode="full")
    people = {1: ("Maya", "maya@example.com"), 2: ("Noor", "noor@example.com"), 3: ("maya", "m@example.org")}
    for number, (name, email) in people.items():
        graph.add_entity(f"user:{number}", name=name, email=email, account_status="active", account_type="atlassian")
    for number, directory in ((1, "Staff"), (2, "Contractors")):
        graph.add_entity(f"directory:{number}", name=directory)
        graph.add_entity(f"group:{number}", name="devs")
        graph.link(f"group:{number}", EdgeKind.IN_DIRECTORY, f"directory:{number}")
        graph.link("user:1", EdgeKind.MEMBER_OF, f"group:{number}")
        graph.link(f"user:{number + 1}", EdgeKind.MEMBER_OF, f"group:{number}")
        tenant, project = f"t{number}", ids.project_id(f"t{number}", "1")
        graph.add_entity(ids.tenant_id(tenant), name=f"site{number}", gate="known")
        graph.add_entity(project, name="Booking", key="BOOK")
        role = graph.add_entity(ids.role_id(tenant, "1", "10"), name="Members", project=project)
        graph.link(f"group:{number}", EdgeKind.ACTOR_IN, role)
        graph.link(role, EdgeKind.GRANTS, project, permissions=frozenset({"BROWSE_PROJECTS"}))
    return graph


LABELS_OF_NAMESAKES = sorted(
    [
        *("● Maya · maya@example.com", "● Noor", "● maya · m@example.org"),
        *("■ devs · Contractors", "■ devs · Staff"),
        *("◆ Members", "◆ Members"),
        *("▲ BOOK Booking · site1", "▲ BOOK Booking · site2"),
    ]
)
"""What stands in the boxes of a drawing of all of them."""


def random_organisation(seed: int) -> AccessGraph:
    """Two tenants, a handful of everything, and every holder, gate and account type that the engine knows."""
    rng = random.Random(seed)  # noqa: S311  # made up, the same every time
    graph = AccessGraph(mode="full")
    users = [f"user:{number}:{rng.randrange(99)}" for number in range(7)]
    groups = [f"group:{number}" for number in range(5)]
    graph.add_entity("directory:d1", name="One")
    graph.add_entity("directory:d2", name="Two")
    for group in groups:
        graph.add_entity(group, name=f"Group {group}")
    for user in users:
        _account(graph, rng, user, groups)
    for tenant in ("t1", "t2"):
        _tenant(graph, rng, tenant, users, groups)
    graph.add_entity("org:o", name="Organisation")
    graph.link("tenant:t1", EdgeKind.PART_OF, "org:o")
    for place in ("org:o", "tenant:t1", "tenant:t2"):
        limited = True if rng.random() < 0.2 else None
        role = graph.add_entity(ids.admin_role_id(place, "admin"), name="Admin", limited=limited)
        graph.link(role, EdgeKind.ADMINISTERS, place)
        for holder in rng.sample(groups + users, rng.randrange(3)):
            graph.link(holder, EdgeKind.ADMINISTERS, role)
    return graph


def _account(graph: AccessGraph, rng: random.Random, user: str, groups: list[str]) -> None:
    graph.add_entity(
        user,
        name=f"Person {user}",
        account_type=rng.choice(["atlassian"] * 5 + ["app", "app", "customer", "unknown", None]),
        app_type=rng.choice([None, "service"]),
        account_status=rng.choice(["active"] * 6 + ["inactive", "closed", "unknown", None]),
    )
    for directory in rng.sample(["directory:d1", "directory:d2"], rng.randrange(3)):
        status = rng.choice(["active", "active", "suspended", "no_membership", None])
        graph.link(user, EdgeKind.IN_DIRECTORY, directory, membership_status=status)
    for group in rng.sample(groups, rng.randrange(4)):
        graph.link(user, EdgeKind.MEMBER_OF, group)


def _tenant(graph: AccessGraph, rng: random.Random, tenant: str, users: list[str], groups: list[str]) -> None:
    node = graph.add_entity(
        f"tenant:{tenant}",
        name=tenant,
        gate=rng.choice(["known", "known", "unknown", "product_access"]),
        plans=rng.choice([None, ("confluence=FREE", "jira-software=STANDARD"), ("jira-software=FREE",)]),
    )
    for user in rng.sample(users, 4):
        graph.link(user, EdgeKind.IN_TENANT, node, jira_active=rng.choice([True, True, True, False, None]))
    everybody = ids.any_licensed_id(tenant)
    app_roles = [ids.app_role_id(tenant, key) for key in ("jira-software", "jira-servicedesk")]
    if rng.random() < 0.9:
        graph.add_entity(everybody, name="Anyone with product access")
        for app_role in app_roles:
            graph.add_entity(app_role, name=app_role)
            graph.link(app_role, EdgeKind.GIVES_ACCESS, everybody)
            for holder in rng.sample(groups + users, 3):
                graph.link(holder, EdgeKind.GIVES_ACCESS, app_role, default_group=rng.random() < 0.5)
    schemes = [_scheme(graph, rng, tenant, number, users + groups) for number in range(2)]
    for number in range(3):
        _project(graph, rng, (tenant, number), schemes, users + groups)


def _scheme(graph: AccessGraph, rng: random.Random, tenant: str, number: int, principals: list[str]) -> str:
    scheme = graph.add_entity(ids.scheme_id(tenant, str(number)), name=f"Scheme {number}")
    virtual = [
        ids.any_licensed_id(tenant),
        ids.app_role_id(tenant, "jira-software"),
        ids.condition_id(tenant, "reporter"),
        ids.portal_customers_id(tenant),
        ids.unknown_id("holder", "odd"),
        ids.named_group_id(tenant, "ambiguous"),
    ]
    if rng.random() < 0.3:
        virtual.append(ids.ANYONE)
    for holder in rng.sample([*virtual, *principals], rng.randrange(5)):
        if holder not in graph:
            if holder.startswith(("app_role", "any_licensed")):
                continue
            graph.add_entity(holder, name=holder)
        graph.link(holder, EdgeKind.HOLDS, scheme, permissions=_some(rng))
    return scheme


def _project(
    graph: AccessGraph, rng: random.Random, place: tuple[str, int], schemes: list[str], principals: list[str]
) -> None:
    tenant, number = place
    special = rng.random() < 0.4
    project = graph.add_entity(
        ids.project_id(tenant, str(number)),
        name=f"Project {number}",
        key=f"P{number}",
        gated_permission=rng.choice(["SERVICEDESK_AGENT", "BROWSE_PROJECTS"]) if special else None,
        gated_by="jira-servicedesk" if special else None,
        archived=rng.random() < 0.2,
        issue_security=rng.choice([None, ("Confidential", "Secret")]),
    )
    graph.link(project, EdgeKind.IN_TENANT, f"tenant:{tenant}")
    for scheme in rng.sample(schemes, rng.choice([0, 1, 1, 1, 2])):
        graph.link(scheme, EdgeKind.GOVERNS, project)
    if rng.random() < 0.5:
        graph.link(
            rng.choice([p for p in principals if p.startswith("user")]), EdgeKind.LEADS, project, permissions=_some(rng)
        )
    for index in range(2):
        role = graph.add_entity(ids.role_id(tenant, str(number), str(index)), name=f"Role {index}", project=project)
        graph.link(role, EdgeKind.PART_OF, project)
        for qualifier in rng.sample(["", "scheme:x", "scheme:y"], rng.randrange(3)):
            graph.link(role, EdgeKind.GRANTS, project, qualifier=qualifier, permissions=_some(rng), scheme=schemes[0])
        unknown = graph.add_entity(ids.unknown_id("actor", "odd"), name="Odd")
        for actor in rng.sample([*principals, unknown], rng.randrange(4)):
            graph.link(actor, EdgeKind.ACTOR_IN, role)


def _some(rng: random.Random) -> frozenset[str]:
    return frozenset(rng.sample(PERMISSIONS, rng.randrange(1, 4)))
