IN_ROLE = "group:night -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY\n"
IN_SCHEME = "group:watch -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY\n"


def test_roles_and_schemes_both_count_and_the_groups_are_named(ask):
    answers = ask("empty-group-on-project", IN_ROLE + IN_SCHEME)
    assert answers.only.message == (
        "2 groups without members (night and watch) hold a role or a grant on the project PAY."
    )
    assert [group["id"] for group in answers.only.details["groups"]] == ["group:night", "group:watch"]
    assert answers.paths == [
        ["group:night", "role:t:PAY:10", "project:t:PAY"],
        ["group:watch", "scheme:t:0", "project:t:PAY"],
    ]
    assert answers.only.cause is None


def test_one_empty_group_is_the_cause(ask):
    text = IN_ROLE + "group:night -actor_in-> role:t:OPS:10 -part_of-> project:t:OPS"
    assert {hit.cause.id for hit in ask("empty-group-on-project", text).hits.values()} == {"group:night"}


def test_inactive_members_are_members(ask):
    text = IN_ROLE + "user:maya account_status=inactive\nuser:maya -member_of-> group:night"
    assert ask("empty-group-on-project", text).found == []


def test_archived_projects_only_when_asked_for(ask):
    text = "project:t:PAY archived=yes\n" + IN_ROLE
    assert ask("empty-group-on-project", text).found == []
    assert ask("empty-group-on-project", text, include_archived=True).found == ["project:t:PAY"]


def test_a_group_known_by_name_only_is_not_judged(ask):
    answers = ask("empty-group-on-project", "group:name:t:old -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY")
    assert (answers.found, list(answers.undecided)) == ([], ["project:t:PAY"])
