"""A table and those that are asked for once per row of it, and so on."""

from collections.abc import Sequence
from contextlib import suppress

from graph_audit.collection.fetching import ScopeFetcher
from graph_audit.collection.workshop import side_by_side
from graph_audit.core.errors import ApiError
from graph_audit.products.definition import Table

__all__ = ["collect_children", "collect_families", "noted_by"]


def collect_families(fetcher: ScopeFetcher, tables: Sequence[Table]) -> None:
    """Collect the tables of a scope side by side, each before those that need its rows; last what these single out."""
    beside = {table.shortcut.beside for table in tables if table.shortcut}

    def collect(table: Table) -> None:
        with suppress(ApiError):  # its coverage says why, and that of its children will
            fetcher.list_table(table, noted_by(table, tables), keep=table.name in beside)
        collect_children(fetcher, table, tables)

    lists = [table for table in tables if not table.parent]
    side_by_side(collect, [table for table in lists if table.name in beside])
    side_by_side(collect, [table for table in lists if table.name not in beside])
    for table in tables:
        if table.recheck:
            fetcher.recheck(table)


def collect_children(fetcher: ScopeFetcher, table: Table, tables: Sequence[Table]) -> None:
    """Collect the tables that need the rows of one that was fetched."""

    def collect(child: Table) -> None:
        grandchildren = _children_of(child, tables)
        if not fetcher.spare(child, grandchildren):
            fetcher.child_table(child, noted_by(child, tables))
        collect_children(fetcher, child, tables)

    side_by_side(collect, _children_of(table, tables))


def noted_by(table: Table, tables: Sequence[Table]) -> list[Table]:
    """The tables of which the rows of this one say what to ask for."""
    short = [other for other in tables if other.shortcut and other.shortcut.of == table.name]
    return [*_children_of(table, tables), *short]


def _children_of(table: Table, tables: Sequence[Table]) -> list[Table]:
    return [child for child in tables if child.parent == table.name and not child.recheck]
