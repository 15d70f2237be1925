"""The application: its commands, and how errors become one line and an exit code."""

import logging
import os
import sys
import traceback
from typing import Annotated, NoReturn

import typer

from graph_audit import __version__
from graph_audit.cli import (
    audience,
    catalogue,
    demonstration,
    drawing,
    examination,
    explaining,
    exporting,
    grouping,
    querying,
    reaching,
    scanning,
    verifying,
    waiving,
)
from graph_audit.cli.exits import ExitCode
from graph_audit.cli.screen import talk
from graph_audit.core.errors import GraphAuditError

__all__ = ["app", "main"]

app = typer.Typer(
    name="graph-audit",
    help="Who has access to what in an Atlassian organisation, through which paths, and what is wrong with it. "
    "It only reads.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("scan", epilog="Example: graph-audit scan --tenant northwind --fail-on high")(scanning.scan)
app.command("demo", epilog="Example: graph-audit demo --users 5000")(demonstration.demo)
app.command("doctor", epilog="Example: graph-audit doctor --format json")(examination.doctor)
app.command("explain", epilog="Example: graph-audit explain maya@example.com ADMINISTER_PROJECTS PAY")(
    explaining.explain
)
app.command("who-can", epilog="Example: graph-audit who-can BROWSE_PROJECTS PAY")(audience.who_can)
app.command("access", epilog="Example: graph-audit access maya@example.com")(reaching.access)
app.command("group", epilog="Example: graph-audit group jira-users")(grouping.group)
app.command("verify", epilog="Example: graph-audit verify --sample 500")(verifying.verify_answers)
app.command(
    "query",
    epilog='Example: graph-audit query "MATCH (u:user)-[:member_of]->(g:group) RETURN g.name, count(u)"',
)(querying.query)
app.command(
    "waive",
    epilog="Example: graph-audit waive 0123456789abcdef0123456789abcdef --owner maya@example.com "
    "--reason 'until the merger' --until 2027-03-01",
)(waiving.waive)
app.command("waivers", epilog="Example: graph-audit waivers --format json")(waiving.waivers)
app.add_typer(drawing.app, name="graph")
app.add_typer(exporting.app, name="export")
app.add_typer(catalogue.app, name="checks")
app.command("docs", hidden=True)(catalogue.docs)


def _version(wanted: bool) -> None:  # noqa: FBT001  # a flag's callback
    if wanted:
        typer.echo(f"graph-audit {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Tell more: each table, requests, and where an error came from.")
    ] = False,
) -> None:
    del version
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, format="%(message)s", stream=sys.stderr)


def main() -> None:
    """Run the command line; every error that the program raises on purpose is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        # names may hold anything, a terminal may not: an unprintable character must not end a scan
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        app()
    except GraphAuditError as error:
        if "--verbose" in sys.argv:
            for line in traceback.format_exc().splitlines():  # it quotes what somebody else's files and servers wrote
                talk.print(talk.plain(line))
        talk.print(f"[bold red]Error:[/] {talk.plain(str(error))}")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        _leave()
    except SystemExit as ended:
        if ended.code == ExitCode.INTERRUPTED:  # what Typer makes of Ctrl-C
            _leave()
        raise


def _leave() -> NoReturn:
    """End at once: the interpreter itself would wait for every request that is under way."""
    talk.print("Interrupted. Nothing was changed at Atlassian.")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(ExitCode.INTERRUPTED)
