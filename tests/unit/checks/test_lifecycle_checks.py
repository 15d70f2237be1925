"""The checks about accounts, seats and credentials that nobody uses any more, or that end soon."""

import pytest

USES = "user:maya -uses_product jira-software-> tenant:t"


@pytest.mark.parametrize(
    ("attributes", "dormant", "never"),
    [
        ("last_active=2026-08-21T00:00:00Z", True, False),
        ("last_active=2026-08-23T00:00:00Z", False, False),
        ("added=2025-01-01T00:00:00Z", False, True),
        ("added=2026-11-01T00:00:00Z", False, False),
        ("name=x", False, None),
        ("last_active=garbage", None, None),
        ("last_active=2020-01-01T00:00:00Z account_status=inactive", False, False),
        ("last_active=2020-01-01T00:00:00Z account_status=unknown", None, False),
        ("added=2025-01-01T00:00:00Z account_status=unknown", False, None),
    ],
)
def test_dormant_and_never_active_are_two_states(ask, attributes, dormant, never):
    text = f"user:maya {attributes}\n{USES}"
    for check, expected in (("dormant-user", dormant), ("never-active-user", never)):
        answers = ask(check, text)
        assert (None if answers.undecided else bool(answers.hits)) is expected, check


def test_who_has_no_product_is_not_dormant(ask):
    assert not ask("dormant-user", "user:maya last_active=2020-01-01T00:00:00Z").hits


# stale-role-entry


def test_roles_schemes_and_leads_of_an_inactive_account(ask):
    text = """
        user:maya account_status=closed
        project:t:PAY lead=user:maya
        user:maya -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY
        user:maya -holds EDIT_ISSUES-> scheme:t:0
    """
    hit = ask("stale-role-entry", text).only
    assert hit.message == (
        "The account of maya is closed and still has 1 role entry and 1 grant in a scheme and 1 project that it leads."
    )
    assert hit.details["leads"] == ["project:t:PAY"]


def test_archived_projects_and_unknown_accounts(ask):
    archived = """
        user:maya account_status=inactive
        project:t:PAY archived=yes lead=user:maya
        user:maya -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY
    """
    assert not ask("stale-role-entry", archived).hits
    unknown = "user:maya account_status=unknown\nuser:maya -actor_in-> role:t:PAY:10 -part_of-> project:t:PAY"
    assert ask("stale-role-entry", unknown).undecided
    assert not ask("stale-role-entry", "user:maya account_status=unknown").undecided


# unmanaged-user, unsynced-access-group


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("managed=no", True),
        ("managed=yes", False),
        ("managed=unknown", None),
        ("managed=no account_status=inactive", False),
        ("managed=no account_status=unknown", None),
        ("managed=no account_type=customer", False),
    ],
)
def test_unmanaged_accounts_with_a_product(ask, attributes, expected):
    answers = ask("unmanaged-user", f"user:maya {attributes}\n{USES}")
    assert (None if answers.undecided else bool(answers.hits)) is expected


@pytest.mark.parametrize(("synced", "expected"), [("synced=no", True), ("name=guests", None), ("synced=yes", False)])
def test_groups_beside_synced_ones(ask, synced, expected):
    text = f"""
        group:staff synced=yes
        group:staff -in_directory-> directory:d
        group:guests {synced}
        group:guests -in_directory-> directory:d
        group:guests -gives_access-> app_role:t:jira
    """
    answers = ask("unsynced-access-group", text)
    assert (None if answers.undecided else bool(answers.hits)) is expected


def test_where_nothing_is_synced_no_group_is_missing_it(ask):
    text = (
        "group:guests synced=no\ngroup:guests -in_directory-> directory:d\ngroup:guests -gives_access-> app_role:t:jira"
    )
    assert not ask("unsynced-access-group", text).hits


# seats


def test_two_groups_or_a_group_and_a_direct_entry(ask):
    text = """
        user:maya -member_of-> group:staff -gives_access-> app_role:t:jira
        user:maya -gives_access-> app_role:t:jira
        user:omar -member_of-> group:staff
        user:gone account_status=inactive
        user:gone -member_of-> group:staff
        user:gone -gives_access-> app_role:t:jira
    """
    answers = ask("billable-through-many", text)
    assert answers.found == ["user:maya"]
    assert answers.paths == [["user:maya", "app_role:t:jira"], ["user:maya", "group:staff", "app_role:t:jira"]]


def test_a_seat_of_a_product_that_nobody_uses_although_another_is_used(ask):
    text = """
        app_role:t:jira-software key=jira-software
        app_role:t:jira-servicedesk key=jira-servicedesk
        user:maya added=2024-01-01T00:00:00Z
        user:maya -member_of-> group:staff -gives_access-> app_role:t:jira-servicedesk
        user:maya -uses_product jira-servicedesk-> tenant:t
    """
    hit = ask("billable-dormant", text, price=14.5).only
    assert "never active there; the seat costs 14.50 a month" in hit.message
    assert ask("billable-dormant", text.replace("-uses_product jira-servicedesk", "-uses_product confluence")).undecided


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("seats=100 seats_left=9", True),
        ("seats=100 seats_left=10", False),
        ("seats=100", None),
        ("unlimited=yes", False),
        ("seats_left=0", True),
    ],
)
def test_few_seats(ask, attributes, expected):
    answers = ask("seats-low", f"app_role:t:jira {attributes}")
    assert (None if answers.undecided else bool(answers.hits)) is expected


# keys and tokens


@pytest.mark.parametrize(
    ("expires", "found"),
    [
        ("2026-11-20T00:00:01Z", True),
        ("2026-12-20T00:00:00Z", True),
        ("2026-12-21T00:00:00Z", False),
        ("2026-11-19T00:00:00Z", False),
    ],
)
def test_a_key_that_ends_soon(ask, expires, found):
    assert bool(ask("api-key-expiring", f"api_key:1 expires={expires}").hits) is found


@pytest.mark.parametrize(
    ("attributes", "found"),
    [
        ("expires=2026-12-01T00:00:00Z last_active=2026-11-01T00:00:00Z", True),
        ("expires=2026-12-01T00:00:00Z last_active=2026-11-01T00:00:00Z status=blocked", False),
        ("expires=2026-11-01T00:00:00Z last_active=2026-10-31T00:00:00Z", False),
        ("expires=2026-12-01T00:00:00Z", False),
        ("last_active=2026-11-01T00:00:00Z", False),
    ],
)
def test_a_token_in_use_that_ends_soon(ask, attributes, found):
    assert bool(ask("api-token-expiring", f"api_token:1 {attributes}").hits) is found


@pytest.mark.parametrize(
    ("token", "owner", "reason"),
    [
        ("created=2025-01-01T00:00:00Z", "last_active=2026-11-01T00:00:00Z", "never used since 2025-01-01"),
        ("last_active=2026-01-01T00:00:00Z", "last_active=2026-11-01T00:00:00Z", "last used on 2026-01-01"),
        ("last_active=2026-11-01T00:00:00Z", "account_status=inactive", "account is deactivated"),
        ("last_active=2026-11-01T00:00:00Z", "last_active=2026-01-01T00:00:00Z", "its owner was last active on"),
    ],
)
def test_why_a_token_is_stale(ask, token, owner, reason):
    hit = ask("stale-api-token", f"api_token:1 {token}\nuser:maya {owner}\nuser:maya -owns-> api_token:1").only
    assert reason in hit.message
    assert hit.details["owner"] == "user:maya"


def test_a_token_of_an_admin_is_told_although_it_is_used(ask):
    text = """
        api_token:1 last_active=2026-11-01T00:00:00Z
        user:maya last_active=2026-11-01T00:00:00Z
        user:maya -owns-> api_token:1
        user:maya -administers-> admin_role:o:org-admin -administers-> org:o
    """
    assert "its owner is an admin" in ask("stale-api-token", text).only.message


def test_a_token_of_which_nothing_is_told_is_not_judged(ask):
    assert ask("stale-api-token", "api_token:1 name=ci").undecided
    assert not ask("stale-api-token", "api_token:1 name=ci status=blocked").subjects


def test_each_missing_type_of_policy_is_a_finding(run):
    text = (
        "org:o name=Saltmarsh\npolicy:1 type=ip-allowlist status=Enabled\npolicy:2 type=data-residency status=disabled"
    )
    types = ("ip-allowlist", "data-residency", "data-security")
    found = run("policy-missing", text, types=types).findings
    assert {finding.cause.id for finding in found} == {"data-residency", "data-security"}
    assert len({finding.fingerprint for finding in found}) == 2
