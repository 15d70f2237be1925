"""Access paths in an administrator's words, and what would have to be removed."""

from collections.abc import Sequence

from graph_audit.access.attainable import Attainable
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of, local_id
from graph_audit.graph.naming import home_of
from graph_audit.graph.path import AccessPath, Step

__all__ = ["attainable_in_words", "called", "common_steps", "path_in_words", "removal"]


def common_steps(paths: Sequence[AccessPath]) -> tuple[Step, ...]:
    """The steps that every path takes: the single points of a grant or a gate, in the order of the first path.

    Removing any of them removes all paths; removing any other step alone removes nothing.
    """
    if not paths:
        return ()
    shared = set.intersection(*({step.ends for step in path} for path in paths))
    return tuple(step for step in paths[0] if step.ends in shared)


def path_in_words(graph: AccessGraph, path: AccessPath) -> str:
    """A path, innermost first: ``member of group “devs” → role Developers in PAY → Default scheme``."""
    if not path:
        return "without any entry: everybody has it"
    return " → ".join(filter(None, (_step(graph, step) for step in path)))


def attainable_in_words(graph: AccessGraph, way: Attainable) -> str:
    """A way to give oneself a permission: ``lead of project PAY → could join role Developers in PAY``."""
    words = path_in_words(graph, way.path)
    if not way.roles:
        return words
    first, *others = way.roles
    if not others:
        return f"{words} → could join {called(graph, first)}"
    return f"{words} → could join one of the roles {', '.join(map(graph.name_of, way.roles))}"


def removal(graph: AccessGraph, step: Step, who: str = "") -> str:
    """What an administrator does to remove an edge: ``remove Maya from group “devs”``; ``who`` may stand for Maya."""
    parts = _parts(graph, step)
    return _REMOVALS.get(step.kind, _REMOVE_ANY).format_map(parts | {"source": who or parts["source"]})


_REMOVE_ANY = "remove what ties {source} to {target}"
_REMOVALS: dict[str, str] = {
    EdgeKind.MEMBER_OF: "remove {source} from {target}",
    EdgeKind.ACTOR_IN: "take {source} out of {target}",
    EdgeKind.GRANTS: "take {permissions} from {source} in {scheme}",
    EdgeKind.HOLDS: "take {permissions} from {source} in {target}",
    EdgeKind.GOVERNS: "give {target} another permission scheme than {source}",
    EdgeKind.LEADS: "make somebody else the lead of {target}, or take {permissions} from the lead in {scheme}",
    EdgeKind.GIVES_ACCESS: "take {source} out of those with product access to {target}",
}
_STEPS: dict[str, str] = {
    EdgeKind.MEMBER_OF: "member of {target}",
    EdgeKind.GRANTS: "{scheme}",
    EdgeKind.HOLDS: "{source} in {target}",
    EdgeKind.GOVERNS: "{target}",
    EdgeKind.LEADS: "lead of {target}",
    EdgeKind.GIVES_ACCESS: "product access: {target}",
    EdgeKind.OWNS: "owner of {target}",
    EdgeKind.SEES: "may see {target}",
    EdgeKind.DEFAULT_ACTOR_IN: "put into the role {target} of each new project",
    EdgeKind.USES_PRODUCT: "has a product of {target}",
}
_NAMED_HERE = "named in {target}"


def _step(graph: AccessGraph, step: Step) -> str:
    if step.kind == EdgeKind.GIVES_ACCESS and kind_of(step.target) == NodeKind.ANY_LICENSED:
        return ""  # who has product access is "anyone with product access": nothing that could be taken away
    words = _STEPS.get(step.kind, "{target}")
    if step.kind == EdgeKind.HOLDS and kind_of(step.source) in {NodeKind.USER, NodeKind.GROUP}:
        words = _NAMED_HERE
    return words.format_map(_parts(graph, step))


def _parts(graph: AccessGraph, step: Step) -> dict[str, str]:
    scheme = step.key.partition(":")[2]
    return {
        "source": called(graph, step.source),
        "target": called(graph, step.target),
        "scheme": called(graph, scheme) if scheme in graph else "its permission scheme",
        "permissions": " and ".join(step.permissions) or "the grant",
    }


def called(graph: AccessGraph, node: str) -> str:
    """What the node is called, with its kind where the name alone would not tell it."""
    known = graph.nodes[node]
    project = known.get("project", "")
    home = home_of(graph, node) or local_id(node) if _is_ambiguous(graph, node) else ""
    parts = {
        "name": graph.name_of(node),
        "home": f" ({home})" if home else "",
        "key": known.get("key", graph.name_of(node)),
        "project": graph.nodes[project].get("key", project) if project in graph else project,
    }
    return _KINDS.get(kind_of(node), "{name}").format_map(parts)


def _is_ambiguous(graph: AccessGraph, node: str) -> bool:
    """Whether it is a group that shares its name: who removes somebody from the other one has removed nothing."""
    return kind_of(node) == NodeKind.GROUP and node in graph.namesakes(NodeKind.GROUP)


_KINDS: dict[str, str] = {
    NodeKind.GROUP: "group “{name}”{home}",
    NodeKind.ROLE: "role {name} in {project}",
    NodeKind.PROJECT: "project {key}",
    NodeKind.SCHEME: "scheme “{name}”",
}
