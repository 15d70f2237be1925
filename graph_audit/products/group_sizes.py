"""The size of each group, as the server counts it, against the members that were found.

Accounts tell of their groups; a sweep that has lost accounts, or an account that does not name all its groups, shows in
nothing else. Whether the server counts people who are not active is not documented, so it is learned from the groups
that have such members: if most of their counts leave them out, all do.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from graph_audit.access.gates import is_active
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["Size", "groups_to_ask_again", "short_of_members", "sizes_in"]


@dataclass(frozen=True, slots=True)
class Size:
    """One group.

    Attributes:
        group: its id.
        counted: members by the server's count.
        found: members that were found.
        active: those of them that are active.
    """

    group: str
    counted: int
    found: int
    active: int


def short_of_members(sizes: Iterable[Size]) -> list[str]:
    """The groups with more members by the server's count than were found."""
    known = list(sizes)
    telling = [size for size in known if size.active != size.found]
    leaves_out_inactive = sum(s.counted == s.active for s in telling) > sum(s.counted == s.found for s in telling)
    return [size.group for size in known if size.counted > (size.active if leaves_out_inactive else size.found)]


def groups_to_ask_again(rows: Mapping[str, Iterable[Any]]) -> Iterator[tuple[str, ...]]:
    """The groups of a directory that lack members, from the rows of ``groups`` and ``users`` as they came."""
    counted: dict[str, int] = {}
    for row in rows["groups"]:
        counts = row.get("counts") if isinstance(row, Mapping) else None
        size = counts.get("users") if isinstance(counts, Mapping) else None
        if isinstance(size, int) and not isinstance(size, bool) and isinstance(row.get("id"), str):
            counted[row["id"]] = size
    found: dict[str, int] = defaultdict(int)
    active: dict[str, int] = defaultdict(int)
    seen: set[Any] = set()
    for row in rows["users"]:
        account = row.get("accountId") if isinstance(row, Mapping) else None
        if not isinstance(account, str) or account in seen:
            continue
        seen.add(account)
        works = row.get("accountStatus") == row.get("membershipStatus") == "active"
        groups = row.get("groups")
        named = [group.get("id") for group in groups if isinstance(group, Mapping)] if isinstance(groups, list) else []
        for group in {group for group in named if isinstance(group, str)}:
            found[group] += 1
            active[group] += works
    sizes = (Size(group, size, found.get(group, 0), active.get(group, 0)) for group, size in counted.items())
    return ((group,) for group in short_of_members(sizes))


def sizes_in(graph: AccessGraph) -> Iterator[Size]:
    """The sizes of the groups whose count is known, as the whole scan found them; none if all agree anyhow."""
    counts = {group: int(graph.nodes[group].get("users_count") or 0) for group in graph.of_kind(NodeKind.GROUP)}
    members = {group: list(graph.sources(group, EdgeKind.MEMBER_OF)) for group, count in counts.items() if count}
    if all(counts[group] == len(found) for group, found in members.items()):
        return  # whether each member is active need not be found out
    works = cache(lambda user: is_active(graph, user) is True)
    for group, found in members.items():
        yield Size(group, counts[group], len(found), sum(map(works, found)))
