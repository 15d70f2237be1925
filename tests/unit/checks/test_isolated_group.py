import pytest


@pytest.mark.parametrize(
    "edge",
    [
        "user:maya -member_of-> group:g",
        "group:g -actor_in-> role:t:PAY:10",
        "group:g -holds BROWSE_PROJECTS-> scheme:t:0",
        "group:g -gives_access-> app_role:t:jira-software",
        "group:g -administers-> admin_role:tenant:t:jira-admin",
        "group:g resources_count=2",
    ],
)
def test_one_connection_of_any_sort_is_enough(ask, edge):
    assert ask("isolated-group", edge).found == []


def test_standing_in_a_directory_is_no_connection(ask):
    assert ask("isolated-group", "group:g resources_count=0\ngroup:g -in_directory-> directory:d").found == ["group:g"]


def test_a_group_known_by_name_only_is_not_judged(ask):
    answers = ask("isolated-group", "group:name:t:old")
    assert (answers.found, list(answers.undecided)) == ([], ["group:name:t:old"])


@pytest.mark.parametrize(
    ("attribute", "reach"), [("resources_count=0", "to anything"), ("name=g", "that this scan reads")]
)
def test_only_the_directory_s_own_count_tells_of_what_the_scan_does_not_read(ask, attribute, reach):
    hit = ask("isolated-group", f"group:g {attribute}").only
    assert hit.message == f"The group g has no members and gives no access {reach}."
