"""The report in Chromium: how large the file is, how soon it can be used, how long a question takes, how much memory.

Every figure is the best of several: a browser has many processes, and other programs run on the machine. Each stage
runs in a process of its own, so that its memory is its own.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent))

from bench_report import organisation  # beside this file
from playwright.sync_api import Page, sync_playwright

from graph_audit.core.collector import collector_paused
from graph_audit.core.files import write_private
from graph_audit.report.page import render_report

TRIES = 5
TURN = 1_000
"""Milliseconds that a reader takes to look at the page before asking it something."""
FLAGS = ("--no-sandbox", "--disable-gpu", "--enable-precise-memory-info", "--js-flags=--expose-gc")
# the time until the page is laid out as the action wants it; until a drawing is painted, where there is to be one
TIMED = """async ([selector, action, value, drawing]) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const target = document.querySelector(selector);
    const begun = performance.now();
    if (action === 'type') { target.value = value; target.dispatchEvent(new Event('input', { bubbles: true })); }
    else if (action === 'click') target.click();
    else location.hash = value;
    if (action === 'go') await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
    document.body.getBoundingClientRect();
    if (drawing) {
        while (!document.querySelector(drawing)) await frame();
        await frame();
    }
    return performance.now() - begun;
}"""


def bench_browser(users: int) -> Callable[[], object]:
    """Write the report, open it, search, sort, open a person with the graph, ask who can."""

    def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "report.html"
            told = {**_part("written", users, file), **_part("opened", users, file)}
        print("  " + ", ".join(f"{name} {value}" for name, value in told.items()))

    return work


def _part(what: str, users: int, file: Path) -> dict[str, str]:
    command = [sys.executable, __file__, what, str(users), str(file)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def written(users: int, file: Path) -> dict[str, str]:
    """Seconds and megabytes of Python."""
    with collector_paused():
        graph, result = organisation(users)
        before, begun = getrusage(RUSAGE_SELF).ru_maxrss, perf_counter()
        write_private(file, render_report(result, graph).encode("utf-8"))
        took, most = perf_counter() - begun, getrusage(RUSAGE_SELF).ru_maxrss
    return {
        "written in": f"{took:.1f} s",
        "memory": f"{most // 1024} MB at most, {before // 1024} of them the graph",
        "file": f"{file.stat().st_size / 1e6:.1f} MB",
    }


def opened(_: int, file: Path) -> dict[str, str]:
    """What a reader waits for."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        loads = [_load(page, file) for _ in range(TRIES)]
        devtools = page.context.new_cdp_session(page)
        devtools.send("HeapProfiler.collectGarbage")
        memory = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
        told = {
            "table painted": f"{min(painted for painted, _ in loads):,.0f} ms",
            "ready": f"{min(ready for _, ready in loads):,.0f} ms",
            "script memory": f"{memory:.0f} MB",
        }
        page.wait_for_timeout(TURN)
        told |= {
            "search": _best(page, "#panel-users input[type=search]", "type", ["person 12", "maya", "99 person", "x"]),
            "sort": _best(page, "#panel-users thead button", "click", [""] * TRIES),
        }
        people = page.evaluate("Array.from(document.querySelectorAll('#panel-users tr.opens a'), (a) => a.hash)")
        drawing = "#panel-users .pane canvas"
        told["user with graph"] = _best(page, "body", "go", people[:TRIES], drawing)
        page.evaluate("() => { location.hash = '#/projects'; }")
        page.wait_for_selector("#panel-projects tr.opens a")
        projects = page.evaluate("Array.from(document.querySelectorAll('#panel-projects tr.opens a'), (a) => a.hash)")
        asked = [f"#/permissions/who?project={each.removeprefix('#/projects/')}" for each in projects[:TRIES]]
        told["who can"] = _best(page, "body", "go", asked)
        browser.close()
    return told


def _load(page: Page, file: Path) -> tuple[float, float]:
    """Milliseconds from the beginning of the navigation until the list of users is painted, and ready."""
    page.goto("about:blank")
    page.goto(f"{file.as_uri()}#/users", wait_until="commit")
    page.wait_for_selector("html[data-ready]", state="attached")
    table, ready = page.evaluate("['table', 'ready'].map((name) => performance.getEntriesByName(name)[0].startTime)")
    return table, ready


def _best(page: Page, selector: str, action: str, values: list[str], drawing: str = "") -> str:
    times = [page.evaluate(TIMED, [selector, action, value, drawing]) for value in values]
    return f"{min(times):.0f} to {max(times):.0f} ms"


if __name__ == "__main__":
    print(json.dumps({"written": written, "opened": opened}[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))))
