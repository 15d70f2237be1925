"""From what people call a thing to its node: by id, e-mail address, project key or name; never a guess."""

from collections.abc import Iterator, Sequence

from graph_audit.core.errors import UsageError
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.core.suggestion import nearest
from graph_audit.core.wording import folded
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import kind_of, local_id, tenant_id, tenant_of

__all__ = ["find", "home_of", "is_on", "site_of"]

_LISTED = 20


def find(graph: AccessGraph, kind: NodeKind, text: str, *, tenant: str = "") -> str:
    """The one node of a kind that is called so.

    An id wins over an e-mail address or key, and these over a name; letters may be small or capital.

    Args:
        graph: the access graph.
        kind: kind of the node.
        text: node id, id without its kind, e-mail address, key or name.
        tenant: subdomain or cloudId of the site on which it must be; empty for any.

    Raises:
        UsageError: none is called so, or several are; the message lists those.
    """
    nodes = [node for node in graph.of_kind(kind) if is_on(graph, node, tenant)]
    wanted = folded(text)
    for names in (_ids, _handles, _names):
        found = [node for node in nodes if wanted in map(folded, names(graph, node))]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                f"{len(found):,} {kind}s are called {text!r}; say which by its id: {_listed(graph, found)}."
            )
    known = {graph.name_of(node) for node in nodes} | {name for node in nodes for name in _handles(graph, node)}
    where = f" on {tenant}" if tenant else ""
    hint = nearest(text, known) if len(known) <= _LISTED or _is_near(text, known) else ""
    raise UsageError(f"There is no {kind} {text!r}{where} in this snapshot{hint}.")


def is_on(graph: AccessGraph, node: str, tenant: str) -> bool:
    """Whether a node belongs to the site of that subdomain or cloudId, or to no site; empty means any."""
    cloud_id = tenant_of(node)
    if not tenant or not cloud_id:
        return True
    name = graph.name_of(tenant_id(cloud_id)) if tenant_id(cloud_id) in graph else ""
    return folded(tenant) in {folded(cloud_id), folded(name)}


def site_of(graph: AccessGraph, node: str) -> str:
    """The subdomain of the site that a node belongs to; the cloudId where the site is not in the graph."""
    tenant = tenant_id(tenant_of(node))
    return graph.name_of(tenant) if tenant in graph else tenant_of(node)


def home_of(graph: AccessGraph, node: str) -> str:
    """What tells a node from others of its name: an account's e-mail address, a group's directories, a site; or "".

    The same name is usual: a project on two sites, a group in two directories.
    """
    if kind_of(node) == NodeKind.USER:
        return graph.told(node, "email") or ""
    if kind_of(node) == NodeKind.GROUP:
        return ", ".join(graph.name_of(directory) for directory in graph.targets(node, EdgeKind.IN_DIRECTORY))
    return site_of(graph, node)


def _ids(_: AccessGraph, node: str) -> Iterator[str]:
    yield from (node, local_id(node))


def _handles(graph: AccessGraph, node: str) -> Iterator[str]:
    yield from (str(value) for name in ("email", "key") if (value := graph.nodes[node].get(name)))


def _names(graph: AccessGraph, node: str) -> Iterator[str]:
    yield from (graph.name_of(node), *graph.nodes[node].get("also_named", ()))


def _is_near(text: str, known: set[str]) -> bool:
    return "perhaps" in nearest(text, known)


def _listed(graph: AccessGraph, nodes: Sequence[str]) -> str:
    told = []
    for node in nodes[:_LISTED]:
        about = dict.fromkeys(filter(None, (next(_handles(graph, node), ""), home_of(graph, node))))
        told.append(" ".join((node, *(f"({part})" for part in about))))
    more = f" and {len(nodes) - _LISTED:,} more" if len(nodes) > _LISTED else ""
    return ", ".join(told) + more
