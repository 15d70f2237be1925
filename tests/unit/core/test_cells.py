import pytest

from graph_audit.core.cells import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@cmd", "\t=1", "\r=1", '=HYPERLINK("http://127.0.0.1")'])
def test_what_a_spreadsheet_would_run_stays_text(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Maya", "a=b", "'=quoted", " =1"])
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text
