import pytest

from graph_audit.collection.requesting import is_askable
from graph_audit.core.errors import ApiError, BadAnswerError, RightMissingError

PROJECTS = "/rest/api/3/project/search"
SCHEMES = "/rest/api/3/permissionscheme"
GROUPS = "/rest/api/3/group/bulk"
MEMBERS = "/rest/api/3/group/member"


def bean(*rows):
    return {"values": list(rows), "startAt": 0, "isLast": True}


def nested(depth):
    value = 1
    for _ in range(depth):
        value = [value]
    return value


def entry(snapshot, table):
    (found,) = snapshot.coverage.of(table)
    return found


def test_rows_are_kept_as_they_came(fetching, tables):
    rows = [{"id": "1", "odd": None}, {"id": 2}, "text", None]
    run = fetching({PROJECTS: bean(*rows)})
    assert run.fetcher.list_table(tables["projects"]) == []
    snapshot = run.sealed()
    kept = [row.value for row in snapshot.rows("projects", "tenant:t")]
    assert all(row in kept for row in rows)
    assert entry(snapshot, "projects").rows == len(kept) == 4


def test_each_project_is_asked_for_once(fetching, tables):
    answers = {PROJECTS: bean({"id": 2}, {"id": "10"}, {"id": "10"})}
    answers |= {f"/rest/api/3/project/{number}/role": {"Devs": f"https://x/{number}"} for number in (2, 10)}
    run = fetching(answers)
    run.fetcher.list_table(tables["projects"], [tables["project_roles"]])
    run.fetcher.child_table(tables["project_roles"])
    snapshot = run.sealed()
    assert [(row.of, row.value) for row in snapshot.rows("project_roles", "tenant:t")] == [
        (("10",), {"Devs": "https://x/10"}),
        (("2",), {"Devs": "https://x/2"}),
    ]
    assert entry(snapshot, "project_roles").is_whole


def test_a_project_that_is_denied_costs_its_own_rows_and_is_named(fetching, tables):
    answers = {PROJECTS: bean({"id": "1"}, {"id": "2"}), "/rest/api/3/project/1/role": {"Devs": "https://x/10"}}
    answers |= {
        "/rest/api/3/project/2/role": RightMissingError("no right", status=403),
        "/rest/api/3/project/1/role/10": {"id": 10},
    }
    run = fetching(answers)
    run.fetcher.list_table(tables["projects"], [tables["project_roles"]])
    run.fetcher.child_table(tables["project_roles"], [tables["role_actors"]])
    run.fetcher.child_table(tables["role_actors"])
    snapshot = run.sealed()
    for table in ("project_roles", "role_actors"):
        told = entry(snapshot, table)
        assert (told.status, told.gap, told.rows) == ("partial", "right_missing", 1)
        assert told.missing == ("project:t:2",)
    assert "1 of 2 requests failed" in entry(snapshot, "project_roles").reason
    assert "project_roles is partial" in entry(snapshot, "role_actors").reason


@pytest.mark.parametrize(
    "row",
    [
        {},
        None,
        7,
        {"id": None},
        {"id": True},
        {"id": [1]},
        {"id": ""},
        {"id": ".."},
        {"id": "\ud800"},
        {"id": "a\nb"},
        {"id": "x" * 300},
    ],
)
def test_a_row_that_names_nothing_to_ask_for_is_counted(fetching, tables, row):
    run = fetching({PROJECTS: bean({"id": "1"}, row), "/rest/api/3/project/1/role": {"Devs": "https://x/10"}})
    run.fetcher.list_table(tables["projects"], [tables["project_roles"]])
    run.fetcher.child_table(tables["project_roles"])
    told = entry(run.sealed(), "project_roles")
    assert (told.status, told.gap, told.missing) == ("partial", "invalid_rows", ())
    assert "1 rows of projects do not say what to ask for" in told.reason
    assert len(run.client.asked) == 2


@pytest.mark.parametrize("odd", [[1], 42, {"a": 1}])
def test_a_group_whose_id_is_no_text_is_not_asked_for(fetching, tables, odd):
    run = fetching({GROUPS: bean({"groupId": "g1"}, {"groupId": odd}, {"groupId": None}), MEMBERS: bean()})
    run.fetcher.list_table(tables["jira_groups"], [tables["group_members"]])
    run.fetcher.child_table(tables["group_members"])
    assert [dict(request.params)["groupId"] for request in run.client.asked[1:]] == ["g1"]
    assert entry(run.sealed(), "group_members").status == "partial"


@pytest.mark.parametrize(
    ("path", "table"), [(SCHEMES, "permission_schemes"), ("/rest/api/3/users/search", "jira_users")]
)
def test_where_there_is_always_something_an_empty_list_is_a_fault(fetching, tables, path, table):
    run = fetching({path: {"permissionSchemes": []} if table == "permission_schemes" else []})
    with pytest.raises(BadAnswerError, match="empty list"):
        run.fetcher.list_table(tables[table])
    assert entry(run.sealed(), table).status == "partial"


def test_an_empty_list_of_projects_is_news(fetching, tables):
    run = fetching({PROJECTS: bean()})
    run.fetcher.list_table(tables["projects"], [tables["project_roles"]])
    run.fetcher.child_table(tables["project_roles"])
    snapshot = run.sealed()
    assert entry(snapshot, "projects").is_whole
    assert entry(snapshot, "project_roles").is_whole


@pytest.mark.parametrize(("depth", "readable"), [(40, True), (80, False), (900, False)])
def test_rows_that_are_nested_too_deeply_are_refused_before_they_are_written(fetching, tables, depth, readable):
    run = fetching({PROJECTS: bean({"id": nested(depth)})})
    if readable:
        run.fetcher.list_table(tables["projects"])
    else:
        with pytest.raises(BadAnswerError, match="nested too deeply"):
            run.fetcher.list_table(tables["projects"])
    assert entry(run.sealed(), "projects").is_whole is readable


def test_children_of_a_table_that_could_not_be_read_share_its_fate(fetching, tables):
    run = fetching({PROJECTS: ApiError("broken", status=500)})
    with pytest.raises(ApiError):
        run.fetcher.list_table(tables["projects"], [tables["project_roles"]])
    run.fetcher.child_table(tables["project_roles"])
    told = entry(run.sealed(), "project_roles")
    assert not told.is_whole
    assert "projects is partial: broken" in told.reason


@pytest.mark.parametrize(
    ("part", "usable"), [("10000", True), ("a:b-c.d", True), ("..", False), (" ", False), ("", False), (5, False)]
)
def test_ids_that_can_stand_in_a_path(part, usable):
    assert is_askable(part) is usable
