"""Tables as files that a spreadsheet opens, row by row and in constant memory: CSV, and XLSX over several sheets.

No cell is a formula, a link or a character that XML forbids. Limits of XLSX:
https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException

from graph_audit.core.cells import safe_cell
from graph_audit.core.files import replacing_private

__all__ = ["SHEET_ROWS", "Cell", "Column", "WriteRow", "writing_csv", "writing_xlsx"]

Cell = str | int | None
WriteRow = Callable[[Sequence[Cell]], None]
Column = tuple[str, int]
"""Title, and width in characters."""

SHEET_ROWS = 1_048_576
_SHEET_TEXT = 2_000_000_000
"""Characters after which another sheet begins: one part of a file of this format must stay below 4 GB."""
_LONGEST = 32_767
"""Characters of one cell; more would be spread over further cells."""
_FORBIDDEN = re.compile("[\ud800-\udfff\ufffe\uffff]")
_CUT = " … (cut)"
_OPTIONS: dict[str, object] = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@contextmanager
def writing_csv(path: Path, columns: Sequence[Column]) -> Iterator[WriteRow]:
    """Write a CSV file (RFC 4180, UTF-8) that only its owner may read."""
    with replacing_private(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([title for title, _ in columns])

        def write(row: Sequence[Cell]) -> None:
            writer.writerow([_cut(safe_cell(cell)) if isinstance(cell, str) else cell for cell in row])

        yield write
        text.flush()
        text.detach()


@contextmanager
def writing_xlsx(path: Path, columns: Sequence[Column], sheet: str, rows: int = SHEET_ROWS) -> Iterator[WriteRow]:
    """Write an XLSX file that only its owner may read; a further sheet begins after ``rows`` rows.

    Args:
        path: the file.
        columns: of every sheet.
        sheet: what the sheets are called; the second one ``sheet 2``.
        rows: the most rows of one sheet, its header included.
    """
    # the sheets are written beside the file before they are packed into it, and do not stay there
    with TemporaryDirectory(prefix=".", dir=path.parent) as scratch, replacing_private(path) as file:
        book = Workbook(file, {**_OPTIONS, "tmpdir": scratch})
        try:
            yield _Sheets(book, columns, sheet, rows).write
        except BaseException:
            for begun in book.worksheets():
                begun.row_data_fh.close()  # closing the book would pack it first
            raise
        try:
            book.close()
        except XlsxWriterException as error:
            raise OSError(str(error)) from error


class _Sheets:
    """Sheets of one workbook, filled one after the other."""

    def __init__(self, book: Workbook, columns: Sequence[Column], name: str, rows: int) -> None:
        self._book = book
        self._columns = columns
        self._name = name
        self._rows = rows
        self._count = 0
        self._bold = book.add_format({"bold": True})
        self._begin()

    def _begin(self) -> None:
        self._count += 1
        self._row, self._text = 1, 0
        self._sheet = self._book.add_worksheet(self._name + (f" {self._count}" if self._count > 1 else ""))
        self._sheet.freeze_panes(1, 0)
        for number, (title, width) in enumerate(self._columns):
            self._sheet.set_column(number, number, width)
            self._sheet.write_string(0, number, title, self._bold)

    def write(self, row: Sequence[Cell]) -> None:
        if self._row >= self._rows or self._text > _SHEET_TEXT:
            self._begin()
        place, sheet = self._row, self._sheet
        for number, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(place, number, cell)
            elif cell:
                text = _legal(cell)
                self._text += len(text)
                sheet.write_string(place, number, text)
        self._row += 1


def _cut(text: str) -> str:
    """Text that fits into a cell; a longer one says that it was cut."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT


def _legal(text: str) -> str:
    """Text as a cell of a workbook may hold it: XlsxWriter itself takes care of control characters."""
    text = _cut(safe_cell(text))
    return text if text.isascii() else _FORBIDDEN.sub("\ufffd", text)
