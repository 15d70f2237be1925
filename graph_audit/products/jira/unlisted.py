"""Principals that stand in a role or a scheme of a site, or lead one of its projects, and that no list has.

They may have been deleted, or the list may have a gap of which the server said nothing: nobody can tell which.
"""

from collections.abc import Iterator

from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of, tenant_id, tenant_of
from graph_audit.products.records import Records

__all__ = ["doubt_lists"]

_TIES = (EdgeKind.ACTOR_IN, EdgeKind.HOLDS, EdgeKind.GIVES_ACCESS, EdgeKind.LEADS)


def doubt_lists(records: Records, graph: AccessGraph) -> None:
    """Put the lists of accounts and groups of a site in doubt for each principal there that none of them tells of."""
    whole = {(entry.table, entry.scope) for table in _LISTS for entry in records.coverage().of(table) if entry.is_whole}
    for principal, cloud_id in _unlisted(graph):
        table, reason = _REASONS[kind_of(principal)]
        if (table, tenant_id(cloud_id)) in whole:
            records.lack(table, tenant_id(cloud_id), principal, reason)


_REASONS = {
    NodeKind.USER.value: ("jira_users", "in roles, in schemes or leading projects, of which no list of accounts tells"),
    NodeKind.GROUP.value: (
        "jira_groups",
        "in roles, in schemes or with product access, of which no list of groups tells",
    ),
}
_LISTS = tuple(table for table, _ in _REASONS.values())


def _unlisted(graph: AccessGraph) -> Iterator[tuple[str, str]]:
    """Pairs of a principal and the cloudId of a site on which it holds something."""
    for user in graph.of_kind(NodeKind.USER):
        if not graph.nodes[user].get("scopes"):
            yield from ((user, tenant_of(target)) for target in graph.targets(user, *_TIES))
    for group in graph.of_kind(NodeKind.GROUP):
        if not graph.nodes[group].get("records"):
            yield from ((group, tenant_of(target)) for target in graph.targets(group, *_TIES))
    for project in graph.of_kind(NodeKind.PROJECT):
        lead = graph.nodes[project].get("lead", "")
        if kind_of(lead) == NodeKind.USER and not graph.nodes[lead].get("scopes"):
            yield lead, tenant_of(project)
