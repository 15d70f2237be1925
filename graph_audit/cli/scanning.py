"""``graph-audit scan``: collect, analyse, write."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from graph_audit import pipeline
from graph_audit.checks.runner import all_checks
from graph_audit.cli.exits import FailOn, can_fail, exit_code
from graph_audit.cli.screen import Screen, TableProgress, results, show_result, talk
from graph_audit.core.clock import Clock, system_clock
from graph_audit.core.errors import GraphAuditError, UsageError
from graph_audit.core.files import make_private_folder
from graph_audit.settings import Settings, load_settings

__all__ = ["run_scan", "scan"]

_log = logging.getLogger(__name__)


def scan(  # noqa: PLR0913  # one parameter for each flag
    *,
    tenant: Annotated[list[str] | None, typer.Option(help="Only this site (the subdomain); may be repeated.")] = None,
    tenants: Annotated[str, typer.Option(help="Only these sites, separated by commas.")] = "",
    snapshot: Annotated[
        Path | None, typer.Option(help="Analyse this earlier snapshot; no request is made.", exists=True)
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Where to write; default ./graph-audit-out/<UTC time>.", file_okay=False)
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Configuration file instead of ./graph-audit.toml.", exists=True, dir_okay=False)
    ] = None,
    fail_on: Annotated[FailOn, typer.Option(help="Exit with 10 when a finding is this severe.")] = FailOn.NEVER,
    strict: Annotated[bool, typer.Option(help="Exit with 3 when any data is incomplete.")] = False,
    allow_incomplete: Annotated[
        bool, typer.Option(help="With --fail-on: do not exit with 3 when a check could not be evaluated.")
    ] = False,
) -> None:
    """Scan the configured organisation and write report, graph and findings."""
    names = [*(tenant or ()), *filter(None, (name.strip() for name in tenants.split(",")))]
    if snapshot is not None and names:
        raise UsageError("--tenant chooses what is collected; with --snapshot nothing is collected. Leave one out.")
    settings = load_settings(all_checks(), config=config, folder=Path.cwd(), tenants=names)
    analysis = run_scan(settings, output, snapshot=snapshot)
    if fail_on is not FailOn.NEVER and not can_fail(analysis.result, fail_on):
        talk.print(
            f"No check that is switched on has the severity {fail_on} or worse: --fail-on {fail_on} fails nothing."
        )
    raise typer.Exit(exit_code(analysis.result, fail_on, strict=strict, allow_incomplete=allow_incomplete))


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"{error.filename or folder} cannot be written ({error.strerror or error})."
        raise GraphAuditError(f"{what} Make room or choose another folder with --output.") from error


def run_scan(
    settings: Settings, output: Path | None, *, snapshot: Path | None = None, clock: Clock = system_clock
) -> pipeline.Analysis:
    """Collect (or open a snapshot), analyse, write the outputs and show the result."""
    run = pipeline.Run(settings)
    folder = output or Path("graph-audit-out") / clock().strftime("%Y-%m-%dT%H%M%SZ")
    if snapshot is None:
        pipeline.collection_request(settings).mode  # noqa: B018  # a missing credential is told before a folder is made
    with _writable(folder):
        make_private_folder(folder)
    if (folder / "report.html").is_file():
        raise UsageError(f"{folder} already holds a report, which is evidence; choose another folder with --output.")
    if snapshot is None:
        with run.timed("fetch"), TableProgress() as progress:
            collected = pipeline.fetch(settings, folder / "snapshot", clock=clock, progress=progress)
        run.statistics = collected.statistics
        for name, told in sorted(run.statistics.items()):
            _log.info("%s: %d requests, %d repeated", Screen.legible(name), told.requests, told.retries)
        snapshot = folder / "snapshot"
    with talk.console.status("Analysing"), run.timed("analyse"):
        records = pipeline.read(snapshot)
        graph = pipeline.build(records)
        analysis = pipeline.analyse(records, graph, settings)
    with talk.console.status("Writing the report"), _writable(folder):
        report = pipeline.write(analysis, folder, run)
    show_result(analysis.result)
    results.print(f"Report: {results.plain(str(report.resolve()))}")
    return analysis
