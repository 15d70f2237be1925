"""Principals of which no list tells put the lists in doubt, as far as the lists claim to be whole."""

import pytest

from .test_compile_projects import MAYA, actors, grant, partial, with_scheme

STRANGER = {"type": "atlassian-user-role-actor", "actorUser": {"accountId": "x"}, "displayName": "Former user"}
SAID = "1 account in roles, in schemes or leading projects, of which no list of accounts tells"
LED = {"id": "1", "key": "PAY", "lead": {"accountId": "x", "displayName": "Former user"}}


@pytest.mark.parametrize(
    "tables",
    [
        with_scheme(role_actors=[actors(STRANGER)]),
        with_scheme(grant("BROWSE_PROJECTS", "user", value="x")),
        with_scheme(projects=[LED]),
        with_scheme(grant("BROWSE_PROJECTS", "projectLead"), projects=[LED], role_actors=[actors(STRANGER)]),
    ],
)
def test_an_account(compiled, tables):
    records, _ = compiled(tables | {"jira_users tenant:t": [MAYA]})
    (entry,) = records.coverage().of("jira_users")
    assert (entry.reason, entry.missing) == (SAID, ("user:x",))


def test_an_account_that_one_list_has_is_known(compiled):
    account = {"accountId": "x", "accountType": "atlassian", "accountStatus": "inactive"}
    tables = with_scheme(role_actors=[actors(STRANGER)]) | {"jira_users tenant:t": [MAYA]}
    records, _ = compiled(tables | {"unaffiliated_users organisation": [account]})
    assert partial(records) == {}


@pytest.mark.parametrize("rows", [None, [{"accountId": 7}]])
def test_a_list_that_has_gaps_anyhow_says_no_more(compiled, rows):
    records, _ = compiled(with_scheme(role_actors=[actors(STRANGER)]) | {"jira_users tenant:t": rows})
    (entry,) = records.coverage().of("jira_users")
    assert "no list" not in entry.reason


def test_a_group_by_its_id(compiled):
    held = grant("BROWSE_PROJECTS", "group", value="g9", parameter="gone")
    records, _ = compiled(with_scheme(held))
    (entry,) = records.coverage().of("jira_groups")
    assert entry.reason == "1 group in roles, in schemes or with product access, of which no list of groups tells"
    assert entry.missing == ("group:g9",)


def test_a_group_that_a_directory_lists_is_known(compiled):
    held = grant("BROWSE_PROJECTS", "group", value="g9", parameter="theirs")
    records, _ = compiled(with_scheme(held) | {"groups directory:d": [{"id": "g9", "name": "theirs"}]})
    assert partial(records) == {}
