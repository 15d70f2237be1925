import os
import stat

import pytest

from graph_audit.core.files import create_private, make_private_folder, write_private


@pytest.fixture(params=[0, 0o022, 0o377])
def umask(request):
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_are_private(tmp_path, umask):
    make_private_folder(tmp_path / "a" / "b")
    assert (mode(tmp_path / "a"), mode(tmp_path / "a" / "b")) == (0o700, 0o700)


def test_a_folder_that_exists_keeps_its_mode(tmp_path):
    tmp_path.chmod(0o750)
    make_private_folder(tmp_path)
    assert mode(tmp_path) == 0o750


def test_a_file_in_the_way_of_a_folder(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="exists"):
        make_private_folder(tmp_path / "file")


def test_files_are_private_and_whole(tmp_path, umask):
    write_private(tmp_path / "one", b"bytes")
    write_private(tmp_path / "parts", (b"%d," % n for n in range(3)))
    assert (tmp_path / "one").read_bytes() == b"bytes"
    assert (tmp_path / "parts").read_bytes() == b"0,1,2,"
    assert {mode(path) for path in tmp_path.iterdir()} == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "parts"]


def test_a_file_is_private_while_it_is_written(tmp_path, umask):
    def parts():
        yield b"x"
        (partial,) = tmp_path.iterdir()
        assert mode(partial) == 0o600
        assert partial.name != "report.html"

    write_private(tmp_path / "report.html", parts())


def test_an_open_file_is_replaced_by_a_private_one(tmp_path):
    path = tmp_path / "run.json"
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_private(path, b"new")
    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_after_a_failure_the_old_file_is_there_and_nothing_else(tmp_path, error):
    def parts():
        yield b"half of it"
        raise error

    path = tmp_path / "findings.json"
    path.write_bytes(b"old")
    with pytest.raises(error):
        write_private(path, parts())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_replaced_and_its_target_left_alone(tmp_path):
    (tmp_path / "precious").write_bytes(b"precious")
    (tmp_path / "link").symlink_to(tmp_path / "precious")
    write_private(tmp_path / "link", b"new")
    assert (tmp_path / "precious").read_bytes() == b"precious"
    assert (tmp_path / "link").read_bytes() == b"new"
    assert not (tmp_path / "link").is_symlink()


def test_a_new_file_never_takes_the_place_of_another(tmp_path, umask):
    with create_private(tmp_path / "new") as file:
        file.write(b"x")
    assert mode(tmp_path / "new") == 0o600
    (tmp_path / "dangling").symlink_to(tmp_path / "elsewhere")
    for taken in ("new", "dangling"):
        with pytest.raises(FileExistsError):
            create_private(tmp_path / taken)
    assert not (tmp_path / "elsewhere").exists()
