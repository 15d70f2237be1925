import pytest

from graph_audit.core.kinds import EdgeKind
from graph_audit.graph.sketch import sketch

from .conftest import audit_of


@pytest.mark.parametrize(("status", "word"), [("inactive", "deactivated"), ("closed", "closed")])
def test_states_are_told_apart(ask, status, word):
    text = f"user:maya account_status={status}\nuser:maya -member_of-> group:a\nuser:maya -member_of-> group:b"
    answers = ask("inactive-user-in-group", text)
    assert answers.only.details == {"state": word, "groups": 2}
    assert answers.only.message == f"maya is still a member of 2 groups, although the account is {word}."
    assert answers.paths == [["user:maya", "group:a"], ["user:maya", "group:b"]]


@pytest.mark.parametrize(
    ("memberships", "found"), [(("suspended", "suspended"), True), (("suspended", "active"), False)]
)
def test_suspended_is_who_is_suspended_in_every_directory(checks, memberships, found):
    graph = sketch("user:maya -member_of-> group:a\ndirectory:d name=D\ndirectory:e name=E")
    for directory, status in zip(("directory:d", "directory:e"), memberships, strict=True):
        graph.link("user:maya", EdgeKind.IN_DIRECTORY, directory, membership_status=status)
    hits = list(checks["inactive-user-in-group"].query(audit_of(checks["inactive-user-in-group"], graph)))
    assert [hit.details(hit.subject)["state"] for hit in hits] == ["suspended"] * found


@pytest.mark.parametrize("kind", ["app", "customer", "unknown"])
def test_only_people_count(ask, kind):
    text = f"user:x account_type={kind} account_status=inactive\nuser:x -member_of-> group:a"
    assert ask("inactive-user-in-group", text).subjects == ()


def test_an_unknown_status_is_not_judged(ask):
    text = "user:maya account_status=unknown\nuser:maya -member_of-> group:a\nuser:omar account_status=unknown"
    answers = ask("inactive-user-in-group", text)
    assert (answers.found, list(answers.undecided)) == ([], ["user:maya"])
