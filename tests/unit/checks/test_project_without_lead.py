import pytest


def test_no_lead_and_inactive_lead_are_told_apart(ask):
    text = "user:maya account_status=closed\nproject:t:PAY lead=user:maya\nproject:t:OPS key=OPS"
    hits = ask("project-without-lead", text).hits
    assert hits["project:t:OPS"].details == {"reason": "no lead"}
    assert hits["project:t:OPS"].cause is None
    assert hits["project:t:PAY"].details == {"reason": "inactive lead", "lead": "user:maya", "state": "closed"}
    assert hits["project:t:PAY"].message == "The account of maya, the lead of the project PAY, is closed."
    assert hits["project:t:PAY"].cause.id == "user:maya"


def test_the_grant_to_the_lead_is_evidence(ask):
    text = """
        user:maya account_status=inactive
        project:t:PAY lead=user:maya
        user:maya -leads BROWSE_PROJECTS-> project:t:PAY
    """
    assert ask("project-without-lead", text).paths == [["user:maya", "project:t:PAY"]]


@pytest.mark.parametrize("line", ["user:maya account_status=unknown", ""])
def test_a_lead_of_whom_nothing_is_known_is_not_judged(ask, line):
    answers = ask("project-without-lead", f"project:t:PAY lead=user:maya\n{line}")
    assert (answers.found, list(answers.undecided)) == ([], ["project:t:PAY"])


def test_archived_projects_only_when_asked_for(ask):
    assert ask("project-without-lead", "project:t:PAY archived=yes").found == []
    assert ask("project-without-lead", "project:t:PAY archived=yes", include_archived=True).found == ["project:t:PAY"]
