"""``graph-audit checks``: the catalogue, and the pages that are generated from it."""

from pathlib import Path
from typing import Annotated

import typer

from graph_audit.checks.pages import configuration_page, page, readme_table, with_table
from graph_audit.checks.runner import all_checks
from graph_audit.cli.screen import results
from graph_audit.core.errors import UsageError
from graph_audit.core.suggestion import nearest

__all__ = ["app", "docs"]

app = typer.Typer(help="The catalogue of checks.", no_args_is_help=True)


@app.command("list", epilog="Example: graph-audit checks list")
def list_checks() -> None:
    """List every check."""
    checks = sorted(all_checks().values(), key=lambda check: (check.category, check.id))
    lines = [("Check", "Severity", "Category", "States")]
    lines += [(check.id, check.severity.value, check.category, check.title) for check in checks]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:  # one line each, however wide the terminal is: the list is read by other programs, too
        padded = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        results.print(results.plain(padded.rstrip()))


@app.command("show", epilog="Example: graph-audit checks show empty-group")
def show_check(check: Annotated[str, typer.Argument(help="Id or alias of the check.")]) -> None:
    """Show what a check asks, why it matters, how to fix what it finds, its options and examples."""
    known = all_checks()
    by_name = {**{found.alias: found for found in known.values() if found.alias}, **known}
    if check not in by_name:
        raise UsageError(f"There is no check {check!r}{nearest(check, by_name)}.")
    lines = (line for line in page(by_name[check]).splitlines() if not line.startswith("<!--"))
    results.print(results.plain_block("\n".join(lines)))


def docs(folder: Annotated[Path, typer.Argument(help="The folder docs/.")]) -> None:
    """Write the generated pages, and the table of checks in the README beside the folder."""
    checks = all_checks()
    (folder / "checks").mkdir(parents=True, exist_ok=True)
    for stale in (folder / "checks").glob("*.md"):
        stale.unlink()
    for check in checks.values():
        (folder / "checks" / f"{check.id}.md").write_text(page(check), encoding="utf-8")
    (folder / "checks" / "README.md").write_text(readme_table(checks.values()), encoding="utf-8")
    readme = folder.parent / "README.md"
    table = with_table(readme.read_text(encoding="utf-8"), checks.values(), f"{folder.name}/checks/")
    readme.write_text(table, encoding="utf-8")
    (folder / "configuration.md").write_text(configuration_page(checks.values()), encoding="utf-8")
