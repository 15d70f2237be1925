def test_deactivated_and_closed_are_reported_separately(ask):
    text = """
        user:a account_status=inactive
        user:b account_status=closed
        user:c account_status=closed
        user:a -member_of-> group:g
        user:b -member_of-> group:g
        user:c -member_of-> group:g
    """
    hit = ask("inactive-group", text).only
    assert hit.details == {"members": 3, "closed": 2, "deactivated": 1}
    assert hit.message == "The group g serves nobody: none of its 3 members is active."
    assert len(hit.paths) == 3


def test_an_empty_group_is_not_inactive(ask):
    assert ask("inactive-group", "group:g").found == []


def test_one_active_member_is_enough_even_an_app(ask):
    text = "user:bot account_type=app\nuser:bot -member_of-> group:g"
    assert ask("inactive-group", text).found == []


def test_unknown_members_leave_it_open_unless_another_one_is_active(ask):
    text = """
        user:who account_status=unknown
        user:gone account_status=inactive
        user:who -member_of-> group:g
        user:gone -member_of-> group:g
    """
    answers = ask("inactive-group", text)
    assert (answers.found, list(answers.undecided)) == ([], ["group:g"])
    assert ask("inactive-group", text + "\nuser:maya -member_of-> group:g").undecided == {}
