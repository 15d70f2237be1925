"""``graph-audit doctor``: every kind of credential with rights missing; it says what a scan then finds to be so."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from itertools import product

import pytest
from pydantic import SecretStr

from graph_audit import pipeline
from graph_audit.cli.demonstration import demo_settings
from graph_audit.collection.collector import collect
from graph_audit.collection.progress import NoProgress
from graph_audit.core.clock import system_clock
from graph_audit.core.errors import ApiError, ConfigurationError, UsageError
from graph_audit.demo import disturbances as go
from graph_audit.demo.faults import Faults
from graph_audit.demo.server import FakeAtlassian
from graph_audit.diagnosis import diagnose
from graph_audit.products.definition import all_products
from graph_audit.snapshot.writer import SnapshotWriter

WRONG = SecretStr("wrong-0123456789")
SITES = ("saltmarsh", "saltmarsh-ops", "tidewater")
SERVICE = {
    "atlassian_username": None,
    "atlassian_api_token": None,
    "atlassian_client_id": "client-00002026",
    "atlassian_client_secret": SecretStr("that of the server"),
}
CREDENTIALS = {
    "both": {},
    "organisation key only": {"atlassian_username": None, "atlassian_api_token": None},
    "token only": {"org_id": None, "admin_api_key": None},
    "wrong key": {"admin_api_key": WRONG},
    "wrong token": {"atlassian_api_token": WRONG},
    "service account": SERVICE,
    "service account only": SERVICE | {"org_id": None, "admin_api_key": None},
    "wrong client secret": SERVICE | {"atlassian_client_secret": WRONG},
}
RIGHTS = {
    "all": {},
    "key with scopes": {"scoped_key": True},
    "key without the searches": {"scoped_key": True, "search_out_of_scope": True},
    "token with scopes": {"scoped_token": True},
    "original user management": {"original_user_management": True},
    "no Jira access on one site": {"no_jira_access": ("tidewater",)},
    "no Jira access at all": {"no_jira_access": SITES},
    "a site without Jira": {"without_jira": ("tidewater",)},
    "a site that is offline": {"offline": ("tidewater",)},
    "a sandbox": {"sandboxes": ("saltmarsh-ops",)},
    "not Administer Jira": {"disturbances": (go.denied("/applicationrole$|/role(/[0-9]+)?$|/permissionscheme$"),)},
    "no Browse users": {"disturbances": (go.denied("/rest/api/3/(group/|users/search$)"),)},
    "no directories": {"disturbances": (go.denied("/directories$"),)},
    "no workspaces": {"disturbances": (go.denied("/workspaces$"),)},
}

WAYS = {"all", "key with scopes", "token with scopes", "original user management", "a sandbox"}
FINE = {
    *product(("both", "token only", "service account", "service account only"), WAYS),
    *product(("both", "service account"), ("a site without Jira", "a site that is offline")),
    *product(["token only", "service account only"], ("key without the searches", "no directories", "no workspaces")),
    *product(
        ["organisation key only"], RIGHTS.keys() - {"key without the searches", "no directories", "no workspaces"}
    ),
}
"""What lacks nothing: the token alone cannot know which sites are switched off or have no Jira."""


def settings_for(server, credentials):
    settings = demo_settings(server)
    scan = (
        replace_model(settings.scan, tenants=SITES)
        if credentials.endswith(("token only", "account only"))
        else settings.scan
    )
    changes = dict(CREDENTIALS[credentials])
    if changes.get("atlassian_client_secret") is SERVICE["atlassian_client_secret"]:
        changes["atlassian_client_secret"] = SecretStr(server.tokens.client_secret)
    changed = replace_model(settings.credentials, **changes)
    return replace_model(settings, credentials=changed, scan=scan)


def replace_model(model, **changes):
    return model.model_copy(update=changes)


def coverage_of_a_scan(settings, folder, options):
    """By table and scope, what a scan could not see; and why it was given up, if it was."""
    request = replace(pipeline.collection_request(settings), options=options)
    writer = SnapshotWriter.begin(folder, generator="graph-audit test", started=system_clock())
    failed = False
    try:
        collect(request, all_products().values(), writer, clock=system_clock, progress=NoProgress())
    except ApiError:
        failed = True
    return {(entry.table, entry.scope): entry.coverage() for entry in writer.entries()}, failed


@pytest.mark.parametrize("rights", RIGHTS)
@pytest.mark.parametrize("credentials", CREDENTIALS)
def test_doctor_and_scan_agree_and_each_line_says_what_to_do(small_organisation, tmp_path, hasty, credentials, rights):
    with FakeAtlassian(small_organisation, faults=Faults(**RIGHTS[rights])) as server:
        settings = settings_for(server, credentials)
        diagnosis = diagnose(settings, clock=system_clock, progress=NoProgress())
        scanned, failed = coverage_of_a_scan(settings, tmp_path / "snapshot", hasty)

    told = {(table.coverage.table, table.coverage.scope): table for table in diagnosis.tables}
    assert bool(diagnosis.failure) is failed
    assert told.keys() == scanned.keys()
    for place, entry in scanned.items():
        assert (told[place].coverage.status, told[place].coverage.gap) == (entry.status, entry.gap), place
    for table in diagnosis.tables:
        if table.is_missing:
            assert table.coverage.reason
            assert table.coverage.remedy
            assert table.right
    assert diagnosis.is_fine is ((credentials, rights) in FINE)


def test_it_asks_at_most_once_for_each_table_it_can_read(organisation):
    with FakeAtlassian(organisation) as server:
        diagnosis = diagnose(demo_settings(server), clock=system_clock, progress=NoProgress())
        assert len(server.requests) <= sum(table.state == "works" for table in diagnosis.tables)
        assert len(set(server.requests)) == len(server.requests)
    assert diagnosis.is_fine
    assert set(diagnosis.accounts) == set(SITES)


def test_sites_are_tried_even_if_the_organisation_refuses_its_key(small_organisation):
    with FakeAtlassian(small_organisation) as server:
        settings = settings_for(server, "wrong key")
        settings = replace_model(settings, scan=replace_model(settings.scan, tenants=("saltmarsh",)))
        diagnosis = diagnose(settings, clock=system_clock, progress=NoProgress())
    assert "answered 401" in diagnosis.failure
    assert {table.state for table in diagnosis.tables if table.coverage.table == "projects"} == {"works"}


def test_what_is_not_configured_is_told_before_anything_is_asked(small_organisation):
    with FakeAtlassian(small_organisation) as server:
        settings = demo_settings(server)
        nothing = {"org_id": None, "admin_api_key": None, "atlassian_username": None, "atlassian_api_token": None}
        empty = replace_model(settings, credentials=replace_model(settings.credentials, **nothing))
        with pytest.raises(ConfigurationError, match="no credential"):
            diagnose(empty, clock=system_clock, progress=NoProgress())
        elsewhere = replace_model(settings, scan=replace_model(settings.scan, tenants=("nowhere",)))
        with pytest.raises(UsageError, match="nowhere"):
            diagnose(elsewhere, clock=system_clock, progress=NoProgress())
        assert not any(request.path.startswith("/site/") for request in server.requests)


@pytest.fixture
def doctor(small_organisation, tmp_path, environment):
    """Runs the command; gives exit code and output."""

    def run(*arguments, faults=Faults(), **changes):  # noqa: B008  # frozen
        with FakeAtlassian(small_organisation, faults=faults) as server:
            variables = environment(server, **changes)
            ran = subprocess.run(
                [sys.executable, "-m", "graph_audit", "doctor", *arguments],
                cwd=tmp_path,
                env=variables | {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONUTF8": "1"},
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
        for secret in ("ADMIN_API_KEY", "ATLASSIAN_API_TOKEN"):
            assert variables[f"GRAPH_AUDIT_{secret}"] not in ran.stdout + ran.stderr
        assert "Traceback" not in ran.stderr
        assert list(tmp_path.iterdir()) == []
        return ran.returncode, ran.stdout

    return run


def test_the_command_for_people(doctor):
    code, told = doctor()
    assert code == 0
    assert "0 cannot" in told
    code, told = doctor(faults=Faults(search_out_of_scope=True, hostile_names=("[red]\x1b[31m", "[/]")))
    assert code == 1
    assert "\x1b" not in told
    assert "INSUFFICIENT_SCOPE" in told
    assert "To do: It needs an organisation API key without scopes." in told
    assert "empty-group" in told


def test_the_command_for_programs(doctor):
    code, told = doctor("--format", "json", faults=Faults(no_jira_access=("tidewater",)))
    diagnosis = json.loads(told)
    assert (code, diagnosis["fine"], diagnosis["schema"]) == (1, False, "graph-audit/doctor/1")
    missing = [table for table in diagnosis["tables"] if table["state"] == "missing"]
    assert {table["where"] for table in missing} == {"tidewater"}
    assert all(table["reason"] and table["remedy"] and table["right"] for table in missing)


def test_a_wrong_key_is_exit_code_1(doctor):
    code, told = doctor(ADMIN_API_KEY="wrong-key-0123456789")
    assert code == 1
    assert "Given up" in told
