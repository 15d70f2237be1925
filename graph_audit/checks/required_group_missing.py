"""The check ``required-group-missing``."""

from collections.abc import Iterator

from pydantic import Field

from graph_audit.checks.definition import Audit, Controls, Hit, Options, absence, check, presence
from graph_audit.checks.holdings import holders
from graph_audit.checks.subjects import groups, projects
from graph_audit.checks.tables import GROUPS, HOLDERS, PROJECTS
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.graph.matching import matches

__all__ = ["required_group_missing"]


class _Options(Options):
    groups: tuple[str, ...] = Field(
        default=(), description="Groups of which each project needs at least one: id, name, or pattern such as audit-*."
    )


@check(
    title="None of the required groups holds access to the project",
    severity=Severity.MEDIUM,
    category="Jira",
    about=ScopeKind.TENANT,
    alias="required_group_missing_from_spaces",
    needs=(presence(*PROJECTS), absence(*GROUPS), *(absence(*tables) for tables in HOLDERS)),
    subjects=projects,
    options=_Options,
    needs_configuration="groups",
    controls=Controls(soc2=("CC6.1", "CC6.3", "CC7.2"), iso27001=("A.5.15", "A.8.2")),
    bad="group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY",
    good="group:auditors -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY",
)
def required_group_missing(audit: Audit[_Options]) -> Iterator[Hit]:
    """Find projects on which none of the required groups holds a role or a grant.

    Why it matters: where auditors, administrators or an emergency team must be able to enter every project, one that
    was set up without them is found on the day when they are needed. Nothing is required until the option ``groups``
    names groups by id, by name or by a pattern; names are compared without regard to case.

    How to fix: give one of the required groups a role in the project, or in the permission scheme that governs it.
    """
    wanted = audit.options.groups
    told = tuple(map(audit.told, wanted))
    holding = audit.once(holders)
    required = {group for group in groups(audit) if matches(audit.graph, group, wanted)}
    doubt = "" if required else "; this scan knows no such group"
    details = {"required": list(told), "known_groups_meant": len(required)}
    for project in audit.subjects:
        if required.isdisjoint(holding[project].groups):
            yield Hit(
                project,
                f"{_none_of(told)} a role or a grant on the project {audit.graph.name_of(project)}{doubt}.",
                details=details,
            )


def _none_of(wanted: tuple[str, ...]) -> str:
    if len(wanted) == 1:
        return f"The required group {wanted[0]} does not hold"
    return f"None of the {len(wanted):,} required groups ({listed(wanted)}) holds"
