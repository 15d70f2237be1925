"""Every fault of the fake server as a client meets it."""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
import requests
from werkzeug.wrappers import Response

from graph_audit.demo import disturbances as go
from graph_audit.demo.faults import HOSTILE_NAMES, Faults

USERS = "/directories/-/users/search"


def disturbed(visit, *disturbances, **options):
    return visit(Faults(disturbances=disturbances), **options)


def test_without_faults_nothing_is_copied(visitor, organisation):
    assert visitor.server.organisation is organisation


def test_every_third_request_is_throttled_and_says_how_long(visit):
    visitor = disturbed(visit, go.throttled("/role$", every=3, seconds=7))
    answers = [visitor.jira("/role") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 200, 200, 429]
    assert answers[2].headers["Retry-After"] == "7"
    assert visitor.jira("/myself").status_code == 200


def test_retry_after_can_be_a_date_junk_or_absent(visit):
    now = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    visitor = disturbed(
        visit,
        go.throttled("/role$", seconds=30, retry_after="date"),
        go.throttled("/myself", retry_after="junk"),
        go.throttled("/applicationrole", retry_after="absent"),
        clock=lambda: now,
    )
    date = parsedate_to_datetime(visitor.jira("/role").headers["Retry-After"])
    assert (date - now).total_seconds() == 30
    assert visitor.jira("/myself").headers["Retry-After"] == "soon"
    absent = visitor.jira("/applicationrole")
    assert absent.status_code == 429
    assert "Retry-After" not in absent.headers


def test_the_first_tries_of_each_request_find_the_server_unavailable(visit):
    visitor = disturbed(visit, go.unavailable(first=2))
    for path in ("/role", "/myself"):
        answers = [visitor.jira(path) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [503, 503, 200]
        assert answers[0].headers["content-type"].startswith("text/html")
    bodies = [visitor.admin(USERS, {"limit": limit}).status_code for limit in (1, 1, 1, 2)]
    assert bodies == [503, 503, 200, 503]


def test_json_can_be_truncated(visit):
    visitor = disturbed(visit, go.truncated("/myself", first=1))
    with pytest.raises(requests.JSONDecodeError):
        visitor.jira("/myself").json()
    assert visitor.jira("/myself").json()["active"] is True


def test_the_connection_can_close_in_the_middle_of_a_body(visit):
    visitor = disturbed(visit, go.broken_off("/myself", first=1))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        visitor.jira("/myself")
    assert visitor.jira("/myself").status_code == 200


def test_the_connection_can_be_reset_without_a_word(visit, capfd):
    visitor = disturbed(visit, go.reset("/myself", first=1))
    with pytest.raises(requests.ConnectionError):
        visitor.jira("/myself")
    assert visitor.jira("/myself").status_code == 200
    assert capfd.readouterr() == ("", "")


def test_answers_can_be_late(visit):
    slept = []
    visitor = disturbed(visit, go.slow("/myself", seconds=9.5, first=1), sleep=slept.append)
    assert visitor.jira("/myself").status_code == 200
    assert visitor.jira("/myself").status_code == 200
    assert slept == [9.5]


def test_latency_holds_for_every_answer(visit):
    visitor = visit(latency=0.05)
    before = time.monotonic()
    visitor.jira("/myself")
    assert time.monotonic() - before >= 0.05


def test_a_body_can_be_empty_or_a_page(visit):
    visitor = disturbed(visit, go.empty_body("/role$"), go.html_instead("/myself"))
    empty, page = visitor.jira("/role"), visitor.jira("/myself")
    assert (empty.status_code, empty.content) == (200, b"")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html;charset=UTF-8")


def test_rights_can_be_missing_in_three_ways(visit):
    visitor = disturbed(visit, go.denied("groups/search|PAY/role|applicationrole"))
    assert visitor.admin("/directories/-/groups/search", {}).json()["errors"][0]["code"] == "ADMIN-UAM-403-1"
    assert visitor.admin(USERS, {}).status_code == 200
    hidden = visitor.jira("/project/PAY/role")
    assert (hidden.status_code, "No project could be found" in hidden.text) == (404, True)
    assert visitor.jira("/project/BOOK/role").status_code == 200
    assert visitor.jira("/applicationrole").status_code == 403


def test_credentials_can_expire(visit):
    visitor = disturbed(visit, go.expired_token())
    assert visitor.admin("/directories").status_code == 401
    assert visitor.jira("/myself").headers["x-seraph-loginreason"] == "AUTHENTICATED_FAILED"
    assert visitor.gateway("/myself").json()["code"] == 401


@pytest.mark.parametrize("status", [400, 404])
def test_a_failed_login_can_look_like_something_else(visit, status):
    answer = disturbed(visit, go.login_failed("/myself", status=status)).jira("/myself")
    assert (answer.status_code, answer.content) == (status, b"")
    assert answer.headers["x-seraph-loginreason"] == "AUTHENTICATED_FAILED"
    assert answer.headers["content-type"].startswith("application/json")


def test_disturbances_can_be_combined(visit):
    slept = []
    visitor = disturbed(visit, go.truncated("/myself"), go.slow("/myself", seconds=1), sleep=slept.append)
    with pytest.raises(requests.JSONDecodeError):
        visitor.jira("/myself").json()
    assert slept == [1]


def test_any_one_answer_can_be_replaced(visit):
    visitor = visit(Faults(replace=lambda request: Response("hello") if request.path.endswith("/role") else None))
    assert visitor.jira("/role").text == "hello"
    assert visitor.jira("/myself").status_code == 200


def test_a_key_with_scopes_lists_no_organisation(visit):
    visitor = visit(Faults(scoped_key=True))
    headers = {"Authorization": f"Bearer {visitor.server.admin_api_key}"}
    listed = visitor.session.get(f"{visitor.server.api_url}/admin/v1/orgs", headers=headers, timeout=10)
    assert (listed.status_code, listed.json()["data"]) == (200, [])
    assert visitor.admin("", version="v1").json()["data"]["id"] == visitor.server.org_id
    assert visitor.admin(USERS, {}).status_code == 200


def test_the_searches_can_be_out_of_scope(visit):
    visitor = visit(Faults(scoped_key=True, search_out_of_scope=True))
    for what in ("users", "groups"):
        answer = visitor.admin(f"/directories/-/{what}/search", {})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "ADMIN-401-2")
    assert visitor.admin("/directories").status_code == 200


def test_a_site_takes_a_token_with_scopes_for_nobodys(visit):
    visitor = visit(Faults(scoped_token=True))
    assert visitor.jira("/myself").status_code == 401
    assert visitor.jira("/project/search").json()["total"] == 1
    assert visitor.gateway("/myself").status_code == 200
    assert visitor.gateway("/project/search").json()["total"] > 1


def test_original_user_management_has_no_directories(visit):
    visitor = visit(Faults(original_user_management=True))
    answers = [
        visitor.admin("/directories"),
        *(visitor.admin(f"/directories/-/{w}/search", {}) for w in ("users", "groups")),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "ADMIN-400-4")
    assert visitor.admin("/workspaces", {}).status_code == 200


def test_a_site_can_be_without_jira(visit, organisation):
    visitor = visit(Faults(without_jira=("tidewater",)))
    cloud_id = organisation.tenant("tidewater").cloud_id
    products = [row["attributes"]["typeKey"] for row in visitor.rows("/workspaces")[0] if cloud_id in row["id"]]
    assert products == ["confluence"]
    assert visitor.jira("/serverInfo", site="tidewater").status_code == 404
    assert visitor.jira("/myself").status_code == 200
    assert "confluence" not in organisation.tenant("tidewater").products


def test_sites_can_be_offline_or_sandboxes(visit):
    visitor = visit(Faults(offline=("tidewater",), sandboxes=("saltmarsh-ops",)))
    rows = {row["attributes"]["name"]: row["attributes"] for row in visitor.rows("/workspaces")[0]}
    assert {name: row["status"] for name, row in rows.items()}["tidewater"] == "offline"
    assert rows["saltmarsh-ops"]["sandbox"] == {"type": "CHILD"}
    assert "sandbox" not in rows["saltmarsh"]
    assert visitor.jira("/myself", site="tidewater").status_code == 503


def test_the_auditor_may_lack_access_to_a_site(visit):
    visitor = visit(Faults(no_jira_access=("tidewater",)))
    assert visitor.jira("/myself", site="tidewater").status_code == 403
    assert visitor.jira("/myself").status_code == 200


def test_apps_can_be_the_majority(visit):
    visitor = visit(Faults(more_apps=500))
    users = visitor.jira("/users/search", maxResults=1_000).json()
    assert sum(user["accountType"] == "app" for user in users) > len(users) / 2


def test_groups_can_be_without_id(visit):
    visitor = visit(Faults(groups_without_id=("jira-users-saltmarsh",)))
    bulk = {value["name"]: value["groupId"] for value in visitor.values("/group/bulk")[0]}
    assert [name for name, group_id in bulk.items() if group_id is None] == ["jira-users-saltmarsh"]
    details = visitor.jira("/applicationrole").json()[0]["groupDetails"]
    assert {detail["name"]: detail["groupId"] for detail in details}["jira-users-saltmarsh"] is None


def test_a_hidden_group_is_listed_but_has_no_members_to_show(visit):
    visitor = visit(Faults(hidden_groups=True))
    hidden = next(value for value in visitor.values("/group/bulk")[0] if value["name"] == "atlassian-addons")
    assert visitor.jira("/group/member", groupId=hidden["groupId"]).status_code == 404


def test_actors_holders_and_accounts_can_be_of_unknown_types(visit, organisation):
    visitor = visit(Faults(unknown_actors=True, unknown_holders=True, unknown_accounts=True))
    project = organisation.tenant("saltmarsh").projects[0]
    role = visitor.jira(f"/project/{project.id}/role/{project.roles[0].id}").json()
    assert "atlassian-agent-role-actor" in {actor["type"] for actor in role["actors"]}
    scheme = visitor.jira("/project/PAY/permissionscheme", expand="permissions").json()
    assert scheme["permissions"][-1]["holder"]["type"] == "teamOfTeams"
    types = [user["accountType"] for user in visitor.jira("/users/search", maxResults=1_000).json()]
    assert types.count("agent") == 1


def test_pages_can_be_short_and_still_complete(visit, visitor):
    short = visit(Faults(short_pages=".*"))
    rows, pages = short.rows(USERS, limit=100)
    assert rows == visitor.rows(USERS, limit=100)[0]
    assert pages == -(-len(rows) // 66)
    values, pages = short.values("/project/search", maxResults=30)
    assert values == visitor.values("/project/search")[0]
    assert pages == 3


@pytest.mark.parametrize(("fault", "difference"), [("repeated_rows", 1), ("skipped_rows", -1)])
def test_rows_can_move_between_pages(visit, visitor, fault, difference):
    moving = visit(Faults(**{fault: "users/search"}))
    right, _ = visitor.rows(USERS, limit=100)
    rows, pages = moving.rows(USERS, limit=100)
    assert len(rows) == len(right) + difference * (pages - 1)
    assert len({row["accountId"] for row in rows}) == len(right) + min(0, difference) * (pages - 1)
    assert moving.rows("/directories/-/groups/search")[0] == visitor.rows("/directories/-/groups/search")[0]


def test_rows_can_have_the_wrong_types(visit):
    visitor = visit(Faults(wrong_types="groups/search|users/search"))
    assert visitor.admin("/directories/-/groups/search", {}).json()["data"][-1]["name"] == 42
    assert visitor.jira("/users/search").json()[-1]["accountId"] == 42
    assert all(isinstance(value["key"], str) for value in visitor.values("/project/search")[0])


def test_a_cursor_can_come_back_for_ever(visit):
    visitor = visit(Faults(repeated_cursor="users/search"))
    cursors, body = [], {"limit": 10}
    for _ in range(4):
        cursors.append(visitor.admin(USERS, body).json()["links"]["next"])
        body = {"cursor": cursors[-1]}
    assert len(set(cursors)) == 1


def test_the_next_page_can_be_on_another_host(visit):
    visitor = visit(Faults(foreign_next="users/search"))
    assert visitor.admin(USERS, {}).json()["links"]["next"].startswith("https://elsewhere.example.net/")


def test_names_can_be_hostile_everywhere(visit):
    visitor = visit(Faults(hostile_names=HOSTILE_NAMES))
    users = {row["name"] for row in visitor.rows(USERS, limit=100)[0]}
    groups = {row["name"] for row in visitor.rows("/directories/-/groups/search", limit=100)[0]}
    projects = {row["name"] for row in visitor.values("/project/search")[0]}
    schemes = {row["name"] for row in visitor.jira("/permissionscheme").json()["permissionSchemes"]}
    assert set(HOSTILE_NAMES) == users == groups
    assert set(HOSTILE_NAMES) == projects | {" "}
    assert len(schemes & set(HOSTILE_NAMES)) >= len(HOSTILE_NAMES) - 1
    assert any("\u2028" in name for name in visitor.jira("/project/PAY/role").json())
    assert sum(len(row["name"]) > 1_000 for row in visitor.rows(USERS, limit=100)[0]) == 1


def test_a_lone_surrogate_travels_as_an_escape(visit):
    visitor = visit(Faults(hostile_names=("lone \ud800",)))
    answer = visitor.admin("/directories/-/groups/search", {"limit": 1})
    assert b"lone \\ud800" in answer.content
    assert answer.json()["data"][0]["name"] == "lone \ud800"
