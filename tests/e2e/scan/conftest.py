"""Scans over real HTTP on loopback, and what they must find according to the organisation's own description."""

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from graph_audit import pipeline
from graph_audit.cli.demonstration import demo_settings
from graph_audit.client.limiter import Rates
from graph_audit.client.options import ClientOptions
from graph_audit.client.retry import RetryPolicy
from graph_audit.collection.collector import collect
from graph_audit.collection.progress import NoProgress
from graph_audit.core.clock import system_clock
from graph_audit.demo.faults import Faults
from graph_audit.demo.server import FakeAtlassian
from graph_audit.demo.story import fictional_organisation
from graph_audit.products.definition import all_products
from graph_audit.snapshot.reader import Snapshot
from graph_audit.snapshot.writer import SnapshotWriter

HASTY = ClientOptions(
    read_timeout=5.0,
    retry=RetryPolicy(tries=3, patience=10, base=0.001, cap=0.002, ceiling=0.01),
    rates=Rates(first=1000, ceiling=5000, floor=200),
)
"""As patient as the real client in kind, not in time."""


@dataclass(frozen=True)
class Scan:
    """One finished scan: its snapshot's folder and what the checks concluded."""

    folder: Path
    analysis: pipeline.Analysis

    @property
    def result(self):
        return self.analysis.result

    def coverage(self, table):
        return [entry for entry in self.result.coverage.entries if entry.table == table]

    def status(self, table):
        return {entry.status.value for entry in self.coverage(table)}

    def outcomes(self):
        return {(check.id, scope.scope): scope.outcome.value for check in self.result.checks for scope in check.scopes}

    def subjects(self, check):
        return {(finding.subject.id, scope) for finding in self.findings(check) for scope in finding.scopes}

    def findings(self, check):
        return next(one for one in self.result.checks if one.id == check).findings


def analyse(folder, settings):
    records = pipeline.read(folder)
    return pipeline.analyse(records, pipeline.build(records), settings)


def scan_of(server, folder, **changes):
    """Scan what ``server`` serves; ``changes`` are those of the request."""
    settings = demo_settings(server)
    request = replace(pipeline.collection_request(settings), **{"options": HASTY, **changes})
    writer = SnapshotWriter.begin(folder, generator="graph-audit test", started=system_clock())
    collect(request, all_products().values(), writer, clock=system_clock, progress=NoProgress())
    Snapshot.open(folder).verify()
    return Scan(folder, analyse(folder, settings))


@pytest.fixture(scope="session")
def organisation():
    return fictional_organisation()


@pytest.fixture(scope="session")
def small_organisation():
    return fictional_organisation(users=100, groups=45, projects=14)


@pytest.fixture
def scan(small_organisation, tmp_path):
    """Scans the small organisation behind the given faults."""

    def scan(faults=Faults(), *, throttle=None, **changes):  # noqa: B008  # frozen
        with FakeAtlassian(small_organisation, faults=faults, throttle=throttle) as server:
            return scan_of(server, tmp_path / "snapshot", **changes)

    return scan


@pytest.fixture
def scan_demo(organisation, tmp_path):
    """Scans the demo organisation, whose lists have several pages, behind the given faults."""

    def scan(faults):
        with FakeAtlassian(organisation, faults=faults) as server:
            return scan_of(server, tmp_path / "snapshot")

    return scan


@pytest.fixture(scope="session")
def truth(small_organisation, tmp_path_factory):
    """What a scan of the small organisation finds when nothing goes wrong."""
    with FakeAtlassian(small_organisation) as server:
        return scan_of(server, tmp_path_factory.mktemp("truth") / "snapshot")


@pytest.fixture(scope="session")
def demo(organisation, tmp_path_factory):
    """A scan of the demo organisation, as ``graph-audit demo`` makes it."""
    with FakeAtlassian(organisation) as server:
        return scan_of(server, tmp_path_factory.mktemp("demo") / "snapshot")


@pytest.fixture(scope="session")
def hasty():
    """As patient as the real client in kind, not in time."""
    return HASTY


@pytest.fixture
def program(tmp_path):
    """Runs ``graph-audit`` in a folder and home of its own; what goes wrong is told in words, without a traceback."""

    def program(*words):
        done = subprocess.run(
            [sys.executable, "-m", "graph_audit", *words],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env={"PYTHONUTF8": "1", "HOME": str(tmp_path), "COLUMNS": "500"},
        )
        assert "Traceback" not in done.stderr
        return done

    return program


@pytest.fixture(scope="session")
def environment():
    """Variables with which the program reaches a server; changes are named without their prefix."""

    def environment(server, **changes):
        variables = {
            "GRAPH_AUDIT_ORG_ID": server.org_id,
            "GRAPH_AUDIT_ADMIN_API_KEY": server.admin_api_key,
            "GRAPH_AUDIT_ATLASSIAN_USERNAME": server.username,
            "GRAPH_AUDIT_ATLASSIAN_API_TOKEN": server.api_token,
            "GRAPH_AUDIT_API_URL": server.api_url,
            "GRAPH_AUDIT_SITE_URL": server.site_url,
        }
        renamed = {f"GRAPH_AUDIT_{name}": value for name, value in changes.items()}
        return {name: value for name, value in (variables | renamed).items() if value}

    return environment


@pytest.fixture(scope="session")
def scan_of_server():
    """Scans what a server serves."""
    return scan_of
