"""The check ``wide-project-admin``."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from pydantic import Field
from pyroaring import BitMap

from graph_audit.checks.administration import Administrators, administrators, listed_each
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, check
from graph_audit.checks.needs import REACHES
from graph_audit.checks.subjects import people
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.core.wording import counted

__all__ = ["wide_project_admin"]

_PROJECTS_LISTED = 50


class _Options(Options):
    min_projects: int = Field(default=3, ge=1, description="On how many projects a person is a wide administrator.")


@check(
    title="Person administers many projects",
    severity=Severity.MEDIUM,
    category="Users",
    about=ScopeKind.DIRECTORY,
    alias="over_privileged_users",
    needs=REACHES,
    subjects=people,
    options=_Options,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.5.18", "A.8.2")),
    bad="""
        user:maya -member_of-> group:jira-users -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
        tenant:t gate=known
        user:maya -member_of-> group:leads
        group:leads -actor_in-> role:t:PAY:10 -grants ADMINISTER_PROJECTS-> project:t:PAY
        group:leads -actor_in-> role:t:OPS:10 -grants ADMINISTER_PROJECTS-> project:t:OPS
        user:maya -actor_in-> role:t:WEB:10 -grants ADMINISTER_PROJECTS-> project:t:WEB
    """,
    good="""
        tenant:t gate=known
        user:maya -member_of-> group:leads
        group:leads -actor_in-> role:t:PAY:10 -grants ADMINISTER_PROJECTS-> project:t:PAY
        group:leads -actor_in-> role:t:OPS:10 -grants ADMINISTER_PROJECTS-> project:t:OPS
        user:maya -actor_in-> role:t:WEB:10 -grants ADMINISTER_PROJECTS-> project:t:WEB
    """,
)
def wide_project_admin(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find people who effectively have Administer Projects on many projects, by whatever path.

    Why it matters: who administers a project decides who else gets in. One such account that is taken over opens all
    of its projects. Mostly one wide group is the reason; the finding then names it. Only what lets a person in today
    counts: the account is active and has product access. What is held directly and what comes through groups is
    counted apart.

    How to fix: take the group out of the administrator roles and name a smaller one for each project. Remove direct
    entries that a group covers.
    """
    reach, needed = audit.once(administrators), audit.options.min_projects
    found = reach.sure.at_least(needed)
    yield from _hits(audit, reach, found)
    for user in audit.access.populations.nodes(reach.possibly(needed) - found):
        yield Undecided(user, "whether the account is active and has product access is not known")


def _hits(audit: Audit[_Options], reach: Administrators, found: BitMap) -> Iterator[Hit]:
    listed = listed_each(len(found), _PROJECTS_LISTED)
    paths, details = partial(reach.paths, listed), partial(_details, audit, reach)
    widest = reach.widest_doors(found)
    by_own_entries, through_doors = reach.direct.counts(found), reach.through_doors(found)
    for number, total in reach.sure.counts(found).items():
        user, direct, through = audit.access.populations.users[number], by_own_entries[number], through_doors[number]
        yield Hit(
            user,
            f"{audit.graph.name_of(user)} administers {counted(total, 'project')}: {direct:,} by entries of their own, "
            f"{through:,} through groups.",
            paths=paths,
            left_out=max(0, total - listed),
            cause=widest.get(number),
            details=details,
        )


def _details(audit: Audit[Any], reach: Administrators, user: str) -> dict[str, Any]:
    number = audit.access.populations.number(user)
    return {
        "projects": reach.sure.of(number),
        "direct": reach.direct.of(number),
        "through_groups": reach.through_doors(BitMap([number]))[number],
    }
