import csv
import stat

import openpyxl
import pytest

from graph_audit.demo.faults import HOSTILE_NAMES
from graph_audit.exporters.spreadsheet import writing_csv, writing_xlsx

COLUMNS = (("Name", 20), ("Count", 8), ("Remark", 30))
FORMULAS = ("+1", "-1", "@SUM(A1)", "\tx", "\rx", "=1")
NAUGHTY = (*HOSTILE_NAMES, *FORMULAS, "\ufffe\uffff", "_x0041_", "true", "007", "https://x.example", "a\rb")


def written(path, rows, /, **options):
    writing = writing_csv(path, COLUMNS) if path.suffix == ".csv" else writing_xlsx(path, COLUMNS, "Rows", **options)
    with writing as write:
        for row in rows:
            write(row)
    return path


def sheets(path):
    book = openpyxl.load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


@pytest.fixture(params=[".csv", ".xlsx"])
def path(request, tmp_path):
    return tmp_path / f"table{request.param}"


def test_both_hold_the_same_rows(tmp_path):
    rows = [("Maya Müller", 3, "è 🚢 א"), ("Olaf", 0, None), ("", 1_000_000, "two\nlines")]
    with written(tmp_path / "t.csv", rows).open(encoding="utf-8", newline="") as file:
        text = list(csv.reader(file))
    book = sheets(written(tmp_path / "t.xlsx", rows))
    assert text == [
        ["Name", "Count", "Remark"],
        ["Maya Müller", "3", "è 🚢 א"],
        ["Olaf", "0", ""],
        ["", "1000000", "two\nlines"],
    ]
    assert book == {
        "Rows": [
            ["Name", "Count", "Remark"],
            ["Maya Müller", 3, "è 🚢 א"],
            ["Olaf", 0, None],
            [None, 1_000_000, "two\nlines"],
        ]
    }


@pytest.mark.parametrize("name", NAUGHTY)
def test_a_hostile_name_is_text(tmp_path, name):
    with written(tmp_path / "t.csv", [(name, 1, "")]).open(encoding="utf-8", newline="") as file:
        [_, [in_csv, *_]] = csv.reader(file)
    book = openpyxl.load_workbook(written(tmp_path / "t.xlsx", [(name, 1, "")]))
    [cell] = [row[0] for row in book["Rows"].iter_rows(min_row=2)]

    assert not in_csv.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    if cell.value:
        assert not str(cell.value).startswith(("=", "+", "-", "@"))


def test_a_cell_that_is_too_long_says_that_it_was_cut(tmp_path):
    [_, [name, *_]] = sheets(written(tmp_path / "t.xlsx", [("x" * 40_000, 1, "")]))["Rows"]
    assert len(name) == 32_767
    assert name.endswith(" … (cut)")


def test_further_rows_come_on_a_further_sheet(tmp_path):
    rows = [(f"n{number}", number, "") for number in range(7)]
    book = sheets(written(tmp_path / "t.xlsx", rows, rows=4))
    assert list(book) == ["Rows", "Rows 2", "Rows 3"]
    assert all(sheet[0] == ["Name", "Count", "Remark"] for sheet in book.values())
    assert [row[1] for sheet in book.values() for row in sheet[1:]] == list(range(7))


def test_a_table_without_rows_has_its_header(path):
    written(path, [])
    assert path.stat().st_size > 10


def test_only_the_owner_may_read_it_and_nothing_else_stays(path):
    path.write_text("before", encoding="utf-8")
    path.chmod(0o644)
    written(path, [("a", 1, "b")])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_after_a_failure_the_old_file_is_still_there_and_nothing_else(path):
    path.write_text("before", encoding="utf-8")

    def rows():
        yield ("a", 1, "b")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        written(path, rows())
    assert path.read_text(encoding="utf-8") == "before"
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error_of_the_system(path):
    with pytest.raises(OSError, match="No such file"):
        written(path.parent / "gone" / path.name, [])
