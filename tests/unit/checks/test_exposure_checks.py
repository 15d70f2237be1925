"""The checks about what is open to whom: public, everybody with product access, sensitive, wide, external."""

import pytest

from graph_audit.core.kinds import Severity

GATE = """
    tenant:t gate=known
    group:staff -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
"""


def test_public_projects_have_their_scheme_as_cause(ask):
    text = """
        anyone -holds BROWSE_PROJECTS,CREATE_ISSUES-> scheme:t:0 -governs-> project:t:PAY
        scheme:t:0 -governs-> project:t:WEB
        project:t:OLD archived=yes
        scheme:t:0 -governs-> project:t:OLD
    """
    hits = ask("public-project", text).hits
    assert sorted(hits) == ["project:t:PAY", "project:t:WEB"]
    assert {hit.cause.id for hit in hits.values()} == {"scheme:t:0"}
    assert {hit.paths[0][0].permissions for hit in hits.values()} == {("BROWSE_PROJECTS",)}
    assert "Create Issues" in ask("public-write", text).hits["project:t:PAY"].message


@pytest.mark.parametrize(
    ("permissions", "severity"),
    [
        ("BROWSE_PROJECTS", Severity.LOW),
        ("BROWSE_PROJECTS,EDIT_ISSUES", Severity.HIGH),
        ("ADMINISTER_PROJECTS", Severity.HIGH),
    ],
)
def test_browsing_alone_is_milder(run, permissions, severity):
    text = f"any_licensed:t -holds {permissions}-> scheme:t:0 -governs-> project:t:PAY"
    (finding,) = run("open-to-all-licensed", text).findings
    assert finding.severity is severity


def test_an_application_role_is_not_everybody(ask):
    assert not ask(
        "open-to-all-licensed", "app_role:t:jira -holds EDIT_ISSUES-> scheme:t:0 -governs-> project:t:PAY"
    ).hits


def test_portal_customers_where_the_type_is_not_known(ask):
    text = "project:t:PAY type=\nportal_customers:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY"
    assert ask("portal-holder-outside-service", text).undecided


# sensitive-project-exposed

EXTERNAL = f"""
    {GATE}
    user:ext managed=no
    user:ext -member_of-> group:staff
    user:maya -member_of-> group:staff
    user:ext -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
    project:t:PAY key=PAY category=Finance
"""


@pytest.mark.parametrize("pattern", ["PAY", "p*", "category:finance", "t:PAY"])
def test_outsiders_on_a_sensitive_project_are_named_with_their_paths(ask, pattern):
    hit = ask("sensitive-project-exposed", EXTERNAL, projects=(pattern,)).only
    assert "can be browsed by ext" in hit.message
    assert [step.target for step in hit.paths[0]] == ["role:t:PAY:10", "project:t:PAY"]


def test_projects_that_nobody_called_sensitive_do_not_count(ask):
    assert not ask("sensitive-project-exposed", EXTERNAL, projects=("WEB",)).hits


def test_apps_are_no_outsiders(ask):
    text = EXTERNAL.replace("managed=no", "managed=no account_type=app")
    assert not ask("sensitive-project-exposed", text, projects=("PAY",)).hits


def test_an_outsider_of_unknown_status_makes_it_unknown(ask):
    text = EXTERNAL.replace("managed=no", "managed=no account_status=unknown")
    answers = ask("sensitive-project-exposed", text, projects=("PAY",))
    assert not answers.hits
    assert answers.undecided


# broad-reach

CROWD = "\n".join(f"user:{n} -member_of-> group:staff" for n in range(20))


@pytest.mark.parametrize(("members", "found"), [(10, False), (11, True)])
def test_more_than_half_is_broad(ask, members, found):
    lines = [GATE, CROWD, *(f"user:{n} -member_of-> group:team" for n in range(members))]
    lines += ["group:team -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY"]
    answers = ask("broad-reach", "\n".join(lines), min_people=5)
    assert bool(answers.hits) is found
    if found:
        assert answers.only.cause.id == "group:team"
        assert "11 of 20" in answers.only.message


def test_few_people_are_never_broad(ask):
    text = f"{GATE}\nuser:maya -member_of-> group:staff -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY"
    assert not ask("broad-reach", text).hits


# dangerous-permission-wide


def wide(members, line):
    return "\n".join([*(f"user:{n} -member_of-> group:staff" for n in range(members)), line])


@pytest.mark.parametrize(("members", "found"), [(50, False), (51, True)])
def test_a_wide_group_in_a_role(ask, members, found):
    line = "group:staff -actor_in-> role:t:PAY:10 -grants DELETE_ISSUES,BROWSE_PROJECTS-> project:t:PAY"
    answers = ask("dangerous-permission-wide", wide(members, line))
    assert bool(answers.hits) is found
    if found:
        assert answers.only.message == "On the project PAY, staff has Delete Issues."
        assert answers.only.cause.id == "group:staff"


def test_a_wide_group_in_a_scheme_has_the_scheme_as_cause(ask):
    line = "group:staff -holds MODIFY_REPORTER-> scheme:t:0 -governs-> project:t:PAY"
    assert ask("dangerous-permission-wide", wide(51, line)).only.cause.id == "scheme:t:0"


def test_which_permissions_count_is_an_option(ask):
    line = "group:staff -holds EDIT_ISSUES-> scheme:t:0 -governs-> project:t:PAY"
    assert not ask("dangerous-permission-wide", wide(51, line)).hits
    assert ask("dangerous-permission-wide", wide(51, line), permissions=("EDIT_ISSUES",)).hits


def test_members_of_unknown_status_make_it_unknown(ask):
    line = "user:x account_status=unknown\ngroup:staff -holds DELETE_ISSUES-> scheme:t:0 -governs-> project:t:PAY"
    text = wide(50, line) + "\nuser:x -member_of-> group:staff"
    assert ask("dangerous-permission-wide", text).undecided


# external-reach, unverified-domain

OUTSIDE = f"""
    {GATE}
    domain:1 name=Example.com verified=yes
    domain:2 name=partner.example verified=no
    user:maya email=maya@EXAMPLE.com
    user:ext email=ext@partner.example
    user:hidden managed=no
    user:ours managed=yes
    user:maya -member_of-> group:staff
    user:ext -member_of-> group:staff
    user:hidden -member_of-> group:staff
    user:ours -member_of-> group:staff
    any_licensed:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
"""


def test_who_is_outside(ask):
    hits = ask("external-reach", OUTSIDE).hits
    assert sorted(hits) == ["user:ext", "user:hidden"]
    assert hits["user:ext"].cause.name == "partner.example"
    assert hits["user:hidden"].cause is None
    assert [step.target for step in hits["user:ext"].paths[0]][-1] == "project:t:PAY"


def test_without_product_access_an_outsider_reaches_nothing(ask):
    assert not ask("external-reach", OUTSIDE.replace("user:ext -member_of-> group:staff", "")).hits.keys() & {
        "user:ext"
    }


def test_a_domain_that_is_claimed_and_not_verified_counts_as_outside(ask):
    assert ask("unverified-domain", OUTSIDE).found == ["user:ext"]


def test_an_address_that_nobody_confirmed(ask):
    text = "domain:1 name=example.com verified=yes\nuser:maya email=maya@example.com email_verified=no"
    hit = ask("unverified-domain", text).only
    assert hit.message == "maya never confirmed their address."
    assert hit.cause is None


def test_a_filter_that_everybody_sees_names_its_owner_and_site(ask):
    hit = ask("public-filter", "tenant:t name=salt\nanyone -sees-> filter:t:10\nuser:maya -owns-> filter:t:10").only
    assert hit.message == "Anyone on the internet may see the filter 10 of maya on salt."
