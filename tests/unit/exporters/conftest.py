"""A result with everything in it, and a graph that is hard to write down."""

import pytest

from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.kinds import CoverageStatus, EdgeKind, Gap, Outcome, Severity
from graph_audit.findings.finding import Cause, Evidence, Finding, Subject, fingerprint
from graph_audit.findings.result import AuditResult, CheckResult, Named, ScopeResult, SnapshotInfo
from graph_audit.graph.access_graph import AccessGraph, Provenance
from graph_audit.graph.path import Step

HOSTILE = "Zoë </data> ]]> <b>\"'&amp; \x00\x0b\ud800\ufffe \U0001f600 \r\n\tend "


@pytest.fixture
def hostile():
    return HOSTILE


@pytest.fixture
def graph():
    graph = AccessGraph(mode="full")
    graph.add_entity("org:o1", name="Northwind")
    graph.add_entity("tenant:t1", name="northwind", products=("jira-software", "confluence"))
    graph.add_entity(
        "user:712020:ann", name=HOSTILE, email="", managed="yes", records=["users/directory:d1#712020:ann"]
    )
    graph.add_entity("group:name:t1:Team Ä & Co_x41_", name="x" * 65536)
    graph.add_entity("group:g1", name="devs", synced=True, users_count=3, also_named=("b", "a"))
    graph.add_entity("group:g2", name="ops", synced=False, users_count=10**30, odd="yes")
    graph.add_entity("project:t1:10000", name="Pay", archived=False, odd=7, nothing=None)
    graph.add_entity("scheme:t1:0", name="Default")
    people = Provenance("users/directory:d1", "source/target")
    for group in ("group:g1", "group:g2", "group:name:t1:Team Ä & Co_x41_"):
        graph.link("user:712020:ann", EdgeKind.MEMBER_OF, group, provenance=(people,))
    for scheme in ("scheme:t1:0", "scheme:t1:1"):
        permissions = frozenset({"BROWSE_PROJECTS", "ADMINISTER_PROJECTS"})
        graph.link(
            "user:712020:ann",
            EdgeKind.LEADS,
            "project:t1:10000",
            qualifier=scheme,
            permissions=permissions,
            scheme=scheme,
        )
    graph.link("group:g1", EdgeKind.HOLDS, "scheme:t1:0", permissions=frozenset({"EDIT_ISSUES"}), records=["b", "a"])
    graph.link("user:712020:ann", EdgeKind.IN_TENANT, "tenant:t1", jira_active=True)
    graph.link("tenant:t1", EdgeKind.PART_OF, "org:o1")
    return graph


@pytest.fixture
def result():
    member = Step("user:712020:ann", "member_of", "group:g1", "member_of", (), ("users/directory:d1#712020:ann/g1",))
    holds = Step("group:g1", "holds", "scheme:t1:0", "holds", ("BROWSE_PROJECTS",), ("permission_schemes/tenant:t1#0",))
    cause = Cause("group", "group:g1", HOSTILE)
    wide = Finding(
        fingerprint=fingerprint("wide", "project:t1:10000", cause.id),
        check="wide",
        severity=Severity.HIGH,
        category="Jira",
        subject=Subject("project", "project:t1:10000", HOSTILE, "northwind"),
        message=f"{HOSTILE} is open to all.",
        proof=Evidence(((member, holds),), ("projects/tenant:t1#10000",), 12),
        scopes=("tenant:t1",),
        cause=cause,
        facts={"people": 4000, "by": {"group": [HOSTILE]}},
    )
    bare = Finding(
        fingerprint=fingerprint("empty", "group:g2", None),
        check="empty",
        severity=Severity.CRITICAL,
        category="Groups",
        subject=Subject("group", "group:g2", "ops"),
        message="The group ops has no members.",
        proof=Evidence(),
        scopes=("directory:d1",),
    )
    tenant = ScopeResult("tenant:t1", "northwind", Outcome.FOUND, 12, 1, at_least=True, reason="role_actors is partial")
    other = ScopeResult("tenant:t0", "southwind", Outcome.NOT_EVALUATED, 0, reason="denied")
    home = ScopeResult("directory:d1", "Directory", Outcome.FOUND, 2, 1)
    return AuditResult(
        organisation=Named("o1", HOSTILE),
        snapshot=SnapshotInfo("20261120T140500Z-3f6c1a09", "2026-11-20T14:05:00Z", "2026-11-20T14:06:10Z", "0" * 64),
        mode="full",
        generator="graph-audit 0.1.0",
        coverage=Coverage(
            [
                TableCoverage("users", "directory:d1", CoverageStatus.COMPLETE, 312),
                TableCoverage("role_actors", "tenant:t1", CoverageStatus.PARTIAL, 4, Gap.FAILED, "500", "Scan again."),
            ]
        ),
        checks=(
            CheckResult("wide", "Wide", Severity.HIGH, "Jira", Outcome.FOUND, True, (tenant, other), (wide,)),  # noqa: FBT003
            CheckResult("empty", "Empty", Severity.CRITICAL, "Groups", Outcome.FOUND, False, (home,), (bare,)),  # noqa: FBT003
            CheckResult("off", "Off", Severity.LOW, "Users", Outcome.DISABLED, False, (), reason="switched off"),  # noqa: FBT003
        ),
        notes=("Two names for one group.",),
    )
