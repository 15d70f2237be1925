"""The check ``work-without-browse``."""

from collections.abc import Iterator

from graph_audit.access.grants import Certainty
from graph_audit.access.numbering import united
from graph_audit.access.permission_sets import WRITES
from graph_audit.access.remarks import READS
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check
from graph_audit.checks.holdings import PATHS_LISTED
from graph_audit.checks.needs import CANNOT
from graph_audit.checks.subjects import projects
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.findings.finding import Cause
from graph_audit.graph.ids import kind_of

__all__ = ["work_without_browse"]


@check(
    title="People may work in a project that they cannot see",
    severity=Severity.LOW,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=CANNOT,
    subjects=projects,
    controls=Controls(soc2=("CC6.3",), iso27001=("A.5.15", "A.8.3")),
    bad="""
        tenant:t gate=known
        user:maya -member_of-> group:devs -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
        group:devs -holds EDIT_ISSUES-> scheme:t:0 -governs-> project:t:PAY
    """,
    good="""
        tenant:t gate=known
        user:maya -member_of-> group:devs -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
        group:devs -holds BROWSE_PROJECTS,EDIT_ISSUES-> scheme:t:0 -governs-> project:t:PAY
    """,
)
def work_without_browse(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find projects on which people hold work permissions and lack Browse Projects, without which they are of no use.

    Why it matters: somebody meant to give these people access and they have none; or it was taken away by half, and
    one grant of Browse Projects brings all of it back.

    How to fix: grant Browse Projects to the same holders, or remove the other grants.
    """
    access, graph = audit.access, audit.graph
    for project in audit.subjects:
        granting = [source for source in access.grants_on(project) if not WRITES.isdisjoint(source.permissions)]
        holders = [source for source in granting if source.holder_kind not in Certainty.NOBODY_LISTED]
        if not holders:
            continue
        browse = access.audience(READS, project)
        if browse.public:
            continue
        passed = access.gate_on(READS, project).passed & access.people
        seeing = browse.effective | browse.unknown
        blind = [
            (source, people)
            for source in holders
            if READS not in source.permissions
            and (people := (access.populations.behind(source.holder) & passed) - seeing)
        ]
        everybody = united([people for _, people in blind])
        if blind and browse.conditions:
            yield Undecided(project, "who can browse it depends on single work items")
        elif blind:
            widest = max(blind, key=lambda item: (len(item[1]), item[0].holder))[0].holder
            paths = [
                path
                for source, people in blind
                for path in access.paths_through(
                    access.populations.users[people[0]], min(source.permissions & WRITES), [source]
                )
            ]
            yield Hit(
                project,
                f"{counted(len(everybody), 'person', 'people')} may work in the project {graph.name_of(project)} and "
                f"cannot browse it, through {listed([graph.name_of(source.holder) for source, _ in blind])}.",
                paths=tuple(paths[:PATHS_LISTED]),
                left_out=max(0, len(everybody) - len(blind)),
                cause=Cause(kind_of(widest), widest, graph.name_of(widest)),
                details={"people": len(everybody), "holders": [source.holder for source, _ in blind]},
            )
