"""``graph-audit waive`` and ``graph-audit waivers``: accepting findings for a time, and what became of that."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import tomlkit
import typer
from tomlkit.exceptions import TOMLKitError

from graph_audit import pipeline
from graph_audit.cli.asking import Form, FormOption, SnapshotOption, opened, tell_csv, tell_json, tell_table, written
from graph_audit.cli.scanning import WAIVERS, waivers_of
from graph_audit.cli.screen import results
from graph_audit.core.clock import parse_time, system_clock
from graph_audit.core.errors import ConfigurationError, UsageError
from graph_audit.core.files import write_private
from graph_audit.core.wording import counted
from graph_audit.findings.result import AuditResult
from graph_audit.findings.waivers import Waiver, checked_waiver, read_waivers
from graph_audit.settings import load_settings

__all__ = ["waive", "waivers"]

_HEADER = ("State", "Until", "Owner", "Waives", "Findings", "Reason")
FileOption = Annotated[Path, typer.Option("--file", help="The file of waivers.", dir_okay=False)]


def waive(  # noqa: PLR0913  # one parameter for each flag
    fingerprint: Annotated[str | None, typer.Argument(help="Of the finding; or name --check and --subject.")] = None,
    *,
    check: Annotated[str | None, typer.Option(help="Waive findings of this check …")] = None,
    subject: Annotated[
        str | None, typer.Option(help="… about these: id, key, name, category:NAME, or a pattern such as PAY-*.")
    ] = None,
    owner: Annotated[str, typer.Option(help="Who accepts it.")],
    reason: Annotated[str, typer.Option(help="Why; at least 10 characters.")],
    until: Annotated[datetime, typer.Option(help="Its last day, at most 366 days ahead.", formats=["%Y-%m-%d"])],
    file: FileOption = Path(WAIVERS),
) -> None:
    """Accept a finding until a day: later scans show it as waived."""
    named = {"fingerprint": fingerprint, "check": check, "subject": subject}
    entry: dict[str, Any] = {name: value for name, value in named.items() if value is not None}
    entry |= {"owner": owner, "reason": reason, "until": until.date()}
    checks, today = load_settings(folder=Path.cwd()).catalogue, system_clock().date()
    added = checked_waiver(entry, "The waiver", checks, today)
    if file.is_file():
        read_waivers(file, checks, today)
    text = _with_entry(file.read_text(encoding="utf-8") if file.is_file() else "", entry, file)
    with written(file):
        write_private(file, text.encode("utf-8"))
    results.print(f"Waived until {added.until}: {results.plain(added.what)}. It stands in {results.plain(str(file))}.")


def _with_entry(text: str, entry: dict[str, Any], file: Path) -> str:
    """The text of the file with one more entry; what stands there stays as it is, comments included."""
    added = tomlkit.aot()
    added.append(tomlkit.item(entry))
    longer = f"{text.rstrip()}\n\n" * bool(text.strip()) + tomlkit.dumps({"waiver": added})
    try:
        tomlkit.parse(longer)
    except TOMLKitError as error:
        raise ConfigurationError(f"{file}: write its waivers as [[waiver]], so that another can be added.") from error
    return longer


def waivers(
    *, file: FileOption = Path(WAIVERS), snapshot: SnapshotOption = None, form: FormOption = Form.TABLE
) -> None:
    """List the waivers, and for a snapshot which of them are active, expired or unused."""
    settings = load_settings(folder=Path.cwd())
    if not file.is_file():
        raise UsageError(f"There are no waivers in {file}; graph-audit waive writes one.")
    known = waivers_of(file, settings.catalogue)
    asked = opened(snapshot)
    analysis = pipeline.analyse(asked.records, asked.graph, settings, waivers=known)
    day = parse_time(analysis.result.snapshot.finished) or system_clock()
    rows = [_row(waiver, analysis.result, day.date()) for waiver in known]
    if form is Form.JSON:
        tell_json([dict(zip((name.lower() for name in _HEADER), row, strict=True)) for row in rows])
    elif form is Form.CSV:
        tell_csv(_HEADER, rows)
    else:
        tell_table(_HEADER, rows)
        states = Counter(row[0] for row in rows)
        told = ", ".join(f"{number:,} {state}" for state, number in sorted(states.items()))
        results.print(f"{counted(len(rows), 'waiver')}: {told}.")


def _row(waiver: Waiver, result: AuditResult, day: date) -> tuple[str, str, str, str, int, str]:
    number = sum(1 for finding in result.waived if finding.waived and finding.waived.id == waiver.id)
    idle = "unused" if any(one.id == waiver.id for one in result.waivers_unused) else "active"
    state = "expired" if waiver.is_expired(day) else idle
    return state, waiver.until.isoformat(), waiver.owner, waiver.what, number, waiver.reason
