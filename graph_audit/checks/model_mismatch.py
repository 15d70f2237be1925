"""The check ``model-mismatch``."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

from graph_audit.access.answers import Difference, Verification
from graph_audit.access.permission_sets import permission_name
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check
from graph_audit.checks.holdings import PATHS_LISTED
from graph_audit.checks.needs import REACHES
from graph_audit.checks.subjects import projects
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.findings.finding import Cause
from graph_audit.graph.ids import tenant_id, tenant_of
from graph_audit.graph.path import AccessPath

__all__ = ["model_mismatch"]

_LISTED = 50
_PATHS_EACH = 5
_NOT_ASKED = "Atlassian was not asked there"


def _looked_at(audit: Audit[Any]) -> Iterator[str]:
    """The projects whose answers were compared; all of a site where none were."""
    compared = audit.answers.projects.keys() if audit.answers is not None else set[str]()
    sites = set(map(tenant_of, compared))
    return (project for project in projects(audit) if project in compared or tenant_of(project) not in sites)


@check(
    title="Atlassian's own answer differs from what this report says",
    severity=Severity.HIGH,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=REACHES,
    subjects=_looked_at,
    needs_answers=True,
    controls=Controls(soc2=("CC4.1", "CC6.1"), iso27001=("A.5.18", "A.8.3")),
    bad="""
        tenant:t gate=known
        user:maya -member_of-> group:devs -gives_access-> app_role:t:jira -gives_access-> any_licensed:t
        group:devs -holds BROWSE_PROJECTS,EDIT_ISSUES-> scheme:t:0 -governs-> project:t:PAY
        answer user:maya BROWSE_PROJECTS project:t:PAY yes
        answer user:maya EDIT_ISSUES project:t:PAY no
    """,
    good="""
        tenant:t gate=known
        user:maya -member_of-> group:devs -gives_access-> app_role:t:jira -gives_access-> any_licensed:t
        group:devs -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
        answer user:maya BROWSE_PROJECTS project:t:PAY yes
        answer user:maya EDIT_ISSUES project:t:PAY no
    """,
)
def model_mismatch(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find projects on which Atlassian itself answers otherwise than this report, for a sample of accounts.

    Why it matters: everything else in this report is worked out from what was collected. Where Atlassian says yes and
    the report no, somebody has access by a way that it does not know; where it is the other way round, the report
    shows access that is not there. Something changed between the scan and the question, a table could not be read
    completely, or the report is wrong.

    How to fix: scan again with "--verify", with a credential that may read everything. If the difference stays, do not
    rely on this report for the project, and report what the finding says as a fault of graph-audit.
    """
    answers = audit.answers or Verification()
    differences = defaultdict[str, list[Difference]](list)
    for difference in sorted(answers.differences):
        differences[difference.project].append(difference)
    paths, details = partial(_paths, audit, differences), partial(_details, audit, differences)
    for project in audit.subjects:
        if found := differences.get(project):
            yield Hit(
                project,
                _sentence(audit, project, found),
                paths=paths,
                cause=_cause(audit, project),
                details=details,
                left_out=max(0, len(found) - PATHS_LISTED),
            )
        elif failure := answers.failures.get(tenant_id(tenant_of(project))):
            yield Undecided(project, f"Atlassian could not be asked about everybody: {audit.told(failure).rstrip('.')}")
        elif project not in answers.projects:
            yield Undecided(project, _NOT_ASKED)


def _sentence(audit: Audit[Any], project: str, found: list[Difference]) -> str:
    name_of, first = audit.graph.name_of, found[0]
    alike = [one.user for one in found if (one.permission, one.ours) == (first.permission, first.ours)]
    others = f", and {counted(len(found) - len(alike), 'other answer')}" if len(alike) < len(found) else ""
    return (
        f"Atlassian's answers about the project {name_of(project)} differ {counted(len(found), 'time')} from this "
        f"report: it says {first.theirs} to {permission_name(first.permission)} of {listed([*map(name_of, alike)])}"
        f"{others}."
    )


def _cause(audit: Audit[Any], project: str) -> Cause | None:
    """The scheme, which governs many projects: what is wrong about it shows on all of them."""
    scheme = next((scheme for scheme, _ in audit.access.grants.schemes(project)), None)
    return Cause(NodeKind.SCHEME, scheme, audit.graph.name_of(scheme)) if scheme else None


def _paths(audit: Audit[Any], differences: dict[str, list[Difference]], project: str) -> Iterator[AccessPath]:
    for one in differences[project][:PATHS_LISTED]:
        yield from audit.access.grant_paths(one.user, one.permission, project)[:_PATHS_EACH]


def _details(audit: Audit[Any], differences: dict[str, list[Difference]], project: str) -> dict[str, Any]:
    found = differences[project]
    return {
        "differences": len(found),
        "answers": [
            {
                "account": one.user,
                "name": audit.graph.name_of(one.user),
                "permission": one.permission,
                "ours": one.ours,
                "atlassian": one.theirs,
            }
            for one in found[:_LISTED]
        ],
    }
