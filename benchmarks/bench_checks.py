"""Every check at the size of the largest sites, over the organisation of ``bench_access``: seconds and memory."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

sys.path.insert(0, str(Path(__file__).parent))

from bench_access import TENANT, organisation  # beside this file

from graph_audit.checks.runner import CheckSettings, all_checks, run_checks
from graph_audit.core.collector import collector_paused
from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.kinds import CoverageStatus, NodeKind, ScopeKind
from graph_audit.graph.ids import domain_id, tenant_id
from graph_audit.products.definition import all_products

_ONE_OF = 50
"""One person of so many is from outside."""
NOW = datetime(2026, 11, 20, 14, 6, tzinfo=UTC)


def bench_checks(users: int) -> Callable[[], object]:
    """Run all of them, the one that needs a configuration included."""

    def work() -> None:
        command = [sys.executable, __file__, str(users)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        seconds = sorted(told["seconds"].items(), key=lambda item: -item[1])
        print(
            f"  {len(seconds)} checks, {told['findings']:,} findings in {sum(told['seconds'].values()):.1f} s, "
            f"{told['memory']} MB more; {', '.join(f'{name} {took:.1f} s' for name, took in seconds[:6])}"
        )

    return work


@collector_paused()
def checks(users: int) -> dict[str, object]:
    """Seconds of each, findings of all, and megabytes that they took."""
    graph = organisation(users)
    for kind in (NodeKind.USER, NodeKind.GROUP):
        for node in graph.of_kind(kind):
            graph.add_scope(node, "directory:d1")
    domain = graph.add_entity(domain_id("example.com"), name="example.com", verified=True)
    graph.add_scope(domain, ScopeKind.ORGANISATION)
    for node in graph.of_kind(NodeKind.USER)[::_ONE_OF]:
        graph.nodes[node]["email"] = "somebody@partner.example"
    for node in graph.of_kind(NodeKind.PROJECT):
        graph.add_scope(node, tenant_id(TENANT))
    check = all_checks()["required-group-missing"]
    settings = {check.id: CheckSettings(options=check.options.model_validate({"groups": ["team-1"]}))}
    before, seconds = getrusage(RUSAGE_SELF).ru_maxrss, dict[str, float]()
    results = run_checks(all_checks().values(), graph, _complete(), now=NOW, settings=settings, seconds=seconds)
    memory = (getrusage(RUSAGE_SELF).ru_maxrss - before) // 1024
    return {"seconds": seconds, "findings": sum(len(result.findings) for result in results), "memory": memory}


def _complete() -> Coverage:
    scopes = {
        ScopeKind.ORGANISATION: "organisation",
        ScopeKind.DIRECTORY: "directory:d1",
        ScopeKind.TENANT: tenant_id(TENANT),
    }
    return Coverage(
        TableCoverage(table.name, scopes[table.scope], CoverageStatus.COMPLETE, 1)
        for product in all_products().values()
        for table in product.tables
    )


if __name__ == "__main__":
    print(json.dumps(checks(int(sys.argv[1]))))
