"""Jira of the fake sites: rows, pages, who sees what."""

import pytest


def classic(organisation, site="saltmarsh"):
    return next(project for project in organisation.tenant(site).projects if project.style == "classic")


def team_managed(organisation, site="saltmarsh"):
    return next(project for project in organisation.tenant(site).projects if project.style == "next-gen")


def test_what_anybody_may_ask(visitor, organisation):
    answer = visitor.session.get(f"{visitor.server.site_url.format(site='tidewater')}/_edge/tenant_info", timeout=10)
    assert answer.json() == {"cloudId": organisation.tenant("tidewater").cloud_id}
    assert visitor.jira("/serverInfo", known=False).json()["deploymentType"] == "Cloud"
    assert visitor.gateway("/serverInfo", known=False).status_code == 200


def test_myself_is_the_auditor_at_the_site_and_behind_the_gateway(visitor, organisation):
    for answer in (visitor.jira("/myself"), visitor.gateway("/myself")):
        assert answer.json()["accountId"] == organisation.auditor
        assert answer.headers["x-aaccountid"] == organisation.auditor


def test_both_ways_to_a_site_give_the_same_rows(visitor):
    for path in ("/role", "/applicationrole", "/permissionscheme", "/project/PAY/role"):
        assert visitor.jira(path).json() == visitor.gateway(path).json()


@pytest.mark.parametrize(
    "path", ["/myself", "/role", "/permissionscheme", "/applicationrole", "/group/bulk", "/group/member"]
)
def test_strangers_are_asked_to_log_in(visitor, path):
    at_site, at_gateway = visitor.jira(path, known=False), visitor.gateway(path, known=False)
    assert at_site.status_code == at_gateway.status_code == 401
    assert "errorMessages" in at_site.json()
    assert at_gateway.json() == {"code": 401, "message": "Unauthorized"}


def test_strangers_see_public_projects_and_nobody(visitor):
    bean = visitor.jira("/project/search", known=False).json()
    assert [project["name"] for project in bean["values"]] == ["Timetables and Disruptions (public)"]
    assert visitor.jira("/project/search", site="tidewater", known=False).json()["total"] == 0
    assert visitor.jira("/users/search", known=False).json() == []
    assert visitor.jira("/project/PAY/role", known=False).status_code == 404
    assert "x-aaccountid" not in visitor.jira("/project/search", known=False).headers


def test_wrong_credentials_get_401_in_plain_text_with_the_reason_in_a_header(visitor):
    url = f"{visitor.server.site_url.format(site='saltmarsh')}/rest/api/3/myself"
    answer = visitor.session.get(url, auth=(visitor.server.username, "wrong"), timeout=10)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-seraph-loginreason"] == "AUTHENTICATED_FAILED"
    bearer = {"Authorization": f"Bearer {visitor.server.admin_api_key}"}
    assert visitor.session.get(url, headers=bearer, timeout=10).status_code == 401


def test_projects_come_in_pages_of_at_most_100(visitor, organisation):
    bean = visitor.jira("/project/search", maxResults=1_000).json()
    assert (bean["maxResults"], bean["isLast"]) == (100, True)
    values, pages = visitor.values("/project/search", maxResults=7)
    live = sorted(project.key for project in organisation.tenant("saltmarsh").projects if not project.archived)
    assert [value["key"] for value in values] == live
    assert pages == -(-len(live) // 7)


def test_the_next_page_can_be_followed(visitor):
    bean = visitor.jira("/project/search", maxResults=40, expand="lead").json()
    login = (visitor.server.username, visitor.server.api_token)
    following = visitor.session.get(bean["nextPage"], auth=login, timeout=10).json()
    assert following["startAt"] == 40
    assert following["isLast"] is True
    assert "nextPage" not in following
    assert any("lead" in project for project in following["values"])


@pytest.mark.parametrize(
    ("status", "archived"),
    [(None, {False}), ("live", {False}), ("archived", {True}), (["live", "archived"], {False, True})],
)
def test_archived_projects_come_only_on_request(visitor, status, archived):
    values, _ = visitor.values("/project/search", **({"status": status} if status else {}))
    assert {value.get("archived", False) for value in values} == archived


def test_lead_and_numbers_come_only_on_request(visitor, organisation):
    assert not {"lead", "insight"} & visitor.jira("/project/search").json()["values"][0].keys()
    values, _ = visitor.values("/project/search", expand="lead,insight")
    leads = {value["id"]: value.get("lead", {}).get("accountId") for value in values}
    projects = [project for project in organisation.tenant("saltmarsh").projects if not project.archived]
    assert leads == {project.id: project.lead for project in projects}
    assert None in leads.values()
    updates = {value["id"]: "lastIssueUpdateTime" in value["insight"] for value in values}
    assert updates == {project.id: project.issues > 0 for project in projects}


def test_styles_are_told_twice(visitor):
    values, _ = visitor.values("/project/search")
    assert {(value["style"], value["simplified"]) for value in values} == {("classic", False), ("next-gen", True)}


def test_roles_and_their_actors_are_those_of_the_description(visitor, organisation):
    for project in (classic(organisation), team_managed(organisation)):
        addresses = visitor.jira(f"/project/{project.key}/role").json()
        assert addresses.keys() == {role.name for role in project.roles}
        for role in project.roles:
            assert addresses[role.name].endswith(f"/project/{project.id}/role/{role.id}")
            actors = visitor.jira(f"/project/{project.id}/role/{role.id}").json().get("actors", [])
            users = [actor["actorUser"]["accountId"] for actor in actors if "actorUser" in actor]
            groups = [actor["actorGroup"]["groupId"] for actor in actors if "actorGroup" in actor]
            assert (sorted(users), sorted(groups)) == (sorted(role.users), sorted(role.groups))
            assert len({actor["id"] for actor in actors}) == len(actors)


def test_a_role_without_actors_has_no_such_key(visitor, organisation):
    for tenant, project in organisation.projects():
        for role in project.roles:
            if not role.users and not role.groups:
                row = visitor.jira(f"/project/{project.id}/role/{role.id}", site=tenant.name).json()
                assert "actors" not in row
                return
    pytest.fail("every role has actors")


def test_only_roles_of_team_managed_projects_have_a_scope(visitor, organisation):
    own = team_managed(organisation)
    assert visitor.jira(f"/project/{own.id}/role/{own.roles[0].id}").json()["scope"]["project"]["id"] == own.id
    shared = classic(organisation)
    assert "scope" not in visitor.jira(f"/project/{shared.id}/role/{shared.roles[0].id}").json()
    rows = visitor.jira("/role").json()
    assert len({row["id"] for row in rows}) == len(rows)
    assert {"scope" in row for row in rows} == {True, False}


def test_unknown_projects_roles_groups_and_sites_get_404(visitor, organisation):
    key = classic(organisation).key
    paths = (
        "/project/NOPE/role",
        f"/project/{key}/role/1",
        "/project/NOPE/permissionscheme",
        "/group/member?groupId=x",
    )
    assert [visitor.jira(path).status_code for path in (*paths, "/no/such/thing")] == [404] * 5
    assert visitor.jira("/serverInfo", site="nowhere").status_code == 404


def test_any_expansion_brings_the_grants(visitor, organisation):
    assert "permissions" not in visitor.jira("/permissionscheme").json()["permissionSchemes"][0]
    rows = visitor.jira("/permissionscheme", expand="group").json()["permissionSchemes"]
    tenant = organisation.tenant("saltmarsh")
    assert {row["id"] for row in rows} == tenant.schemes.keys()
    for row in rows:
        lines = [(grant["id"], grant["permission"], grant["holder"]) for grant in row["permissions"]]
        told = [
            (number, key, *(holder.get(part) for part in ("type", "parameter", "value")))
            for number, key, holder in lines
        ]
        assert told == tenant.schemes[row["id"]].grants
        assert ("scope" in row) == (tenant.schemes[row["id"]].project_id is not None)


def test_every_project_names_its_scheme(visitor, organisation):
    for project in organisation.tenant("tidewater").projects:
        row = visitor.jira(f"/project/{project.key}/permissionscheme", site="tidewater").json()
        assert row["id"] == project.scheme_id


def test_application_roles_name_groups_in_one_order_and_detail_them_in_another(visitor, organisation):
    rows = visitor.jira("/applicationrole").json()
    roles = organisation.tenant("saltmarsh").application_roles
    assert [row["key"] for row in rows] == [role.key for role in roles]
    for row, role in zip(rows, roles, strict=True):
        assert [detail["groupId"] for detail in row["groupDetails"]] == role.groups
        assert set(row["groups"]) == {detail["name"] for detail in row["groupDetails"]}
        assert row["remainingSeats"] == row["numberOfSeats"] - row["userCount"]
    assert rows[0]["groups"] != [detail["name"] for detail in rows[0]["groupDetails"]]


def test_group_bulk_lists_the_groups_of_the_site(visitor, organisation):
    tenant = organisation.tenant("tidewater")
    values, _ = visitor.values("/group/bulk", site="tidewater", maxResults=10)
    listed = {group.id for group in organisation.groups.values() if tenant.cloud_id in group.listed_in}
    assert {value["groupId"] for value in values} == listed


def test_group_bulk_by_kind_of_access(visitor, organisation):
    tenant = organisation.tenant("saltmarsh")

    def ids(**params):
        return {value["groupId"] for value in visitor.values("/group/bulk", **params)[0]}

    assert ids(accessType="admin") == set(tenant.admin_groups)
    assert ids(accessType="site-admin") == set(tenant.site_admin_groups)
    assert ids(accessType="user", applicationKey="jira-software") == set(tenant.application_roles[0].groups)
    assert visitor.jira("/group/bulk", accessType="user").status_code == 400
    one = organisation.group("crew-all")
    assert ids(groupId=one.id) == ids(groupName=one.name) == {one.id}


def test_members_leave_out_whoever_is_inactive_unless_asked(visitor, organisation):
    group = organisation.group("pier-7-migration")
    assert visitor.jira("/group/member", groupId=group.id).json()["values"] == []
    everybody = visitor.jira("/group/member", groupId=group.id, includeInactiveUsers="true").json()["values"]
    assert {member["accountId"] for member in everybody} == group.members
    assert not any(member["active"] for member in everybody)


def test_members_come_in_pages_of_at_most_50(visitor, organisation):
    group = organisation.group("jira-users-saltmarsh")
    values, pages = visitor.values("/group/member", groupId=group.id, maxResults=200, includeInactiveUsers="true")
    assert {value["accountId"] for value in values} == group.members
    assert pages == -(-len(group.members) // 50)


def test_users_come_as_bare_arrays_until_an_empty_one(visitor, organisation):
    found, page = [], [None]
    while page:
        page = visitor.jira("/users/search", startAt=len(found), maxResults=100).json()
        found += page
    assert [user["accountId"] for user in found] == sorted(organisation.tenant("saltmarsh").accounts)
    assert {user["accountType"] for user in found} == {"atlassian", "app", "customer"}
    assert {user.get("appType") for user in found} == {None, "unknown", "service"}
    assert not any("emailAddress" in user for user in found)


def test_jira_calls_leavers_inactive_and_may_disagree_with_the_directory(visitor, organisation):
    tenant = organisation.tenant("saltmarsh-ops")
    users = visitor.jira("/users/search", site=tenant.name, maxResults=1_000).json()
    inactive = {user["accountId"] for user in users if not user["active"]}
    disagreeing = {account_id for account_id in inactive if organisation.accounts[account_id].is_active}
    assert len(disagreeing) == 1
    assert inactive - disagreeing == {key for key in tenant.accounts if not organisation.accounts[key].is_active}
