"""What we say about permissions against what the fake site says, which works it out by itself."""

import csv
import io
import json
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from werkzeug.wrappers import Response

from graph_audit import pipeline
from graph_audit.access.engine import Access
from graph_audit.cli.demonstration import demo_settings
from graph_audit.core.kinds import EdgeKind, NodeKind
from graph_audit.demo.faults import Faults
from graph_audit.demo.server import FakeAtlassian
from graph_audit.graph.ids import tenant_id, tenant_of
from graph_audit.verification import PORTAL, verify

EVERYBODY = 100_000


def access_of(folder):
    return Access(pipeline.build(pipeline.read(folder)))


@pytest.fixture
def compared(hasty):
    def compared(organisation, access, faults=Faults(), sample=EVERYBODY, **more):  # noqa: B008  # frozen
        with FakeAtlassian(organisation, faults=faults) as server:
            request = replace(pipeline.collection_request(demo_settings(server)), options=hasty)
            return verify(access, request, sample=sample, seed="s", **more), server

    return compared


def test_the_demo_organisation_agrees_about_everybody_and_everything(demo, organisation, compared):
    access = access_of(demo.folder)
    told, server = compared(organisation, access)

    assert told.failures == {}
    assert told.differences == []
    active = {
        user
        for tenant in organisation.tenants
        for user in tenant.accounts
        if organisation.accounts[user].active_on(tenant.cloud_id)
    }
    assert sum(told.accounts.values()) >= len(active) > 300
    assert told.compared > 100_000
    assert told.conditional
    assert set(told.passed_over) == {PORTAL}
    assert all(one.method == "GET" or one.path.endswith("/permissions/check") for one in server.requests)


@pytest.mark.parametrize("permission", ["BROWSE_PROJECTS", "EDIT_ISSUES"])
@pytest.mark.parametrize("ours", ["yes", "no"])
def test_a_planted_difference_is_found_and_nothing_else(truth, small_organisation, compared, permission, ours):
    access = access_of(truth.folder)
    user, project = an_answer(access, permission, ours)
    planted = (user.partition(":")[2], permission, project.rpartition(":")[2])

    told, _ = compared(small_organisation, access, Faults(planted=(planted,)))

    found = [(one.user, one.permission, one.project, one.ours) for one in told.differences]
    assert found == [(user, permission, project, ours)]


def an_answer(access, permission, ours):
    """Somebody and a project of whom this is our answer; no other site has a project of that number."""
    graph = access.graph
    projects = graph.of_kind(NodeKind.PROJECT)
    numbers = Counter(project.rpartition(":")[2] for project in projects)
    return next(
        (user, project)
        for project in projects
        if numbers[project.rpartition(":")[2]] == 1
        and not access.gated_permission(project)
        and not graph.attribute(project, "archived")
        for user in graph.sources(tenant_id(tenant_of(project)), EdgeKind.IN_TENANT)
        if graph.attribute(user, "kind") == NodeKind.USER
        and access.is_active(user)
        and access.explain(user, permission, project).answer == ours
    )


def test_a_sample_is_shared_out_and_the_same_again(demo, organisation, compared):
    access = access_of(demo.folder)
    first, server = compared(organisation, access, sample=12)
    asked = [one.body for one in server.requests if one.method == "POST"]
    second, again = compared(organisation, access, sample=12)

    assert 12 <= sum(first.accounts.values()) <= 12 + len(organisation.tenants)
    assert set(first.accounts) == set(access.graph.of_kind(NodeKind.TENANT))
    assert asked == [one.body for one in again.requests if one.method == "POST"]
    assert first.compared == second.compared


def test_a_site_that_does_not_answer_is_named_and_the_others_are_compared(demo, organisation, compared):
    access = access_of(demo.folder)
    closed = organisation.tenants[0]
    told, _ = compared(organisation, access, Faults(no_jira_access=(closed.name,)), sample=9)

    assert list(told.failures) == [f"tenant:{closed.cloud_id}"]
    assert set(told.accounts) == set(access.graph.of_kind(NodeKind.TENANT)) - {f"tenant:{closed.cloud_id}"}


@pytest.mark.parametrize(
    "body", ["[]", '{"projectPermissions": [{"permission": 1}]}', "nonsense", '{"projectPermissions": null}']
)
def test_a_bad_answer_is_no_agreement(truth, small_organisation, compared, body):
    def spoil(request):
        return (
            Response(body, content_type="application/json")
            if request.method == "POST" and "check" in request.path
            else None
        )

    told, _ = compared(small_organisation, access_of(truth.folder), Faults(replace=spoil), sample=3)
    assert set(told.failures) == set(access_of(truth.folder).graph.of_kind(NodeKind.TENANT))
    assert told.compared == 0


@pytest.fixture
def run(truth, tmp_path, environment):
    output = tmp_path / "graph-audit-out" / "2026-11-20T140500Z" / "snapshot"
    output.parent.mkdir(parents=True)
    shutil.copytree(truth.folder, output)

    def run(server, *words, **changes):
        done = subprocess.run(
            [sys.executable, "-m", "graph_audit", "verify", *words],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env={"PYTHONUTF8": "1", "HOME": str(tmp_path), "COLUMNS": "300", **environment(server, **changes)},
        )
        assert "Traceback" not in done.stderr
        assert server.api_token not in done.stdout + done.stderr
        return done

    return run


def test_the_command_says_how_many_agree(small_organisation, run):
    with FakeAtlassian(small_organisation) as server:
        shown = run(server, "--sample", "10", "--tenant", "saltmarsh")
        assert (shown.returncode, shown.stderr) == (0, "")
        assert "compared with Atlassian's: 0 differences." in shown.stdout
        told = json.loads(run(server, "--sample", "10", "--format", "json").stdout)
        assert told["differences"] == []
        assert set(told["accounts"]) == {tenant.name for tenant in small_organisation.tenants}
        without = run(server, ATLASSIAN_API_TOKEN="", ATLASSIAN_USERNAME="")
        assert without.returncode == 2
        assert "a credential for its sites is needed" in without.stderr


def test_the_command_shows_a_difference_with_our_paths(truth, small_organisation, run):
    access = access_of(truth.folder)
    user, project = an_answer(access, "BROWSE_PROJECTS", "yes")
    planted = (user.partition(":")[2], "BROWSE_PROJECTS", project.rpartition(":")[2])
    with FakeAtlassian(small_organisation, faults=Faults(planted=(planted,))) as server:
        shown = run(server)
        [told] = json.loads(run(server, "--format", "json").stdout)["differences"]
        [row] = csv.DictReader(io.StringIO(run(server, "--format", "csv").stdout))

    assert shown.returncode == 1
    assert "1 difference" in shown.stdout
    assert (told["user"]["id"], told["ours"], told["atlassian"]) == (user, "yes", "no")
    assert told["paths"]
    assert row["paths"] == "; ".join(told["paths"])
    assert (row["account"], row["permission"]) == (user, "BROWSE_PROJECTS")


def test_what_could_not_be_compared_is_not_fine(small_organisation, run):
    names = tuple(tenant.name for tenant in small_organisation.tenants)
    with FakeAtlassian(small_organisation, faults=Faults(no_jira_access=names)) as server:
        shown = run(server)
    assert shown.returncode == 3
    assert "0 answers" in shown.stdout
