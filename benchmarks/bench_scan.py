"""How much faster a scan is than asking one thing after another, and how well it uses the limits of a server.

Each answer takes 80 ms. The server runs in a process of its own, as a real one would. How long one request at a time
takes is worked out: the number of requests that the scan sent, times the mean of a sample of them measured one after
another.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

from pydantic import SecretStr

from graph_audit.client.credentials import Credential
from graph_audit.client.limiter import Rates
from graph_audit.client.messages import Request
from graph_audit.client.options import ClientOptions
from graph_audit.client.session import ApiClient
from graph_audit.collection.collector import Collected, collect
from graph_audit.collection.progress import NoProgress
from graph_audit.collection.request import CollectionRequest
from graph_audit.core.clock import system_clock
from graph_audit.demo.limits import RateLimit, Throttle
from graph_audit.demo.server import FakeAtlassian
from graph_audit.demo.story import fictional_organisation
from graph_audit.products.definition import all_products
from graph_audit.snapshot.writer import SnapshotWriter

LATENCY = 0.08
SAMPLE = 100
SLOW = 5
SITE = "saltmarsh"


def bench_scan(users: int) -> Callable[[], object]:
    """Collect an organisation with a sixth as many groups and a fifth as many projects as people."""
    server = Served(users)
    each = one_at_a_time(server.request)

    def work() -> None:
        begun = perf_counter()
        sent = sum(told.requests for told in scan(server.request).statistics.values())
        took, alone = perf_counter() - begun, sent * each
        print(f"  {sent:,} requests in {took:.1f} s; one by one {alone:.0f} s, {alone / took:.1f} times as long")

    return work


def bench_limits(users: int) -> Callable[[], object]:
    """Collect one site behind a limit of 100 requests a second for each endpoint."""
    return lambda: _under_limit(users, 100)


def bench_slow_limits(users: int) -> Callable[[], object]:
    """Collect one site behind a limit of 5 requests a second whose refusals do not say when to come again."""
    return lambda: _under_limit(users, 5)


def bench_large(users: int) -> Callable[[], object]:
    """Collect without latency or limits: what the program itself takes. Two groups and two projects per 15 people."""
    server = Served(users, latency=0.0, groups=users * 2 // 15, projects=users * 2 // 15)
    request = replace(server.request, options=ClientOptions(rates=Rates(first=2_000, ceiling=20_000, floor=200)))

    def work() -> None:
        begun, used = perf_counter(), process_time()
        collected = scan(request)
        took, used = perf_counter() - begun, process_time() - used
        sent = sum(told.requests for told in collected.statistics.values())
        rows = sum(entry.rows for entry in collected.manifest.tables)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"  {sent:,} requests and {rows:,} rows in {took:.0f} s, {used / took:.0%} of it in the client, "
            f"at most {peak:,.0f} MB; {len(collected.manifest.coverage.incomplete())} tables incomplete"
        )

    return work


def _under_limit(users: int, rate: int) -> None:
    server = Served(users, rate)
    begun = perf_counter()
    collected = scan(replace(server.request, tenants=(SITE,)))
    took = perf_counter() - begun
    gaps = [entry for entry in collected.manifest.coverage.incomplete() if entry.gap != "not_selected"]
    asked = server.end()
    sent = sum(len(times) for times in asked.values())
    refused = sum(not passed for times in asked.values() for _, passed in times)
    print(
        f"  {sent:,} requests in {took:.1f} s ({sent / took:.0f}/s), {refused} refused, {len(gaps)} tables incomplete"
    )
    for endpoint, times in sorted(asked.items(), key=lambda one: -len(one[1]))[:4]:
        moments = [moment for moment, _ in times]
        first = next((moment for moment, passed in times if not passed), None)
        after = [moment for moment in moments if first is not None and moment > first + LATENCY]
        lasted = max(moments[-1] - moments[0], 1e-9)
        print(
            f"    {endpoint}: {len(times):,} in {lasted:.1f} s, {len(times) / lasted:.1f}/s on average, busiest second "
            f"{busiest(moments, 1.0)}, busiest 10 s after the first refusal {busiest(after, 10.0)}"
        )


def busiest(moments: list[float], seconds: float) -> int:
    """The most requests in any stretch of so many seconds."""
    first, most = 0, 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


class Served:
    """A fictional organisation behind a server process, which ends with this one: it reads from it."""

    def __init__(self, users: int, rate: int = 0, latency: float = LATENCY, groups: int = 0, projects: int = 0) -> None:
        sizes = (users, rate, latency, groups or users * 4 // 25, projects or users // 5)
        command = [sys.executable, __file__, *map(str, sizes)]
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._server.stdout
        told = json.loads(self._server.stdout.readline())
        self.request = CollectionRequest(
            organisation=told["org_id"],
            organisation_credential=Credential.bearer(SecretStr(told["admin_api_key"])),
            jira_credential=Credential.basic(told["username"], SecretStr(told["api_token"])),
            api_url=told["api_url"],
            site_url=told["site_url"],
        )

    def end(self) -> dict[str, list[tuple[float, bool]]]:
        """Stop it; by endpoint, when each request came and whether it was let through."""
        return json.loads(self._server.communicate("")[0])


def serve(users: int, rate: int, latency: float, groups: int, projects: int) -> None:
    """Serve until the input ends."""
    organisation = fictional_organisation(users=users, groups=groups, projects=projects)
    throttle = Throttle(RateLimit(rate, rate, says_when=rate > SLOW)) if rate else None
    with FakeAtlassian(organisation, latency=latency, throttle=throttle) as server:
        names = ("org_id", "admin_api_key", "username", "api_token", "api_url", "site_url")
        print(json.dumps({name: getattr(server, name) for name in names}), flush=True)
        sys.stdin.read()
    with suppress(BrokenPipeError):  # nobody may be left who wants to know
        print(json.dumps(throttle.asked if throttle else {}), flush=True)


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
    serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
