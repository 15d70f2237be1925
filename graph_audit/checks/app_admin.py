"""The check ``app-admin``."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from pyroaring import BitMap

from graph_audit.access.admins import admin_role_paths
from graph_audit.access.grants import Certainty, GrantSource
from graph_audit.checks.administration import PERMISSION
from graph_audit.checks.admins import admins, roles_in_words
from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.holdings import ADD_ON_ROLE, PATHS_LISTED
from graph_audit.checks.needs import REACHES
from graph_audit.checks.subjects import projects
from graph_audit.checks.tables import ADMINISTRATORS, WORKSPACES
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.path import AccessPath

__all__ = ["app_admin"]


def _apps(audit: Audit[Any]) -> Iterator[str]:
    """Apps and service accounts."""
    graph = audit.graph
    return (user for user in graph.of_kind(NodeKind.USER) if graph.attribute(user, "account_type") == "app")


@check(
    title="App or service account is an administrator",
    severity=Severity.HIGH,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=(*REACHES, *(presence(*tables) for tables in (*ADMINISTRATORS, WORKSPACES))),
    subjects=_apps,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.5.18", "A.8.2")),
    bad="""
        user:robot account_type=app
        user:robot -actor_in-> role:t:PAY:10 -grants ADMINISTER_PROJECTS-> project:t:PAY
    """,
    good="""
        user:robot account_type=app
        role:t:PAY:10 name=atlassian-addons-project-access
        user:robot -actor_in-> role:t:PAY:10 -grants ADMINISTER_PROJECTS-> project:t:PAY
    """,
)
def app_admin(audit: Audit[Options]) -> Iterator[Hit]:
    """Find apps and service accounts that administer projects, a site or the organisation.

    Why it matters: whoever runs the app, or finds its token in a script, administers what it does, and no second
    factor is ever asked for. What Jira itself gives to every app, the role "atlassian-addons-project-access", does not
    count.

    How to fix: find out what the app really does, and give it a role with just that. Remove apps that nobody uses.
    """
    access, graph = audit.access, audit.graph
    administers, on_projects = admins(audit), _on_projects(audit)
    for app in audit.subjects:
        if access.is_active(app) is False:
            continue
        number = access.populations.number(app)
        roles = tuple(admin_role_paths(graph, app)) if number in administers else ()
        total, paths = on_projects.get(app, (0, ()))
        told = [f"is {roles_in_words(graph, roles)}"] if roles else []
        told += [f"administers {counted(total, 'project')}"] if total else []
        if told:
            yield Hit(
                app,
                f"The app {graph.name_of(app)} {' and '.join(told)}.",
                paths=(*roles, *paths),
                left_out=max(0, total - len(paths)),
                details={"projects": total, "admin_roles": sorted({path[-1].target for path in roles})},
            )


def _on_projects(audit: Audit[Any]) -> dict[str, tuple[int, tuple[AccessPath, ...]]]:
    """By app, on how many projects it has Administer Projects by another way than every app, and how."""
    access = audit.access
    apps, totals = BitMap(list(map(access.populations.number, audit.subjects))), Counter[str]()
    paths: dict[str, list[AccessPath]] = defaultdict(list)
    for project in projects(audit) if apps else ():
        granting = [source for source in access.granting(PERMISSION, project) if not _is_of_all_apps(audit, source)]
        listed = [source.holder for source in granting if source.holder_kind not in Certainty.NOBODY_LISTED]
        found = BitMap.union(BitMap(), *map(access.populations.behind, listed)) & apps
        passed = access.gate_on(PERMISSION, project).passed if found else found
        for app in access.populations.nodes(found & passed):
            totals[app] += 1
            if len(paths[app]) < PATHS_LISTED:
                paths[app] += access.paths_through(app, PERMISSION, granting)
    return {app: (total, tuple(paths[app][:PATHS_LISTED])) for app, total in totals.items()}


def _is_of_all_apps(audit: Audit[Any], source: GrantSource) -> bool:
    return source.holder_kind == NodeKind.ROLE and audit.graph.attribute(source.holder, "name") == ADD_ON_ROLE
