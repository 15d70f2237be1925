"""The check ``unsynced-access-group``."""

from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check, presence
from graph_audit.checks.subjects import directory_groups
from graph_audit.checks.tables import APPLICATION_ROLES, GROUP_RECORDS
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity

__all__ = ["unsynced_access_group"]


@check(
    title="Group that gives product access is not synced, though others are",
    severity=Severity.MEDIUM,
    category="Groups",
    about=ScopeKind.DIRECTORY,
    needs=(presence(*GROUP_RECORDS), presence(*APPLICATION_ROLES)),
    subjects=directory_groups,
    controls=Controls(soc2=("CC6.2", "CC6.3"), iso27001=("A.5.16", "A.5.18")),
    bad="""
        group:staff synced=yes
        group:guests synced=no
        group:staff -in_directory-> directory:d
        group:guests -in_directory-> directory:d
        group:guests -gives_access-> app_role:t:jira-software
    """,
    good="""
        group:staff synced=yes
        group:guests synced=no
        group:staff -in_directory-> directory:d
        group:guests -in_directory-> directory:d
        group:staff -gives_access-> app_role:t:jira-software
    """,
)
def unsynced_access_group(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find groups that give product access and are filled by hand where an identity provider fills others.

    Why it matters: who leaves is taken out of the synced groups by themselves; out of this one somebody must take
    them, and forgets.

    How to fix: give the product access to a synced group, and take it from this one.
    """
    graph = audit.graph
    synced = {
        directory
        for group in audit.subjects
        if graph.attribute(group, "synced")
        for directory in graph.targets(group, EdgeKind.IN_DIRECTORY)
    }
    for group in audit.subjects:
        roles = list(graph.targets(group, EdgeKind.GIVES_ACCESS))
        is_synced = graph.attribute(group, "synced")
        if is_synced or not roles or synced.isdisjoint(graph.targets(group, EdgeKind.IN_DIRECTORY)):
            continue
        if is_synced is None:
            yield Undecided(group, "whether an identity provider fills the group is not known")
        else:
            yield Hit(
                group,
                f"The group {graph.name_of(group)} gives {listed([graph.name_of(role) for role in roles])} and is "
                "filled by hand.",
                paths=tuple((step,) for role in roles for step in graph.steps(group, role, EdgeKind.GIVES_ACCESS)),
                details={"application_roles": roles},
            )
