"""The Admin API of the fake server: rows, filters, pages and refusals."""

import json

import pytest

from graph_audit.demo.organisation import Account
from graph_audit.demo.story import fictional_organisation


def code(answer):
    return answer.json()["errors"][0]["code"]


def directory_id(visitor, name="Saltmarsh staff"):
    return visitor.server.organisation.directory(name).id


def test_organisations_and_one_organisation(visitor):
    listed = visitor.session.get(
        f"{visitor.server.api_url}/admin/v1/orgs",
        headers={"Authorization": f"Bearer {visitor.server.admin_api_key}"},
        timeout=10,
    ).json()
    assert [row["id"] for row in listed["data"]] == [visitor.server.org_id]
    assert visitor.admin("", version="v1").json()["data"] == listed["data"][0]


def test_directories_carry_directory_id(visitor, organisation):
    rows = visitor.admin("/directories").json()["data"]
    expected = [(directory.id, directory.name) for directory in organisation.directories]
    assert [(row["directoryId"], row["name"]) for row in rows] == expected


def test_one_site_appears_once_per_product(visitor, organisation):
    rows, pages = visitor.rows("/workspaces", limit=2)
    assert pages == 3
    found = sorted((row["attributes"]["typeKey"], row["id"].partition("site/")[2]) for row in rows)
    assert found == sorted((product, tenant.cloud_id) for tenant in organisation.tenants for product in tenant.products)


def test_a_workspace_cursor_must_come_alone(visitor):
    cursor = visitor.admin("/workspaces", {"limit": 2}).json()["links"]["next"]
    assert visitor.admin("/workspaces", {"cursor": cursor, "limit": 2}).status_code == 400


def test_all_users_are_the_directories_and_managed_accounts_in_none(visitor, organisation):
    rows, _ = visitor.rows("/directories/-/users/search", limit=100)
    found = {row["accountId"]: row["membershipStatus"] for row in rows}
    assert len(found) == len(rows)
    in_directories = {key for key, account in organisation.accounts.items() if account.memberships}
    outside = {account.account_id for account in organisation.people() if not account.memberships}
    assert found.keys() == in_directories | outside
    assert {found[account_id] for account_id in outside} == {"no_membership"}


def test_one_directory_has_its_own_users_only(visitor, organisation):
    for directory in organisation.directories:
        rows, _ = visitor.rows(f"/directories/{directory.id}/users/search", limit=100)
        expected = {key for key, account in organisation.accounts.items() if directory.id in account.memberships}
        assert {row["accountId"] for row in rows} == expected


def test_a_directory_tells_its_own_membership_and_groups(visitor, organisation):
    moved = next(account for account in organisation.people() if len(account.memberships) == 2)
    seen = {}
    for name in ("Saltmarsh staff", "Saltmarsh contractors", None):
        scope = organisation.directory(name).id if name else "-"
        path = f"/directories/{scope}/users/search"
        (row,) = visitor.rows(path, accountIds=[moved.account_id], expand=["groups"])[0]
        seen[name] = (row["membershipStatus"], row["status"], bool(row["groups"]))
    assert seen == {
        "Saltmarsh staff": ("active", "active", True),
        "Saltmarsh contractors": ("suspended", "suspended", False),
        None: ("active", "active", True),
    }


def test_expansions_are_off_until_asked_for(visitor):
    expansions = ["platformRoles", "counts.resources", "productAccess", "groups"]
    plain = visitor.admin("/directories/-/users/search", {"limit": 1}).json()["data"][0]
    full = visitor.admin("/directories/-/users/search", {"limit": 1, "expand": expansions}).json()["data"][0]
    assert full.keys() - plain.keys() == {"platformRoles", "counts", "productAccess", "groups"}


def test_groups_of_users_and_members_of_groups_say_the_same(visitor, organisation):
    rows, _ = visitor.rows("/directories/-/users/search", limit=100, expand=["groups"])
    by_users = {(group["id"], row["accountId"]) for row in rows for group in row["groups"]}
    assert by_users == {(group.id, member) for group in organisation.groups.values() for member in group.members}
    group = organisation.group("crew-all")
    rows, _ = visitor.rows("/directories/-/users/search", groupIds=[group.id])
    assert {row["accountId"] for row in rows} == group.members


@pytest.mark.parametrize(
    ("query", "test"),
    [
        ({"claimStatus": "unmanaged"}, lambda row: row["claimStatus"] == "unmanaged"),
        ({"accountStatus": ["closed"]}, lambda row: row["accountStatus"] == "closed"),
        ({"membershipStatus": ["suspended"]}, lambda row: row["membershipStatus"] == "suspended"),
        ({"status": ["deactivated"]}, lambda row: row["status"] == "deactivated"),
        ({"mfaEnabled": False}, lambda row: row.get("mfaEnabled") is False),
        ({"emailDomains": ["dockside.example.net"]}, lambda row: "@dockside.example.net" in (row["email"] or "")),
        ({"searchTerm": "PATEL"}, lambda row: "patel" in f"{row['name']} {row['email']}".casefold()),
    ],
)
def test_filters_leave_what_they_name(visitor, query, test):
    everybody, _ = visitor.rows("/directories/-/users/search", limit=100)
    found, _ = visitor.rows("/directories/-/users/search", **query)
    assert found == [row for row in everybody if test(row)]
    assert 0 < len(found) < len(everybody)


def test_directory_ids_narrow_the_whole(visitor, organisation):
    directory = organisation.directory("Tidewater Instruments")
    rows, _ = visitor.rows("/directories/-/users/search", directoryIds=[directory.id], limit=100)
    assert {row["accountId"] for row in rows} == {account.account_id for account in organisation.people_in(directory)}
    groups, _ = visitor.rows("/directories/-/groups/search", directoryIds=[directory.id], limit=100)
    assert {row["id"] for row in groups} == {group.id for group in organisation.groups_in(directory)}


def test_mfa_can_be_unknown(visitor):
    rows, _ = visitor.rows("/directories/-/users/search", limit=100)
    assert {row.get("mfaEnabled", "absent") for row in rows} == {True, False, "absent"}


def test_groups_with_their_counts(visitor, organisation):
    rows, pages = visitor.rows("/directories/-/groups/search", expand=["counts.users", "counts.resources"])
    assert pages == -(-len(organisation.groups) // 20)
    assert {row["id"]: row["counts"]["users"] for row in rows} == {
        group.id: len(group.members) for group in organisation.groups.values()
    }
    resources = organisation.resources_by_group()
    assert {row["id"]: row["counts"]["resources"] for row in rows} == {
        key: resources.get(key, 0) for key in organisation.groups
    }


def test_a_description_can_be_absent_empty_or_blank(visitor):
    rows, _ = visitor.rows("/directories/-/groups/search", limit=100)
    assert {row.get("description", "absent").strip() for row in rows} >= {"absent", ""}


def test_group_names_are_compared_exactly_but_for_case(visitor):
    rows, _ = visitor.rows("/directories/-/groups/search", groupNames=["DEVELOPERS"])
    assert sorted(row["name"] for row in rows) == ["Developers", "developers"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/directories/-/users/search", {"searchTerm": "a", "emails": ["a@example.com"]}),
        ("/directories/-/groups/search", {"groupNames": ["a"], "searchTerm": "a"}),
        ("/directories/-/groups/search", {"groupNames": ["a"], "groupIds": ["a"]}),
        ("/directories/-/users/search", {"limit": 0}),
        ("/directories/-/users/search", {"limit": "many"}),
        ("/directories/-/users/search", {"cursor": "made-up"}),
        ("/directories/-/users/search", ["not", "an", "object"]),
    ],
)
def test_bad_requests_are_refused(visitor, path, body):
    answer = visitor.admin(path, body)
    assert (answer.status_code, code(answer)) == (400, "ADMIN-UAM-400-1")


@pytest.mark.parametrize(("path", "usual"), [("users", 50), ("groups", 20)])
def test_pages_have_a_usual_and_a_largest_size(visitor, path, usual):
    search = f"/directories/-/{path}/search"
    assert len(visitor.admin(search, {}).json()["data"]) == usual
    assert len(visitor.admin(search, {"limit": 5_000}).json()["data"]) == 100


def test_a_cursor_is_a_bare_token_that_carries_its_query(visitor):
    first = visitor.admin("/directories/-/users/search", {"limit": 7, "expand": ["groups"]}).json()
    cursor = first["links"]["next"]
    assert "/" not in cursor
    second = visitor.admin("/directories/-/users/search", {"cursor": cursor, "limit": 99, "searchTerm": "x"}).json()
    assert len(second["data"]) == 7
    assert "groups" in second["data"][0]
    assert second["data"][0]["accountId"] > first["data"][-1]["accountId"]


def test_a_cursor_belongs_to_its_endpoint(visitor):
    cursor = visitor.admin("/directories/-/users/search", {"limit": 7}).json()["links"]["next"]
    assert visitor.admin("/directories/-/groups/search", {"cursor": cursor}).status_code == 400


def test_the_last_page_has_next_null_or_none_at_all(visitor):
    users = visitor.admin("/directories/-/users/search", {"searchTerm": "nobody is called that"}).json()
    groups = visitor.admin("/directories/-/groups/search", {"searchTerm": "nothing is called that"}).json()
    assert users["links"]["next"] is None
    assert "next" not in groups["links"]
    assert users["data"] == groups["data"] == []


def test_wrong_and_missing_keys_get_401(visitor):
    assert visitor.admin("/directories", key="wrong").status_code == 401
    url = f"{visitor.server.api_url}/admin/v1/orgs"
    assert visitor.session.get(url, timeout=10).status_code == 401
    login = (visitor.server.username, visitor.server.api_token)
    assert visitor.session.get(url, auth=login, timeout=10).status_code == 401


def test_unknown_organisations_and_directories_get_404(visitor, organisation):
    headers = {"Authorization": f"Bearer {visitor.server.admin_api_key}"}

    def ask(org_id):
        return visitor.session.get(f"{visitor.server.api_url}/admin/v1/orgs/{org_id}", headers=headers, timeout=10)

    assert code(ask(organisation.directories[0].id)) == "ADMIN-UAM-404-2"
    assert ask("not-an-id").json()["message"] == "TCS validation failed"
    answer = visitor.admin(f"/directories/{organisation.id}/users/search", {})
    assert (answer.status_code, code(answer)) == (404, "ADMIN-UAM-404-1")


def test_the_statuses_of_accounts_become_one_word(visitor, organisation):
    words = {row["accountId"]: row["status"] for row in visitor.rows("/directories/-/users/search", limit=100)[0]}

    def word_for(wanted):
        return {words[account.account_id] for account in organisation.people() if wanted(account)}

    def outside_but_active(account: Account):
        return account.account_status == "active" and not account.memberships

    assert word_for(lambda account: account.account_status == "inactive") == {"deactivated"}
    assert word_for(lambda account: account.account_status == "closed") == {"for_deletion"}
    assert word_for(lambda account: list(account.memberships.values()) == ["suspended"]) == {"suspended"}
    assert word_for(outside_but_active) == {"not_invited"}


def test_an_answer_does_not_depend_on_the_run(visit, visitor):
    def everything(one):
        return [one.rows(f"/directories/-/{what}/search", limit=100) for what in ("users", "groups")]

    assert json.dumps(everything(visitor)) == json.dumps(everything(visit()))
    assert fictional_organisation().id == visitor.server.org_id
