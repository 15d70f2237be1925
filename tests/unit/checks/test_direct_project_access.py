import pytest

DIRECT = "user:maya -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY\n"


def test_a_role_that_holds_nothing_counts_too(ask):
    answers = ask("direct-project-access", DIRECT)
    assert answers.paths == [["user:maya", "role:t:PAY:10", "project:t:PAY"]]


def test_says_when_a_group_already_gives_the_same_role(ask):
    text = (
        DIRECT
        + """
        user:maya -actor_in-> role:t:PAY:11 -part_of-> project:t:PAY
        user:maya -member_of-> group:devs -actor_in-> role:t:PAY:10
        group:others -actor_in-> role:t:PAY:11
    """
    )
    hit = ask("direct-project-access", text).only
    assert hit.message == "maya stands in 2 roles of 1 project without a group; a group already gives 1 of these roles."
    assert (hit.details["roles"], hit.details["projects"], hit.details["given_by_group_too"]) == (2, 1, 1)
    assert [entry["given_by_groups"] for entry in hit.details["entries"]] == [["devs"], []]


def test_unmanaged_accounts_are_marked_and_can_be_left_out(ask):
    text = "user:maya managed=no\n" + DIRECT
    hit = ask("direct-project-access", text).only
    assert hit.message.startswith("The unmanaged account maya stands in 1 role")
    assert hit.details["managed"] == "no"
    assert ask("direct-project-access", text, managed_only=True).found == []
    assert ask("direct-project-access", DIRECT, managed_only=True).found == ["user:maya"]


def test_managed_only_does_not_judge_who_is_not_known(ask):
    text = "user:maya managed=unknown\n" + DIRECT
    assert list(ask("direct-project-access", text, managed_only=True).undecided) == ["user:maya"]
    assert ask("direct-project-access", text).found == ["user:maya"]


def test_team_managed_projects_only_when_asked_for(ask):
    text = "project:t:PAY style=next-gen\n" + DIRECT
    assert ask("direct-project-access", text).found == []
    assert ask("direct-project-access", text, team_managed=True).found == ["user:maya"]


def test_archived_projects_only_when_asked_for(ask):
    text = "project:t:PAY archived=yes\n" + DIRECT
    assert ask("direct-project-access", text).found == []
    assert ask("direct-project-access", text, include_archived=True).found == ["user:maya"]


@pytest.mark.parametrize(
    "line",
    [
        "user:maya account_type=app",
        "user:maya account_type=unknown",
        "role:t:PAY:10 name=atlassian-addons-project-access",
    ],
)
def test_apps_and_the_role_of_apps_are_not_people(ask, line):
    assert ask("direct-project-access", f"{line}\n{DIRECT}").found == []


def test_a_deactivated_person_still_stands_there(ask):
    assert (
        ask("direct-project-access", "user:maya account_status=inactive\n" + DIRECT).only.details["state"]
        == "deactivated"
    )


def test_a_grant_in_a_scheme_is_no_role(ask):
    text = "user:maya -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY"
    assert ask("direct-project-access", text).found == []
