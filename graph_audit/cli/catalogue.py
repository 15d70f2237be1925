"""``graph-audit checks``: the catalogue, and the pages that are generated from it."""

import re
from pathlib import Path
from typing import Annotated

import typer

from graph_audit.checks.pages import configuration_page, page, readme_table, with_table
from graph_audit.checks.runner import all_checks
from graph_audit.checks.skeleton import skeleton, skeleton_test
from graph_audit.cli.asking import written
from graph_audit.cli.screen import results
from graph_audit.configuration import PLUGINS_VARIABLE
from graph_audit.core.errors import UsageError
from graph_audit.core.suggestion import nearest
from graph_audit.settings import load_settings

__all__ = ["app", "docs"]

app = typer.Typer(help="The catalogue of checks.", no_args_is_help=True)
_ID = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")
ConfigOption = Annotated[
    Path | None, typer.Option(help="Configuration file that names a plug-in folder.", exists=True, dir_okay=False)
]


@app.command("list", epilog="Example: graph-audit checks list")
def list_checks(*, config: ConfigOption = None) -> None:
    """List every check with its severity, the tables that it needs and its options."""
    known = load_settings(config=config).catalogue
    checks = sorted(known.values(), key=lambda check: (check.category, check.id))
    lines = [("Check", "Severity", "Category", "States", "Needs", "Options")]
    for check in checks:
        needs = ", ".join(dict.fromkeys(need.tables[0] for need in check.needs))
        options = ", ".join(check.options.model_fields)
        lines.append((check.id, check.severity.value, check.category, check.title, needs, options))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:  # one line each, however wide the terminal is: the list is read by other programs, too
        padded = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        results.print(results.plain(padded.rstrip()))


@app.command("show", epilog="Example: graph-audit checks show empty-group")
def show_check(
    check: Annotated[str, typer.Argument(help="Id or alias of the check.")], *, config: ConfigOption = None
) -> None:
    """Show what a check asks, why it matters, how to fix what it finds, its options and examples."""
    known = load_settings(config=config).catalogue
    by_name = {**{found.alias: found for found in known.values() if found.alias}, **known}
    if check not in by_name:
        raise UsageError(f"There is no check {check!r}{nearest(check, by_name)}.")
    lines = (line for line in page(by_name[check]).splitlines() if not line.startswith("<!--"))
    results.print(results.plain_block("\n".join(lines)))


@app.command("new", epilog="Example: graph-audit checks new lone-member-group")
def new_check(
    check: Annotated[str, typer.Argument(help="Id of the new check, such as lone-member-group.")],
    *,
    config: ConfigOption = None,
) -> None:
    """Write the beginning of a check and its test into the plug-in folder that the configuration names."""
    settings = load_settings(config=config)
    if settings.plugins is None:
        raise UsageError(
            f'No plug-in folder is named: put folder = "…" under [plugins] into a file for --config or into your own '
            f"configuration, or set {PLUGINS_VARIABLE}."
        )
    if not _ID.fullmatch(check):
        raise UsageError(f"{check!r} is no id: small letters and digits, words joined by -, such as lone-member-group.")
    if check in settings.catalogue:
        raise UsageError(f"There is a check {check!r} already.")
    name = check.replace("-", "_")
    files = {
        settings.plugins / f"{name}.py": skeleton(check),
        settings.plugins / f"test_{name}.py": skeleton_test(check),
    }
    for file, text in files.items():
        with written(file), file.open("x", encoding="utf-8") as opened:
            opened.write(text)
        results.print(f"Written: {results.plain(str(file))}")


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
