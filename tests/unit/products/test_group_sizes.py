"""Which groups lack members by the server's count: what it counts is learned from the groups themselves."""

import pytest

from graph_audit.products.group_sizes import Size, groups_to_ask_again, short_of_members


def short(*sizes):
    return short_of_members(Size(f"g{number}", *size) for number, size in enumerate(sizes))


@pytest.mark.parametrize(
    ("sizes", "lacking"),
    [
        ([(3, 3, 3), (0, 0, 0)], []),
        ([(4, 3, 3)], ["g0"]),
        ([(2, 3, 3)], []),  # somebody was added meanwhile: nobody is missing
        ([(5, 5, 4), (3, 4, 3)], []),  # as many for as against: who is not active may count
        ([(4, 5, 4), (7, 8, 7), (3, 3, 2)], ["g2"]),  # the counts leave out who is not active
        ([(5, 5, 4), (8, 8, 7), (3, 3, 2), (4, 3, 3)], ["g3"]),
        ([], []),
    ],
)
def test_who_is_not_active_counts_or_does_not(sizes, lacking):
    assert short(*sizes) == lacking


def user(account, *groups, status="active", membership="active"):
    named = [{"id": group, "name": group} for group in groups]
    return {"accountId": account, "accountStatus": status, "membershipStatus": membership, "groups": named}


def group(name, users):
    return {"id": name, "counts": {"users": users}}


def test_groups_are_compared_with_the_accounts_that_name_them():
    users = [user("a", "g1", "g2"), user("a", "g1"), user("b", "g1", "g1"), user("c", "g2", membership="suspended")]
    groups = [group("g1", 2), group("g2", 3), group("g3", 1), group("g4", 0)]
    assert list(groups_to_ask_again({"groups": groups, "users": users})) == [("g2",), ("g3",)]


def test_rows_may_be_anything():
    odd = [None, 7, {}, {"id": 7}, {"id": "g", "counts": 3}, {"id": "g", "counts": {"users": True}}, {"accountId": []}]
    strange = [*odd, {"accountId": "a", "groups": 3}, {"accountId": "b", "groups": [None, {"id": []}, {}]}]
    assert list(groups_to_ask_again({"groups": odd, "users": strange})) == []
