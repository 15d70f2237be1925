"""Every check on random organisations: none fails, the order of rows does not matter, names are no identity."""

import os
import random
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_audit.access.answers import Difference, Verification
from graph_audit.access.engine import Access
from graph_audit.checks.definition import Earlier
from graph_audit.checks.runner import CheckSettings, all_checks, run_checks
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import ANYONE, tenant_id, tenant_of
from graph_audit.graph.sketch import sketch
from tests.unit.access.drawn_graph import draw
from tests.unit.access.random_organisations import ORGANISATIONS

from .conftest import NOW
from .coverages import full_coverage
from .test_every_check import OPTIONS

EXAMPLES = int(os.environ.get("ORGANISATIONS", "100"))
CHECKS = all_checks()
LOW = {
    "broad-reach": {"min_people": 1},
    "dangerous-permission-wide": {"max_members": 0, "permissions": ("BROWSE_PROJECTS", "EDIT_ISSUES")},
    "large-group-on-project": {"threshold": 0},
    "many-direct-users": {"min_users": 1},
    "org-admin-count": {"max_admins": 1},
    "scheme-blast-radius": {"min_projects": 2},
    "sensitive-project-exposed": {"projects": ("*",)},
    "shadow-project-admin": {"min_projects": 1},
    "wide-project-admin": {"min_projects": 1},
}
"""Small organisations reach low thresholds only."""
SETTINGS = {
    name: CheckSettings(options=CHECKS[name].options(**options)) for name, options in {**OPTIONS, **LOW}.items()
}
BY_NAME = {"same-name-groups", "duplicate-email"}
"""There the shared value, not a name of one subject, is identity."""
FACTS = {
    "managed": ("yes", "no", "unknown", None),
    "mfa": ("yes", "no", None),
    "last_active": ("2026-11-01T00:00:00Z", "2026-01-01T00:00:00Z", "soon", None),
    "added": ("2020-01-01T00:00:00Z", None),
    "email": ("maya@example.com", "omar@partner.example", None),
}


def furnished(organisation, seed):
    """The organisation's graph with what rows tell besides access, and with the scopes that outcomes are kept for."""
    graph, chance = draw(organisation), random.Random(seed)  # noqa: S311  # no secret
    graph.add_entity("domain:1", name="example.com", verified=True)
    for node in sorted(graph):
        kind = graph.nodes[node]["kind"]
        if kind == NodeKind.USER:
            graph.add_entity(node, **{name: chance.choice(values) for name, values in FACTS.items()})
        if kind in {NodeKind.USER, NodeKind.GROUP}:
            graph.add_scope(node, "directory:d")
        elif kind == NodeKind.ORG or node == "domain:1":
            graph.add_scope(node, ScopeKind.ORGANISATION)
        elif tenant_of(node):
            graph.add_scope(node, tenant_id(tenant_of(node)))
    for user in graph.of_kind(NodeKind.USER)[:2]:
        moments = {"created": "2025-01-01T00:00:00Z", "last_active": "2026-11-01T00:00:00Z"}
        token = graph.add_entity(f"api_token:{user}", **moments, expires="2026-12-01T00:00:00Z")
        graph.add_scope(token, ScopeKind.ORGANISATION)
        graph.link(user, EdgeKind.OWNS, token)
        for tenant in graph.of_kind(NodeKind.TENANT):
            product, last = "jira-software", chance.choice(FACTS["last_active"])
            graph.link(user, EdgeKind.USES_PRODUCT, tenant, qualifier=product, product=product, last_active=last)
    directory, empty = graph.add_entity("directory:d"), graph.add_entity("group:empty", name="devs")
    graph.add_scope(empty, "directory:d")
    for group in graph.of_kind(NodeKind.GROUP):
        graph.link(group, EdgeKind.IN_DIRECTORY, directory)
        graph.add_entity(group, synced=chance.choice([True, False, None]), resources_count=chance.choice([0, None]))
    for role in graph.of_kind(NodeKind.APP_ROLE):
        graph.add_entity(role, seats=10, seats_left=chance.choice([1, 100, None]))
    public = graph.add_entity("filter:t:1")
    graph.add_scope(public, "tenant:t")
    graph.link(graph.add_entity(ANYONE), EdgeKind.SEES, public)
    return graph


def run(graph):
    before = sketch("anyone -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:10")
    return run_checks(
        CHECKS.values(),
        graph,
        full_coverage(graph),
        now=NOW,
        settings=SETTINGS,
        earlier=Earlier(before, full_coverage(before)),
        answers=answered(graph),
    )


def answered(graph):
    """Atlassian says no to one thing that somebody may do on each second project."""
    told, access = Verification(), Access(graph)
    for project in graph.of_kind(NodeKind.PROJECT)[::2]:
        told.projects[project] += 1
        for permission in sorted(set().union(*(source.permissions for source in access.grants_on(project)))):
            for user in access.populations.nodes(access.audience(permission, project).effective)[:1]:
                told.differences.append(Difference(user, permission, project, "yes"))
    return told


def told(results):
    """All that is said, the evidence and details that are made when they are asked for included."""
    return [
        (result.id, result.outcome, result.findings, [(one.evidence, one.details) for one in result.findings])
        for result in results
    ]


def identities(results):
    return {
        (result.id, result.outcome, finding.fingerprint)
        for result in results
        if result.id not in BY_NAME
        for finding in result.findings
    }


def shuffled(graph, seed):
    """The same graph, its nodes and edges added in another order."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    other = AccessGraph(**graph.graph)
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
    chance.shuffle(nodes)
    chance.shuffle(edges)
    for node, data in nodes:
        other.add_entity(node, **{key: value for key, value in data.items() if key != "kind"})
    for source, target, key, data in edges:
        attributes = {name: value for name, value in data.items() if name not in {"kind", "records"}}
        qualifier = key.partition(":")[2]
        other.link(
            source, EdgeKind(data["kind"]), target, qualifier=qualifier, records=data.get("records", ()), **attributes
        )
    return other


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(ORGANISATIONS, st.integers(0, 1 << 32))
def test_no_check_fails_and_neither_order_nor_names_matter(organisation, seed):
    graph = furnished(organisation, seed)
    results = run(graph)
    assert not [result.reason for result in results if "itself failed" in result.reason]
    for result in results:
        for finding in result.findings:
            assert finding.message.endswith(".")
            assert "not_told" not in finding.details
            assert all(one.target == two.source for path in finding.evidence.paths for one, two in pairwise(path))
    other = run(shuffled(graph, seed))
    assert told(other) == told(results)
    for _, data in graph.nodes(data=True):
        if data["kind"] in {NodeKind.USER, NodeKind.GROUP, NodeKind.PROJECT, NodeKind.SCHEME}:
            data["name"] = f"{data.get('name', '')} of old"
    assert identities(run(graph)) == identities(results)
