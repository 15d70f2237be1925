"""How much faster a scan is than asking one thing after another: 80 ms for each answer, no rate limit.

The server runs in a process of its own, as a real one would. How long one request at a time takes is worked out: the
number of requests that the scan sent, times the mean of a sample of them measured one after another.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from pydantic import SecretStr

from graph_audit.client.credentials import Credential
from graph_audit.client.messages import Request
from graph_audit.client.session import ApiClient
from graph_audit.collection.collector import Collected, collect
from graph_audit.collection.progress import NoProgress
from graph_audit.collection.request import CollectionRequest
from graph_audit.core.clock import system_clock
from graph_audit.demo.server import FakeAtlassian
from graph_audit.demo.story import fictional_organisation
from graph_audit.products.definition import all_products
from graph_audit.snapshot.writer import SnapshotWriter

LATENCY = 0.08
SAMPLE = 100
SITE = "saltmarsh"


def bench_scan(users: int) -> Callable[[], object]:
    """Collect an organisation with a sixth as many groups and a fifth as many projects as people."""
    request = served(users)
    each = one_at_a_time(request)

    def work() -> None:
        begun = perf_counter()
        sent = sum(told.requests for told in scan(request).statistics.values())
        took, alone = perf_counter() - begun, sent * each
        print(f"  {sent:,} requests in {took:.1f} s; one by one {alone:.0f} s, {alone / took:.1f} times as long")

    return work


def served(users: int) -> CollectionRequest:
    """What asks for all of a fictional organisation; its server ends with this process, which holds its input."""
    command = [sys.executable, __file__, str(users)]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout
    told = json.loads(server.stdout.readline())
    return CollectionRequest(
        organisation=told["org_id"],
        organisation_credential=Credential.bearer(SecretStr(told["admin_api_key"])),
        jira_credential=Credential.basic(told["username"], SecretStr(told["api_token"])),
        api_url=told["api_url"],
        site_url=told["site_url"],
    )


def serve(users: int) -> None:
    """Serve until the input ends."""
    organisation = fictional_organisation(users=users, groups=users * 4 // 25, projects=users // 5)
    with FakeAtlassian(organisation, latency=LATENCY) as server:
        names = ("org_id", "admin_api_key", "username", "api_token", "api_url", "site_url")
        print(json.dumps({name: getattr(server, name) for name in names}), flush=True)
        sys.stdin.read()


def scan(request: CollectionRequest) -> Collected:
    folder = Path(tempfile.mkdtemp())
    try:
        writer = SnapshotWriter.begin(folder / "snapshot", generator="benchmark", started=system_clock())
        return collect(request, all_products().values(), writer, clock=system_clock, progress=NoProgress())
    finally:
        shutil.rmtree(folder)


def one_at_a_time(request: CollectionRequest) -> float:
    """Seconds for one request, the mean of a sample over one connection."""
    with ApiClient(request.site_url.replace("{site}", SITE), request.jira_credential) as client:
        first = client.send(Request("GET", "/rest/api/3/project/search", params=(("maxResults", str(SAMPLE)),)))
        keys = [project["id"] for project in first.data["values"]]
        begun = perf_counter()
        for key in keys:
            client.send(Request("GET", f"/rest/api/3/project/{key}/role"))
        return (perf_counter() - begun) / len(keys)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
