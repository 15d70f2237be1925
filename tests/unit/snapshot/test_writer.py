import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_audit.core.coverage import TableCoverage
from graph_audit.core.errors import SnapshotError
from graph_audit.core.kinds import CoverageStatus, Gap
from graph_audit.snapshot import journal as journal_module
from graph_audit.snapshot import sink as sink_module
from graph_audit.snapshot.reader import Snapshot

USERS = ("users", "directory:d1")


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.fixture(params=[0, 0o022, 0o377])
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def test_only_the_owner_may_read_from_the_first_byte(tmp_path, new_writer, complete, finish, umask):
    folder = tmp_path / "made" / "snapshot"
    writer = new_writer(folder)
    with writer.table(*USERS) as sink:
        sink.add_page([{"n": 1}])
        running = {file.parent.name: file for file in folder.rglob("*") if file.is_file()}
        assert running.keys() == {"snapshot", "journal"}
        assert {stat.S_IMODE(file.stat().st_mode) for file in running.values()} == {0o600}
        sink.close(complete(*USERS))
    finish(writer)

    modes = {path.is_dir(): stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
    assert modes == {True: 0o700, False: 0o600}
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o700
    assert files(folder) == ["manifest.json", "tables", "tables/users.directory-d1.jsonl.gz"]


def test_an_empty_folder_is_taken_and_made_private(tmp_path, new_writer, finish):
    folder = tmp_path / "empty"
    folder.mkdir(mode=0o755)
    finish(new_writer(folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert Snapshot.open(folder).manifest.organisation.name == "Northwind"


def test_a_used_folder_is_refused(tmp_path, new_writer, snapshot_folder):
    before = files(snapshot_folder)
    with pytest.raises(SnapshotError, match="already holds a snapshot"):
        new_writer(snapshot_folder)
    assert files(snapshot_folder) == before
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "private.txt").write_text("x")
    with pytest.raises(SnapshotError, match="not an empty folder"):
        new_writer(tmp_path / "letters")
    with pytest.raises(SnapshotError, match="not an empty folder"):
        new_writer(tmp_path / "letters" / "private.txt")
    with pytest.raises(SnapshotError, match="cannot be written"):
        new_writer(tmp_path / "letters" / "private.txt" / "below")


INTERRUPTED = ["collection.jsonl", "journal", "journal/users.directory-d1.jsonl", "tables"]


def test_an_exception_in_the_middle_leaves_no_snapshot_but_its_pages(tmp_path, new_writer, finish):
    folder = tmp_path / "s"
    writer = new_writer(folder)

    def interrupted():
        with writer.table(*USERS) as sink:
            sink.add_page([{"n": 1}])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert files(folder) == INTERRUPTED
    with pytest.raises(SnapshotError, match="has not ended"):
        finish(writer)
    assert files(folder) == INTERRUPTED
    with pytest.raises(SnapshotError, match="holds no snapshot"):
        Snapshot.open(folder)


def test_a_table_must_say_how_complete_it_is(tmp_path, new_writer, finish):
    writer = new_writer(tmp_path / "s")
    with pytest.raises(SnapshotError, match="without saying how complete"), writer.table(*USERS) as sink:
        sink.add_page([1])
    with pytest.raises(SnapshotError, match="has not ended"):
        finish(writer)


def test_a_table_is_written_once(tmp_path, new_writer, complete):
    writer = new_writer(tmp_path / "s")
    with writer.table(*USERS) as sink:
        sink.close(complete(*USERS))
    with pytest.raises(SnapshotError, match="written twice"), writer.table(*USERS):
        pass
    with pytest.raises(SnapshotError, match="written twice"):
        writer.leave_out(TableCoverage(*USERS, CoverageStatus.SKIPPED, gap=Gap.NOT_SELECTED))


def test_a_table_that_has_ended_takes_nothing(tmp_path, new_writer, complete, finish):
    writer = new_writer(tmp_path / "s")
    with writer.table(*USERS) as sink:
        sink.add_page([1])
        sink.close(complete(*USERS))
        with pytest.raises(SnapshotError, match="has ended"):
            sink.add_page([2])
        with pytest.raises(SnapshotError, match="has ended"):
            sink.close(complete(*USERS))
    assert finish(writer).tables[0].rows == 1


def test_a_row_that_is_no_json_leaves_the_table_whole(tmp_path, new_writer, complete, finish):
    writer = new_writer(tmp_path / "s")
    with writer.table(*USERS) as sink:
        sink.add_page([1])
        with pytest.raises(ValueError, match="JSON"):
            sink.add_page([float("nan")])
        with pytest.raises(TypeError):
            sink.add_page([{"when": object()}])
        sink.close(complete(*USERS))
    finish(writer)
    assert [row.value for row in Snapshot.open(tmp_path / "s").rows(*USERS)] == [1]


@pytest.mark.parametrize("status", [CoverageStatus.COMPLETE, CoverageStatus.PARTIAL])
def test_rows_are_counted_by_the_sink(tmp_path, new_writer, finish, status):
    writer = new_writer(tmp_path / "s")
    with writer.table(*USERS) as sink:
        sink.add_page([1])
        sink.add_page([1])
        sink.close(TableCoverage(*USERS, status, rows=99))
    entry = finish(writer).tables[0]
    assert (entry.rows, entry.status) == (2, status)


def test_a_denied_table_has_no_file(tmp_path, new_writer, finish):
    denied = TableCoverage(*USERS, CoverageStatus.DENIED, gap=Gap.RIGHT_MISSING, reason="403")
    writer = new_writer(tmp_path / "s")
    with writer.table(*USERS) as sink:
        sink.close(denied)
    assert finish(writer).coverage.entries == (denied,)
    assert files(tmp_path / "s") == ["manifest.json", "tables"]


def test_coverage_must_fit_the_rows(tmp_path, new_writer, complete):
    with new_writer(tmp_path / "1").table(*USERS) as sink:
        sink.add_page([1])
        with pytest.raises(SnapshotError, match="cannot be denied"):
            sink.close(TableCoverage(*USERS, CoverageStatus.DENIED))
        sink.close(complete(*USERS))
    with pytest.raises(SnapshotError, match="coverage of groups"), new_writer(tmp_path / "2").table(*USERS) as sink:
        sink.close(complete("groups", "directory:d1"))
    with pytest.raises(SnapshotError, match="no rows to write"):
        new_writer(tmp_path / "3").leave_out(complete(*USERS))


def test_many_threads_many_tables(tmp_path, new_writer, complete, finish):
    writer = new_writer(tmp_path / "s")

    def fill(number):
        scope = f"tenant:t{number}"
        with writer.table("projects", scope) as sink:
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda n: sink.add_page([{"tenant": number, "n": n}], (str(n),)), range(300)))
            sink.close(complete("projects", scope))
        writer.note("Several threads wrote this.")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(fill, range(6)))
    manifest = finish(writer)

    snapshot = Snapshot.open(tmp_path / "s")
    snapshot.verify()
    assert [(entry.scope, entry.rows) for entry in manifest.tables] == [(f"tenant:t{n}", 300) for n in range(6)]
    for number in range(6):
        rows = list(snapshot.rows("projects", f"tenant:t{number}"))
        assert {(row.of, row.value["tenant"], row.value["n"]) for row in rows} == {
            ((str(n),), number, n) for n in range(300)
        }
    assert manifest.notes == ("Several threads wrote this.",)


def refuse(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("place", [(sink_module, "create_private"), (journal_module, "append_whole")])
def test_a_full_disk_is_told_in_one_sentence(tmp_path, new_writer, complete, monkeypatch, place):
    monkeypatch.setattr(*place, refuse)
    writer = new_writer(tmp_path / "s")

    def fill():
        with writer.table(*USERS) as sink:
            sink.add_page([{"n": 1}])
            sink.close(complete(*USERS))

    with pytest.raises(SnapshotError, match=os.strerror(errno.ENOSPC)):
        fill()
