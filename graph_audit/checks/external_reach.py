"""The check ``external-reach``."""

from collections.abc import Iterator
from functools import partial

from graph_audit.checks.administration import Reach, listed_each, readers
from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, absence, check, presence
from graph_audit.checks.domains import domain_of, verified_domains
from graph_audit.checks.needs import REACHES
from graph_audit.checks.shared_values import shared_value
from graph_audit.checks.subjects import people
from graph_audit.checks.tables import DOMAINS, MANAGED_ACCOUNTS
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["external_reach"]

_PROJECTS_LISTED = 20


@check(
    title="Account outside the verified domains reaches projects",
    severity=Severity.HIGH,
    category="Users",
    about=ScopeKind.DIRECTORY,
    needs=(*REACHES, presence(*MANAGED_ACCOUNTS), absence(*DOMAINS)),
    subjects=people,
    controls=Controls(soc2=("CC6.1", "CC6.6"), iso27001=("A.5.15", "A.5.19", "A.8.3")),
    bad="""
        tenant:t gate=known
        domain:example.com verified=yes
        user:maya email=maya@partner.example
        user:maya -member_of-> group:devs -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
        group:devs -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
    """,
    good="""
        tenant:t gate=known
        domain:example.com verified=yes
        user:maya email=maya@example.com
        user:maya -member_of-> group:devs -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
        group:devs -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
    """,
)
def external_reach(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find people from outside the organisation's verified domains who can browse projects.

    Why it matters: partners and contractors see what their groups see, and groups are filled with colleagues in mind.
    The paths say through what each of them gets in. An account whose address Atlassian does not tell counts as outside
    when the organisation does not manage it.

    How to fix: give outsiders groups of their own, and these the projects that they need; agree on when access ends.

    Upper bound: issue security may hide single work items from people who can browse the project.
    """
    graph, users = audit.graph, audit.access.populations
    verified = verified_domains(graph)
    outside = {user: domain for user in audit.subjects if (domain := _outside(graph, user, verified)) is not None}
    reach = Reach(audit.once(readers), users.numbers(outside))
    found = reach.sure.at_least(1)
    listed = listed_each(len(found), _PROJECTS_LISTED)
    paths = partial(reach.paths, listed)
    for number, total in reach.sure.counts(found).items():
        user = users.users[number]
        domain = outside[user]
        told = audit.told(domain)
        yield Hit(
            user,
            f"{graph.name_of(user)}{f' of {told}' if domain else ''} can browse {counted(total, 'project')}.",
            paths=paths,
            left_out=max(0, total - listed),
            cause=shared_value("e-mail domain", domain, told) if domain else None,
            details={"projects": total, "managed": graph.attribute(user, "managed") or "unknown"},
        )
    for user in users.nodes(reach.possibly(1) - found):
        yield Undecided(user, "whether the account is active and has product access is not known")


def _outside(graph: AccessGraph, user: str, verified: frozenset[str]) -> str | None:
    """The domain of an account outside the verified domains (empty: not told); None for one inside."""
    if domain := domain_of(graph, user):
        return None if domain in verified else domain
    return "" if graph.attribute(user, "managed") == "no" else None
