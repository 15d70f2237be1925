def test_inactive_members_are_members(ask):
    text = "user:maya account_status=closed\nuser:maya -member_of-> group:devs"
    assert ask("empty-group", text).found == []


def test_a_group_that_holds_access_is_still_empty(ask):
    assert ask("empty-group", "group:g -actor_in-> role:t:PAY:10").found == ["group:g"]


def test_a_group_known_by_name_only_is_not_judged(ask):
    answers = ask("empty-group", "group:name:t:old")
    assert (answers.found, list(answers.undecided)) == ([], ["group:name:t:old"])
