"""The check ``scheme-blast-radius``."""

from collections.abc import Iterator

from pydantic import Field

from graph_audit.checks.definition import Audit, Controls, Hit, Options, check
from graph_audit.checks.needs import SCHEMES_OF_PROJECTS
from graph_audit.checks.subjects import schemes
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.ids import kind_of

__all__ = ["scheme_blast_radius"]

_BY_NAME = frozenset({NodeKind.GROUP.value, NodeKind.USER.value})


class _Options(Options):
    min_projects: int = Field(default=25, ge=2, description="A scheme that governs this many projects is wide.")


@check(
    title="Scheme of many projects grants to groups or people by name",
    severity=Severity.MEDIUM,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=SCHEMES_OF_PROJECTS,
    subjects=schemes,
    options=_Options,
    controls=Controls(soc2=("CC6.1", "CC6.3", "CC8.1"), iso27001=("A.5.15", "A.8.3")),
    bad="\n".join(
        [
            "group:devs -holds BROWSE_PROJECTS-> scheme:t:0",
            *(f"scheme:t:0 -governs-> project:t:P{number}" for number in range(25)),
        ]
    ),
    good="group:devs -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
)
def scheme_blast_radius(audit: Audit[_Options]) -> Iterator[Hit]:
    """Find permission schemes that govern many projects and name groups or people directly.

    Why it matters: putting one person into such a group opens all of these projects, and one more grant in the scheme
    does so for everybody in it. Granting to project roles instead keeps each project's access in its own hands.

    How to fix: grant to project roles in the scheme, and put the groups into the roles of the projects that need them.
    """
    graph = audit.graph
    for scheme in audit.subjects:
        governed = sum(1 for _ in graph.targets(scheme, EdgeKind.GOVERNS))
        if governed < audit.options.min_projects:
            continue
        named = [holder for holder in graph.sources(scheme, EdgeKind.HOLDS) if kind_of(holder) in _BY_NAME]
        if named:
            yield Hit(
                scheme,
                f"The scheme {graph.name_of(scheme)} governs {counted(governed, 'project')} and grants to "
                f"{listed([graph.name_of(holder) for holder in named])} by name.",
                paths=tuple((step,) for holder in named for step in graph.steps(holder, scheme, EdgeKind.HOLDS)),
                details={"projects": governed, "holders": named},
            )
