"""The check ``project-without-lead``."""

from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.subjects import projects
from graph_audit.checks.tables import ACCOUNTS, PROJECTS
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind, Severity
from graph_audit.findings.finding import Cause
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["project_without_lead"]

_NO_LEAD = {"reason": "no lead"}


@check(
    title="Project has no active lead",
    severity=Severity.LOW,
    category="Jira",
    about=ScopeKind.TENANT,
    alias="jira_no_lead",
    needs=(presence(*PROJECTS), presence(*ACCOUNTS)),
    subjects=projects,
    controls=Controls(soc2=("CC6.3",), iso27001=("A.5.9", "A.5.18")),
    bad="project:t:PAY name=Payments",
    good="""
        user:maya account_status=active
        project:t:PAY lead=user:maya
    """,
)
def project_without_lead(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find projects that have no lead, or whose lead's account is not active.

    Why it matters: the lead is whom a reviewer asks about the project's access, and often the default assignee of new
    work. Where the permission scheme grants to the lead, a lead who is reactivated has that access again.

    How to fix: name the person who answers for the project today as its lead, or archive the project when nobody
    does.
    """
    graph = audit.graph
    for project in audit.subjects:
        lead = graph.nodes[project].get("lead")
        if not lead:
            yield Hit(project, f"The project {graph.name_of(project)} has no lead.", details=_NO_LEAD)
            continue
        state = audit.access.state(lead) if lead in graph else "unknown"
        if state == "unknown":
            yield Undecided(project, "whether the lead's account is active is not known")
        elif state != "active":
            yield _inactive(graph, project, lead, state)


def _inactive(graph: AccessGraph, project: str, lead: str, state: str) -> Hit:
    who = graph.name_of(lead)
    return Hit(
        project,
        f"The account of {who}, the lead of the project {graph.name_of(project)}, is {state}.",
        paths=tuple((step,) for step in graph.steps(lead, project, EdgeKind.LEADS)),
        records=(*graph.nodes[project].get("records", ()), *graph.nodes[lead].get("records", ())),
        cause=Cause(NodeKind.USER, lead, who),
        details={"reason": "inactive lead", "lead": lead, "state": state},
    )
