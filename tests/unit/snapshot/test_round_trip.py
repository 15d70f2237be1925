import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_audit.core.kinds import CoverageStatus
from graph_audit.snapshot.canonical import dumps
from graph_audit.snapshot.reader import Row, Snapshot

TEXT = st.text(st.characters(), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
ROWS = st.lists(st.tuples(st.lists(TEXT, max_size=2).map(tuple), JSON), max_size=12)
PLACE = ("users", "directory:d1")


@given(rows=ROWS, odd=TEXT)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_comes_back_once_and_in_order(tmp_path_factory, write, rows, odd):
    folder = tmp_path_factory.mktemp("written") / "snapshot"
    place = ("users", f"directory:{odd}")
    write(folder, {place: [*rows, *rows]})

    snapshot = Snapshot.open(folder)
    read = list(snapshot.rows(*place))

    assert {dumps([row.of, row.value]) for row in read} == {dumps([of, value]) for of, value in rows}
    lines = [dumps({"of": row.of, "row": row.value} if row.of else {"row": row.value}) for row in read]
    assert lines == sorted(set(lines))
    assert snapshot.coverage.of("users")[0].rows == 2 * len(rows)


def test_the_order_of_arrival_changes_nothing(tmp_path, write):
    rows = [((), {"n": n}) for n in range(50)]
    there = write(tmp_path / "there", {PLACE: rows, ("groups", "directory:d1"): []})
    back = write(tmp_path / "back", {("groups", "directory:d1"): [], PLACE: rows[::-1]})

    assert there == back
    assert list(Snapshot.open(tmp_path / "there").rows(*PLACE)) == list(Snapshot.open(tmp_path / "back").rows(*PLACE))


def test_equal_rows_make_equal_bytes(tmp_path, write):
    tables = {PLACE: [((), {"n": n}) for n in range(5)]}
    first, second = write(tmp_path / "1", tables), write(tmp_path / "2", tables)
    for file in ("manifest.json", first.tables[0].file):
        assert (tmp_path / "1" / file).read_bytes() == (tmp_path / "2" / file).read_bytes()
    assert first == second


def test_lines_on_disk_are_the_documented_ones(snapshot_folder):
    lines = gzip.decompress((snapshot_folder / "tables/role_actors.tenant-t1.jsonl.gz").read_bytes()).split(b"\n")
    assert lines == [
        b'{"of":["10000","10002"],"row":{"id":1}}',
        b'{"of":["10001","10002"],"row":{"id":1}}',
        b"",
    ]
    header = (snapshot_folder / "tables/users.directory-d1.jsonl.gz").read_bytes()[:10]
    assert header[3:8] == b"\0\0\0\0\0"  # no name, no time


def test_parents_and_lone_surrogates_survive(snapshot_folder):
    snapshot = Snapshot.open(snapshot_folder)
    assert Row(("10000", "10002"), {"id": 1}) in list(snapshot.rows("role_actors", "tenant:t1"))
    assert next(snapshot.rows(*PLACE)).value == {"accountId": "u0", "name": "Zoë \ud800"}


def test_what_was_not_read_has_no_rows_but_coverage(snapshot_folder):
    snapshot = Snapshot.open(snapshot_folder)
    assert list(snapshot.rows("application_roles", "tenant:t1")) == []
    assert list(snapshot.rows("never_heard_of", "organisation")) == []
    (denied,) = snapshot.coverage.of("application_roles")
    assert (denied.status, denied.reason, denied.remedy) == (CoverageStatus.DENIED, "403: no", "Grant it.")
    assert not (snapshot_folder / "tables/application_roles.tenant-t1.jsonl.gz").exists()
    snapshot.verify()


@pytest.mark.parametrize("count", [100_000])
def test_many_small_rows(tmp_path, write, count):
    write(tmp_path / "s", {PLACE: (((str(n),), n) for n in range(count))})
    read = Snapshot.open(tmp_path / "s").rows(*PLACE)
    assert sum(row.value for row in read) == count * (count - 1) // 2


def test_the_manifest_is_indented_json_for_people(snapshot_folder):
    text = (snapshot_folder / "manifest.json").read_text("ascii")
    assert json.loads(text)["organisation"] == {"id": "o1", "name": "Northwind"}
    assert text.startswith('{\n  "format": "graph-audit/snapshot/1",\n')
