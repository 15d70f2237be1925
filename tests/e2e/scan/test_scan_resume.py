"""A scan that is killed, loses its network or meets a forgotten cursor goes on from what it has."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from graph_audit import pipeline
from graph_audit.cli.demonstration import demo_settings
from graph_audit.client.options import ClientOptions
from graph_audit.client.retry import RetryPolicy
from graph_audit.collection.collector import collect
from graph_audit.collection.progress import NoProgress
from graph_audit.core.clock import system_clock
from graph_audit.core.errors import LineDeadError, SnapshotError, UsageError
from graph_audit.demo.faults import Faults
from graph_audit.demo.server import FakeAtlassian
from graph_audit.demo.serving import RESET
from graph_audit.products.definition import all_products
from graph_audit.snapshot.reader import Snapshot
from graph_audit.snapshot.writer import SnapshotWriter

HASTY = ClientOptions(read_timeout=5.0, retry=RetryPolicy(tries=3, reconnects=4, base=0.01, cap=0.02))
RUNS = int(os.environ.get("RESUME_RUNS", "8"))
"""How many scans are killed; by hand more of them, RESUME_RUNS=200."""
COLLECT = Path(__file__).with_name("collect_only.py")


class Killer:
    """Kills a process a random moment after the server got a given number of requests."""

    def __init__(self, rng):
        self.rng = rng
        self.process = None
        self.countdown = 0

    def __call__(self, _):
        self.countdown -= 1
        if self.countdown == 0 and self.process is not None:
            threading.Timer(self.rng.random() * 0.02, self.process.kill).start()


def environment(server):
    return {
        "ORG_ID": server.org_id,
        "ADMIN_API_KEY": server.admin_api_key,
        "ATLASSIAN_USERNAME": server.username,
        "ATLASSIAN_API_TOKEN": server.api_token,
        "GRAPH_AUDIT_API_URL": server.api_url,
        "GRAPH_AUDIT_SITE_URL": server.site_url,
        "PATH": os.environ["PATH"],
        "no_proxy": "*",
    }


def collecting(server, folder):
    return subprocess.Popen([sys.executable, COLLECT, folder], env=environment(server), stderr=subprocess.PIPE)


def content(folder):
    """What a snapshot says of the organisation: all but when it was made."""
    snapshot = Snapshot.open(folder)
    snapshot.verify()
    told = json.loads((folder / "manifest.json").read_text())
    return {key: told[key] for key in ("organisation", "mode", "tenants", "tables")}


def requests_of_one_scan(server, folder):
    before = len(server.requests)
    process = collecting(server, folder)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr.decode()
    return len(server.requests) - before


def test_a_scan_that_is_killed_at_any_moment_ends_as_if_nothing_had_happened(small_organisation, tmp_path):
    rng = random.Random(RUNS)  # noqa: S311
    killer = Killer(rng)
    with FakeAtlassian(small_organisation, faults=Faults(replace=killer, short_pages="search|bulk")) as server:
        total = requests_of_one_scan(server, tmp_path / "whole" / "snapshot")
        whole = content(tmp_path / "whole" / "snapshot")
        for run in range(RUNS):
            folder = tmp_path / str(run) / "snapshot"
            asked, killed = len(server.requests), 0
            while not (folder / "manifest.json").exists():
                killer.countdown = rng.randint(1, total) if killed < 3 else -1
                killer.process = collecting(server, folder)
                _, stderr = killer.process.communicate(timeout=60)
                assert killer.process.returncode in {0, -9}, stderr.decode()
                killed += killer.process.returncode == -9
            resumed = content(folder)
            assert {key: resumed[key] for key in whole if key != "tables"} == {
                k: whole[k] for k in whole if k != "tables"
            }
            assert [table for table in resumed["tables"] if table not in whole["tables"]] == [], run
            assert len(resumed["tables"]) == len(whole["tables"])
            assert not (folder / "collection.jsonl").exists()
            # what had been read is not asked for again, but for what was under way, and who is asking
            assert len(server.requests) - asked <= total + killed * 60


def writer_of(server, folder):
    settings = demo_settings(server)
    request = pipeline.collection_request(settings)
    return SnapshotWriter.begin(folder, generator=pipeline.GENERATOR, started=system_clock(), asked=request.asked())


def collected(server, writer):
    request = replace(pipeline.collection_request(demo_settings(server)), options=HASTY)
    return collect(request, all_products().values(), writer, clock=system_clock, progress=NoProgress())


@pytest.fixture
def interrupted(organisation, tmp_path):
    """A scan of the demo organisation that ended after so many requests, and its server, which is still there."""

    class Interrupted:
        def __init__(self, after):
            self.folder = tmp_path / "snapshot"
            self.server = FakeAtlassian(organisation, faults=Faults(replace=self._count, short_pages=".*"))
            self.after, self.asked = after, 0

        def _count(self, _):
            self.asked += 1
            if self.asked == self.after and self.process is not None:
                self.process.kill()
                time.sleep(0.1)

        def __enter__(self):
            self.server.__enter__()
            self.process = collecting(self.server, self.folder)
            self.process.communicate(timeout=60)
            assert (self.folder / "collection.jsonl").exists()
            self.process = None
            return self

        def __exit__(self, *error):
            self.server.__exit__(*error)

        def resume(self, **changes):
            settings = demo_settings(self.server)
            if changes:
                settings = settings.model_copy(update=changes)
            writer = SnapshotWriter.resume(self.folder)
            return pipeline.resume(settings, writer, clock=system_clock, progress=NoProgress())

    return Interrupted


def test_it_says_how_old_what_it_reused_may_be(interrupted):
    with interrupted(60) as scan:
        manifest = scan.resume().manifest
    assert any("was interrupted and went on at" in note for note in manifest.notes)
    assert manifest.coverage.incomplete() == ()


def test_a_cursor_that_the_server_has_forgotten_begins_its_list_again(interrupted, demo):
    with interrupted(30) as scan:
        scan.server._admin._cursors._continued.clear()
        scan.resume()
    assert {(t["table"], t["scope"]): t["sha256"] for t in content(scan.folder)["tables"] if "sha256" in t} == {
        (t["table"], t["scope"]): t["sha256"] for t in content(demo.folder)["tables"] if "sha256" in t
    }


def test_it_goes_on_with_the_same_settings_only(interrupted):
    with interrupted(30) as scan:
        settings = demo_settings(scan.server)
        other = settings.credentials.model_copy(update={"org_id": "another"})
        with pytest.raises(UsageError, match="organisation was"):
            scan.resume(credentials=other)
        addresses = settings.addresses.model_copy(update={"site_url": "http://127.0.0.1:9/{site}"})
        with pytest.raises(UsageError, match="site_url was"):
            scan.resume(addresses=addresses)
        assert scan.resume().manifest.coverage.incomplete() == ()


def test_two_programs_do_not_go_on_at_once(interrupted):
    with interrupted(30) as scan:
        held = SnapshotWriter.resume(scan.folder)
        with pytest.raises(SnapshotError, match="another graph-audit"):
            scan.resume()
        held.close()
        scan.resume()


def test_another_account_does_not_go_on(interrupted):
    with interrupted(400) as scan:
        organisation = scan.server.organisation
        other = next(account for account in organisation.accounts if account != organisation.auditor)
        auditor, organisation.auditor = organisation.auditor, other
        try:
            with pytest.raises(UsageError, match="another account"):
                scan.resume()
        finally:
            organisation.auditor = auditor


def test_a_network_that_goes_away_stops_the_scan_and_keeps_what_came(small_organisation, demo, tmp_path):
    folder = tmp_path / "snapshot"
    gone = threading.Event()

    def go_away(request):
        if len(server.requests) > 60:
            gone.set()
        request.environ[RESET] = gone.is_set()

    with FakeAtlassian(small_organisation, faults=Faults(replace=go_away), latency=0.005) as server:
        port = int(server.api_url.rpartition(":")[2])
        writer = writer_of(server, folder)
        closer = threading.Thread(target=lambda: (gone.wait(30), server._server.close()))
        closer.start()
        with pytest.raises(LineDeadError, match="answered before"):
            collected(server, writer)
        closer.join()
    writer.close()
    with FakeAtlassian(small_organisation, port=port) as server:
        manifest = pipeline.resume(
            demo_settings(server), SnapshotWriter.resume(folder), clock=system_clock, progress=NoProgress()
        ).manifest
        assert manifest.coverage.incomplete() == ()
        again = len(server.requests)
        assert again < requests_of_one_scan(server, tmp_path / "whole" / "snapshot") - 30
