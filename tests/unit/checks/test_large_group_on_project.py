import pytest


def group_of(number, *, inactive=0, unknown=0):
    lines = ["group:g -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY"]
    for n in range(number + inactive + unknown):
        status = "active" if n < number else "inactive" if n < number + inactive else "unknown"
        lines += [f"user:{n} account_status={status}", f"user:{n} -member_of-> group:g"]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("active", "inactive", "found"), [(50, 0, []), (51, 0, ["group:g"]), (50, 5, [])])
def test_more_than_fifty_active_members_are_many(ask, active, inactive, found):
    assert ask("large-group-on-project", group_of(active, inactive=inactive)).found == found


def test_the_threshold_can_be_set_and_the_figures_are_told(ask):
    text = group_of(3, inactive=2) + "group:g -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:OPS"
    answers = ask("large-group-on-project", text, threshold=2)
    assert answers.only.details == {"active_members": 3, "members": 5, "projects": 2}
    assert answers.only.message == "The group g has 3 active members and holds access to 2 projects."
    assert answers.paths == [
        ["group:g", "role:t:PAY:10", "project:t:PAY"],
        ["group:g", "scheme:t:0", "project:t:OPS"],
    ]


def test_product_access_alone_is_no_project(ask):
    text = "user:0 -member_of-> group:g -gives_access-> app_role:t:jira"
    assert ask("large-group-on-project", text, threshold=0).found == []


def test_archived_projects_only_when_asked_for(ask):
    text = "project:t:PAY archived=yes\n" + group_of(2)
    assert ask("large-group-on-project", text, threshold=1).found == []
    assert ask("large-group-on-project", text, threshold=1, include_archived=True).found == ["group:g"]


def test_members_of_unknown_status_leave_it_open_when_they_matter(ask):
    assert list(ask("large-group-on-project", group_of(2, unknown=1), threshold=2).undecided) == ["group:g"]
    assert ask("large-group-on-project", group_of(2, unknown=1), threshold=3).undecided == {}
    assert ask("large-group-on-project", group_of(2, unknown=1), threshold=1).found == ["group:g"]


def test_evidence_of_a_group_on_very_many_projects_is_cut_and_counted(ask):
    text = "user:0 -member_of-> group:g\n" + "\n".join(
        f"group:g -actor_in-> role:t:{n}:10 -part_of-> project:t:{n}" for n in range(230)
    )
    hit = ask("large-group-on-project", text, threshold=0).only
    assert (len(hit.paths), hit.left_out, hit.details["projects"]) == (200, 30, 230)
