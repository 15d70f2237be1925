"""The check ``broad-reach``."""

from collections.abc import Iterator

from pydantic import Field

from graph_audit.access.remarks import READS
from graph_audit.access.sources import sources_of
from graph_audit.checks.administration import readers
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check
from graph_audit.checks.holdings import PATHS_LISTED
from graph_audit.checks.needs import REACHES
from graph_audit.checks.scheme_holders import EVERYBODY, SchemeHolders
from graph_audit.checks.subjects import projects
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.findings.finding import Cause
from graph_audit.graph.ids import kind_of

__all__ = ["broad_reach"]


class _Options(Options):
    percent: int = Field(default=50, ge=1, le=99, description="More of the active people than this is broad.")
    min_people: int = Field(default=20, ge=1, description="Fewer people than this are never broad.")


@check(
    title="Most people can browse a project that is not open by design",
    severity=Severity.MEDIUM,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=REACHES,
    subjects=projects,
    options=_Options,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.8.3")),
    bad="\n".join(
        [
            "tenant:t gate=known",
            "group:staff -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t",
            *(f"user:{number} -member_of-> group:staff" for number in range(20)),
            "group:staff -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
        ]
    ),
    good="\n".join(
        [
            "tenant:t gate=known",
            "group:staff -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t",
            *(f"user:{number} -member_of-> group:staff" for number in range(20)),
            "any_licensed:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
        ]
    ),
)
def broad_reach(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find projects that more than half of all active people can browse although no grant says "everybody".

    Why it matters: the project looks restricted, to groups and roles, and is not. Whoever decides what to write there
    believes that a team reads it.

    How to fix: take the widest group out, or decide that the project is open and let its scheme say so.

    Upper bound: issue security may hide single work items from people who can browse the project.
    """
    access, graph, options = audit.access, audit.graph, audit.options
    people = access.people & access.active.passed
    threshold = max(options.min_people, len(people) * options.percent // 100 + 1)
    by_design = SchemeHolders(access, EVERYBODY, (READS,))
    for project in audit.subjects:
        if any(by_design.of(scheme) for scheme, _ in access.grants.schemes(project)):
            continue
        audience = audit.once(readers).on(project)
        number = audience.effective.intersection_cardinality(people)
        if number >= threshold:
            sources = [source for source in sources_of(access, READS, project) if source.users]
            widest = sources[0].principal
            yield Hit(
                project,
                f"{number:,} of {len(people):,} active people can browse the project {graph.name_of(project)}, mostly "
                f"through {graph.name_of(widest)}.",
                paths=tuple(source.path for source in sources[:PATHS_LISTED]),
                left_out=max(0, len(sources) - PATHS_LISTED),
                cause=Cause(kind_of(widest), widest, graph.name_of(widest)),
                details={"people": number, "active_people": len(people)},
            )
        elif number + audience.unknown.intersection_cardinality(people) >= threshold:
            yield Undecided(project, "how many people can browse it is not known")
