"""The check ``single-project-admin``."""

from collections.abc import Iterator

from graph_audit.checks.administration import PERMISSION, project_admins
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check
from graph_audit.checks.needs import CANNOT
from graph_audit.checks.subjects import projects
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity
from graph_audit.findings.finding import Cause
from graph_audit.graph.path import AccessPath

__all__ = ["single_project_admin"]


@check(
    title="A single person administers the project",
    severity=Severity.LOW,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=CANNOT,
    subjects=projects,
    controls=Controls(soc2=("CC6.3", "A1.2"), iso27001=("A.5.2", "A.5.9")),
    bad="""
        tenant:t gate=known
        user:maya -member_of-> group:devs -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
        group:devs -actor_in-> role:t:PAY:10 -grants ADMINISTER_PROJECTS-> project:t:PAY
    """,
    good="""
        tenant:t gate=known
        user:maya -member_of-> group:devs -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
        user:omar -member_of-> group:devs
        group:devs -actor_in-> role:t:PAY:10 -grants ADMINISTER_PROJECTS-> project:t:PAY
    """,
)
def single_project_admin(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find projects on which exactly one active person effectively has Administer Projects.

    Why it matters: when this person leaves, nobody is left who decides about the project's access.

    How to fix: name a second administrator, best through a group.
    """
    access, graph = audit.access, audit.graph

    def paths(project: str) -> tuple[AccessPath, ...]:
        only = access.populations.users[project_admins(audit, project).sure[0]]
        return access.grant_paths(only, PERMISSION, project)

    for project in audit.subjects:
        admins = project_admins(audit, project)
        if len(admins.sure) == 1 and not admins.doubt:
            only = access.populations.users[admins.sure[0]]
            yield Hit(
                project,
                f"Only {graph.name_of(only)} administers the project {graph.name_of(project)}.",
                paths=paths,
                cause=Cause(NodeKind.USER, only, graph.name_of(only)),
                details={"admin": only},
            )
        elif len(admins.sure) <= 1 and admins.doubt:
            yield Undecided(project, admins.doubt)
