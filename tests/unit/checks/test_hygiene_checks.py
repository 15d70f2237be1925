"""The checks about what outlived its use: redundant, dead, dangling, unused; and projects without administrators."""

import pytest

from graph_audit.core.kinds import Severity

GATE = """
    tenant:t gate=known
    group:staff -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
"""


IN_PAY = "role:t:PAY:10 -part_of-> project:t:PAY\nscheme:t:0 -governs-> project:t:PAY"

# redundant-direct-grant


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("group:devs -actor_in-> role:t:PAY:20 -grants BROWSE_PROJECTS,EDIT_ISSUES-> project:t:PAY", True),
        ("group:devs -actor_in-> role:t:PAY:20 -grants EDIT_ISSUES-> project:t:PAY", False),
        ("group:devs -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY", True),
        ("group:devs -actor_in-> role:t:WEB:20 -grants BROWSE_PROJECTS-> project:t:WEB", False),
        ("group:others -actor_in-> role:t:PAY:10", False),
    ],
)
def test_a_group_must_give_all_of_it_on_that_project(ask, line, found):
    text = f"""
        user:maya -member_of-> group:devs
        user:maya -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
        {line}
    """
    assert bool(ask("redundant-direct-grant", text).hits) is found


def test_a_grant_in_a_scheme_is_covered_too(ask):
    text = """
        user:maya -member_of-> group:devs -holds BROWSE_PROJECTS-> scheme:t:0
        user:maya -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
    """
    hit = ask("redundant-direct-grant", text).only
    assert hit.details["entries"] == 1
    assert {path[0].source for path in hit.paths} == {"user:maya", "group:devs"}


# dead-role, dangling-scheme-holder


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user:maya -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY", "undecided"),
        ("role:t:PAY:10 -part_of-> project:t:PAY\nscheme:t:0 -governs-> project:t:PAY", "nothing"),
        (
            "unknown:x:1 -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY\nscheme:t:0 -governs-> project:t:PAY",
            "nothing",
        ),
        ("group:a -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY\nscheme:t:0 -governs-> project:t:PAY", "found"),
    ],
)
def test_dead_roles(ask, text, expected):
    answers = ask("dead-role", text)
    assert ("found" if answers.hits else "undecided" if answers.undecided else "nothing") == expected


@pytest.mark.parametrize("name", ["atlassian-addons-project-access", "Service_Desk_Customers"])
def test_roles_that_are_filled_otherwise_are_neither_dead_nor_dangling(ask, name):
    text = f"""
        role:t:PAY:10 name={name}
        user:robot -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY
        scheme:t:0 -governs-> project:t:PAY
        role:t:WEB:10 name={name}
        role:t:WEB:10 -grants BROWSE_PROJECTS-> project:t:WEB
        scheme:t:0 -governs-> project:t:WEB
    """
    assert not ask("dead-role", text).hits
    assert not ask("dangling-scheme-holder", text).hits


def test_a_role_is_dangling_only_if_it_is_empty_on_every_project(ask):
    text = """
        role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY
        scheme:t:0 -governs-> project:t:PAY
        scheme:t:0 -governs-> project:t:WEB
        user:maya -actor_in-> role:t:WEB:10 -grants BROWSE_PROJECTS-> project:t:WEB
        role:t:WEB:20 -grants EDIT_ISSUES-> project:t:WEB
    """
    hit = ask("dangling-scheme-holder", text).only
    assert "nobody stands in WEB/20 on any project" in hit.message
    assert "10" not in hit.message.replace("WEB/20", "")


def test_closed_accounts_and_groups_without_an_id(ask):
    closed = "user:gone account_status=closed\nuser:gone -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY"
    assert "gone is closed" in ask("dangling-scheme-holder", closed).only.message
    named = "group:name:t:staff -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY"
    assert ask("dangling-scheme-holder", named).undecided


# work-without-browse


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("group:name -holds BROWSE_PROJECTS-> scheme:t:0", "found"),
        ("any_licensed:t -holds BROWSE_PROJECTS-> scheme:t:0", "nothing"),
        ("anyone -holds BROWSE_PROJECTS-> scheme:t:0", "nothing"),
        ("condition:t:reporter -holds BROWSE_PROJECTS-> scheme:t:0", "undecided"),
        ("user:maya account_status=inactive", "nothing"),
        ("user:maya account_type=app", "nothing"),
    ],
)
def test_who_works_without_seeing(ask, line, expected):
    text = f"""
        {GATE}
        user:maya -member_of-> group:staff -holds EDIT_ISSUES-> scheme:t:0 -governs-> project:t:PAY
        {line}
    """
    answers = ask("work-without-browse", text)
    assert ("found" if answers.hits else "undecided" if answers.undecided else "nothing") == expected


# schemes


def test_a_person_by_name_is_milder_without_administer_projects(run):
    (finding,) = run("named-user-in-scheme", "user:maya -holds BROWSE_PROJECTS-> scheme:t:0").findings
    assert finding.severity is Severity.MEDIUM
    (finding,) = run("named-user-in-scheme", "user:maya -holds ADMINISTER_PROJECTS-> scheme:t:0").findings
    assert finding.severity is Severity.HIGH


def test_a_scheme_of_an_archived_project_is_used(ask):
    text = "project:t:PAY archived=yes\nscheme:t:0 -governs-> project:t:PAY"
    assert not ask("unused-scheme", text).hits


def test_roles_in_a_wide_scheme_do_not_count(ask):
    lines = [f"scheme:t:0 -governs-> project:t:P{number}" for number in range(25)]
    assert not ask("scheme-blast-radius", "\n".join(lines)).hits
    lines.append("user:maya -holds BROWSE_PROJECTS-> scheme:t:0")
    hit = ask("scheme-blast-radius", "\n".join(lines)).only
    assert (hit.details["projects"], hit.details["holders"]) == (25, ["user:maya"])


# project-without-admin, single-project-admin


@pytest.mark.parametrize(
    ("line", "without", "single"),
    [
        ("user:maya -member_of-> group:staff", False, True),
        ("user:maya account_status=inactive\nuser:maya -member_of-> group:staff", True, False),
        ("user:maya account_type=app\nuser:maya -member_of-> group:staff", True, False),
        ("user:maya -member_of-> group:staff\nuser:omar -member_of-> group:staff", False, False),
        ("user:maya account_status=unknown\nuser:maya -member_of-> group:staff", None, None),
        ("condition:t:reporter -holds ADMINISTER_PROJECTS-> scheme:t:0 -governs-> project:t:PAY", None, None),
    ],
)
def test_projects_with_no_or_one_administrator(ask, line, without, single):
    text = f"{GATE}\ngroup:staff -actor_in-> role:t:PAY:10 -grants ADMINISTER_PROJECTS-> project:t:PAY\n{line}"
    for check, expected in (("project-without-admin", without), ("single-project-admin", single)):
        answers = ask(check, text)
        assert (None if answers.undecided else bool(answers.hits)) is expected
