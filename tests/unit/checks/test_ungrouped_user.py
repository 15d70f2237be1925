import pytest


@pytest.mark.parametrize(
    "attributes",
    ["managed=no", "account_status=inactive", "account_status=closed", "account_type=app", "account_type=unknown"],
)
def test_only_active_managed_people_count(ask, attributes):
    answers = ask("ungrouped-user", f"user:x {attributes}")
    assert (answers.found, answers.undecided) == ([], {})


@pytest.mark.parametrize("attributes", ["managed=unknown", "account_status=unknown"])
def test_what_is_not_known_is_not_judged(ask, attributes):
    answers = ask("ungrouped-user", f"user:x {attributes}")
    assert (answers.found, list(answers.undecided)) == ([], ["user:x"])


def test_access_of_their_own_does_not_make_it_better(ask):
    assert ask("ungrouped-user", "user:maya -actor_in-> role:t:PAY:10").found == ["user:maya"]
