import pytest

from graph_audit.access.engine import Access
from graph_audit.access.remarks import remarks
from graph_audit.graph.sketch import sketch

READING = "any_licensed:t -holds BROWSE_PROJECTS-> scheme:t:0"
BASE = """
    tenant:t gate=known
    project:t:1 key=PAY
    group:staff -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
    user:maya -member_of-> group:staff
    user:maya -actor_in-> role:t:1:10 -grants ADMINISTER_PROJECTS,EDIT_ISSUES-> project:t:1
    user:olaf -member_of-> group:staff
    scheme:t:0 -governs-> project:t:1
"""


def told(more="", permission="EDIT_ISSUES", user="user:maya", **attributes):
    graph = sketch(BASE + more)
    graph.nodes["project:t:1"].update(attributes)
    return list(remarks(Access(graph), permission, "project:t:1", user))


def test_what_nobody_can_read_is_inert():
    assert told() == ["Inert without Browse Projects, which the account does not have there."]
    assert told(READING) == []
    assert told(user="user:olaf") == []  # who has nothing has nothing inert
    assert told(user=None) == []


def test_an_archived_project_is_said_to_be_one():
    assert told(READING, archived=True) == [
        "The project is archived: whatever is granted, only reading by a direct link works."
    ]


def test_issue_security_bounds_reading_only():
    secured = {"issue_security": ("Confidential", "Secret")}
    [remark] = told(READING, "BROWSE_PROJECTS", **secured)
    assert remark == "An upper bound: issue security (Confidential, Secret) may hide single work items."
    assert told(READING, **secured) == []


@pytest.mark.parametrize(
    ("plans", "number"),
    [
        (("jira-software=FREE",), 1),
        (("jira-software=Free", "confluence=PREMIUM"), 1),
        (("confluence=FREE",), 0),
        ((), 0),
    ],
)
def test_on_the_free_plan_everybody_may_administer(plans, number):
    graph = sketch(BASE + READING)
    graph.nodes["tenant:t"]["plans"] = plans
    found = list(remarks(Access(graph), "ADMINISTER_PROJECTS", "project:t:1"))
    assert [remark[:31] for remark in found] == ["The site is on the Free plan: t"] * number
    assert list(remarks(Access(graph), "EDIT_ISSUES", "project:t:1")) == []


def test_a_public_grant_may_be_blocked():
    [remark] = told("anyone -holds BROWSE_PROJECTS-> scheme:t:0", "BROWSE_PROJECTS", None)
    assert remark == "Anyone on the internet has it, unless a data security policy blocks it: those cannot be read."


def test_work_in_a_service_project_is_bounded_without_its_product():
    service = {"gated_permission": "SERVICEDESK_AGENT", "gated_by": "jira-servicedesk"}
    [remark] = told(READING, **service)
    assert remark.startswith("An upper bound: in service projects less may work")
    licensed = "group:staff -gives_access-> app_role:t:jira-servicedesk -gives_access-> any_licensed:t\n"
    assert told(licensed + READING, **service) == []
