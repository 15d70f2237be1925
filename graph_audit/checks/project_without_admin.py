"""The check ``project-without-admin``."""

from collections.abc import Iterator

from graph_audit.checks.administration import project_admins
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check
from graph_audit.checks.needs import CANNOT
from graph_audit.checks.subjects import projects
from graph_audit.core.kinds import ScopeKind, Severity

__all__ = ["project_without_admin"]


@check(
    title="Nobody administers the project",
    severity=Severity.MEDIUM,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=CANNOT,
    subjects=projects,
    controls=Controls(soc2=("CC6.3",), iso27001=("A.5.2", "A.5.9")),
    bad="user:maya -member_of-> group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY",
    good="""
        tenant:t gate=known
        user:maya -member_of-> group:devs -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
        group:devs -actor_in-> role:t:PAY:10 -grants ADMINISTER_PROJECTS-> project:t:PAY
    """,
)
def project_without_admin(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find projects on which no active person effectively has Administer Projects.

    Why it matters: nobody answers for who gets in and who is taken out; only the site's administrators could. Mostly
    the last administrator has left.

    How to fix: give the project an administrator who knows it, or archive it.
    """
    graph = audit.graph
    for project in audit.subjects:
        admins = project_admins(audit, project)
        if not admins.sure and admins.doubt:
            yield Undecided(project, admins.doubt)
        elif not admins.sure:
            yield Hit(project, f"No active person administers the project {graph.name_of(project)}.")
