"""``graph-audit scan``: collect, analyse, write."""

import logging
import shlex
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from graph_audit import pipeline
from graph_audit.access.answers import write_answers
from graph_audit.access.engine import Access
from graph_audit.baseline import open_earlier, read_baseline
from graph_audit.cli.exits import FailOn, can_fail, exit_code
from graph_audit.cli.screen import Screen, TableProgress, results, show_result, talk
from graph_audit.core.clock import Clock, format_time, parse_time, system_clock
from graph_audit.core.errors import GraphAuditError, LineDeadError, UsageError
from graph_audit.core.files import make_private_folder
from graph_audit.core.suggestion import nearest
from graph_audit.core.wording import counted, how_long
from graph_audit.exporters.definition import all_exporters
from graph_audit.findings.comparison import compare
from graph_audit.findings.waivers import Waiver, read_waivers
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.products.records import Records
from graph_audit.settings import load_settings
from graph_audit.snapshot.logbook import LOGBOOK
from graph_audit.snapshot.manifest import MANIFEST
from graph_audit.snapshot.writer import SnapshotWriter
from graph_audit.verification import can_verify, verify

__all__ = ["WAIVERS", "new_output", "run_scan", "scan", "waivers_of"]

_log = logging.getLogger(__name__)
WAIVERS = "waivers.toml"
"""The file of the working directory that holds waivers."""
_OUTPUT = Path("graph-audit-out")


def scan(  # noqa: PLR0913  # one parameter for each flag
    *,
    tenant: Annotated[list[str] | None, typer.Option(help="Only this site (the subdomain); may be repeated.")] = None,
    tenants: Annotated[str, typer.Option(help="Only these sites, separated by commas.")] = "",
    snapshot: Annotated[
        Path | None, typer.Option(help="Analyse this earlier snapshot; no request is made.", exists=True)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to write; default ./graph-audit-out/<UTC time>.", file_okay=False),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Configuration file instead of ./graph-audit.toml.", exists=True, dir_okay=False)
    ] = None,
    sample: Annotated[
        int,
        typer.Option("--verify", help="Then ask Atlassian about so many accounts, and compare.", min=0),
    ] = 0,
    resume: Annotated[
        bool, typer.Option(help="Go on with the latest interrupted scan, or with that in --output.")
    ] = False,
    form: Annotated[
        list[str] | None,
        typer.Option("--format", help="A further file beside the report, such as markdown; may be repeated."),
    ] = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Pseudonyms for all names and addresses, in everything but the snapshot.")
    ] = False,
    baseline: Annotated[
        Path | None,
        typer.Option(help="Tell what is new and fixed since this findings.json, snapshot or output.", exists=True),
    ] = None,
    waivers: Annotated[
        Path | None,
        typer.Option(help="File of waivers instead of ./waivers.toml.", exists=True, dir_okay=False),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="Exit with 10 when a finding is this severe; new-… counts those not in --baseline.")
    ] = FailOn.NEVER,
    strict: Annotated[bool, typer.Option(help="Exit with 3 when any data is incomplete.")] = False,
    allow_incomplete: Annotated[
        bool, typer.Option(help="With --fail-on: do not exit with 3 when a check could not be evaluated.")
    ] = False,
) -> None:
    """Scan the configured organisation and write report, graph and findings."""
    names = [*(tenant or ()), *filter(None, (name.strip() for name in tenants.split(",")))]
    if snapshot is not None and names:
        raise UsageError("--tenant chooses what is collected; with --snapshot nothing is collected. Leave one out.")
    if snapshot is not None and sample:
        raise UsageError("--verify asks Atlassian; with --snapshot no request is made. Use graph-audit verify instead.")
    if resume and (snapshot is not None or names):
        raise UsageError("--resume goes on with what was begun: leave out --snapshot and --tenant.")
    if fail_on.is_new and baseline is None:
        raise UsageError(f"--fail-on {fail_on} needs to know what was there before: name it with --baseline.")
    formats = _formats(form or ())
    settings = load_settings(config=config, folder=Path.cwd(), tenants=names)
    accepted = waivers_of(waivers, settings.catalogue)
    run = pipeline.Run(settings, redact=redact, formats=formats, baseline=baseline, waivers=accepted, verify=sample)
    if resume:
        folder = output or latest_interrupted(_OUTPUT)
        with _continuable(folder):
            analysis = resume_scan(run, folder)
    else:
        folder = output or new_output(system_clock)
        with _continuable(folder):
            analysis = run_scan(run, folder, snapshot=snapshot)
    if fail_on is not FailOn.NEVER and not can_fail(analysis.result, fail_on):
        talk.print(
            f"No check that is switched on has the severity {fail_on} or worse: --fail-on {fail_on} fails nothing."
        )
    raise typer.Exit(exit_code(analysis.result, fail_on, strict=strict, allow_incomplete=allow_incomplete))


def waivers_of(file: Path | None, checks: Collection[str], clock: Clock = system_clock) -> tuple[Waiver, ...]:
    """The waivers of a file, or of that in the working directory, if there is one."""
    here = Path.cwd() / WAIVERS
    if file is None and not here.is_file():
        return ()
    return read_waivers(file or here, checks, clock().date())


def _formats(names: Sequence[str]) -> Sequence[str]:
    known = all_exporters()
    for name in names:
        if name not in known:
            raise UsageError(f"There is no format {name!r}{nearest(name, known)}. There are: {', '.join(known)}.")
    return names


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"{error.filename or folder} cannot be written ({error.strerror or error})."
        raise GraphAuditError(f"{what} Make room or choose another folder with --output.") from error


def new_output(clock: Clock) -> Path:
    """Where a scan writes when nothing is said: a folder named after the moment."""
    return _OUTPUT / clock().strftime("%Y-%m-%dT%H%M%SZ")


def run_scan(
    run: pipeline.Run, folder: Path, *, snapshot: Path | None = None, clock: Clock = system_clock
) -> pipeline.Analysis:
    """Collect (or open a snapshot), analyse, write the outputs into ``folder`` and show the result."""
    if snapshot is None:
        pipeline.collection_request(run.settings).mode  # noqa: B018  # a missing credential is told before a folder is made
    if run.verify:
        can_verify(pipeline.collection_request(run.settings))
    with _writable(folder):
        make_private_folder(folder)
    if (folder / "report.html").is_file():
        raise UsageError(f"{folder} already holds a report, which is evidence; choose another folder with --output.")
    if snapshot is None:
        snapshot = folder / "snapshot"
        with run.timed("fetch"), TableProgress() as progress:
            _tell(run, pipeline.fetch(run.settings, snapshot, clock=clock, progress=progress))
    return _analyse(run, snapshot, folder, clock)


def resume_scan(run: pipeline.Run, folder: Path, *, clock: Clock = system_clock) -> pipeline.Analysis:
    """Go on with the interrupted scan whose output is in ``folder``, from the last whole page of each table."""
    snapshot = folder / "snapshot"
    if (folder / "report.html").is_file():
        raise UsageError(f"The scan in {folder} has ended; there is nothing to go on with.")
    if run.verify:
        can_verify(pipeline.collection_request(run.settings))
    if not (snapshot / MANIFEST).is_file():
        writer = SnapshotWriter.resume(snapshot)
        begun = writer.beginning.started
        now = clock()
        age = how_long(now - (parse_time(begun) or now))
        talk.print(
            f"Going on with the scan begun at {talk.plain(begun)}, {age} ago: "
            f"{counted(writer.tables_before, 'table')} of it read completely."
        )
        with run.timed("fetch"), TableProgress() as progress:
            _tell(run, pipeline.resume(run.settings, writer, clock=clock, progress=progress))
    return _analyse(run, snapshot, folder, clock)


def latest_interrupted(folder: Path) -> Path:
    """The latest output in ``folder`` whose scan did not end.

    Raises:
        UsageError: there is none.
    """
    found = [log.parent.parent for log in folder.glob(f"*/snapshot/{LOGBOOK}")]
    if not found:
        raise UsageError(f"There is no interrupted scan in {folder}; name its folder with --output.")
    return max(found, key=lambda output: output.name)


@contextmanager
def _continuable(folder: Path) -> Iterator[None]:
    """When a collection is stopped: say how it goes on."""
    try:
        yield
    except (KeyboardInterrupt, LineDeadError):
        if (folder / "snapshot" / LOGBOOK).is_file():
            command = shlex.join(["graph-audit", "scan", "--resume", "--output", str(folder)])
            talk.print(f"What was collected is kept. Go on with: {talk.plain(command)}")
        elif (folder / "snapshot" / MANIFEST).is_file():
            command = shlex.join(["graph-audit", "scan", "--snapshot", str(folder)])
            talk.print(f"Everything was collected. Make its report with: {talk.plain(command)}")
        raise


def _tell(run: pipeline.Run, collected: pipeline.Collected) -> None:
    run.statistics = collected.statistics
    for name, told in sorted(run.statistics.items()):
        _log.info("%s: %d requests, %d repeated", Screen.legible(name), told.requests, told.retries)


def _analyse(run: pipeline.Run, snapshot: Path, folder: Path, clock: Clock) -> pipeline.Analysis:
    with talk.console.status("Building the graph"), run.timed("build"):
        records = pipeline.read(snapshot)
        graph = pipeline.build(records)
    if run.verify:
        _ask_atlassian(run, records, graph, clock)
    with talk.console.status("Analysing"), run.timed("analyse"):
        earlier = open_earlier(run.baseline) if run.baseline is not None else None
        told = earlier.told if earlier is not None else None
        analysis = pipeline.analyse(records, graph, run.settings, redact=run.redact, waivers=run.waivers, earlier=told)
        if run.baseline is not None:
            baseline = read_baseline(run.baseline, earlier, analysis.result, run.settings, redact=run.redact)
            analysis = replace(analysis, result=compare(analysis.result, baseline))
    with talk.console.status("Writing the report"), _writable(folder):
        report = pipeline.write(analysis, folder, run)
    show_result(analysis.result)
    results.print(f"Report: {results.plain(str(report.resolve()))}")
    return analysis


def _ask_atlassian(run: pipeline.Run, records: Records, graph: AccessGraph, clock: Clock) -> None:
    """Compare our answers about a sample with Atlassian's own, and keep what came of it with the snapshot."""
    snapshot = records.snapshot
    with talk.console.status("Asking Atlassian about a sample"), run.timed("verify"):
        request = pipeline.collection_request(run.settings)
        told = verify(Access(graph), request, sample=run.verify, seed=snapshot.manifest.id)
        about = {"snapshot": snapshot.manifest.id, "generator": pipeline.GENERATOR, "asked": format_time(clock())}
        with _writable(snapshot.folder):
            write_answers(snapshot.folder, told, **about)
