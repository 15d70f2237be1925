"""Small organisations as sketches, asked by one check or run through the runner with any coverage."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph_audit.access.answers import Difference, Verification
from graph_audit.access.engine import Access
from graph_audit.checks.definition import Audit, Earlier, Hit, all_of
from graph_audit.checks.runner import CheckSettings, all_checks, run_checks
from graph_audit.findings.finding import facts_of
from graph_audit.findings.waivers import Waiver
from graph_audit.graph.ids import tenant_id, tenant_of
from graph_audit.graph.sketch import ANSWER, BEFORE, WAIVER, sketch

from .coverages import full_coverage

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def waivers_in(graph):
    """The waivers of a sketch."""
    told = ({"reason": "accepted for a while", **entry} for entry in graph.graph.get(WAIVER, ()))
    return tuple(map(Waiver.model_validate, told))


def earlier_in(graph):
    """What an earlier snapshot held, by the sketch; all of it was collected."""
    before = graph.graph.get(BEFORE)
    return None if before is None else Earlier(before, full_coverage(before))


def answers_in(graph):
    """What came of comparing our answers with those of the sketch; None where it has none."""
    if ANSWER not in graph.graph:
        return None
    told, access = Verification(), Access(graph)
    for user, permission, project, theirs in graph.graph[ANSWER]:
        ours = access.explain(user, permission, project).answer
        told.projects[project] += 1
        told.accounts[tenant_id(tenant_of(project))] = 1
        told.compared += 1
        if ours in {"yes", "no"} and ours != theirs:
            told.differences.append(Difference(user, permission, project, ours))
    return told


def audit_of(check, graph, *, include_archived=False, **options):
    """What the runner hands to the query of a check."""
    audit = Audit(
        graph=graph,
        access=Access(graph),
        options=check.options(**options),
        now=NOW,
        include_archived=include_archived,
        coverage=full_coverage(graph),
        waivers=waivers_in(graph),
        earlier=earlier_in(graph),
        answers=answers_in(graph),
    )
    return replace(audit, subjects=tuple(sorted(check.subjects(audit))))


def _told(hit):
    """The hit with all that it tells once it is asked for."""
    return hit._replace(paths=all_of(hit.paths, hit.subject), details=facts_of(hit.details, hit.subject))


class Answers:
    """What one query said of one sketch."""

    def __init__(self, check, text, **options):
        audit = audit_of(check, sketch(text), **options)
        self.subjects = audit.subjects
        answers = list(check.query(audit))
        hits = [answer for answer in answers if isinstance(answer, Hit)]
        self.hits = {hit.subject: _told(hit) for hit in hits}
        self.undecided = {answer.subject: answer.reason for answer in answers if not isinstance(answer, Hit)}

    @property
    def found(self):
        return sorted(self.hits)

    @property
    def only(self):
        (hit,) = self.hits.values()
        return hit

    @property
    def paths(self):
        """The evidence of the only hit, each path as its nodes."""
        return sorted([path[0].source, *(step.target for step in path)] for path in self.only.paths)


@pytest.fixture(scope="session")
def checks():
    return all_checks()


@pytest.fixture
def ask(checks):
    return lambda check, text, **options: Answers(checks[check], text, **options)


@pytest.fixture
def run(checks):
    """Run one check over a sketch; coverage is a function of the graph."""

    def run_one(check, text, coverage=full_coverage, **options):
        known = checks[check] if isinstance(check, str) else check
        graph = sketch(text)
        settings = {known.id: CheckSettings(options=known.options(**options))} if options else {}
        (result,) = run_checks(
            [known],
            graph,
            coverage(graph),
            now=NOW,
            settings=settings,
            waivers=waivers_in(graph),
            earlier=earlier_in(graph),
            answers=answers_in(graph),
        )
        return result

    return run_one
