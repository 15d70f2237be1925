"""The check ``undescribed-group``."""

from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.subjects import directory_groups
from graph_audit.checks.tables import GROUP_RECORDS
from graph_audit.core.kinds import ScopeKind, Severity

__all__ = ["undescribed_group"]


@check(
    title="Group has no description",
    severity=Severity.LOW,
    category="Groups",
    about=ScopeKind.DIRECTORY,
    alias="groups_no_description",
    needs=(presence(*GROUP_RECORDS),),
    subjects=directory_groups,
    controls=Controls(soc2=("CC6.2",), iso27001=("A.5.15", "A.5.18")),
    bad="group:devs -in_directory-> directory:d",
    good="""
        group:devs description=People_who_write_the_booking_system
        group:devs -in_directory-> directory:d
    """,
)
def undescribed_group(audit: Audit[Options]) -> Iterator[Hit]:
    """Find groups whose description is absent, empty or blank.

    Why it matters: who approves a membership has only the group's name to go by. Without a description nobody can
    tell what the group gives, who owns it and who belongs in it. Jira itself does not tell descriptions, so this
    check needs the organisation's own list of groups.

    How to fix: write into the description what the group is for, what it gives and who decides about its members.
    """
    for group in audit.subjects:
        if not str(audit.graph.nodes[group].get("description", "")).strip():
            yield Hit(group, f"The group {audit.graph.name_of(group)} has no description.")
