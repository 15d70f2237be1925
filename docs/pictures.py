"""Take the pictures of the demo's report that the documentation shows: ``make pictures``."""

import json
import os
import subprocess
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
PICTURES = Path(__file__).with_name("pictures")
CHECK = "wide-project-admin"
"""The check whose widest finding the pictures show."""


def addresses(findings: dict[str, Any]) -> dict[str, str]:
    """Where in the report each picture is taken: its tab with somebody worth looking at."""
    wide = [finding for finding in findings["findings"] if finding["check"] == CHECK]
    widest = max(wide, key=lambda finding: finding["details"]["projects"])
    person = quote(widest["subject"]["id"].removeprefix("user:"), safe="")
    group = quote(widest["cause"]["id"].removeprefix("group:"), safe="")
    return {
        "summary": "summary",
        "groups": f"groups/{group}",
        "users": f"users/{person}",
        "permissions": "permissions/open",
        "projects": "projects",
        "finding": f"finding/{widest['fingerprint']}",
    }


def take(output: Path, folder: Path) -> None:
    """Take one picture of each tab, as the report's own deep links open it."""
    report = output / "report.html"
    found = addresses(json.loads((output / "findings.json").read_text(encoding="utf-8")))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for name, address in found.items():
            page.goto("about:blank")  # another fragment alone would not load the page again
            page.goto(f"{report.as_uri()}#/{address}")
            page.wait_for_selector("html[data-ready]", state="attached")
            page.wait_for_timeout(500)  # a drawing comes a moment after its pane
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder:
        program = Path(sysconfig.get_path("scripts"), "graph-audit")
        subprocess.run([program, "demo", "--output", folder], check=True)
        take(Path(folder), PICTURES)
