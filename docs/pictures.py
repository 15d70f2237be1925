"""Take the pictures of the demo's report that the documentation shows: ``make pictures``."""

import os
import subprocess
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
PICTURES = Path(__file__).with_name("pictures")
TABS = ("summary", "groups", "users", "permissions", "projects")


def take(report: Path, folder: Path) -> None:
    """One picture of each tab, as the report's own deep links open it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for tab in TABS:
            page.goto("about:blank")  # another fragment alone would not load the page again
            page.goto(f"{report.as_uri()}#/{tab}")
            page.wait_for_selector("html[data-ready]", state="attached")
            page.screenshot(path=folder / f"{tab}.png")
        browser.close()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        program = Path(sysconfig.get_path("scripts"), "graph-audit")
        subprocess.run([program, "demo", "--output", folder], check=True)
        take(Path(folder, "report.html"), PICTURES)
