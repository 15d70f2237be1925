"""From a snapshot to its report: seconds and peak memory, in a process of its own."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from graph_audit import pipeline
from graph_audit.cli.demonstration import demo_settings
from graph_audit.collection.progress import NoProgress
from graph_audit.core.clock import system_clock
from graph_audit.demo.server import FakeAtlassian
from graph_audit.demo.story import fictional_organisation

PROGRAM = """
import resource, sys
sys.argv = ["graph-audit", "scan", "--snapshot", sys.argv[1], "--output", sys.argv[2]]
from graph_audit.cli import main
try:
    main()
finally:
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}", file=sys.stderr)
"""


def bench_pipeline(users: int) -> Callable[[], object]:
    """Snapshot to report, with a tenth as many groups and a fifth as many projects as people."""
    folder = Path(tempfile.mkdtemp())
    organisation = fictional_organisation(users=users, groups=users // 10, projects=users // 5)
    with FakeAtlassian(organisation) as server:
        pipeline.fetch(demo_settings(server), folder / "snapshot", clock=system_clock, progress=NoProgress())

    def work() -> None:
        output = folder / "out"
        shutil.rmtree(output, ignore_errors=True)
        command = [sys.executable, "-c", PROGRAM, str(folder / "snapshot"), str(output)]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        size = (output / "report.html").stat().st_size / 1_000_000
        print(f"  {done.stderr.split()[-1]} MB at most, report.html {size:.1f} MB")

    return work
