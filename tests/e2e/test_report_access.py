"""What the page computes about access is what the engine says, in organisations made at random."""

import pytest

from graph_audit.access.attainable import attainable_by, attainable_ways
from graph_audit.access.engine import Access
from graph_audit.access.remarks import remarks
from graph_audit.core.kinds import NodeKind
from graph_audit.report.page import render_report

SEEDS = range(30)


def questions(graph):
    permissions = sorted(frozenset().union(*(data.get("permissions", ()) for _, _, data in graph.edges(data=True))))
    return [
        (user, permission, project)
        for user in graph.of_kind(NodeKind.USER)
        for project in graph.of_kind(NodeKind.PROJECT)
        for permission in permissions
    ]


def ends(paths):
    return [[list(step.ends) for step in path] for path in paths]


def test_the_random_organisations_have_every_answer(organisations):
    answers = {
        access.explain(*question).answer
        for seed in SEEDS
        for access in [Access(organisations.random_organisation(seed))]
        for question in questions(access.graph)[::5]
    }

    assert answers == {"yes", "no", "may", "unknown"}


def test_the_random_organisations_have_every_remark(organisations):
    found = {
        remark.partition(" ")[0] + remark[-9:]
        for seed in SEEDS
        for access in [Access(organisations.random_organisation(seed))]
        for user, permission, project in questions(access.graph)[::5]
        for remark in remarks(access, permission, project, user)
    }
    assert len(found) == 6


@pytest.mark.parametrize("seed", SEEDS)
def test_the_page_and_the_engine_agree(page, tmp_path, organisations, seed):
    graph = organisations.random_organisation(seed)
    access = Access(graph)
    opened(page, tmp_path, render_report(organisations.audit(()), graph))

    explanations_agree(page, access)
    audiences_agree(page, access)
    counts_agree(page, access)
    attainable_agrees(page, access)
    remarks_agree(page, access)


def explanations_agree(page, access):
    asked = questions(access.graph)
    answers = page.evaluate("asked => asked.map((question) => window.graphAudit.explain(...question))", asked)
    for question, answer in zip(asked, answers, strict=True):
        expected = access.explain(*question)
        assert answer == {
            "answer": expected.answer,
            "grants": ends(expected.grant_paths),
            "gates": ends(expected.gate_paths),
            "reasons": list(expected.reasons),
        }, question


def audiences_agree(page, access):
    asked = sorted({(permission, project) for _, permission, project in questions(access.graph)})
    answers = page.evaluate("asked => asked.map((question) => window.graphAudit.audience(...question))", asked)
    for question, answer in zip(asked, answers, strict=True):
        expected = access.audience(*question)
        assert answer == {
            "effective": access.populations.nodes(expected.effective),
            "unknown": access.populations.nodes(expected.unknown),
            "isPublic": expected.public,
        }, question


def remarks_agree(page, access):
    asked = questions(access.graph)
    asked += sorted({(None, permission, project) for _, permission, project in asked}, key=str)
    answers = page.evaluate("asked => asked.map((question) => window.graphAudit.remarks(...question))", asked)
    for (user, permission, project), answer in zip(asked, answers, strict=True):
        assert answer == list(remarks(access, permission, project, user)), (user, permission, project)


def attainable_agrees(page, access):
    asked = questions(access.graph)
    answers = page.evaluate("asked => asked.map((question) => window.graphAudit.attainable(...question))", asked)
    for question, answer in zip(asked, answers, strict=True):
        ways = attainable_ways(access, *question)
        assert answer == [{"path": ends([way.path])[0], "roles": list(way.roles)} for way in ways], question
    places = sorted({(permission, project) for _, permission, project in asked})
    answers = page.evaluate("asked => asked.map((question) => window.graphAudit.attainableBy(...question))", places)
    for question, answer in zip(places, answers, strict=True):
        assert answer == access.populations.nodes(attainable_by(access, *question)), question


def counts_agree(page, access):
    """The columns "Projects" of users and "Can browse" of projects."""
    counts = page.evaluate("window.graphAudit.browsing()")
    projects = access.graph.of_kind(NodeKind.PROJECT)
    audiences = {project: access.audience("BROWSE_PROJECTS", project).effective for project in projects}
    assert counts["projects"] == {project: len(audience) for project, audience in audiences.items()}
    assert counts["users"] == {
        user: sum(access.populations.number(user) in audience for audience in audiences.values())
        for user in access.graph.of_kind(NodeKind.USER)
    }


def opened(page, folder, html):
    file = folder / "report.html"
    file.write_text(html, encoding="utf-8")
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
