"""The fake server as a server: connections, threads, addresses, records."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from graph_audit.demo.server import FakeAtlassian
from graph_audit.demo.story import fictional_organisation


def test_connections_are_kept(visit):
    visitor = visit()
    with visitor.session.get(f"{visitor.server.api_url}/admin/v1/orgs", stream=True, timeout=10) as answer:
        first = answer.raw.connection.sock.getsockname()
        assert answer.raw.version == 11
        assert len(answer.content) == int(answer.headers["Content-Length"])
    with visitor.session.get(f"{visitor.server.api_url}/admin/v1/orgs", stream=True, timeout=10) as answer:
        assert answer.raw.connection.sock.getsockname() == first
        answer.content  # noqa: B018 - to the end, so that the connection is free again


def test_a_body_that_nobody_reads_does_not_spoil_the_connection(visit):
    visitor = visit()
    assert visitor.admin("/directories/-/users/search", {"searchTerm": "x" * 9_000}, key="wrong").status_code == 401
    assert visitor.admin("/directories").status_code == 200


def test_many_threads_get_their_own_answers(visit, organisation):
    visitor = visit()
    projects = organisation.tenant("saltmarsh").projects * 8

    def ask(project):
        return visitor.jira(f"/project/{project.key}/permissionscheme").json()["id"]

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(ask, projects)) == [project.scheme_id for project in projects]
    assert len(visitor.server.requests) == len(projects)


def test_requests_are_recorded(visit):
    visitor = visit()
    visitor.jira("/project/search", maxResults=1)
    visitor.admin("/workspaces", {"limit": 3})
    visitor.admin("/directories", key="wrong")
    site, workspaces, directories = visitor.server.requests
    assert (site.method, site.path, site.query) == ("GET", "/site/saltmarsh/rest/api/3/project/search", "maxResults=1")
    assert (workspaces.method, workspaces.body, workspaces.status) == ("POST", '{"limit": 3}', 200)
    assert directories.status == 401


def test_nothing_is_printed(visit, capfd):
    visit().jira("/myself")
    assert capfd.readouterr() == ("", "")


def test_the_server_listens_on_loopback_only_and_stops(organisation):
    with FakeAtlassian(organisation) as server:
        url = server.api_url
        assert url.startswith("http://127.0.0.1:")
        assert server.site_url == f"{url}/site/{{site}}"
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=2)


def test_without_a_with_block_there_is_no_address(organisation):
    with pytest.raises(RuntimeError, match="with block"):
        _ = FakeAtlassian(organisation).api_url


def test_secrets_are_made_up_from_the_seed():
    one, same = (FakeAtlassian(fictional_organisation(users=100, seed=5)) for _ in range(2))
    other = FakeAtlassian(fictional_organisation(users=100, seed=6))
    assert (one.admin_api_key, one.api_token) == (same.admin_api_key, same.api_token)
    assert len({one.admin_api_key, one.api_token, other.admin_api_key, other.api_token}) == 4
    assert one.api_token.startswith("ATATT3x")
    assert "@" in one.username
