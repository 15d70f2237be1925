"""The check ``unused-group``."""

from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, absence, check, presence
from graph_audit.checks.holdings import held_projects
from graph_audit.checks.subjects import groups
from graph_audit.checks.tables import ACCESS_OF_GROUPS, GROUP_RECORDS, MEMBERSHIPS
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity
from graph_audit.core.wording import counted

__all__ = ["unused_group"]

_NOT_EXAMINED = (
    "shared filters and dashboards",
    "boards",
    "issue security levels",
    "notification schemes",
    "workflow conditions",
    "automation rules",
    "global permissions",
    "permissions inside other products",
)


@check(
    title="Group with members gives no access that this scan reads",
    severity=Severity.LOW,
    category="Groups",
    about=ScopeKind.DIRECTORY,
    alias="groups_no_jira_access",
    needs=(presence(*GROUP_RECORDS), presence(*MEMBERSHIPS), *(absence(*tables) for tables in ACCESS_OF_GROUPS)),
    subjects=groups,
    controls=Controls(soc2=("CC6.3",), iso27001=("A.5.18",)),
    bad="""
        group:choir resources_count=0
        user:maya -member_of-> group:choir
    """,
    good="""
        group:devs resources_count=0
        user:maya -member_of-> group:devs -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY
    """,
)
def unused_group(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find groups with members that hold no role or grant on any project and give no product access or admin role.

    Why it matters: people are put into groups to give them something. A group that gives nothing misleads whoever
    reviews access, and whoever finds its name later may hang a role on it without knowing who is inside. A role on an
    archived project counts as use, because the project may be restored. Not examined are: shared filters and
    dashboards, boards, issue security levels, notification schemes, workflow conditions, automation rules, global
    permissions and permissions inside other products. The directory's own count of the group's resources must be 0
    too; a group without that count is not judged.

    How to fix: look at the things that are not examined, ask the group's members or its owner what it is for, then
    delete it or say in its description what it does.
    """
    graph = audit.graph
    for group in audit.subjects:
        members = len(audit.access.populations.behind(group))
        if not members or any(held_projects(graph, group)):
            continue
        if any(graph.targets(group, EdgeKind.GIVES_ACCESS, EdgeKind.ADMINISTERS, EdgeKind.DEFAULT_ACTOR_IN)):
            continue
        resources = graph.nodes[group].get("resources_count")
        if resources is None:
            yield Undecided(group, "the directory did not count the resources that the group has access to")
        elif resources == 0:
            yield Hit(
                group,
                f"The group {graph.name_of(group)} has {counted(members, 'member')} and gives none of them a project "
                f"role, a grant, product access or an admin role.",
                details={"members": members, "not_examined": list(_NOT_EXAMINED)},
            )
