"""The check ``sensitive-project-exposed``."""

from collections.abc import Iterator

from pydantic import Field
from pyroaring import BitMap

from graph_audit.access.remarks import READS
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.holdings import PATHS_LISTED
from graph_audit.checks.needs import REACHES
from graph_audit.checks.scheme_holders import EVERYBODY, SchemeHolders, paths_of
from graph_audit.checks.subjects import projects
from graph_audit.checks.tables import MANAGED_ACCOUNTS
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.graph.matching import PATTERNS, matches

__all__ = ["sensitive_project_exposed"]

_OUTSIDERS_NAMED = 3


class _Options(Options):
    projects: tuple[str, ...] = Field(default=(), description=f"The sensitive projects: {PATTERNS}.")


@check(
    title="Sensitive project is open to everybody or to outsiders",
    severity=Severity.HIGH,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=(*REACHES, presence(*MANAGED_ACCOUNTS)),
    subjects=projects,
    options=_Options,
    needs_configuration="projects",
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.12", "A.5.15", "A.8.3")),
    bad="any_licensed:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
    good="group:leads -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
)
def sensitive_project_exposed(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find sensitive projects that everybody with product access, or an unmanaged account, can browse.

    Why it matters: which projects must not leak, only you know: name them in the option ``projects``. For these it is
    not enough that somebody has the product; and an account that the organisation does not manage belongs to somebody
    whose sign-in others decide about.

    How to fix: give the project a scheme that grants to named groups, and take outsiders out of its roles and groups.

    Upper bound: issue security may hide single work items from people who can browse the project.
    """
    access, graph = audit.access, audit.graph
    managed = access.populations.by("managed")
    outside = managed.get("no", BitMap())
    holders = SchemeHolders(access, EVERYBODY, (READS,))
    for project in audit.subjects:
        if not matches(graph, project, audit.options.projects):
            continue
        audience = access.audience(READS, project)
        everybody = holders.on(project)
        outsiders = access.populations.nodes(audience.effective & outside & access.people)
        who = [graph.name_of(grant.holder) for grant in everybody]
        who += [graph.name_of(user) for user in outsiders]
        if who:
            proved = outsiders[:PATHS_LISTED]
            through_outsiders = (path for user in proved for path in access.grant_paths(user, READS, project))
            yield Hit(
                project,
                f"The sensitive project {graph.name_of(project)} can be browsed by {listed(who, _OUTSIDERS_NAMED)}.",
                paths=(*paths_of(graph, everybody, project), *through_outsiders),
                left_out=len(outsiders) - len(proved),
                details={"outsiders": len(outsiders), "everybody": [grant.holder for grant in everybody]},
            )
        elif audience.unknown & outside:
            yield Undecided(project, "whether unmanaged accounts can browse it is not known")
