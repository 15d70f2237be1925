"""Tiny snapshots of two tenants and two directories, compiled into a graph."""

from datetime import UTC, datetime

import pytest

from graph_audit.core.coverage import TableCoverage
from graph_audit.core.kinds import CoverageStatus, Gap
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.products.definition import all_products, in_build_order
from graph_audit.products.records import Records
from graph_audit.snapshot.manifest import OrganisationEntry, TenantEntry
from graph_audit.snapshot.reader import Snapshot
from graph_audit.snapshot.writer import SnapshotWriter

MOMENT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


@pytest.fixture
def compiled(tmp_path):
    """Compiles ``{"table scope": rows}``: a row, or a pair of parents and row; None denies the table."""

    def compile_rows(tables):
        writer = SnapshotWriter.begin(tmp_path / "snapshot", generator="test", started=MOMENT)
        for place, rows in tables.items():
            table, _, scope = place.partition(" ")
            if rows is None:
                writer.leave_out(TableCoverage(table, scope, CoverageStatus.DENIED, gap=Gap.RIGHT_MISSING, reason="no"))
                continue
            with writer.table(table, scope) as sink:
                for row in rows:
                    of, value = row if isinstance(row, tuple) else ((), row)
                    sink.add_page([value], of)
                sink.close(TableCoverage(table, scope, CoverageStatus.COMPLETE))
        writer.seal(
            organisation=OrganisationEntry(id="o", name="Northwind"),
            mode="full",
            tenants=[
                TenantEntry(cloud_id=name, name=name, url=f"https://{name}.atlassian.net", products=("jira-software",))
                for name in ("t", "u")
            ],
            finished=MOMENT,
        )
        records = Records(Snapshot.open(tmp_path / "snapshot"))
        graph = AccessGraph()
        for product in in_build_order(all_products()):
            product.compile(records, graph)
        return records, graph

    return compile_rows
