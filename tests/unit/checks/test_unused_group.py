import pytest

MEMBER = "user:maya -member_of-> group:g\ngroup:g resources_count=0\n"


@pytest.mark.parametrize(
    "edge",
    [
        "group:g -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY",
        "group:g -holds BROWSE_PROJECTS-> scheme:t:1 -governs-> project:t:PAY",
        "group:g -gives_access-> app_role:t:jira-software",
        "group:g -administers-> admin_role:tenant:t:site-admin",
        "project:t:PAY archived=yes\ngroup:g -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY",
    ],
)
def test_anything_it_gives_is_use(ask, edge):
    assert ask("unused-group", MEMBER + edge).found == []


def test_a_grant_in_a_scheme_that_governs_nothing_is_no_use(ask):
    assert ask("unused-group", MEMBER + "group:g -holds BROWSE_PROJECTS-> scheme:t:9").found == ["group:g"]


def test_a_group_without_members_is_not_its_concern(ask):
    assert ask("unused-group", "group:g resources_count=0").found == []


def test_the_directorys_count_has_the_last_word(ask):
    member = "user:maya -member_of-> group:g\n"
    assert ask("unused-group", member + "group:g resources_count=3").found == []
    uncounted = ask("unused-group", member)
    assert (uncounted.found, list(uncounted.undecided)) == ([], ["group:g"])


def test_it_says_what_is_not_examined(ask):
    hit = ask("unused-group", MEMBER).only
    assert "automation rules" in hit.details["not_examined"]
    assert hit.details["members"] == 1
