"""The check ``shadow-project-admin``."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from pydantic import Field
from pyroaring import BitMap

from graph_audit.checks.administration import Administrators, administrators, listed_each
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check
from graph_audit.checks.holdings import own_roles, own_schemes
from graph_audit.checks.needs import REACHES
from graph_audit.checks.subjects import people
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.ids import kind_of

__all__ = ["shadow_project_admin"]

_PROJECTS_LISTED = 20
_TEN_PROJECTS = "\n".join(
    [
        "tenant:t gate=known",
        "user:maya -member_of-> group:staff -gives_access-> app_role:t:jira -gives_access-> any_licensed:t",
        *(f"group:staff -actor_in-> role:t:P{n}:10 -grants ADMINISTER_PROJECTS-> project:t:P{n}" for n in range(10)),
    ]
)


class _Options(Options):
    min_projects: int = Field(default=10, ge=1, description="On how many projects, at least, without an entry.")


@check(
    title="Person administers projects and stands in none of their roles",
    severity=Severity.HIGH,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=REACHES,
    subjects=people,
    options=_Options,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.5.18", "A.8.2")),
    bad=_TEN_PROJECTS,
    good=f"{_TEN_PROJECTS}\nuser:maya -actor_in-> role:t:P0:10",
)
def shadow_project_admin(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find people who administer many projects only because of groups, and have no entry of their own anywhere.

    Why it matters: neither these people nor those who run the projects know of it: no list of a project's members
    shows them. Whoever takes over such an account decides who gets into all of these projects.

    How to fix: take the group out of the administrator roles, or the people out of the group.
    """
    users, reach = audit.access.populations, audit.once(administrators)
    needed = audit.options.min_projects
    sure, possible = reach.sure.at_least(needed), reach.possibly(needed)
    shadows = (sure | possible) - users.numbers(_with_entries(audit))
    found = sure & shadows
    yield from _hits(audit, reach, found)
    for user in users.nodes((possible & shadows) - found):
        yield Undecided(user, "whether the account is active and has product access is not known")


def _with_entries(audit: Audit[Any]) -> set[str]:
    """Whoever stands in a role or a scheme, or leads a project that grants something to its lead."""
    graph, grants = audit.graph, audit.access.grants
    leads = {g.holder for project in graph.of_kind(NodeKind.PROJECT) for g in grants.parts(project)[0]}
    standing = audit.once(own_roles).keys() | audit.once(own_schemes).keys()
    return standing | {holder for holder in leads if kind_of(holder) == NodeKind.USER}


def _hits(audit: Audit[_Options], reach: Administrators, found: BitMap) -> Iterator[Hit]:
    graph, users = audit.graph, audit.access.populations.users
    listed = listed_each(len(found), _PROJECTS_LISTED)
    paths, widest = partial(reach.paths, listed), reach.widest_doors(found)

    def details(user: str) -> dict[str, Any]:
        return {"projects": reach.sure.of(audit.access.populations.number(user))}

    for number, total in reach.sure.counts(found).items():
        user = users[number]
        yield Hit(
            user,
            f"{graph.name_of(user)} administers {counted(total, 'project')} without an entry of their own in any.",
            paths=paths,
            left_out=max(0, total - listed),
            cause=widest.get(number),
            details=details,
        )
