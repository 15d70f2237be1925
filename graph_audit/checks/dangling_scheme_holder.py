"""The check ``dangling-scheme-holder``."""

from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, absence, check
from graph_audit.checks.holdings import FILLED_OTHERWISE
from graph_audit.checks.subjects import members_are_told, schemes
from graph_audit.checks.tables import ACCOUNTS, GROUPS, HOLDERS, MEMBERSHIPS
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind, Severity
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of, local_id

__all__ = ["dangling_scheme_holder"]


@check(
    title="Permission scheme grants to nobody: empty group, closed account, empty role",
    severity=Severity.MEDIUM,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=(
        *(absence(*tables) for tables in (GROUPS, ACCOUNTS, *HOLDERS)),
        absence(*MEMBERSHIPS, everywhere=True),
    ),
    subjects=schemes,
    controls=Controls(soc2=("CC6.1", "CC6.3"), iso27001=("A.5.15", "A.5.18")),
    bad="group:left -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
    good="user:maya -member_of-> group:devs -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
)
def dangling_scheme_holder(audit: Audit[Options]) -> Iterator[Hit | Undecided]:
    """Find permission schemes that grant to a group without members, a closed account, or a role without anybody in it.

    Why it matters: the grant gives nothing today, and whoever is put into that group or role for another reason gets
    it unasked, on every project that the scheme governs.

    How to fix: remove the grant, or put the people into the group or role for whom it was meant.
    """
    graph = audit.graph
    for scheme in audit.subjects:
        holders = list(graph.sources(scheme, EdgeKind.HOLDS))
        named = [holder for holder in holders if kind_of(holder) == NodeKind.GROUP and not members_are_told(holder)]
        empty = [(holder, "has no members") for holder in holders if _is_empty_group(graph, holder)]
        empty += [(holder, "is closed") for holder in holders if graph.attribute(holder, "account_status") == "closed"]
        paths = [tuple(graph.steps(holder, scheme, EdgeKind.HOLDS)) for holder, _ in empty]
        roles = dict(_empty_roles(graph, scheme))
        told = [f"{graph.name_of(holder)} {what}" for holder, what in empty]
        told += [f"nobody stands in {graph.name_of(role)} on any project" for role in roles.values()]
        if told:
            paths += [
                tuple(graph.steps(role, project, EdgeKind.GRANTS))
                for role in roles.values()
                for project in graph.targets(role, EdgeKind.GRANTS)
            ]
            yield Hit(
                scheme,
                f"The scheme {graph.name_of(scheme)} grants to nobody: {listed(told)}.",
                paths=tuple(paths),
                details={
                    "holders": [holder for holder, _ in empty],
                    "roles": sorted(map(graph.name_of, roles.values())),
                },
            )
        elif named:
            yield Undecided(scheme, "the server named a group without its id, so its members are not known")


def _is_empty_group(graph: AccessGraph, holder: str) -> bool:
    is_group = kind_of(holder) == NodeKind.GROUP and members_are_told(holder)
    return is_group and next(graph.sources(holder, EdgeKind.MEMBER_OF), None) is None


def _empty_roles(graph: AccessGraph, scheme: str) -> Iterator[tuple[str, str]]:
    """The roles that the scheme grants to and that are empty on all its projects, each with its node on the first."""
    found: dict[str, str] = {}
    filled = set[str]()
    for project in graph.targets(scheme, EdgeKind.GOVERNS):
        for role in graph.sources(project, EdgeKind.GRANTS):
            if graph.attribute(role, "name") in FILLED_OTHERWISE:
                continue
            number = local_id(role).rpartition("/")[2]
            if number not in filled and next(graph.sources(role, EdgeKind.ACTOR_IN), None) is not None:
                filled.add(number)
            elif number not in filled:
                found.setdefault(number, role)
    return ((number, role) for number, role in sorted(found.items()) if number not in filled)
