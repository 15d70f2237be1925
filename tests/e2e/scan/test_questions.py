"""The questions as a user asks them, about the latest snapshot; every format says the same."""

import csv
import io
import json
import shutil
import stat
import subprocess
import sys

import pytest

from graph_audit import pipeline
from graph_audit.access.engine import Access
from graph_audit.core.kinds import NodeKind
from graph_audit.graph.ids import project_id, user_id

BROWSE = "BROWSE_PROJECTS"


@pytest.fixture
def ask(program, truth, tmp_path):
    """Runs the command in a folder whose latest output is the scan."""
    output = tmp_path / "graph-audit-out" / "2026-11-20T140500Z" / "snapshot"
    output.parent.mkdir(parents=True)
    shutil.copytree(truth.folder, output)
    return program


@pytest.fixture(scope="module")
def access(truth):
    records = pipeline.read(truth.folder)
    return Access(pipeline.build(records))


def somebody(access, cloud_id, answer):
    """A person, and a project of the site, for whom the answer is this."""
    for project in access.graph.of_kind(NodeKind.PROJECT):
        for user in access.graph.of_kind(NodeKind.USER):
            if project.startswith(f"project:{cloud_id}:") and access.graph.nodes[user].get("email"):
                told = access.explain(user, BROWSE, project)
                if told.answer == answer and (answer != "yes" or len(told.grant_paths) > 1):
                    return user, project, told
    raise AssertionError(answer)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_every_format_tells_the_same(ask, access, small_organisation, answer):
    tenant = small_organisation.tenant("saltmarsh")
    user, project, explained = somebody(access, tenant.cloud_id, answer)
    email, key = access.graph.nodes[user]["email"], access.graph.nodes[project]["key"]
    words = ("explain", email, BROWSE, key, "--tenant", "saltmarsh")

    told = json.loads(ask(*words, "--format", "json").stdout)
    assert (told["user"]["id"], told["project"]["id"]) == (user, project)
    assert told["answer"] in ({"yes"} if answer == "yes" else {"no", "could"})
    listed = [path for path in told["paths"] if path["for"] == "grant"]
    assert len(listed) == len(explained.grant_paths)
    assert all(step["records"] for path in listed for step in path["steps"])

    rows = list(csv.DictReader(io.StringIO(ask(*words, "--format", "csv").stdout)))
    assert [row["path"] for row in rows if row["for"]] == [path["words"] for path in told["paths"]]

    shown = ask(*words)
    assert shown.returncode == 0
    assert all(path["words"] in shown.stdout for path in told["paths"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody@example.com", BROWSE, "PAY"), "There is no user"),
        (("{email}", BROWSE, "PAY"), "3 projects are called 'PAY'"),
        (("{email}", "BROWSE_PROJECT", "PAY", "--tenant", "saltmarsh"), "perhaps 'BROWSE_PROJECTS' is meant"),
    ],
)
def test_a_wrong_word_is_usage(ask, small_organisation, words, said):
    email = small_organisation.accounts[small_organisation.auditor].email
    ran = ask("explain", *(word.format(email=email) for word in words))
    assert ran.returncode == 2
    assert said in ran.stderr


@pytest.mark.parametrize("permission", [BROWSE, "ADMINISTER_PROJECTS"])
def test_who_can(ask, access, small_organisation, permission):
    tenant = small_organisation.tenant("saltmarsh")
    project = project_id(tenant.cloud_id, tenant.projects[0].id)
    words = ("who-can", permission, tenant.projects[0].key, "--tenant", "saltmarsh")
    people = set(access.populations.nodes(access.audience(permission, project).effective))

    told = json.loads(ask(*words, "--format", "json").stdout)
    assert {user["id"] for user in told["users"]} == people
    assert told["accounts"] == len(people) > 0
    assert all(user["sources"] for user in told["users"])
    assert [s["accounts"] for s in told["sources"]] == sorted((s["accounts"] for s in told["sources"]), reverse=True)
    for place, source in enumerate(told["sources"]):
        assert sum(place in user["sources"] for user in told["users"]) == source["accounts"]

    rows = list(csv.DictReader(io.StringIO(ask(*words, "--format", "csv").stdout)))
    assert {row["account"] for row in rows} == people
    shown = ask(*words).stdout
    assert f"{len(people):,} accounts" in shown
    assert all(source["words"] in shown for source in told["sources"])


def test_access(ask, access, small_organisation):
    account = small_organisation.auditor
    user, email = user_id(account), small_organisation.accounts[account].email
    told = json.loads(ask("access", email, "--format", "json").stdout)
    permissions = {(project["id"], key) for project in told["projects"] for key in project["permissions"]}
    for project in access.graph.of_kind(NodeKind.PROJECT):
        answer = access.explain(user, BROWSE, project).answer
        assert ((project, BROWSE) in permissions) == (answer == "yes"), project
    assert {role["name"] for role in told["admin_roles"]} >= {"Organisation admin"}
    assert told["product_access"]
    assert told["state"] == "active"

    rows = list(csv.DictReader(io.StringIO(ask("access", email, "--format", "csv").stdout)))
    assert len([row for row in rows if row["answer"] == "yes"]) == len(permissions)
    one_site = json.loads(ask("access", email, "--tenant", "saltmarsh", "--format", "json").stdout)
    assert {project["tenant"] for project in one_site["projects"]} == {"saltmarsh"}
    shown = ask("access", email).stdout
    assert f"reaches {len(told['projects']):,} projects" in shown


def test_group(ask, access, small_organisation):
    tenant = small_organisation.tenant("saltmarsh")
    users = small_organisation.groups[tenant.application_roles[0].groups[0]]
    told = json.loads(ask("group", users.id, "--format", "json").stdout)
    assert {member["id"] for member in told["members"]} == {user_id(account) for account in users.members}
    kinds = {reference["kind"] for reference in told["references"]}
    assert kinds >= {"product access", "filter"}
    assert "Confluence" in told["not_examined"]

    admins = small_organisation.groups[tenant.admin_groups[0]]
    of_admins = json.loads(ask("group", admins.id, "--format", "json").stdout)["references"]
    assert {r["tenant"] for r in of_admins if r["kind"] == "admin role"} >= {"saltmarsh"}
    assert [r["name"] for r in of_admins if r["kind"] == "security level"]
    there = json.loads(ask("group", admins.id, "--tenant", "saltmarsh", "--format", "json").stdout)["references"]
    assert {reference["tenant"] for reference in there} == {"saltmarsh"}

    rows = list(csv.DictReader(io.StringIO(ask("group", users.id, "--format", "csv").stdout)))
    assert len(rows) == len(told["members"]) + len(told["references"])
    shown = ask("group", users.id).stdout
    assert f"{len(users.members):,} members" in shown
    assert "Not examined: " in shown


def test_without_a_snapshot_it_says_what_to_do(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "graph_audit", "explain", "a", BROWSE, "b"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ran.returncode, "scan first" in ran.stderr) == (2, True)


def test_a_drawing_is_written_as_a_page_of_its_own(ask, truth, small_organisation, tmp_path):
    person = next(one for one in small_organisation.people() if one.email)
    done = ask("graph", "user", person.email, "-o", "person.html")
    assert (done.returncode, done.stderr.strip()) == (0, "person.html")
    page = (tmp_path / "person.html").read_text(encoding="utf-8")
    assert "Content-Security-Policy" in page
    assert stat.S_IMODE((tmp_path / "person.html").stat().st_mode) == 0o600

    finding = truth.findings("wide-project-admin")[0]
    assert ask("graph", "finding", finding.fingerprint, "-o", "f.html").returncode == 0
    assert finding.check in (tmp_path / "f.html").read_text(encoding="utf-8")
    nobody = ask("graph", "finding", "0000notone", "-o", "f.html")
    assert (nobody.returncode, "no finding of this snapshot" in nobody.stderr) == (2, True)
    assert ask("graph", "finding", "", "-o", "f.html").returncode == 2
    assert ask("graph", "group", "no such group", "-o", "g.html").returncode == 2
    assert ask("graph", "user", person.email, "-o", "gone/g.html").returncode == 1
