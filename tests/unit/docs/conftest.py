"""The written pages, and what is in them."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph_audit import pipeline
from graph_audit.cli.demonstration import demo_settings
from graph_audit.collection.progress import NoProgress
from graph_audit.core.clock import system_clock
from graph_audit.demo.server import FakeAtlassian
from graph_audit.demo.story import fictional_organisation
from graph_audit.exporters.definition import all_exporters

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Page:
    """A page of Markdown."""

    path: Path
    text: str

    def between(self, marker):
        """What stands between ``<!-- marker -->`` (a remark may follow the word) and ``<!-- /marker -->``."""
        found = re.search(rf"<!-- {marker}\b[^>]*-->\n(.*?)<!-- /{marker} -->", self.text, re.DOTALL)
        assert found, f"{self.path.name} has no part {marker}"
        return found[1]

    def example(self, name):
        """The code block that follows ``<!-- example: name -->``."""
        found = re.search(rf"<!-- example: {name} -->\n```python\n(.*?)```\n", self.text, re.DOTALL)
        assert found, f"{self.path.name} has no example {name}"
        return found[1]


def cells(table):
    """Rows of a Markdown table without its head."""
    lines = [line for line in table.strip().splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.fixture(scope="session")
def pages():
    """Every page by its path from the root of the repository."""
    files = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    return {path.relative_to(ROOT).as_posix(): Page(path, path.read_text(encoding="utf-8")) for path in files}


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """What `graph-audit demo` analyses, and the folder with its graph.graphml."""
    folder = tmp_path_factory.mktemp("demo")
    with FakeAtlassian(fictional_organisation()) as server:
        settings = demo_settings(server)
        pipeline.fetch(settings, folder / "snapshot", clock=system_clock, progress=NoProgress())
    records = pipeline.read(folder)
    analysis = pipeline.analyse(records, pipeline.build(records), settings)
    all_exporters()["graphml"].write(analysis.result, analysis.graph, folder / "graph.graphml")
    return analysis, folder
