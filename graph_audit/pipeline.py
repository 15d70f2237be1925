"""From Atlassian to a report, one function for each arrow: fetch, read, build, analyse, write.

Everything after ``fetch`` is offline and deterministic: the same snapshot and settings give the same bytes.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from graph_audit import __version__
from graph_audit.access.answers import in_words, read_answers
from graph_audit.checks.definition import Earlier
from graph_audit.checks.runner import run_checks
from graph_audit.client.statistics import Statistics
from graph_audit.collection.collector import Collected, collect
from graph_audit.collection.progress import Progress
from graph_audit.collection.request import CollectionRequest
from graph_audit.core.clock import Clock, format_time, parse_time
from graph_audit.core.collector import collector_paused
from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.errors import ConfigurationError, SnapshotError, UsageError
from graph_audit.core.files import write_private
from graph_audit.core.suggestion import nearest
from graph_audit.core.wording import counted
from graph_audit.exporters.definition import all_exporters
from graph_audit.findings.result import AuditResult, Named, SnapshotInfo
from graph_audit.findings.waivers import Waiver, waive
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.disguise import WITHHELD, assign_pseudonyms, take_names_away
from graph_audit.graph.ids import org_id
from graph_audit.products.definition import all_products, in_build_order
from graph_audit.products.records import Records
from graph_audit.report.page import render_report
from graph_audit.settings import Settings
from graph_audit.signers import Signers
from graph_audit.snapshot.reader import Snapshot
from graph_audit.snapshot.writer import SnapshotWriter

__all__ = ["Analysis", "Collected", "Run", "analyse", "build", "fetch", "read", "resume", "write"]

GENERATOR = f"graph-audit {__version__}"
OUTPUTS = ("graphml", "json")
"""The exporters whose files every scan writes beside the report."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A graph and what the checks concluded from it; how long each of them took, in seconds."""

    graph: AccessGraph
    result: AuditResult
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Run:
    """What ``run.json`` tells of one run besides its result: how long, how much."""

    settings: Settings
    redact: bool = False
    formats: Sequence[str] = ()
    baseline: Path | None = None
    waivers: tuple[Waiver, ...] = ()
    verify: int = 0
    timings: dict[str, float] = field(default_factory=dict)
    statistics: Mapping[str, Statistics] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Measure a stage in seconds."""
        begun = time.monotonic()
        yield
        self.timings[stage] = round(time.monotonic() - begun, 3)


def collection_request(settings: Settings) -> CollectionRequest:
    """What the settings say of a collection."""
    found = Signers(settings)
    names = () if found.organisation else tuple(sorted(settings.tenants))
    return CollectionRequest(
        organisation=found.organisation_id,
        organisation_credential=found.organisation,
        jira_credential=found.sites,
        site_credentials=found.by_site,
        api_url=settings.addresses.api_url,
        site_url=settings.addresses.site_url,
        tenants=settings.scan.tenants or names,
        leave_out=_optional(settings.scan.leave_out),
        threads=settings.scan.threads,
    )


def _optional(names: Iterable[str]) -> frozenset[str]:
    """The names of tables to leave out.

    Raises:
        ConfigurationError: one of them is no table that can be left out.
    """
    optional = {table.name for product in all_products().values() for table in product.tables if table.optional}
    for name in names:
        if name not in optional:
            raise ConfigurationError(
                f"[scan] leave_out: {name!r} is no table that can be left out{nearest(name, optional)}."
            )
    return frozenset(names)


def fetch(settings: Settings, folder: Path, *, clock: Clock, progress: Progress) -> Collected:
    """Collect what the settings ask for into a new snapshot in ``folder``."""
    request = collection_request(settings)
    writer = SnapshotWriter.begin(folder, generator=GENERATOR, started=clock(), asked=request.asked())
    with closing(writer):
        return collect(request, all_products().values(), writer, clock=clock, progress=progress)


def resume(settings: Settings, writer: SnapshotWriter, *, clock: Clock, progress: Progress) -> Collected:
    """Go on with an interrupted collection; the snapshot tells its readers how old what it reused may be.

    Raises:
        UsageError: the settings ask for something else than the interrupted scan did.
    """
    beginning = writer.beginning
    tenants = tuple(map(str, beginning.asked.get("tenants", ())))
    request = replace(collection_request(settings), tenants=tenants)
    for name, now in {**request.asked(), "generator": GENERATOR}.items():
        before = {**beginning.asked, "generator": beginning.generator}.get(name)
        if before != now:
            raise UsageError(
                f"The interrupted scan was another one: its {name} was {before!r} and is {now!r} now. Go on with the "
                "same settings and version, or start a new scan."
            )
    writer.note(
        f"The scan was interrupted and went on at {format_time(clock())}: what it had read by then is up to as old as "
        f"its beginning, {beginning.started}."
    )
    with closing(writer):
        return collect(request, all_products().values(), writer, clock=clock, progress=progress)


def read(folder: Path) -> Records:
    """Open a snapshot: either its folder or the output folder that holds it."""
    inner = folder / "snapshot"
    return Records(Snapshot.open(inner if (inner / "manifest.json").is_file() else folder))


@collector_paused()
def build(records: Records) -> AccessGraph:
    """The access graph of the records; what reading shows of their completeness is in ``records.coverage()`` then."""
    manifest = records.snapshot.manifest
    graph = AccessGraph(mode=manifest.mode)
    for product in in_build_order(all_products()):
        product.compile(records, graph)
    return graph


@collector_paused()
def analyse(  # noqa: PLR0913  # everything that the result depends on, by name
    records: Records,
    graph: AccessGraph,
    settings: Settings,
    *,
    redact: bool = False,
    waivers: tuple[Waiver, ...] = (),
    earlier: Earlier | None = None,
) -> Analysis:
    """Run every check over the graph.

    Args:
        records: what the graph was made of.
        graph: the access graph; with ``redact`` its names are taken away.
        settings: of the checks.
        redact: whether pseudonyms stand for all names and addresses in the result and the graph. Ids stay.
        waivers: findings that somebody accepted for a time.
        earlier: what an earlier snapshot held, for the checks that ask what changed.
    """
    manifest = records.snapshot.manifest
    now = parse_time(manifest.finished)
    if now is None:
        raise SnapshotError(f"The snapshot's time {manifest.finished!r} is none; it was not written by graph-audit.")
    coverage, notes = records.coverage(), records.notes()
    answers = read_answers(records.snapshot.folder, manifest.id)
    if redact:
        coverage, notes = _unquoted(coverage, assign_pseudonyms(graph)), _withheld(notes)
    seconds: dict[str, float] = {}
    checks = run_checks(
        settings.catalogue.values(),
        graph,
        coverage,
        now=now,
        settings=settings.checks,
        include_archived=settings.scan.include_archived,
        policy=settings.severity,
        waivers=waivers,
        earlier=earlier,
        answers=answers,
        seconds=seconds,
    )
    node, name = org_id(manifest.organisation.id), manifest.organisation.name or manifest.organisation.id
    if redact:
        name = graph.name_of(node) if node in graph else WITHHELD
    result = AuditResult(
        organisation=Named(manifest.organisation.id, name),
        snapshot=SnapshotInfo(manifest.id, manifest.started, manifest.finished, manifest.sha256),
        mode=manifest.mode,
        generator=GENERATOR,
        coverage=coverage,
        checks=checks,
        notes=notes if answers is None else (*notes, in_words(answers)),
    )
    result = waive(result, graph, waivers, now.date(), redact=redact)
    if redact:
        take_names_away(graph)
    return Analysis(graph, result, seconds)


def _unquoted(coverage: Coverage, ids: Mapping[str, str]) -> Coverage:
    """Why data is missing without the words of servers, which may hold names."""
    return Coverage(
        replace(
            entry,
            reason=(entry.gap or "").replace("_", " "),
            remedy="",
            missing=tuple(ids.get(node, node) for node in entry.missing),
        )
        for entry in coverage.entries
    )


def _withheld(notes: Sequence[str]) -> tuple[str, ...]:
    told = ["Pseudonyms stand for names and addresses; ids are those of Atlassian, and the snapshot holds the names."]
    if notes:
        told.append(f"Left out, since they may hold names: {counted(len(notes), 'note')} of this scan.")
    return tuple(told)


def write(analysis: Analysis, folder: Path, run: Run) -> Path:
    """Write report, graph, findings and run.json; returns the report's path."""
    report = folder / "report.html"
    with run.timed("report"):
        write_private(report, render_report(analysis.result, analysis.graph).encode("utf-8"))
    exporters = all_exporters()
    files = [report]
    for exporter in (exporters[name] for name in dict.fromkeys((*OUTPUTS, *run.formats))):
        files.append(folder / exporter.file)
        with run.timed(exporter.file):
            exporter.write(analysis.result, analysis.graph, files[-1])
    write_private(folder / "run.json", json.dumps(_about(analysis, run, files), indent=2).encode("ascii"))
    return report


def _about(analysis: Analysis, run: Run, files: list[Path]) -> dict[str, Any]:
    result = analysis.result
    return {
        "schema": "graph-audit/run/1",
        "generator": result.generator,
        "snapshot": {"id": result.snapshot.id, "sha256": result.snapshot.sha256},
        "settings": WITHHELD if run.redact else run.settings.without_secrets(),
        "waivers": [waiver.id for waiver in run.waivers],
        "coverage": [_coverage(entry) for entry in result.coverage.entries],
        "timings": run.timings,
        "checks": dict(analysis.seconds),
        "requests": {
            name: {"sent": s.requests, "retried": s.retries, "throttled": s.throttled, "waited": round(s.waited, 3)}
            for name, s in sorted(run.statistics.items())
            if not run.redact
        },
        "outputs": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
    }


def _coverage(entry: TableCoverage) -> dict[str, Any]:
    told = {"table": entry.table, "scope": entry.scope, "status": entry.status, "rows": entry.rows}
    return told | ({"gap": entry.gap, "reason": entry.reason} if entry.gap else {})
