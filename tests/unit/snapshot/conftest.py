"""Small snapshots on disk."""

import gzip
import hashlib
import json
from datetime import UTC, datetime

import pytest

from graph_audit.core.coverage import TableCoverage
from graph_audit.core.kinds import CoverageStatus, Gap
from graph_audit.snapshot.manifest import OrganisationEntry, TenantEntry
from graph_audit.snapshot.writer import SnapshotWriter

STARTED = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
FINISHED = datetime(2026, 11, 20, 14, 6, 10, tzinfo=UTC)


@pytest.fixture
def new_writer():
    return lambda folder: SnapshotWriter.begin(folder, generator="graph-audit 0.1.0", started=STARTED)


@pytest.fixture
def complete():
    return lambda table, scope: TableCoverage(table, scope, CoverageStatus.COMPLETE)


@pytest.fixture
def finish():
    def finish(writer):
        return writer.seal(
            organisation=OrganisationEntry(id="o1", name="Northwind"),
            mode="full",
            tenants=[TenantEntry(cloud_id="t1", name="northwind", url="https://northwind.atlassian.net")],
            finished=FINISHED,
        )

    return finish


@pytest.fixture
def write(new_writer, complete, finish):
    """Write ``{(table, scope): [(of, row), …]}`` into a folder; give the manifest."""

    def write(folder, tables, left_out=()):
        writer = new_writer(folder)
        for (table, scope), rows in tables.items():
            with writer.table(table, scope) as sink:
                for of, row in rows:
                    sink.add_page([row], of)
                sink.close(complete(table, scope))
        for coverage in left_out:
            writer.leave_out(coverage)
        return finish(writer)

    return write


@pytest.fixture
def snapshot_folder(tmp_path, write):
    """Two tables with rows, one denied."""
    folder = tmp_path / "snapshot"
    write(
        folder,
        {
            ("users", "directory:d1"): [((), {"accountId": f"u{n}", "name": "Zoë \ud800"}) for n in range(20)],
            ("role_actors", "tenant:t1"): [(("10000", "10002"), {"id": 1}), (("10001", "10002"), {"id": 1})],
        },
        [
            TableCoverage(
                "application_roles", "tenant:t1", CoverageStatus.DENIED, 0, Gap.RIGHT_MISSING, "403: no", "Grant it."
            )
        ],
    )
    return folder


@pytest.fixture
def sealed_again():
    """The text of a manifest after a change by somebody who knows docs/formats.md."""

    def sealed_again(data):
        covered = {key: value for key, value in data.items() if key not in {"id", "sha256"}}
        canonical = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        sha256 = hashlib.sha256(canonical.encode()).hexdigest()
        start = data["started"].replace("-", "").replace(":", "")
        return json.dumps({**covered, "id": f"{start}-{sha256[:8]}", "sha256": sha256}).encode()

    return sealed_again


@pytest.fixture
def forge(sealed_again):
    """Change the manifest in a folder and seal it again."""

    def forge(folder, change):
        path = folder / "manifest.json"
        data = json.loads(path.read_text())
        change(data)
        path.write_bytes(sealed_again(data))

    return forge


@pytest.fixture
def write_lines():
    """Write a table file by hand."""
    return lambda path, lines: path.write_bytes(gzip.compress(b"".join(lines), mtime=0))
