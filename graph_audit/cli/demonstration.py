"""``graph-audit demo``: the same scan, of a fictional organisation that a fake Atlassian server serves on loopback."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from graph_audit.checks.runner import CheckSettings, all_checks
from graph_audit.cli.exits import FailOn, exit_code
from graph_audit.cli.scanning import new_output, run_scan
from graph_audit.cli.screen import talk
from graph_audit.core.clock import system_clock
from graph_audit.demo.server import FakeAtlassian
from graph_audit.demo.story import fictional_organisation
from graph_audit.pipeline import Run
from graph_audit.settings import Addresses, Credentials, ScanSection, Settings

__all__ = ["demo", "demo_settings"]

_ASKED_ABOUT = 40
"""Accounts of which the fake server is asked what they may do."""


def demo(
    *,
    users: Annotated[int, typer.Option(help="How many people the organisation has.", min=100)] = 400,
    seed: Annotated[int, typer.Option(help="Another seed tells the story with other names.")] = 2026,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to write; default ./graph-audit-out/<UTC time>.", file_okay=False),
    ] = None,
    fail_on: Annotated[FailOn, typer.Option(help="Exit with 10 when a finding is this severe.")] = FailOn.NEVER,
) -> None:
    """Scan the built-in fictional organisation over real HTTP and write its report; no credential is needed."""
    organisation = fictional_organisation(users=users, seed=seed)
    with FakeAtlassian(organisation) as server:
        talk.print(f"The fictional organisation {talk.plain(organisation.name)} answers at {server.api_url}.")
        analysis = run_scan(Run(demo_settings(server), verify=_ASKED_ABOUT), output or new_output(system_clock))
    raise typer.Exit(exit_code(analysis.result, fail_on, strict=False, allow_incomplete=False))


def demo_settings(server: FakeAtlassian) -> Settings:
    """Settings that point at the fake server and switch on the check that needs a configuration."""
    check = all_checks()["required-group-missing"]
    options = check.options.model_validate({"groups": ["security-auditors"]})
    return Settings(
        credentials=Credentials.model_construct(
            org_id=server.org_id,
            admin_api_key=SecretStr(server.admin_api_key),
            atlassian_username=server.username,
            atlassian_api_token=SecretStr(server.api_token),
        ),
        addresses=Addresses.model_construct(api_url=server.api_url, site_url=server.site_url, auth_url=server.api_url),
        scan=ScanSection(),
        checks={check.id: CheckSettings(options=options)},
    )
