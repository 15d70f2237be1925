import pytest

LICENSED = """
    tenant:t gate=known
    group:jira-users -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
"""


def licensed(*users):
    return LICENSED + "\n".join(f"user:{user} -member_of-> group:jira-users" for user in users) + "\n"


def administers(principal, *projects):
    line = "{} -actor_in-> role:t:{}:10 -grants ADMINISTER_PROJECTS,BROWSE_PROJECTS-> project:t:{}\n"
    return "".join(line.format(principal, project, project) for project in projects)


@pytest.mark.parametrize(("projects", "found"), [("AB", []), ("ABC", ["user:maya"]), ("ABCD", ["user:maya"])])
def test_three_projects_are_many(ask, projects, found):
    assert ask("wide-project-admin", licensed("maya") + administers("user:maya", *projects)).found == found


@pytest.mark.parametrize(("minimum", "found"), [(1, ["user:maya"]), (4, ["user:maya"]), (5, [])])
def test_the_number_can_be_set(ask, minimum, found):
    text = licensed("maya") + administers("user:maya", *"ABCD")
    assert ask("wide-project-admin", text, min_projects=minimum).found == found


def test_direct_and_group_derived_are_counted_apart(ask):
    text = licensed("maya") + "user:maya -member_of-> group:leads\n"
    text += administers("user:maya", *"AB") + administers("group:leads", *"BCD")
    answers = ask("wide-project-admin", text)
    assert answers.only.details == {"projects": 4, "direct": 2, "through_groups": 3}
    assert answers.only.message == "maya administers 4 projects: 2 by entries of their own, 3 through groups."
    assert ["user:maya", "group:leads", "role:t:D:10", "project:t:D"] in answers.paths
    assert ["user:maya", "role:t:A:10", "project:t:A"] in answers.paths
    assert len(answers.paths) == 5


@pytest.mark.parametrize(
    "holder",
    ["user:maya", "group:jira-users", "app_role:t:jira-software", "any_licensed:t"],
)
def test_any_path_counts(ask, holder):
    text = licensed("maya") + f"{holder} -holds ADMINISTER_PROJECTS-> scheme:t:0\n"
    text += "".join(f"scheme:t:0 -governs-> project:t:{project}\n" for project in "ABC")
    assert ask("wide-project-admin", text).found == ["user:maya"]


def test_leading_projects_whose_scheme_grants_to_the_lead_counts(ask):
    text = licensed("maya") + "".join(f"user:maya -leads ADMINISTER_PROJECTS-> project:t:{p}\n" for p in "ABC")
    assert ask("wide-project-admin", text).only.details["direct"] == 3


@pytest.mark.parametrize(
    "line",
    ["user:maya account_status=inactive", "user:maya account_type=app", "user:maya account_type=customer"],
)
def test_only_active_people_count(ask, line):
    assert ask("wide-project-admin", f"{line}\n" + licensed("maya") + administers("user:maya", *"ABC")).found == []


def test_without_product_access_nothing_is_effective(ask):
    answers = ask("wide-project-admin", LICENSED + administers("user:maya", *"ABC"))
    assert (answers.found, answers.undecided) == ([], {})


def test_an_unknown_gate_is_not_no(ask):
    text = "tenant:t gate=unknown\n" + administers("user:maya", *"ABC") + administers("user:omar", *"AB")
    answers = ask("wide-project-admin", text)
    assert (answers.found, list(answers.undecided)) == ([], ["user:maya"])


def test_what_is_sure_counts_where_other_projects_are_unknown(ask):
    text = licensed("maya") + administers("user:maya", *"ABC") + "tenant:u gate=unknown\n"
    text += "user:maya -actor_in-> role:u:D:10 -grants ADMINISTER_PROJECTS-> project:u:D"
    assert ask("wide-project-admin", text).only.details["projects"] == 3


def test_other_permissions_are_not_administration(ask):
    text = licensed("maya") + administers("user:maya", *"ABC").replace("ADMINISTER_PROJECTS,", "")
    assert ask("wide-project-admin", text).found == []


def test_archived_projects_only_when_asked_for(ask):
    text = "project:t:A archived=yes\n" + licensed("maya") + administers("user:maya", *"ABC")
    assert ask("wide-project-admin", text).found == []
    assert ask("wide-project-admin", text, include_archived=True).found == ["user:maya"]


def test_the_wide_group_is_the_cause_of_all_its_members(ask):
    text = licensed("maya", "omar", "ivy") + administers("group:crew", *"ABCD") + administers("user:ivy", *"ABC")
    text += "user:maya -member_of-> group:crew\nuser:omar -member_of-> group:crew\n"
    hits = ask("wide-project-admin", text).hits
    assert {user: hit.cause and hit.cause.id for user, hit in hits.items()} == {
        "user:ivy": None,
        "user:maya": "group:crew",
        "user:omar": "group:crew",
    }


def test_a_group_of_one_is_no_cause(ask):
    text = licensed("maya") + administers("group:crew", *"ABC") + "user:maya -member_of-> group:crew"
    assert ask("wide-project-admin", text).only.cause is None


def test_a_group_that_gives_half_of_the_projects_is_no_cause(ask):
    text = licensed("maya", "omar") + administers("group:crew", *"AB")
    text += "user:maya -member_of-> group:crew\nuser:omar -member_of-> group:crew\n"
    text += administers("user:maya", *"CD") + administers("user:omar", "C")
    hits = ask("wide-project-admin", text).hits
    assert hits["user:maya"].cause is None
    assert hits["user:omar"].cause.id == "group:crew"


def test_of_two_groups_the_wider_one_is_the_cause(ask):
    text = licensed("maya", "omar", "ivy") + administers("group:all", *"ABC") + administers("group:few", *"ABCD")
    for user in ("maya", "omar", "ivy"):
        text += f"user:{user} -member_of-> group:all\n"
    text += "user:maya -member_of-> group:few\nuser:omar -member_of-> group:few\n"
    assert {hit.cause.id for hit in ask("wide-project-admin", text).hits.values()} == {"group:all"}


def test_evidence_of_an_administrator_of_very_many_projects_is_cut_and_counted(ask):
    text = licensed("maya") + administers("user:maya", *map(str, range(120)))
    hit = ask("wide-project-admin", text).only
    assert (hit.details["projects"], len(hit.paths), hit.left_out) == (120, 50, 70)
