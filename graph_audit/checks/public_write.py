"""The check ``public-write``."""

from collections.abc import Iterator

from graph_audit.access.permission_sets import WRITES
from graph_audit.checks.definition import Audit, Controls, Hit, Options, check
from graph_audit.checks.needs import SCHEMES_OF_PROJECTS
from graph_audit.checks.scheme_holders import SchemeHolders, exposed_projects, names_of
from graph_audit.checks.subjects import projects
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity

__all__ = ["public_write"]


@check(
    title="Anyone on the internet can write to the project",
    severity=Severity.CRITICAL,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=SCHEMES_OF_PROJECTS,
    subjects=projects,
    controls=Controls(soc2=("CC6.1", "CC6.6"), iso27001=("A.5.15", "A.8.3")),
    bad="anyone -holds CREATE_ISSUES-> scheme:t:0 -governs-> project:t:PAY",
    good="anyone -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
)
def public_write(audit: Audit[Options]) -> Iterator[Hit]:
    """Find projects in which anybody can create, change, comment on or delete work items without signing in.

    Why it matters: what strangers may write is spam at best. Nobody can be held to what an account without a name
    did, and what it deletes is gone.

    How to fix: remove the grants to "Anyone on the web" from the scheme. To take in requests from outside, use the
    portal of a service project or a form.

    Upper bound: a data security policy may block public access; policies of that kind cannot be read.
    """
    name_of = audit.graph.name_of
    holders = SchemeHolders(audit.access, (NodeKind.ANYONE,), WRITES)
    yield from exposed_projects(
        audit,
        holders,
        lambda project, permissions: (
            f"Anyone on the internet has {listed(names_of(permissions))} on the project {name_of(project)}."
        ),
    )
