"""Scans with every kind of credential: a service account, and other credentials for single sites."""

import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph_audit.client.credentials import Credential
from graph_audit.client.service_account import ServiceAccount
from graph_audit.core.errors import AuthenticationError, UsageError
from graph_audit.core.kinds import Gap
from graph_audit.demo.answers import gateway_error
from graph_audit.demo.faults import Faults
from graph_audit.demo.server import FakeAtlassian

from .test_scan_faults import assert_honest, everything

SITES = ("saltmarsh", "saltmarsh-ops", "tidewater")


def account_of(server, secret=None):
    secret = SecretStr(secret or server.tokens.client_secret)
    return ServiceAccount(server.tokens.client_id, secret, auth_url=server.api_url)


@pytest.fixture
def serve(small_organisation):
    """Serves the small organisation behind the given faults."""

    def serve(**faults):
        return FakeAtlassian(small_organisation, faults=Faults(**faults))

    return serve


def test_a_service_account_sees_what_a_token_sees_and_asks_the_gateway_only(serve, scan_of_server, truth, tmp_path):
    with serve() as server:
        scan = scan_of_server(server, tmp_path / "snapshot", jira_credential=account_of(server))
        assert server.tokens.given_out == 1
        assert not any(request.path.startswith("/site/") for request in server.requests)
    assert scan.result.coverage.incomplete() == ()
    assert everything(scan) == everything(truth)


def test_a_service_account_alone_asks_a_site_nothing_but_its_cloud_id(serve, scan_of_server, tmp_path):
    with serve() as server:
        alone = {"organisation_credential": None, "organisation": "", "tenants": SITES}
        scan = scan_of_server(server, tmp_path / "snapshot", jira_credential=account_of(server), **alone)
        on_sites = {request.path.rpartition("/")[2] for request in server.requests if request.path.startswith("/site/")}
    assert on_sites == {"tenant_info"}
    assert scan.result.coverage.incomplete() == ()


def test_tokens_that_end_in_the_middle_are_renewed(serve, scan_of_server, truth, tmp_path):
    with serve(token_uses=100) as server:
        scan = scan_of_server(server, tmp_path / "snapshot", jira_credential=account_of(server), threads=8)
        asked = sum(request.path.startswith("/ex/") for request in server.requests)
        assert 3 <= asked // 100 <= server.tokens.given_out <= asked // 20
    assert scan.result.coverage.incomplete() == ()
    assert everything(scan) == everything(truth)


def test_a_scope_that_is_missing_costs_its_tables_and_no_login(serve, scan_of_server, truth, tmp_path):
    def replace(request):
        lacking = request.path.endswith("/applicationrole") or "/permissionscheme" in request.path
        return gateway_error(401, "Unauthorized; scope does not match") if lacking else None

    with serve(replace=replace) as server:
        scan = scan_of_server(server, tmp_path / "snapshot", jira_credential=account_of(server))
        assert server.tokens.given_out == 1
    gaps = {entry.table: entry for entry in scan.result.coverage.incomplete()}
    assert gaps.keys() >= {"application_roles", "permission_schemes", "project_schemes"}
    assert "lacks a scope" in gaps["application_roles"].reason
    assert {gaps[table].gap for table in ("application_roles", "project_schemes")} == {Gap.RIGHT_MISSING}
    assert_honest(scan, truth)


def test_a_refused_service_account_costs_the_sites_and_says_what_to_do(serve, scan_of_server, tmp_path):
    with serve() as server, pytest.raises(AuthenticationError, match="client id and client secret"):
        scan_of_server(server, tmp_path / "snapshot", jira_credential=account_of(server, "wrong-secret"))


def test_each_site_is_opened_by_its_own_credential(serve, scan_of_server, truth, tmp_path):
    with serve() as server:
        own = {
            "saltmarsh": account_of(server),
            "tidewater": Credential.basic(server.username, SecretStr(server.api_token)),
        }
        scan = scan_of_server(server, tmp_path / "snapshot", jira_credential=None, site_credentials=own)
        names = {f"tenant:{tenant.cloud_id}": tenant.name for tenant in server.organisation.tenants}
    unopened = scan.result.coverage.incomplete()
    assert {(names[entry.scope], entry.gap) for entry in unopened} == {("saltmarsh-ops", Gap.RIGHT_MISSING)}
    assert {entry.remedy for entry in unopened} == {
        "Configure one under [tenants.saltmarsh-ops], or one for all sites."
    }
    assert_honest(scan, truth)


def test_a_site_whose_cloud_id_is_not_told_is_closed_to_a_service_account(serve, scan_of_server, tmp_path):
    alone = {"organisation_credential": None, "organisation": "", "tenants": ("nowhere",)}
    with serve() as server, pytest.raises(UsageError, match="cloudId could not be found out"):
        scan_of_server(server, tmp_path / "snapshot", jira_credential=account_of(server), **alone)


def test_no_secret_is_in_any_file(serve, scan_of_server, tmp_path):
    with serve() as server:
        account = account_of(server)
        scan_of_server(server, tmp_path / "snapshot", jira_credential=account)
        secrets = {*account.secrets, server.admin_api_key}
    assert len(secrets) >= 3
    for file in Path(tmp_path).rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert not any(secret.encode() in content for secret in secrets), file
        assert not any(json.dumps(secret).encode() in content for secret in secrets), file
