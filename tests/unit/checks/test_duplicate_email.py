import unicodedata

import pytest


@pytest.mark.parametrize("other", ["MAYA@Example.com", "_maya@example.com_", "maya@EXAMPLE.COM"])
def test_addresses_are_compared_trimmed_and_case_folded(ask, other):
    text = f"user:1 email=maya@example.com\nuser:2 email={other}"
    answers = ask("duplicate-email", text)
    assert answers.found == ["user:1", "user:2"]
    assert {hit.cause.name for hit in answers.hits.values()} == {"maya@example.com"}


def test_accents_are_compared_composed(ask):
    text = f"user:1 email=josé@example.com\nuser:2 email={unicodedata.normalize('NFD', 'josé@example.com')}"
    assert ask("duplicate-email", text).found == ["user:1", "user:2"]


@pytest.mark.parametrize(
    "attributes",
    ["managed=no email=m@example.com", "managed=unknown email=m@example.com", "account_type=app email=m@example.com"],
)
def test_only_managed_people_count(ask, attributes):
    assert ask("duplicate-email", f"user:1 email=m@example.com\nuser:2 {attributes}").found == []


def test_accounts_without_an_address_share_none(ask):
    assert ask("duplicate-email", "user:1\nuser:2\nuser:3 email=\nuser:4 email=__").found == []


def test_a_closed_account_still_counts_and_says_so(ask):
    text = "user:1 email=m@example.com\nuser:2 email=m@example.com account_status=closed\nuser:3 email=m@example.com"
    hits = ask("duplicate-email", text).hits
    assert hits["user:1"].message == "1 shares the address m@example.com with 2 other managed accounts."
    assert hits["user:1"].details["others"][0] == {"id": "user:2", "name": "2", "state": "closed"}
