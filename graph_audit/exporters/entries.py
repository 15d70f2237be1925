"""The single entries through which people have access to one project, each with the people whom it lets in.

A group in a role is one entry, and so are the accounts that stand in that role one by one. What a person has on a
project follows from the set of entries that concern them, so that the cells of a spreadsheet are worked out once for
each such set.
"""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pyroaring import BitMap

from graph_audit.access.engine import Access
from graph_audit.access.grants import Certainty, GrantSource
from graph_audit.access.words import called, path_in_words, removal
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of
from graph_audit.graph.path import AccessPath, Step

__all__ = ["ANYBODY", "Entry", "entries_on"]

ANYBODY = "\0"
"""Stands in a cell for the name of the person whom the row is about."""
_WHO = "the account"
_LEADS_TO_HOLDER = (EdgeKind.ACTOR_IN, EdgeKind.GIVES_ACCESS)


class Entry(NamedTuple):
    """One way in.

    Attributes:
        cell: what it is, as JSON; :data:`ANYBODY` stands for the name of an account that is named itself.
        permissions: what it gives.
        users: numbers of those whom it lets in; none for ``anyone``, who is nobody in particular.
        words: the path from the person to the project.
        remedy: what to do so that it no longer lets a person in.
        is_public: whether it is for anybody on the internet.
    """

    cell: str
    permissions: frozenset[str]
    users: BitMap
    words: str
    remedy: str
    is_public: bool = False


def entries_on(access: Access, resource: str, let_in: BitMap) -> Iterator[Entry]:
    """Every entry on a resource, roles first, in a stable order.

    Args:
        access: the access engine.
        resource: project node.
        let_in: numbers of the accounts that count: those that pass the gates of the tenant.
    """
    gated = access.gated_permission(resource)
    for source in access.grants_on(resource):
        if source.holder_kind in Certainty.PUBLIC:
            yield _public(access.graph, source)
        elif source.holder_kind not in Certainty.NOBODY_LISTED:
            special = let_in & access.gate_on(gated, resource).passed if source.permissions == {gated} else let_in
            for people, head in _ways(access.graph, source.holder):
                entry = _entry(access, source, people, head)
                users = entry.users & special
                if users:
                    yield entry._replace(users=users)


def _public(graph: AccessGraph, source: GrantSource) -> Entry:
    tail = _steps(source)
    remedy = removal(graph, tail[0])
    return Entry(_json("public", "anyone"), source.permissions, BitMap(), path_in_words(graph, tail), remedy, True)  # noqa: FBT003


def _ways(graph: AccessGraph, holder: str) -> Iterator[tuple[Sequence[str], AccessPath]]:
    """Each group behind a holder, and all accounts that are named there together; with the steps from there."""
    if kind_of(holder) in {NodeKind.GROUP, NodeKind.USER}:
        yield [holder], ()
        return
    named: list[str] = []
    for source in graph.sources(holder, *_LEADS_TO_HOLDER):
        if kind_of(source) == NodeKind.USER:
            named.append(source)
        else:
            [step, *_] = graph.steps(source, holder, *_LEADS_TO_HOLDER)
            yield from ((people, (*head, step)) for people, head in _ways(graph, source))
    if named:
        [step, *_] = graph.steps(named[0], holder, *_LEADS_TO_HOLDER)
        yield named, (step,)


def _entry(access: Access, source: GrantSource, people: Sequence[str], head: AccessPath) -> Entry:
    graph, path = access.graph, (*head, *_steps(source))
    users = BitMap().union(*(access.populations.behind(one) for one in people))
    words = path_in_words(graph, path)
    if kind_of(people[0]) == NodeKind.USER:
        return Entry(_cell(graph, source, ""), source.permissions, users, words, removal(graph, path[0], _WHO))
    group = called(graph, people[0])
    where = ", in the identity provider" if graph.attribute(people[0], "synced") else ""
    return Entry(
        _cell(graph, source, graph.name_of(people[0])),
        source.permissions,
        users,
        f"member of {group} → {words}",
        f"remove {_WHO} from {group}{where}",
    )


def _cell(graph: AccessGraph, source: GrantSource, group: str) -> str:
    """The JSON of a cell; without a group the accounts are named themselves."""
    if source.holder_kind == NodeKind.ANY_LICENSED:
        return _json("app_access", "any_logged_in_user")
    if source.holder_kind == NodeKind.APP_ROLE:
        return _json("app_access", str(graph.attribute(source.holder, "key") or graph.name_of(source.holder)))
    if source.holder_kind == NodeKind.ROLE:
        return _json(f"Role{'Group' if group else 'User'}_{graph.name_of(source.holder)}", group)
    if group:
        return _json("group", group)
    return _json("project_lead" if source.edges[0][2].startswith(EdgeKind.LEADS) else "user", "")


def _json(key: str, value: str) -> str:
    if value:
        return f"{{{json.dumps(key, ensure_ascii=False)}:{json.dumps(value, ensure_ascii=False)}}}"
    return f"{{{json.dumps(key, ensure_ascii=False)}:{ANYBODY}}}"


def _steps(source: GrantSource) -> AccessPath:
    """The edges from the holder to the resource, without the records that prove them."""
    return tuple(Step(start, key.partition(":")[0], end, key) for start, end, key in source.edges)
