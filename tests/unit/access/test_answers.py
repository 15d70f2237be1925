"""What came of asking Atlassian, as a scan keeps it beside the tables of its snapshot."""

import json
import stat

import pytest

from graph_audit.access.answers import FILE, Difference, Verification, in_words, read_answers, write_answers
from graph_audit.core.errors import SnapshotError


@pytest.fixture
def told():
    told = Verification(compared=1234, conditional=5)
    told.accounts["tenant:t"] = 40
    told.projects.update({"project:t:10": 40, "project:t:11": 15})
    told.passed_over["the snapshot does not tell"] = 7
    told.failures["tenant:u"] = "403 Forbidden: ⟨RLO⟩"
    told.differences.append(Difference("user:712020:é", "EDIT_ISSUES", "project:t:10", "no"))
    return told


def kept(folder, told, snapshot="s1"):
    write_answers(folder, told, snapshot=snapshot, generator="graph-audit test", asked="2026-11-20T14:06:00Z")
    return folder / FILE


def test_it_is_read_as_it_was_written(tmp_path, told):
    file = kept(tmp_path, told)
    assert read_answers(tmp_path, "s1") == told
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_bytes())["asked"] == "2026-11-20T14:06:00Z"


def test_a_scan_that_asked_nobody_has_none(tmp_path):
    assert read_answers(tmp_path, "s1") is None


@pytest.mark.parametrize(
    "change", [lambda text: text[:-9], lambda text: text.replace('"yes"', "7").replace("40", '"x"')]
)
def test_a_damaged_file_is_named(tmp_path, told, change):
    file = kept(tmp_path, told)
    file.write_text(change(file.read_text()))
    with pytest.raises(SnapshotError, match=r"answers\.json is damaged"):
        read_answers(tmp_path, "s1")


def test_answers_about_another_snapshot_do_not_count(tmp_path, told):
    kept(tmp_path, told, snapshot="s2")
    with pytest.raises(SnapshotError, match="about another snapshot, 's2'"):
        read_answers(tmp_path, "s1")


def test_it_is_told_in_a_sentence(told):
    assert in_words(told) == (
        "Atlassian itself was asked about 40 accounts: 1,234 answers about 2 projects compared with this report, "
        "1 differs."
    )
    told.differences.clear()
    assert in_words(told).endswith(", none differs.")
