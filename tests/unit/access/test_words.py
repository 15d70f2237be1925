"""Paths in an administrator's words, and the steps that all paths share."""

import pytest

from graph_audit.access.attainable import attainable_ways
from graph_audit.access.engine import Access
from graph_audit.access.words import common_steps, path_in_words, removal
from graph_audit.graph.sketch import sketch

NAMES = """
    tenant:t gate=known name=northwind
    user:maya name=Maya
    group:devs name=devs
    role:t:PAY:10 name=Developers project=project:t:PAY
    project:t:PAY key=PAY
    scheme:t:0 name=Default
    app_role:t:jira-software name=Jira
    any_licensed:t name=Any_licensed_user
    user:maya -member_of-> group:devs
"""
ROLE = "group:devs -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY"
NAMED = "group:devs -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY"
LICENSED = """
    group:devs -gives_access-> app_role:t:jira-software -gives_access-> any_licensed:t
    any_licensed:t -holds BROWSE_PROJECTS-> scheme:t:0 -governs-> project:t:PAY
"""


def paths_of(*lines):
    graph = sketch("\n".join((NAMES, *lines)))
    return graph, Access(graph).grant_paths("user:maya", "BROWSE_PROJECTS", "project:t:PAY")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (ROLE, "member of group “devs” → role Developers in PAY → its permission scheme"),
        (NAMED, "member of group “devs” → named in scheme “Default” → project PAY"),
        (
            LICENSED,
            "member of group “devs” → product access: Jira → Any licensed user in scheme “Default” → project PAY",
        ),
        (
            "user:maya -actor_in-> role:t:PAY:10 -grants BROWSE_PROJECTS-> project:t:PAY",
            "role Developers in PAY → its permission scheme",
        ),
        ("user:maya -leads BROWSE_PROJECTS-> project:t:PAY", "lead of project PAY"),
    ],
)
def test_a_path_reads_like_a_sentence(line, words):
    graph, (path,) = paths_of(line)
    assert path_in_words(graph, path) == words


def test_what_all_paths_share_is_what_removes_the_access():
    graph, paths = paths_of(ROLE, NAMED)
    assert len(paths) == 2
    assert [removal(graph, step) for step in common_steps(paths)] == ["remove Maya from group “devs”"]


def test_paths_without_a_common_step_have_no_single_point():
    _, paths = paths_of(ROLE, "user:maya -leads BROWSE_PROJECTS-> project:t:PAY")
    assert len(paths) == 2
    assert common_steps(paths) == ()
    assert common_steps(()) == ()


@pytest.mark.parametrize(
    ("line", "removals"),
    [
        (
            ROLE,
            [
                "remove Maya from group “devs”",
                "take group “devs” out of role Developers in PAY",
                "take BROWSE_PROJECTS from role Developers in PAY in its permission scheme",
            ],
        ),
        (
            NAMED,
            [
                "remove Maya from group “devs”",
                "take BROWSE_PROJECTS from group “devs” in scheme “Default”",
                "give project PAY another permission scheme than scheme “Default”",
            ],
        ),
    ],
)
def test_every_step_of_a_single_path_removes_it(line, removals):
    graph, paths = paths_of(line)
    assert [removal(graph, step) for step in common_steps(paths)] == removals


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("directory:d name=Staff\ngroup:devs -in_directory-> directory:d", "group “devs” (Staff)"),
        ("", "group “devs” (devs)"),  # no directory is known: its id
    ],
)
def test_a_group_that_shares_its_name_says_which_it_is(line, words):
    graph, paths = paths_of(ROLE, "group:other name=DEVS", line)
    assert path_in_words(graph, paths[0]).startswith(f"member of {words} → role")
    assert removal(graph, paths[0][0]) == f"remove Maya from {words}"


ADMIN = """
    tenant:t -part_of-> org:o
    admin_role:tenant:t:jira-admin -administers-> tenant:t
    admin_role:org:o:org-admin -administers-> org:o
    admin_role:tenant:u:jira-admin -administers-> tenant:u
"""


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("user:maya -administers-> admin_role:org:o:org-admin", 1),
        ("group:devs -administers-> admin_role:tenant:t:jira-admin", 1),
        (
            """
                group:devs -administers-> admin_role:tenant:t:jira-admin
                user:maya -administers-> admin_role:org:o:org-admin
            """,
            2,
        ),
        ("group:devs -administers-> admin_role:tenant:u:jira-admin", 0),
        ("group:others -administers-> admin_role:tenant:t:jira-admin", 0),
    ],
)
def test_administrators_could_give_themselves_access(line, number):
    graph = sketch(f"{NAMES}\n{ADMIN}\n{line}")
    paths = [way.path for way in attainable_ways(Access(graph), "user:maya", "BROWSE_PROJECTS", "project:t:PAY")]
    assert len(paths) == number
    assert all(path[0].source == "user:maya" and path[-1].target in {"org:o", "tenant:t"} for path in paths)
