"""``graph-audit scan`` as a user runs it: a process, environment variables, exit codes, and what it leaves on disk."""

import base64
import gzip
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.wrappers import Response

from graph_audit.demo import disturbances as go
from graph_audit.demo.faults import HOSTILE_NAMES, Faults
from graph_audit.demo.server import FakeAtlassian
from graph_audit.snapshot.reader import Snapshot

OTHER_ORGANISATION = "99999999-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Ran:
    """A finished process and the folder that it wrote into."""

    code: int
    stdout: str
    stderr: str
    output: Path

    @property
    def findings(self):
        return json.loads((self.output / "findings.json").read_bytes())

    def coverage(self, table):
        return {entry["scope"]: entry["status"] for entry in self.findings["coverage"] if entry["table"] == table}


@contextmanager
def started(folder, *arguments, **variables):
    """``graph-audit`` in an empty working directory and home, so that nobody's configuration is read."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-m", "graph_audit", *map(str, arguments)],
        cwd=home,
        env=kept | {"HOME": str(home), "no_proxy": "*"} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        umask=0o022,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def finished(folder, *arguments, **variables):
    with started(folder, *arguments, "--output", folder / "out", **variables) as process:
        stdout, stderr = process.communicate(timeout=60)
        return Ran(process.returncode, stdout, stderr, folder / "out")


@pytest.fixture
def run(small_organisation, tmp_path, environment):
    """Runs a scan of the small organisation; whatever happens, no secret is told and nobody else can read a file."""

    def run(*arguments, faults=Faults(), **changes):  # noqa: B008  # frozen
        with FakeAtlassian(small_organisation, faults=faults) as server:
            ran = finished(tmp_path, "--verbose", "scan", *arguments, **environment(server, **changes))
        used = environment_secrets(server, changes)
        assert_kept_secret(ran, used)
        assert_private(ran.output)
        return ran

    return run


def environment_secrets(server, changes):
    key = changes.get("ADMIN_API_KEY") or server.admin_api_key
    token = changes.get("ATLASSIAN_API_TOKEN") or server.api_token
    return key, token, base64.b64encode(f"{server.username}:{token}".encode()).decode()


def assert_kept_secret(ran, secrets):
    texts = [ran.stdout.encode(), ran.stderr.encode()]
    for file in filter(Path.is_file, ran.output.rglob("*")):
        content = file.read_bytes()
        texts.append(gzip.decompress(content) if file.suffix == ".gz" else content)
    for secret in secrets:
        assert not [text[:80] for text in texts if secret.encode() in text]


def assert_private(output):
    for path in [output, *output.rglob("*")] if output.exists() else ():
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def error_line(ran):
    """The one line that says what is wrong; with --verbose it follows the place where the error came from."""
    lines = [line for line in ran.stderr.splitlines() if line.startswith("Error: ")]
    assert len(lines) == 1, ran.stderr
    return lines[0]


def test_a_scan_writes_everything_and_says_where(run):
    ran = run()
    assert ran.code == 0
    names = {path.name for path in ran.output.iterdir()}
    assert names == {"report.html", "graph.graphml", "findings.json", "run.json", "snapshot"}
    assert f"Report: {ran.output / 'report.html'}" in ran.stdout
    assert "requests, 0 repeated" in ran.stderr
    Snapshot.open(ran.output / "snapshot").verify()
    told = json.loads((ran.output / "run.json").read_bytes())
    assert set(told["outputs"]) == {"report.html", "graph.graphml", "findings.json"}
    assert all(asked["sent"] > 0 for asked in told["requests"].values())


@pytest.mark.parametrize(
    ("faults", "changes", "says"),
    [
        ({}, {"ADMIN_API_KEY": "wrong-key-0123456789"}, "answered 401"),
        ({}, {"ATLASSIAN_API_TOKEN": "wrong-token-0123456789"}, "answered 401"),
        ({}, {"ORG_ID": OTHER_ORGANISATION}, "answered 404"),
        ({"disturbances": (go.expired_token("^/admin/"),)}, {}, "expired"),
        ({"disturbances": (go.expired_token("^/(site|ex)/"),)}, {}, "answered 401"),
        ({"disturbances": (go.login_failed("^/(site|ex)/", status=404),)}, {}, "failed login"),
    ],
    ids=["key", "token", "other organisation", "expired key", "expired token", "failed login"],
)
def test_a_credential_that_does_not_work_is_one_clear_line(run, faults, changes, says):
    ran = run(faults=Faults(**faults), **changes)
    assert ran.code == 1
    assert says in error_line(ran)
    assert ran.stdout == ""


def test_without_verbose_an_error_is_nothing_but_its_line(small_organisation, tmp_path, environment):
    with FakeAtlassian(small_organisation) as server:
        ran = finished(tmp_path, "scan", **environment(server, ADMIN_API_KEY="wrong"))
    assert (ran.code, ran.stdout, len(ran.stderr.splitlines())) == (1, "", 1)
    assert ran.stderr.startswith("Error: ")


@pytest.mark.parametrize(
    ("faults", "arguments", "changes", "gap"),
    [
        ({"no_jira_access": ("tidewater",)}, (), {}, ("projects", "denied")),
        ({"scoped_key": True, "search_out_of_scope": True}, (), {}, ("users", "denied")),
        ({"original_user_management": True}, (), {}, ("users", "skipped")),
        ({}, (), {"ATLASSIAN_API_TOKEN": "", "ATLASSIAN_USERNAME": ""}, ("projects", "skipped")),
        ({}, ("--tenants", "saltmarsh,tidewater"), {"ORG_ID": "", "ADMIN_API_KEY": ""}, ("users", "skipped")),
    ],
    ids=["one site denied", "scoped key", "original user management", "key only", "Jira only"],
)
def test_half_of_the_rights_give_a_report_that_says_what_is_missing(run, faults, arguments, changes, gap):
    ran = run(*arguments, faults=Faults(**faults), **changes)
    assert ran.code == 0, ran.stderr
    table, status = gap
    assert status in ran.coverage(table).values()
    assert ran.findings["findings"]


def test_a_server_that_repeats_the_credential_in_its_errors_does_not_get_it_printed(run):
    def echo(request):
        denied = request.path.endswith(("/role", "groups/search"))
        return Response(f"who is {request.headers['Authorization']}?", 403) if denied else None

    ran = run(faults=Faults(replace=echo))
    assert ran.code == 0
    assert "[secret]" in ran.stdout


def test_selected_sites_leave_the_others_unjudged(run):
    ran = run("--tenant", "TIDEWATER")
    assert ran.code == 0
    assert sorted(ran.coverage("projects").values()) == ["complete", "skipped", "skipped"]
    outcomes = {check["id"]: check["outcome"] for check in ran.findings["checks"]}
    assert outcomes["unused-group"] == "not_evaluated"
    assert "was not selected" in ran.stdout


def test_a_site_that_does_not_exist_names_those_that_do(run):
    ran = run("--tenant", "tidewaters")
    assert ran.code == 2
    assert "saltmarsh, saltmarsh-ops, tidewater" in error_line(ran)


@pytest.mark.parametrize("name", ["127.0.0.1/x", "evil.example#", "a@b", "..", "tide water", "x\n"])
def test_the_name_of_a_site_cannot_lead_a_token_elsewhere(run, name):
    ran = run("--tenant", name, ORG_ID="", ADMIN_API_KEY="")
    assert ran.code == 2
    assert "is not the name of a site" in error_line(ran)


def test_without_credentials_the_variables_are_named_and_nothing_is_written(tmp_path):
    ran = finished(tmp_path, "scan")
    assert ran.code == 2
    assert "GRAPH_AUDIT_ORG_ID" in error_line(ran)
    assert not ran.output.exists()


@pytest.mark.parametrize(
    "names", [HOSTILE_NAMES, ("\ud800", "\udfff\ud800", "x" * 65_536)], ids=["known", "surrogates"]
)
def test_hostile_names_end_in_no_file_as_more_than_names(run, names):
    ran = run(faults=Faults(hostile_names=names))
    assert ran.code == 0, ran.stderr
    assert len(ran.findings["findings"]) > 50
    ET.parse(ran.output / "graph.graphml")  # noqa: S314  # our own file
    page = (ran.output / "report.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", ran.stdout)


def test_ctrl_c_ends_at_once(small_organisation, tmp_path, environment):
    faults = Faults(disturbances=(go.slow(seconds=8),))
    with (
        FakeAtlassian(small_organisation, faults=faults) as server,
        started(tmp_path, "scan", "--output", tmp_path / "out", **environment(server)) as process,
    ):
        journal = tmp_path / "out" / "snapshot" / "journal"
        while process.poll() is None and not (journal.is_dir() and any(journal.iterdir())):
            time.sleep(0.05)
        pressed = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert time.monotonic() - pressed < 2
    assert "Interrupted" in stderr
    assert f"graph-audit scan --resume --output {tmp_path / 'out'}" in stderr
    assert "Traceback" not in stderr
