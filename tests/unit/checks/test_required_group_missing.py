import pytest

ON_PAY = """
    group:42 name=Security_Auditors
    group:42 -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY
    project:t:OPS key=OPS
"""


@pytest.mark.parametrize("wanted", ["42", "group:42", "Security Auditors", "security auditors", "sec*", "*AUDIT*"])
def test_groups_are_named_by_id_name_or_pattern(ask, wanted):
    assert ask("required-group-missing", ON_PAY, groups=(wanted,)).found == ["project:t:OPS"]


@pytest.mark.parametrize("wanted", ["4", "auditors", "Security", "?ec"])
def test_part_of_a_name_is_not_the_name(ask, wanted):
    assert ask("required-group-missing", ON_PAY, groups=(wanted,)).found == ["project:t:OPS", "project:t:PAY"]


def test_any_one_of_several_is_enough(ask):
    hit = ask("required-group-missing", ON_PAY, groups=("nobody", "sec*")).only
    assert hit.subject == "project:t:OPS"
    assert hit.message == (
        "None of the 2 required groups (nobody and sec*) holds a role or a grant on the project OPS."
    )
    assert hit.details == {"required": ["nobody", "sec*"], "known_groups_meant": 1}


def test_brackets_in_a_name_are_no_pattern_for_itself(ask):
    text = "group:1 name=[ops]\ngroup:1 -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY"
    assert ask("required-group-missing", text, groups=("[ops]",)).found == []


def test_archived_projects_only_when_asked_for(ask):
    text = "project:t:PAY archived=yes"
    assert ask("required-group-missing", text, groups=("x",)).found == []
    assert ask("required-group-missing", text, groups=("x",), include_archived=True).found == ["project:t:PAY"]


def test_a_name_that_no_group_has_is_told_apart_from_a_group_without_access(ask):
    messages = [hit.message for hit in ask("required-group-missing", ON_PAY, groups=("sceurity",)).hits.values()]
    assert all(message.endswith("; this scan knows no such group.") for message in messages)
    assert len(messages) == 2
