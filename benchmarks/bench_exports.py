"""The matrix of access as a workbook and as text: cells a second, and memory that does not grow with the rows."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent))

from bench_access import organisation  # beside this file

from graph_audit.access.engine import Access
from graph_audit.core.collector import collector_paused
from graph_audit.core.kinds import NodeKind
from graph_audit.exporters.access_matrix import AccessMatrix
from graph_audit.exporters.spreadsheet import writing_csv, writing_xlsx

ROWS = 1_000_000


def bench_exports(users: int) -> Callable[[], object]:
    """Write the rows of as many projects as make a million rows, or of all."""

    def work() -> None:
        for form in ("csv", "xlsx"):
            command = [sys.executable, __file__, form, str(users)]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            print(
                f"  {form}: {told['rows']:,} rows in {told['took']:.0f} s, {told['size'] / 1e6:,.0f} MB; "
                f"{told['filled'] / told['took']:,.0f} cells a second that hold something, "
                f"{told['cells'] / told['took']:,.0f} with the empty ones; {told['memory']} MB more at most"
            )

    return work


@collector_paused()
def export(form: str, users: int) -> dict[str, float]:
    """Seconds and megabytes of one file."""
    access = Access(organisation(users))
    projects = access.graph.of_kind(NodeKind.PROJECT)
    rows = list(accumulate(AccessMatrix(access, [project]).count() for project in projects))
    matrix = AccessMatrix(access, projects[: sum(number < ROWS for number in rows) + 1])
    before, cells, filled, count = getrusage(RUSAGE_SELF).ru_maxrss, 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"matrix.{form}"
        begun = perf_counter()
        columns = matrix.columns
        with writing_csv(path, columns) if form == "csv" else writing_xlsx(path, columns, "Access") as write:
            for row in matrix.rows():
                write(row)
                count += 1
                cells += len(row)
                filled += len(row) - row.count("") - row.count(None)
        took, size = perf_counter() - begun, path.stat().st_size
    memory = (getrusage(RUSAGE_SELF).ru_maxrss - before) // 1024
    return {"rows": count, "took": took, "cells": cells, "filled": filled, "size": size, "memory": memory}


if __name__ == "__main__":
    print(json.dumps(export(sys.argv[1], int(sys.argv[2]))))
