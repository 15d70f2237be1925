import pytest

from graph_audit.client.messages import Answer
from graph_audit.collection.tenants import is_subdomain, names_no_site, tenant_by_name, tenants_of_workspaces
from graph_audit.core.errors import ApiError, UnsafeUrlError


def workspace(ari, host="https://foo.atlassian.net"):
    return {"id": ari, "attributes": {"hostUrl": host}}


def test_a_site_has_one_row_for_each_of_its_products():
    rows = [workspace("ari:cloud:jira-software::site/c1"), workspace("ari:cloud:confluence::site/c1")]
    (tenant,) = tenants_of_workspaces(rows)
    assert (tenant.cloud_id, tenant.name, tenant.products) == ("c1", "foo", ("confluence", "jira-software"))
    assert tenant.has_jira


@pytest.mark.parametrize(
    "host",
    [
        "https://foo.atlassian.net.evil.example",
        "https://evil.example/foo.atlassian.net",
        "https://foo.atlassian.net@evil.example",
        "https://a.b.atlassian.net",
        "https://jira.example.com",
        "https://[",
        "",
        None,
        7,
    ],
)
def test_no_credential_goes_to_an_address_that_is_not_a_subdomain_of_the_vendor(host):
    (tenant,) = tenants_of_workspaces([workspace("ari:cloud:jira-software::site/c1", host)])
    assert tenant.name == ""


@pytest.mark.parametrize(
    "row", [None, [], {"id": 5}, {"id": ""}, {}, {"id": "ari:cloud:jira::site/"}, workspace("x::site/\ud800")]
)
def test_rows_that_do_not_say_where_they_are_are_no_sites(row):
    assert tenants_of_workspaces([row]) == []
    assert names_no_site(row)


def test_a_product_without_a_site_is_no_fault():
    row = {"id": "ari:cloud:bitbucket::workspace/abc"}
    assert tenants_of_workspaces([row]) == []
    assert not names_no_site(row)


def answering(data):
    def send(request):
        assert request.path == "/_edge/tenant_info"
        if isinstance(data, Exception):
            raise data
        return Answer(200, {}, data)

    return send


@pytest.mark.parametrize(
    ("answer", "cloud_id"),
    [
        ({"cloudId": "c-1"}, "c-1"),
        ({"cloudId": "../x"}, "foo"),
        ({"cloudId": 7}, "foo"),
        ({"cloudId": "\ud800"}, "foo"),
        ([], "foo"),
        (ApiError("404"), "foo"),
        (UnsafeUrlError("elsewhere"), "foo"),
    ],
)
def test_a_named_site_is_known_by_its_cloud_id_or_else_by_its_name(answer, cloud_id):
    tenant = tenant_by_name("foo", "https://foo.atlassian.net", answering(answer))
    assert (tenant.cloud_id, tenant.name, tenant.has_jira) == (cloud_id, "foo", True)


@pytest.mark.parametrize("name", ["foo", "Foo-2", "1"])
def test_names_that_sites_can_have(name):
    assert is_subdomain(name)


@pytest.mark.parametrize("name", ["foo\n", "foo.bar", "-foo", "\uff46oo", "", "a" * 64, "foo/", "foo:1", "f@b"])
def test_names_that_would_lead_elsewhere(name):
    assert not is_subdomain(name)
