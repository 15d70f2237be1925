import json
import os
import shutil

import pytest

from graph_audit.core.errors import DamagedSnapshotError, NewerFormatError, SnapshotError
from graph_audit.snapshot import reader
from graph_audit.snapshot.canonical import digest, digest_of_digests
from graph_audit.snapshot.reader import Snapshot

USERS = "tables/users.directory-d1.jsonl.gz"
ACTORS = "tables/role_actors.tenant-t1.jsonl.gz"


def read_users(folder):
    return list(Snapshot.open(folder).rows("users", "directory:d1"))


def flip(path, position):
    content = bytearray(path.read_bytes())
    content[position] ^= 0x10
    path.write_bytes(content)


def test_every_flipped_byte_of_the_data_is_noticed(snapshot_folder):
    path = snapshot_folder / USERS
    whole = path.read_bytes()
    for position in range(10, len(whole)):  # the ten before are gzip's header, which holds no rows
        flip(path, position)
        with pytest.raises(DamagedSnapshotError, match=r"users\.directory-d1\.jsonl\.gz"):
            read_users(snapshot_folder)
        with pytest.raises(DamagedSnapshotError):
            Snapshot.open(snapshot_folder).verify()
        path.write_bytes(whole)
    assert len(read_users(snapshot_folder)) == 20


def test_every_flipped_byte_of_the_manifest_is_noticed(snapshot_folder):
    path = snapshot_folder / "manifest.json"
    whole = path.read_bytes()
    for position in range(len(whole)):
        flip(path, position)
        if path.read_bytes().split() == whole.split():
            continue  # a space became another: the same manifest
        with pytest.raises(SnapshotError):
            Snapshot.open(snapshot_folder)
        path.write_bytes(whole)


@pytest.mark.parametrize("kept", [0, 5, 60, -1, -8])
def test_a_cut_file(snapshot_folder, kept):
    path = snapshot_folder / USERS
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(DamagedSnapshotError, match="users"):
        read_users(snapshot_folder)


def test_a_missing_file_is_noticed_at_once(snapshot_folder):
    (snapshot_folder / ACTORS).unlink()
    with pytest.raises(DamagedSnapshotError, match=r"role_actors\.tenant-t1\.jsonl\.gz.*missing"):
        Snapshot.open(snapshot_folder)


def test_swapped_files(snapshot_folder):
    users, actors, aside = snapshot_folder / USERS, snapshot_folder / ACTORS, snapshot_folder / "aside"
    users.rename(aside)
    actors.rename(users)
    aside.rename(actors)
    with pytest.raises(DamagedSnapshotError):
        read_users(snapshot_folder)


@pytest.mark.parametrize(
    "lines",
    [
        [b'{"row":1}\n'],
        [],
        [b"{}\n"] * 21,
    ],
)
def test_other_rows(snapshot_folder, write_lines, lines):
    write_lines(snapshot_folder / USERS, lines)
    with pytest.raises(DamagedSnapshotError, match="hash"):
        read_users(snapshot_folder)


@pytest.mark.parametrize(
    "line",
    [
        b"[]",
        b"{}",
        b"{",
        b'"x"',
        b'{"of":"10","row":1}',
        b'{"of":[1],"row":1}',
        b'{"of":null,"row":1}',
        b"\xff",
        b"[" * 99_999,
    ],
)
def test_a_line_that_is_no_row(snapshot_folder, write_lines, forge, line):
    write_lines(snapshot_folder / USERS, [line + b"\n"])

    def forge_users(data):
        (users,) = (entry for entry in data["tables"] if entry["table"] == "users")
        users.update(rows=1, sha256=digest_of_digests([digest(line)]))

    forge(snapshot_folder, forge_users)
    with pytest.raises(DamagedSnapshotError, match="users"):
        read_users(snapshot_folder)


def test_a_line_without_an_end(snapshot_folder, write_lines):
    write_lines(snapshot_folder / USERS, [b'{"row":1}'])
    with pytest.raises(DamagedSnapshotError, match="no end"):
        read_users(snapshot_folder)


def test_a_file_that_unfolds_to_a_huge_line_is_not_unfolded(snapshot_folder, write_lines, monkeypatch):
    monkeypatch.setattr(reader, "LINE_LIMIT", 1000)
    write_lines(snapshot_folder / USERS, [b" " * 1_000_000 + b"\n"])
    with pytest.raises(DamagedSnapshotError, match="longer than any row"):
        read_users(snapshot_folder)


def test_a_file_that_unfolds_to_many_lines_is_not_unfolded(snapshot_folder, write_lines):
    write_lines(snapshot_folder / USERS, [b"\n"] * 1_000_000)
    assert len(reader._lines(snapshot_folder / USERS, 20)) == 21
    with pytest.raises(DamagedSnapshotError):
        read_users(snapshot_folder)


def test_an_edited_manifest(snapshot_folder):
    path = snapshot_folder / "manifest.json"
    path.write_text(path.read_text().replace('"denied"', '"skipped"'))
    with pytest.raises(DamagedSnapshotError, match="changed after the scan"):
        Snapshot.open(snapshot_folder)


def test_a_newer_snapshot(snapshot_folder):
    path = snapshot_folder / "manifest.json"
    path.write_text(path.read_text().replace("snapshot/1", "snapshot/2"))
    with pytest.raises(NewerFormatError, match=r"snapshot/2.*snapshot/1"):
        Snapshot.open(snapshot_folder)


@pytest.mark.parametrize("file", ["../outside.jsonl.gz", "tables/../../outside.jsonl.gz"])
def test_no_way_out_of_the_folder(snapshot_folder, forge, file):
    shutil.copy(snapshot_folder / USERS, snapshot_folder.parent / "outside.jsonl.gz")

    def lead_out(data):
        next(entry for entry in data["tables"] if entry["table"] == "users")["file"] = file

    forge(snapshot_folder, lead_out)
    with pytest.raises(SnapshotError, match="file"):
        Snapshot.open(snapshot_folder)


def test_a_link_instead_of_a_file(snapshot_folder):
    outside = snapshot_folder.parent / "outside.jsonl.gz"
    (snapshot_folder / USERS).rename(outside)
    (snapshot_folder / USERS).symlink_to(outside)
    with pytest.raises(DamagedSnapshotError, match="not a plain file"):
        Snapshot.open(snapshot_folder)


def test_a_link_instead_of_the_folder_of_tables(snapshot_folder):
    outside = snapshot_folder.parent / "outside"
    (snapshot_folder / "tables").rename(outside)
    (snapshot_folder / "tables").symlink_to(outside)
    with pytest.raises(DamagedSnapshotError, match="not a plain file"):
        Snapshot.open(snapshot_folder)


def test_a_pipe_instead_of_a_file_does_not_hang(snapshot_folder):
    (snapshot_folder / USERS).unlink()
    os.mkfifo(snapshot_folder / USERS)
    with pytest.raises(DamagedSnapshotError, match="not a plain file"):
        Snapshot.open(snapshot_folder)


def test_a_file_that_was_exchanged_after_opening(snapshot_folder):
    snapshot = Snapshot.open(snapshot_folder)
    (snapshot_folder / USERS).unlink()
    with pytest.raises(DamagedSnapshotError, match="missing"):
        list(snapshot.rows("users", "directory:d1"))


def test_no_snapshot_at_all(tmp_path):
    with pytest.raises(SnapshotError, match="holds no snapshot"):
        Snapshot.open(tmp_path / "nowhere")
    (tmp_path / "manifest.json").write_text(json.dumps({"name": "a web app"}))
    with pytest.raises(SnapshotError, match="not the manifest of a snapshot"):
        Snapshot.open(tmp_path)


def test_a_file_that_the_manifest_does_not_name_does_no_harm(snapshot_folder):
    (snapshot_folder / "tables" / "more.txt").write_text("x")
    Snapshot.open(snapshot_folder).verify()
