"""Domains, policies, API keys, tokens and public filters as nodes: what is told of them, and whose they are."""

import pytest

from graph_audit.core.kinds import EdgeKind, NodeKind

USERS = [{"accountId": "a", "accountType": "atlassian", "name": "Maya", "emailVerified": False}]


def test_domains_are_verified_only_where_the_claim_says_so(compiled):
    rows = [
        {"id": "1", "attributes": {"name": "a.example", "claim": {"type": "dns", "status": "VERIFIED"}}},
        {"id": "2", "attributes": {"name": "b.example", "claim": {"type": "dns", "status": "unverified"}}},
        {"id": "3", "attributes": {"name": "c.example", "claim": None}},
        {"id": "4"},
    ]
    records, graph = compiled({"domains organisation": rows})
    told = {node: (graph.name_of(node), graph.attribute(node, "verified")) for node in graph.of_kind(NodeKind.DOMAIN)}
    assert told == {
        "domain:1": ("a.example", True),
        "domain:2": ("b.example", False),
        "domain:3": ("c.example", False),
        "domain:4": ("4", False),
    }
    assert list(graph.targets("domain:1", EdgeKind.PART_OF)) == ["org:o"]
    assert graph.nodes["domain:1"]["scopes"] == ("organisation",)
    assert records.coverage().incomplete() == ()


def test_policies_tell_type_and_status(compiled):
    row = {"id": "p", "attributes": {"type": "ip-allowlist", "name": "Offices", "status": "enabled"}}
    _, graph = compiled({"policies organisation": [row]})
    told = graph.nodes["policy:p"]
    assert (told["name"], told["type"], told["status"]) == ("Offices", "ip-allowlist", "enabled")
    assert told["records"] == ("policies/organisation#p",)


@pytest.mark.parametrize(
    ("table", "owner", "kind"), [("api_keys", "createdBy", "api_key"), ("api_tokens", "user", "api_token")]
)
def test_keys_and_tokens_belong_to_the_accounts_that_lists_have(compiled, table, owner, kind):
    rows = [
        {"id": "1", "label": "ci", "expiresAt": "2027-01-01T00:00:00Z", "status": "ALLOWED", owner: {"id": "a"}},
        {"id": "2", "label": "old", "lastActiveAt": None, owner: {"id": "gone"}},
        {"id": "3", owner: None},
    ]
    records, graph = compiled({"users directory:d1": USERS, f"{table} organisation": rows})
    assert list(graph.sources(f"{kind}:1", EdgeKind.OWNS)) == ["user:a"]
    assert list(graph.sources(f"{kind}:2", EdgeKind.OWNS)) == []
    assert graph.attribute(f"{kind}:2", "owner") == "user:gone"
    assert "user:gone" not in graph  # a token is no list of accounts
    assert graph.attribute(f"{kind}:1", "expires") == "2027-01-01T00:00:00Z"
    assert graph.attribute(f"{kind}:1", "status") == ("allowed" if kind == "api_token" else None)
    assert graph.edge_records("user:a", f"{kind}:1", "owns") == (f"{table}/organisation#1",)
    assert records.coverage().incomplete() == ()


def test_only_filters_that_everybody_may_see_are_in_the_graph(compiled):
    rows = [
        {"id": "1", "name": "All", "owner": {"accountId": "a"}, "sharePermissions": [{"id": 4, "type": "global"}]},
        {"id": "2", "name": "Ours", "owner": {"accountId": "a"}, "sharePermissions": [{"type": "loggedin"}]},
        {"id": "3", "name": "Nobody's", "sharePermissions": [{"type": "global"}]},
    ]
    _, graph = compiled({"users directory:d1": USERS, "filters tenant:t": rows})
    assert graph.of_kind(NodeKind.FILTER) == ["filter:t:1", "filter:t:3"]
    assert list(graph.targets("anyone", EdgeKind.SEES)) == ["filter:t:1", "filter:t:3"]
    assert list(graph.sources("filter:t:1", EdgeKind.OWNS)) == ["user:a"]
    assert graph.nodes["filter:t:1"]["scopes"] == ("tenant:t",)


def test_whether_an_address_was_confirmed(compiled):
    rows = [*USERS, {"accountId": "b", "emailVerified": True}, {"accountId": "c"}]
    _, graph = compiled({"users directory:d1": rows})
    assert [graph.attribute(f"user:{one}", "email_verified") for one in "abc"] == ["no", "yes", None]


def test_of_several_directories_the_latest_activity_counts(compiled):
    def used(moment):
        access = [{"key": "jira-software", "id": "ari:cloud:jira-software::site/t", "lastActiveTimestamp": moment}]
        return [{"accountId": "a", "accountType": "atlassian", "productAccess": access}]

    _, graph = compiled(
        {"users directory:d1": used("2026-01-01T00:00:00Z"), "users directory:d2": used("2026-11-01T00:00:00Z")}
    )
    assert graph.attribute("user:a", "last_active") == "2026-11-01T00:00:00Z"


def test_an_admin_group_without_an_id_puts_its_list_in_doubt(compiled):
    records, graph = compiled({"admin_groups tenant:t": [{"name": "nameless"}]})
    (entry,) = records.coverage().incomplete()
    assert (entry.table, entry.reason) == ("admin_groups", "group without an id, whose members are not known")
    assert graph.of_kind(NodeKind.ADMIN_ROLE)
