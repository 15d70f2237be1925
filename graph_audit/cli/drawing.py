"""``graph-audit graph``: one drawing as a page of its own, to be sent to somebody or kept with a ticket."""

from pathlib import Path
from typing import Annotated

import typer

from graph_audit import pipeline
from graph_audit.cli.asking import Asked, SnapshotOption, TenantOption, opened, written
from graph_audit.cli.screen import talk
from graph_audit.core.errors import UsageError
from graph_audit.core.files import write_private
from graph_audit.core.kinds import NodeKind
from graph_audit.graph.naming import find
from graph_audit.report.single import Origin, finding_page, node_page
from graph_audit.settings import load_settings

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Write one drawing, with the same paths as a table, as a page of its own.")

OutputOption = Annotated[Path, typer.Option("--output", "-o", help="The page to write.", dir_okay=False)]


@app.command("user", epilog="Example: graph-audit graph user maya@example.com -o maya.html")
def user(
    *,
    name: Annotated[str, typer.Argument(help="Account id, e-mail address or name.")],
    output: OutputOption,
    snapshot: SnapshotOption = None,
) -> None:
    """Draw what somebody's groups and own entries lead to."""
    _draw(opened(snapshot), NodeKind.USER, name, output)


@app.command("group", epilog="Example: graph-audit graph group devs -o devs.html")
def group(
    *,
    name: Annotated[str, typer.Argument(help="Group id or name.")],
    output: OutputOption,
    snapshot: SnapshotOption = None,
) -> None:
    """Draw who is in a group and what it gives."""
    _draw(opened(snapshot), NodeKind.GROUP, name, output)


@app.command("project", epilog="Example: graph-audit graph project PAY -o pay.html")
def project(
    *,
    name: Annotated[str, typer.Argument(help="Project key, id or name.")],
    output: OutputOption,
    tenant: TenantOption = "",
    snapshot: SnapshotOption = None,
) -> None:
    """Draw who stands in a project's roles and scheme."""
    _draw(opened(snapshot), NodeKind.PROJECT, name, output, tenant)


@app.command("finding", epilog="Example: graph-audit graph finding 3f6c0a41b2d94e0f8a7c5b1d2e3f4a5b -o finding.html")
def finding(
    *,
    fingerprint: Annotated[str, typer.Argument(help="The finding's fingerprint, or how it begins.")],
    output: OutputOption,
    snapshot: SnapshotOption = None,
    config: Annotated[
        Path | None, typer.Option(help="Configuration file instead of ./graph-audit.toml.", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """Draw the paths of a finding."""
    asked = opened(snapshot)
    settings = load_settings(config=config, folder=Path.cwd(), tenants=[])
    result = pipeline.analyse(asked.records, asked.graph, settings).result
    found = [one for one in (*result.findings, *result.waived) if one.fingerprint.startswith(fingerprint.lower())]
    if len(found) != 1:
        many = f"{len(found):,} findings begin so; name more of it" if found else "no finding of this snapshot has it"
        raise UsageError(
            f"The fingerprint {fingerprint!r} names no single finding: {many}. findings.json lists them all."
        )
    _write(output, finding_page(asked.graph, found[0], _origin(asked)))


def _draw(asked: Asked, kind: NodeKind, name: str, output: Path, tenant: str = "") -> None:
    node = find(asked.graph, kind, name, tenant=tenant)
    _write(output, node_page(asked.graph, node, _origin(asked)))
    asked.warn("more connections than these")


def _origin(asked: Asked) -> Origin:
    manifest = asked.records.snapshot.manifest
    return Origin(pipeline.GENERATOR, manifest.id, manifest.finished)


def _write(path: Path, page: str) -> None:
    with written(path):
        write_private(path, page.encode("utf-8"))
    talk.print(talk.plain(str(path)))
