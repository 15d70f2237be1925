"""A table and those that are asked for once per row of it, and so on."""

from collections.abc import Sequence
from contextlib import suppress

from graph_audit.collection.fetching import ScopeFetcher
from graph_audit.collection.workshop import side_by_side
from graph_audit.core.errors import ApiError
from graph_audit.products.definition import Table

__all__ = ["children_of", "collect_children", "collect_families"]


def collect_families(fetcher: ScopeFetcher, tables: Sequence[Table]) -> None:
    """Collect the tables of a scope side by side, each before those that need its rows."""

    def collect(table: Table) -> None:
        with suppress(ApiError):  # its coverage says why, and that of its children will
            fetcher.list_table(table, children_of(table, tables))
        collect_children(fetcher, table, tables)

    side_by_side(collect, [table for table in tables if not table.parent])


def collect_children(fetcher: ScopeFetcher, table: Table, tables: Sequence[Table]) -> None:
    """Collect the tables that need the rows of one that was fetched."""

    def collect(child: Table) -> None:
        fetcher.child_table(child, children_of(child, tables))
        collect_children(fetcher, child, tables)

    side_by_side(collect, children_of(table, tables))


def children_of(table: Table, tables: Sequence[Table]) -> list[Table]:
    """The tables that are asked for once per row of this one."""
    return [child for child in tables if child.parent == table.name]
