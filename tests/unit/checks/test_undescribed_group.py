import pytest

IN_DIRECTORY = "group:g -in_directory-> directory:d\n"


@pytest.mark.parametrize("line", ["", "group:g description=", "group:g description=___"])
def test_absent_empty_and_blank_are_all_no_description(ask, line):
    assert ask("undescribed-group", IN_DIRECTORY + line).found == ["group:g"]


def test_a_word_is_enough(ask):
    assert ask("undescribed-group", IN_DIRECTORY + "group:g description=x").found == []


def test_a_group_whose_record_nobody_delivered_is_not_looked_at(ask):
    assert ask("undescribed-group", "group:g").subjects == ()
