import pytest

from graph_audit.snapshot.journal import Journal

A, B = ("a",), ("b",)


@pytest.fixture
def journal(tmp_path):
    """Opens the journal of the test, as often as it is asked for."""
    opened = []

    def reopened():
        if opened:
            opened.pop().close()
        opened.append(Journal(tmp_path / "pages.jsonl"))
        return opened[0]

    yield reopened
    opened.pop().close()


def state(journal, *lists):
    return list(journal.lines()), journal.rows, [journal.following(of) for of in lists]


def test_pages_come_back_with_what_asks_for_the_next_one(journal):
    pages = journal()
    assert state(pages, (), A) == ([], 0, [None, None])
    pages.append([b'{"row":1}', b'{"row":2}'], (), "c1")
    pages.append([b'{"of":["a"],"row":3}'], A, "")
    told = state(pages, (), A, B)
    assert told == ([b'{"row":1}', b'{"row":2}', b'{"of":["a"],"row":3}'], 3, ["c1", "", None])
    assert state(journal(), (), A, B) == told


def test_an_empty_page_ends_a_list_too(journal):
    journal().append([], A, "")
    assert state(journal(), A) == ([], 0, [""])


@pytest.mark.parametrize("lost", [1, 5, 20, 30, 40])
def test_a_page_is_whole_or_not_there(journal, tmp_path, lost):
    pages = journal()
    pages.append([b'{"row":1}'], (), "c1")
    pages.append([b'{"row":2}'], (), "c2")
    file = tmp_path / "pages.jsonl"
    file.write_bytes(file.read_bytes()[:-lost])
    again = journal()
    assert state(again, ()) == ([b'{"row":1}'], 1, ["c1"])
    again.append([b'{"row":"two"}'], (), "")
    assert state(journal(), ()) == ([b'{"row":1}', b'{"row":"two"}'], 2, [""])


@pytest.mark.parametrize(("place", "byte"), [(8, b"9"), (2, b"x")])
def test_a_damaged_page_ends_the_journal(journal, tmp_path, place, byte):
    pages = journal()
    pages.append([b'{"row":1}'], (), "c1")
    size = (tmp_path / "pages.jsonl").stat().st_size
    pages.append([b'{"row":2}'], (), "c2")
    content = bytearray((tmp_path / "pages.jsonl").read_bytes())
    content[size + place : size + place + 1] = byte
    (tmp_path / "pages.jsonl").write_bytes(content)
    assert state(journal(), ()) == ([b'{"row":1}'], 1, ["c1"])


def test_a_list_that_begins_again_loses_its_rows_and_no_others(journal):
    pages = journal()
    pages.append([b'{"of":["a"],"row":1}'], A, "c1")
    pages.append([b'{"of":["b"],"row":2}'], B, "")
    pages.drop(A)
    assert state(pages, A, B) == ([b'{"of":["b"],"row":2}'], 1, [None, ""])
    pages.append([b'{"of":["a"],"row":3}'], A, "")
    told = state(pages, A, B)
    assert told == ([b'{"of":["b"],"row":2}', b'{"of":["a"],"row":3}'], 2, ["", ""])
    assert state(journal(), A, B) == told
