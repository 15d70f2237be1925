import pytest


def people(number):
    return "\n".join(f"user:{n} -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY" for n in range(number)) + "\n"


@pytest.mark.parametrize(("number", "found"), [(1, []), (2, ["project:t:PAY"]), (3, ["project:t:PAY"])])
def test_two_people_are_many(ask, number, found):
    assert ask("many-direct-users", people(number)).found == found


@pytest.mark.parametrize(("minimum", "found"), [(3, ["project:t:PAY"]), (4, [])])
def test_the_number_can_be_set(ask, minimum, found):
    assert ask("many-direct-users", people(3), min_users=minimum).found == found


def test_one_person_in_two_roles_is_one_person(ask):
    assert ask("many-direct-users", people(1) + "user:0 -actor_in-> role:t:PAY:11 -part_of-> project:t:PAY").found == []


@pytest.mark.parametrize("line", ["user:0 account_type=app", "role:t:PAY:10 name=atlassian-addons-project-access"])
def test_apps_do_not_count_as_people(ask, line):
    assert ask("many-direct-users", f"{line}\n{people(2)}").found == []


def test_states_and_unmanaged_accounts_are_counted(ask):
    text = "user:0 account_status=inactive\nuser:1 managed=no\n" + people(3)
    hit = ask("many-direct-users", text).only
    assert hit.details == {"people": 3, "unmanaged": 1, "states": {"active": 2, "deactivated": 1}}
    assert hit.message == "3 people stand in roles of the project PAY without a group."
    assert len(hit.paths) == 3


@pytest.mark.parametrize(("line", "option"), [("style=next-gen", "team_managed"), ("archived=yes", "include_archived")])
def test_left_out_unless_asked_for(ask, line, option):
    text = f"project:t:PAY {line}\n{people(2)}"
    assert ask("many-direct-users", text).subjects == ()
    assert ask("many-direct-users", text, **{option: True}).found == ["project:t:PAY"]
