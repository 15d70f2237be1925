"""The accounts that administer the organisation, a site or a product, and the paths by which they do."""

from collections.abc import Callable, Iterator
from typing import Any

from pyroaring import BitMap

from graph_audit.access.admins import admin_role_paths, administrators
from graph_audit.checks.definition import Audit, Hit, Undecided
from graph_audit.checks.wording import listed
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.path import AccessPath

__all__ = ["active_admins", "admins", "judge_admins", "organisation_admins", "roles_in_words"]


def admins(audit: Audit[Any]) -> BitMap:
    """Numbers of the accounts with an admin role of any level, whatever their status."""
    roles = audit.graph.of_kind(NodeKind.ADMIN_ROLE)
    return administrators(audit.graph, audit.access.populations, roles)


def active_admins(audit: Audit[Any]) -> Iterator[tuple[str, tuple[AccessPath, ...], bool | None]]:
    """The admins among the subjects whose account is not known to be inactive: node, paths, whether it is active."""
    access, subjects = audit.access, frozenset(audit.subjects)
    for user in access.populations.nodes(admins(audit)):
        active = access.is_active(user)
        if user in subjects and active is not False:
            yield user, tuple(admin_role_paths(audit.graph, user)), active


def judge_admins(
    audit: Audit[Any], judge: Callable[[str], bool | None], doubt: str, say: Callable[[str, str], str]
) -> Iterator[Hit | Undecided]:
    """A hit for each active admin among the subjects of whom ``judge`` says yes.

    Args:
        audit: what the check asks.
        judge: whether an account is found; None where that is not known.
        doubt: what is not known then, as a clause.
        say: the sentence, from the account's node and its admin roles in words.
    """
    for user, paths, active in active_admins(audit):
        found = judge(user)
        if found is None:
            yield Undecided(user, doubt)
        elif found and active is None:
            yield Undecided(user, "whether the account is active is not known")
        elif found:
            roles = roles_in_words(audit.graph, paths)
            yield Hit(
                user, say(user, roles), paths=paths, details={"admin_roles": sorted({p[-1].target for p in paths})}
            )


def roles_in_words(graph: AccessGraph, paths: tuple[AccessPath, ...]) -> str:
    """The admin roles that paths lead to: ``Organisation admin``, ``Jira admin of northwind and Site admin …``."""
    return listed(sorted({graph.name_of(path[-1].target) for path in paths}))


def organisation_admins(audit: Audit[Any], organisation: str) -> tuple[list[str], list[str], dict[str, AccessPath]]:
    """Who reaches organisation admin: active accounts, those of unknown status, and the first path of each."""
    graph, access = audit.graph, audit.access
    roles = {role for role in graph.sources(organisation, EdgeKind.ADMINISTERS) if not graph.attribute(role, "limited")}
    holding = administrators(graph, access.populations, roles)
    paths = {
        user: next(path for path in admin_role_paths(graph, user) if path[-1].target in roles)
        for user in access.populations.nodes(holding & (access.active.passed | access.active.unknown))
    }
    nodes = access.populations.nodes
    return nodes(holding & access.active.passed), nodes(holding & access.active.unknown), paths
