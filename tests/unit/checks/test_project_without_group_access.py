import pytest


@pytest.mark.parametrize(
    "edge",
    [
        "group:devs -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY",
        "group:devs -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY",
    ],
)
def test_one_group_is_enough(ask, edge):
    assert ask("project-without-group-access", edge).found == []


@pytest.mark.parametrize("everybody", ["app_role:t:jira-software", "any_licensed:t", "anyone"])
def test_everybody_with_product_access_is_no_group(ask, everybody):
    text = f"{everybody} -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY"
    hit = ask("project-without-group-access", text).only
    assert hit.message.endswith("; everybody with product access holds one.")
    assert len(hit.details["open_to"]) == 1


def test_groups_behind_an_application_role_do_not_count(ask):
    text = "group:g -gives_access-> app_role:t:jira -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY"
    assert ask("project-without-group-access", text).found == ["project:t:PAY"]


def test_a_group_on_another_project_does_not_count(ask):
    text = "group:g -actor_in-> role:t:OPS:10 -part_of-> project:t:OPS\nrole:t:PAY:10 -part_of-> project:t:PAY"
    assert ask("project-without-group-access", text).found == ["project:t:PAY"]


def test_single_people_are_counted_without_apps(ask):
    text = """
        user:bot account_type=app
        user:maya -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY
        user:bot -actor_in-> role:t:PAY:10
    """
    hit = ask("project-without-group-access", text).only
    assert hit.details == {"people": 1, "open_to": []}
    assert hit.message == "No group holds a role or a grant on the project PAY; 1 person holds one."


def test_archived_projects_only_when_asked_for(ask):
    assert ask("project-without-group-access", "project:t:PAY archived=yes").found == []
    assert ask("project-without-group-access", "project:t:PAY archived=yes", include_archived=True).found


def test_holders_who_are_neither_people_nor_everybody_are_not_counted(ask):
    text = "condition:t:reporter -holds EDIT_ISSUES-> scheme:t:0 -governs-> project:t:PAY"
    answers = ask("project-without-group-access", text)
    assert answers.only.message == "No group holds a role or a grant on the project PAY."
    assert answers.paths == [["condition:t:reporter", "scheme:t:0", "project:t:PAY"]]


def test_of_very_many_people_the_first_are_proved_and_the_others_counted(ask):
    entries = "\n".join(f"user:{number:03} -actor_in-> role:t:PAY:10" for number in range(230))
    hit = ask("project-without-group-access", f"{entries}\nrole:t:PAY:10 -part_of-> project:t:PAY").only
    assert (len(hit.paths), hit.left_out, hit.details["people"]) == (200, 30, 230)
