"""What Atlassian itself says differs from the report."""

from dataclasses import replace

from graph_audit.access.answers import Difference, Verification
from graph_audit.checks.runner import run_checks
from graph_audit.core.kinds import Outcome
from graph_audit.graph.disguise import assign_pseudonyms
from graph_audit.graph.sketch import sketch

from .conftest import NOW, Answers
from .coverages import full_coverage, outcomes

SITE = """
    tenant:t gate=known
    user:maya -member_of-> group:devs -gives_access-> app_role:t:jira -gives_access-> any_licensed:t
    user:omar -member_of-> group:devs
    group:devs -holds BROWSE_PROJECTS,EDIT_ISSUES-> scheme:t:0 -governs-> project:t:PAY
    scheme:t:0 -governs-> project:t:OPS
"""


def told_of(*differences, projects=("project:t:OPS", "project:t:PAY"), failures=()):
    told = Verification(compared=100)
    told.projects.update(projects)
    told.differences.extend(differences)
    told.failures.update(failures)
    return told


def run(checks, answers, text=SITE, graph=None):
    graph = graph or sketch(text)
    coverage = full_coverage(graph)
    (result,) = run_checks([checks["model-mismatch"]], graph, coverage, now=NOW, answers=answers)
    return result


def test_a_finding_names_the_answers_and_proves_ours(checks, ask):
    hit = ask("model-mismatch", f"{SITE}\nanswer user:maya EDIT_ISSUES project:t:PAY no").only
    assert hit.subject == "project:t:PAY"
    assert hit.message == (
        "Atlassian's answers about the project PAY differ 1 time from this report: it says no to Edit Issues of maya."
    )
    assert [[step.target for step in path] for path in hit.paths] == [["group:devs", "scheme:t:0", "project:t:PAY"]]
    assert hit.cause.id == "scheme:t:0"
    assert hit.details["answers"] == [
        {"account": "user:maya", "name": "maya", "permission": "EDIT_ISSUES", "ours": "yes", "atlassian": "no"}
    ]


def test_nobody_asked_is_disabled_and_says_how_to_ask(checks):
    result = run(checks, None)
    assert (result.outcome, result.reason) == (
        Outcome.DISABLED,
        "needs answers of Atlassian to compare with (--verify)",
    )


def test_agreement_passes_for_the_projects_that_were_compared(checks):
    result = run(checks, told_of(projects=("project:t:PAY",)))
    assert (result.outcome, result.population) == (Outcome.PASSED, 1)


def test_a_site_that_could_not_be_asked_has_not_passed(checks):
    result = run(checks, told_of(projects=(), failures={"tenant:t": "403: Administer Jira is missing."}))
    assert (result.outcome, outcomes(result)) == (Outcome.NOT_EVALUATED, {"tenant:t": "not_evaluated"})
    assert "could not be asked about everybody: 403: Administer Jira is missing" in result.reason


def test_a_site_that_stopped_answering_keeps_what_was_found(checks):
    difference = Difference("user:maya", "EDIT_ISSUES", "project:t:PAY", "yes")
    result = run(checks, told_of(difference, failures={"tenant:t": "500"}))
    assert (result.outcome, len(result.findings), result.at_least) == (Outcome.FOUND, 1, True)


def test_a_site_where_nobody_was_asked_has_not_passed(checks):
    other = "tenant:u gate=known\nproject:u:NET name=NET"
    graph = sketch(f"{SITE}\n{other}")
    coverage = full_coverage(graph, tenants=("tenant:u",))
    (result,) = run_checks([checks["model-mismatch"]], graph, coverage, now=NOW, answers=told_of())
    assert outcomes(result) == {"tenant:t": "passed", "tenant:u": "not_evaluated"}


def test_a_server_s_words_are_withheld_where_names_are(checks):
    graph = sketch(SITE)
    assign_pseudonyms(graph)
    result = run(checks, told_of(projects=(), failures={"tenant:t": "no access to Payments"}), graph=graph)
    assert "Payments" not in result.reason


def test_thousands_of_differences_are_one_finding_for_each_project(checks):
    people = "\n".join(f"user:p{number} -member_of-> group:devs" for number in range(300))
    many = [Difference(f"user:p{number}", "EDIT_ISSUES", "project:t:PAY", "yes") for number in range(300)]
    answers = Answers(checks["model-mismatch"], f"{SITE}\n{people}\nanswer user:maya EDIT_ISSUES project:t:PAY yes")
    assert not answers.hits
    result = run(checks, told_of(*many), text=f"{SITE}\n{people}")
    (finding,) = result.findings
    assert (finding.details["differences"], len(finding.details["answers"])) == (300, 50)
    assert finding.evidence.left_out >= 250


def test_the_order_of_the_answers_does_not_matter(checks):
    differences = [
        Difference("user:omar", "EDIT_ISSUES", "project:t:PAY", "yes"),
        Difference("user:maya", "BROWSE_PROJECTS", "project:t:PAY", "yes"),
    ]
    one, other = run(checks, told_of(*differences)), run(checks, told_of(*reversed(differences)))
    assert [(f.message, f.details, f.evidence) for f in one.findings] == [
        (f.message, f.details, f.evidence) for f in other.findings
    ]
    assert replace(one, findings=()) == replace(other, findings=())
