"""A real Chromium without a network, and a page that tolerates nothing unexpected."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    WebError,
    sync_playwright,
)

ORGANISATIONS = Path(__file__).parents[1] / "unit" / "report" / "organisations.py"
NAMES = Path(__file__).parents[1] / "naughty.py"
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
LOCAL_SCHEMES = ("file:", "data:", "blob:", "about:")


@dataclass
class WatchedPage:
    """A page, and everything it did that a self-contained report must not do."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        """Note what this page, its workers and every page that it opens do."""
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("dialog", self._on_dialog)

    def verify(self) -> None:
        """Fail when there is a complaint; a round trip first, so that events under way have arrived."""
        if not self.page.is_closed():
            self.page.evaluate("0")
        if self.complaints:
            pytest.fail("the page did what it must not do:\n" + "\n".join(self.complaints), pytrace=False)

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith(LOCAL_SCHEMES):
            self.complaints.append(f"request: {request.method} {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.complaints.append(f"console {message.type}: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self.complaints.append(f"error: {error.error.message}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog {dialog.type}: {dialog.message}")
        dialog.dismiss()


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that use the browser."""
    for item in items:
        if not {"browser", "launched_firefox"}.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def organisations() -> ModuleType:
    """The module that makes organisations for tests of the report, which stands with the unit tests."""
    return _loaded(ORGANISATIONS)


@pytest.fixture(scope="session")
def naughty() -> tuple[str, ...]:
    """More than three hundred names that hurt whoever is careless."""
    names: tuple[str, ...] = _loaded(NAMES).NAUGHTY
    return names


def _loaded(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    if shutil.which(CHROMIUM) is None:
        pytest.skip(f"there is no Chromium at {CHROMIUM}: install it (`make chromium`) or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def watched(browser: Browser) -> Iterator[WatchedPage]:
    """An empty page in a context of its own, offline; its complaints are the test's to look at."""
    context = browser.new_context(offline=True)
    watched = WatchedPage(context.new_page())
    watched.listen(context)
    yield watched
    context.close()


@pytest.fixture
def page(watched: WatchedPage) -> Iterator[Page]:
    """An empty page, offline, that fails its test on any request, console error, page error or dialog."""
    yield watched.page
    watched.verify()
