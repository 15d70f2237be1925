"""What a product is: its tables (endpoint, paging, scope, right) and how their rows become nodes and edges."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from graph_audit.client.paging import Paging
from graph_audit.core.discovery import discover
from graph_audit.core.kinds import ScopeKind

__all__ = ["Product", "Recheck", "RowModel", "Shortcut", "Table", "all_products", "in_build_order", "none_as_empty"]

_PARENT = re.compile(r"\{\d+\}")


class RowModel(BaseModel):
    """A row as the vendor sends it: camelCase keys, further keys ignored, because the vendor adds some at any time."""

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)


def none_as_empty(value: Any) -> Any:
    """What a list stands for that the vendor sends as null."""
    return () if value is None else value


@dataclass(frozen=True, slots=True)
class Shortcut:
    """How to know the parents of a table from two lists that are read anyway, instead of by a request for each of them.

    Attributes:
        of: a list; each of its rows leads to some of the parents.
        beside: the list that is looked into for each of these rows; it is read first.
        understood: what is to be looked into, made of that list's rows; None when they do not suffice.
        note: what to remember of a row of ``of``, as texts.
        parents: the parents, from what was remembered and what ``understood`` gave.
    """

    of: str
    beside: str
    understood: Callable[[Sequence[Any]], Any]
    note: Callable[[Any], Iterable[tuple[str, ...]]]
    parents: Callable[[tuple[str, ...], Any], Iterable[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Recheck:
    """When a table is asked for: for those parents that other tables, once they were read, single out.

    Attributes:
        reads: names of these tables, of the same scope.
        parents: the parents, from their rows as they came.
    """

    reads: tuple[str, ...]
    parents: Callable[[Mapping[str, Iterable[Any]]], Iterable[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one endpoint in one scope.

    Attributes:
        name: as it stands in snapshots, coverage and the needs of checks.
        scope: what the table exists once for.
        path: below the Admin API or the site; ``{org}`` and ``{directory}`` stand for the scope, ``{0}`` and ``{1}``
            (also in ``params``, and in lists of ``body``) for the parents.
        paging: how the list is split.
        model: what a row looks like.
        right: the right that it needs, in the vendor's words.
        remedy: what to do when the right is missing.
        method: GET, or POST for the searches of the Admin API, which change nothing.
        params: query parameters.
        body: body of a search.
        parent: the table whose rows say what to ask for; one request (or more) for each.
        parents_of: the parents that one row of ``parent`` names; its first argument is that row's own parents.
        shortcut: spares the requests of ``parent`` where the lists that it needs are there.
        recheck: asked for only where other tables do not agree.
        missing_node: node id, from cloudId and parents, that is named when one parent's rows are missing.
        stands_in_for: a table that tells the same facts; this one is collected only where that one is not to be had.
        never_empty: every answer names at least one row; an empty one is a fault, not the news that there is nothing.
        optional: the settings may leave it out; nothing else is built on it.
        plan: the product or plan without which the vendor refuses it (``Atlassian Guard Standard``); empty for any.
    """

    name: str
    scope: ScopeKind
    path: str
    paging: Paging
    model: type[BaseModel]
    right: str
    remedy: str
    method: str = "GET"
    params: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, Any] | None = None
    parent: str = ""
    parents_of: Callable[[tuple[str, ...], Any], Iterable[tuple[str, ...]]] | None = None
    shortcut: Shortcut | None = None
    recheck: Recheck | None = None
    missing_node: Callable[[str, tuple[str, ...]], str] | None = None
    stands_in_for: str = ""
    never_empty: bool = False
    optional: bool = False
    plan: str = ""

    @property
    def parents(self) -> int:
        """How many parents each of its rows has."""
        texts = (self.path, *(value for _, value in self.params), str(self.body or ""))
        return len(set(_PARENT.findall(" ".join(texts))))


@dataclass(frozen=True, slots=True)
class Product:
    """One Atlassian product.

    Attributes:
        id: its name, unique.
        tables: what is collected.
        compile: ``compile(records, graph)`` turns records into nodes and edges; nobody else does.
        builds_on: ids of products whose nodes must be there first.
    """

    id: str
    tables: tuple[Table, ...]
    compile: Callable[..., None]
    builds_on: tuple[str, ...] = ()


def all_products() -> dict[str, Product]:
    """Every product of this package and of the entry points ``graph_audit.products``, by id."""
    return discover("graph_audit.products", Product, group="graph_audit.products")


def in_build_order(products: Mapping[str, Product]) -> list[Product]:
    """The products so that each comes after those that it builds on."""
    order = TopologicalSorter({product.id: product.builds_on for product in products.values()})
    return [products[product] for product in order.static_order() if product in products]
