"""A real Firefox, driven by WebDriver BiDi, which it speaks itself: https://w3c.github.io/webdriver-bidi/."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from websockets.sync.client import ClientConnection, connect

SECONDS = 60
LOCAL_SCHEMES = ("file:", "data:", "blob:", "about:")
WATCHED = ("log.entryAdded", "network.beforeRequestSent", "browsingContext.userPromptOpened")


class Firefox:
    """One page, and everything it did that a self-contained report must not do."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._sent = 0
        self.complaints: list[str] = []
        self.version = self._send("session.new", capabilities={})["capabilities"]["browserVersion"]
        self._send("session.subscribe", events=WATCHED)
        (page,) = self._send("browsingContext.getTree")["contexts"]
        self._page = page["context"]

    def goto(self, url: str) -> None:
        """Open an address; return when its page says that it is ready."""
        self._send("browsingContext.navigate", context=self._page, url="about:blank", wait="complete")
        self._send("browsingContext.navigate", context=self._page, url=url, wait="complete")
        self.wait_for("() => 'ready' in document.documentElement.dataset")

    def wait_for(self, condition: str) -> None:
        """Wait until a function of the page answers with something that counts as true."""
        until = monotonic() + SECONDS
        while not self.evaluate(condition):
            assert monotonic() < until, f"not within {SECONDS} seconds: {condition}"
            sleep(0.02)

    def evaluate(self, source: str, argument: Any = None) -> Any:
        """What a function of the page, or an expression, answers; as JSON carries it."""
        expression = f"""(async () => {{
            const asked = ({source});
            const answer = await (typeof asked === 'function' ? asked({json.dumps(argument)}) : asked);
            return JSON.stringify(answer ?? null);
        }})()"""
        told = self._send("script.evaluate", expression=expression, target={"context": self._page}, awaitPromise=True)
        assert told["type"] == "success", told["exceptionDetails"]["text"]
        return json.loads(told["result"]["value"])

    def _send(self, method: str, **parameters: object) -> Any:
        self._sent += 1
        self._connection.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._connection.recv(timeout=SECONDS))
            if told["type"] == "event":
                self.complaints += _complaints(told["method"], told["params"])
            elif told["id"] == self._sent:
                assert told["type"] == "success", told
                return told["result"]


def _complaints(event: str, told: Any) -> Iterator[str]:
    if event == "log.entryAdded" and told["level"] == "error":  # violations of the policy are among them
        yield f"error: {told['text']}"
    elif event == "network.beforeRequestSent" and not told["request"]["url"].startswith(LOCAL_SCHEMES):
        yield f"request: {told['request']['url']}"
    elif event == "browsingContext.userPromptOpened":
        yield f"dialog: {told['message']}"


@contextmanager
def running(executable: str, profile: Path) -> Iterator[Firefox]:
    """A Firefox with an empty profile; it ends with the block."""
    command = [executable, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0"]
    log = profile.with_suffix(".log")
    with log.open("wb") as written, subprocess.Popen(command, stdout=written, stderr=written) as process:
        try:
            with connect(f"{_address(log, process)}/session", max_size=None, proxy=None) as connection:
                yield Firefox(connection)
        finally:
            process.terminate()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    until = monotonic() + SECONDS
    while monotonic() < until and process.poll() is None:
        told = re.search(r"WebDriver BiDi listening on (\S+)", log.read_text(encoding="utf-8", errors="replace"))
        if told is not None:
            return told[1]
        sleep(0.05)
    raise AssertionError("Firefox does not answer:\n" + log.read_text(encoding="utf-8", errors="replace"))
