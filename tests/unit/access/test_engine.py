"""Single answers of the engine, in words that an administrator can follow."""

import pytest

from graph_audit.access.engine import Access
from graph_audit.access.gates import account_state
from graph_audit.core.kinds import EdgeKind
from graph_audit.graph.sketch import sketch

LICENSED = """
    tenant:t gate=known
    user:maya -member_of-> group:jira-users -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
"""
GATE_PATH = "user:maya member_of group:jira-users gives_access app_role:t:jira-software"
BROWSE, ADMINISTER, AGENT = "BROWSE_PROJECTS", "ADMINISTER_PROJECTS", "SERVICEDESK_AGENT"


def explain(text, permission=BROWSE, user="user:maya", resource="project:t:PAY"):
    return Access(sketch(text)).explain(user, permission, resource)


def words(path):
    return " ".join([path[0].source, *(f"{step.kind} {step.target}" for step in path)])


def test_all_paths_are_told_and_each_step_names_its_records():
    told = explain(f"""
        {LICENSED}
        user:maya -member_of-> group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
        user:maya -actor_in-> role:t:PAY:10
        any_licensed:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
        user:maya -leads BROWSE_PROJECTS,EDIT_ISSUES-> project:t:PAY
    """)
    assert told.answer == "yes"
    assert told.reasons == ()
    assert sorted(map(words, told.grant_paths)) == [
        "user:maya actor_in role:t:PAY:10 grants project:t:PAY",
        "user:maya leads project:t:PAY",
        "user:maya member_of group:devs actor_in role:t:PAY:10 grants project:t:PAY",
        f"{GATE_PATH} gives_access any_licensed:t holds scheme:t:0 governs project:t:PAY",
    ]
    assert [words(path) for path in told.gate_paths] == [GATE_PATH]
    assert all(step.records for path in (*told.grant_paths, *told.gate_paths) for step in path)
    lead = next(path for path in told.grant_paths if path[0].kind == EdgeKind.LEADS)
    assert lead[0].permissions == (BROWSE,), "evidence names the permission in question, not all that the edge carries"


def test_a_role_never_grants_on_another_project_of_the_same_scheme():
    graph = f"""
        {LICENSED}
        user:maya -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
        role:t:OPS:10 -grants BROWSE_PROJECTS-> project:t:OPS
        scheme:t:0 -governs-> project:t:PAY
        scheme:t:0 -governs-> project:t:OPS
    """
    assert explain(graph).answer == "yes"
    assert explain(graph, resource="project:t:OPS").answer == "no"


def test_a_role_that_holds_no_permission_gives_none():
    told = explain(f"{LICENSED}\nuser:maya -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY")
    assert (told.answer, told.grant_paths, told.reasons) == ("no", (), ("No grant matches.",))


def test_product_access_of_one_tenant_is_no_access_to_another():
    told = explain(f"""
        {LICENSED}
        tenant:u gate=known
        user:maya -holds BROWSE_PROJECTS-> scheme:u:0 -governs-> project:u:PAY
        app_role:u:jira-software -gives_access-> any_licensed:u
    """, resource="project:u:PAY")  # fmt: skip
    assert told.answer == "no"
    assert len(told.grant_paths) == 1
    assert told.gate_paths == ()
    assert told.reasons == ("The account has no product access to the tenant.",)


@pytest.mark.parametrize(
    ("account", "answer"),
    [
        ("account_type=atlassian", "no"),
        ("account_type=app", "yes"),
        ("account_type=app app_type=service", "no"),
        ("account_type=customer", "no"),
        ("account_type=unknown", "unknown"),
        ("account_type=something-new", "unknown"),
    ],
)
def test_who_needs_product_access(account, answer):
    told = explain(f"""
        tenant:t gate=known
        user:maya {account}
        user:maya -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
    """)
    assert told.answer == answer


def test_customers_have_no_interface_whatever_they_stand_in():
    entry = "user:maya -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY"
    assert explain(f"{LICENSED}\nuser:maya account_type=customer\n{entry}").answer == "no"


def test_no_gate_is_asked_of_an_app_so_none_is_told():
    told = explain(f"""
        {LICENSED}
        user:maya account_type=app
        user:maya -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
    """)
    assert (told.answer, told.gate_paths) == ("yes", ())


def test_the_public_needs_no_gate_and_is_never_expanded_into_people():
    graph = sketch("""
        tenant:t gate=known
        user:maya status=active
        anyone -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
    """)
    audience = Access(graph).audience(BROWSE, "project:t:PAY")
    assert (audience.public, len(audience.effective), len(audience.unknown)) == (True, 0, 0)
    told = Access(graph).explain("user:maya", BROWSE, "project:t:PAY")
    assert told.answer == "yes"
    assert [words(path) for path in told.grant_paths] == ["anyone holds scheme:t:0 governs project:t:PAY"]


@pytest.mark.parametrize(
    ("account", "answer", "state"),
    [
        ("account_status=active", "yes", "active"),
        ("account_status=inactive", "no", "deactivated"),
        ("account_status=closed", "no", "closed"),
        ("account_status=unknown", "unknown", "unknown"),
    ],
)
def test_a_deactivated_account_has_no_access_but_keeps_its_paths(account, answer, state):
    text = f"{LICENSED}\nuser:maya {account}\nuser:maya -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY"
    told = explain(text)
    assert (told.answer, len(told.grant_paths), len(told.reasons)) == (answer, 1, int(answer != "yes"))
    assert account_state(sketch(text), "user:maya") == state


@pytest.mark.parametrize(
    ("memberships", "active"),
    [
        ([], True),
        (["active"], True),
        (["suspended"], False),
        (["suspended", "suspended"], False),
        (["suspended", "active"], True),
        (["suspended", None], True),
    ],
)
def test_an_account_that_is_suspended_in_every_directory_is_not_active(memberships, active):
    graph = sketch("user:maya account_status=active")
    for number, membership in enumerate(memberships):
        directory = graph.add_entity(f"directory:{number}")
        graph.link("user:maya", EdgeKind.IN_DIRECTORY, directory, membership_status=membership)
    access = Access(graph)
    assert access.is_active("user:maya") is active
    assert list(access.active.passed) == ([0] if active else [])
    assert account_state(graph, "user:maya") == ("active" if active else "suspended")


def test_what_one_jira_says_of_an_account_counts_for_its_tenant_only():
    graph = sketch("""
        tenant:t gate=known
        tenant:u gate=known
        user:maya -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
        user:maya -holds BROWSE_PROJECTS-> scheme:u:0 -governs-> project:u:PAY
        user:maya account_type=app
    """)
    graph.link("user:maya", EdgeKind.IN_TENANT, "tenant:t", jira_active=False)
    access = Access(graph)
    assert access.explain("user:maya", BROWSE, "project:t:PAY").answer == "no"
    assert access.explain("user:maya", BROWSE, "project:u:PAY").answer == "yes"
    assert access.is_active("user:maya") is True


def test_agents_need_the_service_product_and_other_work_does_not():
    graph = sketch(f"""
        {LICENSED}
        user:maya -holds SERVICEDESK_AGENT,BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:HELP
        user:ines -holds SERVICEDESK_AGENT-> scheme:t:0
        user:ines -member_of-> group:agents -gives_access-> app_role:t:jira-servicedesk -gives_access-> any_licensed:t
    """)
    graph.add_entity("project:t:HELP", gated_permission=AGENT, gated_by="jira-servicedesk")
    access = Access(graph)
    assert access.explain("user:maya", AGENT, "project:t:HELP").answer == "no"
    assert access.explain("user:maya", BROWSE, "project:t:HELP").answer == "yes"
    told = access.explain("user:ines", AGENT, "project:t:HELP")
    assert told.answer == "yes"
    assert [step.target for path in told.gate_paths for step in path] == ["group:agents", "app_role:t:jira-servicedesk"]
    assert access.populations.nodes(access.audience(AGENT, "project:t:HELP").effective) == ["user:ines"]


@pytest.mark.parametrize(
    "holder",
    ["unknown:moonPhase:t:x", "group:name:t:devs", "any_licensed:u", "app_role:u:jira-software", "role:t:PAY:10"],
)
def test_access_through_holders_whose_people_are_not_known_is_unknown(holder):
    graph = sketch(f"""
        {LICENSED}
        tenant:u gate=unknown
        unknown:actor:t:9 -actor_in-> role:t:PAY:10
        {holder} -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
        user:ines -actor_in-> role:t:OPS:10
    """)
    access = Access(graph)
    told = access.explain("user:maya", BROWSE, "project:t:PAY")
    assert (told.answer, told.reasons) == ("unknown", ("It is not known who stands behind a holder of the grant.",))
    assert access.explain("user:ines", BROWSE, "project:t:PAY").answer == "no"  # she has no product access
    audience = access.audience(BROWSE, "project:t:PAY")
    assert audience.unknown_holders == ("unknown:actor:t:9" if holder.startswith("role:") else holder,)
    assert access.populations.nodes(audience.unknown) == ["user:maya"]
    assert not audience.effective


def test_product_access_through_a_group_that_cannot_be_told_apart_is_unknown():
    told = explain("""
        tenant:t gate=known
        group:name:t:devs -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
        user:maya -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
    """)
    assert (told.answer, told.reasons) == ("unknown", ("Whether the account has product access is not known.",))


def test_what_depends_on_the_work_item_is_may_and_never_can():
    text = f"{LICENSED}\ncondition:t:reporter -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY"
    told = explain(text)
    assert (told.answer, told.grant_paths, told.reasons) == ("may", (), ("It depends on the work item.",))
    assert explain(f"{text}\nuser:maya account_status=unknown").answer == "unknown"
    audience = Access(sketch(text)).audience(BROWSE, "project:t:PAY")
    assert (audience.conditions, list(audience.effective)) == (("condition:t:reporter",), [])


def test_portal_customers_do_not_have_jiras_own_interface():
    told = explain(f"{LICENSED}\nportal_customers:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY")
    assert (told.answer, told.grant_paths) == ("no", ())


def test_members_and_active_members_of_a_group():
    access = Access(sketch("""
        user:ines -member_of-> group:devs
        user:maya -member_of-> group:devs
        user:zoe -member_of-> group:devs
        user:maya account_status=inactive
        user:zoe account_status=unknown
    """))  # fmt: skip
    assert access.members("group:devs") == ["user:ines", "user:maya", "user:zoe"]
    assert access.active_members("group:devs") == ["user:ines"]
    assert access.populations.nodes(access.active.unknown) == ["user:zoe"]
    assert access.members("group:devs") == access.populations.nodes(access.populations.behind("group:devs"))


def test_two_schemes_and_two_permission_sets_do_not_mix():
    text = f"""
        {LICENSED}
        user:maya -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
        user:maya -holds ADMINISTER_PROJECTS-> scheme:t:1 -governs-> project:t:OPS
    """
    asked = [(permission, project) for permission in (BROWSE, ADMINISTER) for project in ("PAY", "OPS")]
    answers = [explain(text, permission, resource=f"project:t:{project}").answer for permission, project in asked]
    assert answers == ["yes", "no", "no", "yes"]
