from contextlib import ExitStack

import pytest
import requests

from graph_audit.demo.faults import Faults
from graph_audit.demo.server import FakeAtlassian
from graph_audit.demo.story import fictional_organisation


class Visitor:
    """Somebody with the right credentials who asks a server."""

    def __init__(self, server, session):
        self.server = server
        self.session = session

    def admin(self, path, body=None, *, version="v2", key=None):
        url = f"{self.server.api_url}/admin/{version}/orgs/{self.server.org_id}{path}"
        headers = {"Authorization": f"Bearer {key or self.server.admin_api_key}"}
        if body is None:
            return self.session.get(url, headers=headers, timeout=10)
        return self.session.post(url, headers=headers, json=body, timeout=10)

    def jira(self, path, *, site="saltmarsh", known=True, **params):
        return self._get(f"{self.server.site_url.format(site=site)}/rest/api/3{path}", known, params)

    def gateway(self, path, *, site="saltmarsh", known=True, **params):
        cloud_id = self.server.organisation.tenant(site).cloud_id
        return self._get(f"{self.server.api_url}/ex/jira/{cloud_id}/rest/api/3{path}", known, params)

    def rows(self, path, **query):
        """All rows of an Admin API search, as a client collects them, and the number of pages."""
        rows, pages, body = [], 0, query
        while body is not None:
            answer = self.admin(path, body).json()
            rows += answer["data"]
            pages += 1
            cursor = answer["links"].get("next")
            body = {"cursor": cursor} if cursor else None
        return rows, pages

    def values(self, path, **params):
        """All values of a Jira page bean, and the number of pages."""
        values, pages, last = [], 0, False
        while not last:
            bean = self.jira(path, startAt=len(values), **params).json()
            values += bean["values"]
            pages += 1
            last = bean["isLast"]
        return values, pages

    def _get(self, url, known, params):
        login = (self.server.username, self.server.api_token) if known else None
        return self.session.get(url, auth=login, params=params, timeout=10)


@pytest.fixture(scope="session")
def organisation():
    return fictional_organisation()


@pytest.fixture(scope="module")
def visit(organisation):
    """Starts a server with the given faults and gives a visitor to it; all are closed at the end of the module."""
    with ExitStack() as stack:

        def start(faults=None, **options):
            server = stack.enter_context(FakeAtlassian(organisation, faults=faults or Faults(), **options))
            session = stack.enter_context(requests.Session())
            session.trust_env = False
            return Visitor(server, session)

        yield start


@pytest.fixture(scope="module")
def visitor(visit):
    """A visitor to a server without faults."""
    return visit()
