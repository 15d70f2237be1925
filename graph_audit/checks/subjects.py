"""The nodes that checks look at, in the words of the catalogue."""

from collections.abc import Iterator
from typing import Any

from graph_audit.checks.definition import Audit
from graph_audit.core.kinds import EdgeKind, NodeKind

__all__ = [
    "directory_groups",
    "groups",
    "has_own_roles",
    "is_person",
    "members_are_told",
    "organisations",
    "people",
    "projects",
    "schemes",
]


def groups(audit: Audit[Any]) -> Iterator[str]:
    """Every group."""
    yield from audit.graph.of_kind(NodeKind.GROUP)


def directory_groups(audit: Audit[Any]) -> Iterator[str]:
    """Every group whose own record a directory delivered; other groups are only named by others."""
    return (group for group in groups(audit) if any(audit.graph.targets(group, EdgeKind.IN_DIRECTORY)))


def members_are_told(group: str) -> bool:
    """Whether memberships could name this group: they go by id, and some groups are known by name only."""
    return not group.startswith(f"{NodeKind.GROUP}:name:")


def is_person(audit: Audit[Any], node: str) -> bool:
    """Whether the node is a human account: apps, customers and accounts of unknown type do not count as people."""
    return node in audit.once(_people)


def people(audit: Audit[Any]) -> Iterator[str]:
    """Every human account."""
    return iter(audit.once(_people))


def _people(audit: Audit[Any]) -> dict[str, None]:
    graph = audit.graph
    users = graph.of_kind(NodeKind.USER)
    return {user: None for user in users if graph.attribute(user, "account_type") == "atlassian"}


def has_own_roles(audit: Audit[Any], project: str) -> bool:
    """Whether the project is team-managed: it has roles of its own, filled by whoever runs it."""
    return bool(audit.graph.attribute(project, "style") == "next-gen")


def organisations(audit: Audit[Any]) -> Iterator[str]:
    """The organisation."""
    yield from audit.graph.of_kind(NodeKind.ORG)


def schemes(audit: Audit[Any]) -> Iterator[str]:
    """Every permission scheme whose own record was read; others are only named by projects."""
    return (scheme for scheme in audit.graph.of_kind(NodeKind.SCHEME) if audit.graph.attribute(scheme, "scopes"))


def projects(audit: Audit[Any]) -> Iterator[str]:
    """Every project; archived ones only where the configuration asks for them."""
    return iter(audit.once(_projects))


def _projects(audit: Audit[Any]) -> tuple[str, ...]:
    graph = audit.graph
    return tuple(
        project
        for project in graph.of_kind(NodeKind.PROJECT)
        if audit.include_archived or not graph.attribute(project, "archived")
    )
