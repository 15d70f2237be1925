import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from graph_audit.core.coverage import TableCoverage
from graph_audit.core.errors import DamagedSnapshotError, NewerFormatError, SnapshotError
from graph_audit.core.kinds import CoverageStatus, Gap
from graph_audit.snapshot.manifest import Manifest, OrganisationEntry, TableEntry, TenantEntry, parse, render, seal

PATH = Path("manifest.json")
FILE = "tables/users.directory-d1.jsonl.gz"


def manifest(**changes):
    values = {
        "generator": "graph-audit 0.1.0",
        "started": "2026-11-20T14:05:00Z",
        "finished": "2026-11-20T14:06:10Z",
        "organisation": OrganisationEntry(id="o1", name="North\ud800wind"),
        "mode": "full",
        "tenants": (TenantEntry(cloud_id="t1", name="n", url="https://n.atlassian.net", products=("jira-software",)),),
        "tables": (
            TableEntry(table="users", scope="directory:d1", status="complete", rows=3, file=FILE, sha256="0" * 64),
        ),
        "notes": ("A note.",),
    }
    return seal(Manifest(**{**values, **changes}))


def changed(**changes):
    return json.dumps({**json.loads(render(manifest())), **changes}).encode()


def test_what_is_written_is_read():
    assert parse(render(manifest()), PATH) == manifest()


def test_the_id_is_start_time_and_hash():
    sealed = manifest()
    assert sealed.id == f"20261120T140500Z-{sealed.sha256[:8]}"


def test_the_hash_covers_every_fact():
    variants = [
        manifest(),
        manifest(generator="graph-audit 0.2.0"),
        manifest(mode="jira_only"),
        manifest(notes=()),
        manifest(tables=()),
        manifest(finished="2026-11-20T14:06:11Z"),
    ]
    assert len({variant.sha256 for variant in variants}) == len(variants)


@pytest.mark.parametrize(
    "changes",
    [
        {"generator": "somebody else"},
        {"id": "20261120T140500Z-00000000"},
        {"sha256": "0" * 64},
        {"sha256": None},
        {"tables": []},
        {"an_unknown_key": 1},
    ],
)
def test_a_changed_manifest_is_refused(changes):
    with pytest.raises(DamagedSnapshotError, match=r"manifest\.json was changed"):
        parse(changed(**changes), PATH)


@pytest.mark.parametrize("number", ["2", "10", "999"])
def test_a_newer_format_is_refused_by_name(number):
    with pytest.raises(
        NewerFormatError, match=rf"snapshot/{number}; this graph-audit reads up to graph-audit/snapshot/1"
    ):
        parse(changed(format=f"graph-audit/snapshot/{number}"), PATH)


@pytest.mark.parametrize(
    "text",
    [
        b"[]",
        b"{}",
        b'"x"',
        b'{"format": 1}',
        b'{"format": "graph-audit/findings/1"}',
        b'{"format": "graph-audit/snapshot/0"}',
    ],
)
def test_a_foreign_file_is_told_apart(text):
    with pytest.raises(SnapshotError, match="not the manifest of a snapshot") as caught:
        parse(text, PATH)
    assert not isinstance(caught.value, DamagedSnapshotError)


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", render(manifest())[:-20], b"[" * 100_000, b'{"a": NaN}'])
def test_a_cut_manifest_is_damaged(text):
    with pytest.raises(DamagedSnapshotError, match="cannot be read as JSON"):
        parse(text, PATH)


def test_a_later_optional_key_is_read(sealed_again):
    data = json.loads(render(manifest()))
    data["tables"][0]["pages"] = 7
    data["weather"] = "fair"
    assert parse(sealed_again(data), PATH).tables == manifest().tables


@pytest.mark.parametrize(
    "file",
    [
        "../secret.jsonl.gz",
        "/etc/passwd",
        "tables/../x.jsonl.gz",
        "tables/a/b.jsonl.gz",
        "tables/.x.jsonl.gz",
        "manifest.json",
    ],
)
def test_no_file_leads_out_of_the_folder(file, sealed_again):
    data = json.loads(render(manifest()))
    data["tables"][0]["file"] = file
    with pytest.raises(SnapshotError, match=r"tables\.0\.file"):
        parse(sealed_again(data), PATH)


@pytest.mark.parametrize(
    "coverage",
    [
        TableCoverage("users", "directory:d1", CoverageStatus.COMPLETE, 3),
        TableCoverage(
            "role_actors", "tenant:t1", CoverageStatus.PARTIAL, 2, Gap.FAILED, "500", "Again.", ("project:t1:1",)
        ),
    ],
)
def test_coverage_of_a_table_that_was_read_survives(coverage):
    assert TableEntry.of(coverage, file=FILE, sha256="0" * 64).coverage() == coverage


@pytest.mark.parametrize("status", [CoverageStatus.DENIED, CoverageStatus.SKIPPED])
def test_coverage_of_a_table_that_was_not_read_survives(status):
    coverage = TableCoverage("filters", "tenant:t1", status, 0, Gap.RIGHT_MISSING, "403 \ud800", "Grant it.")
    assert TableEntry.of(coverage).coverage() == coverage


@pytest.mark.parametrize(
    "entry",
    [
        {"status": "complete"},
        {"status": "complete", "file": FILE},
        {"status": "denied", "file": FILE, "sha256": "0" * 64},
        {"status": "splendid"},
        {"status": "skipped", "rows": -1},
    ],
)
def test_an_entry_that_contradicts_itself_is_refused(entry):
    with pytest.raises(ValidationError):
        TableEntry(table="users", scope="directory:d1", **entry)


def test_a_table_is_listed_once():
    entry = manifest().tables[0]
    with pytest.raises(ValidationError, match="listed twice"):
        manifest(tables=(entry, entry))
    with pytest.raises(ValidationError, match="listed twice"):
        manifest(tables=(entry, entry.model_copy(update={"table": "groups"})))


def test_what_is_not_there_has_no_key():
    data = json.loads(render(manifest()))
    assert set(data["tables"][0]) == {"table", "scope", "status", "rows", "file", "sha256"}
