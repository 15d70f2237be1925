"""``graph-audit verify``: what the snapshot says about permissions against what Atlassian itself says."""

from pathlib import Path
from typing import Annotated, Any

import typer

from graph_audit import pipeline
from graph_audit.access.answers import Difference, Verification
from graph_audit.access.words import path_in_words
from graph_audit.cli.asking import Asked, Form, FormOption, SnapshotOption, opened, tell_csv, tell_json, tell_table
from graph_audit.cli.exits import ExitCode
from graph_audit.cli.screen import results, talk
from graph_audit.core.kinds import NodeKind
from graph_audit.core.wording import counted
from graph_audit.graph.naming import find, site_of
from graph_audit.settings import load_settings
from graph_audit.verification import can_verify, verify

__all__ = ["verify_answers"]


def verify_answers(
    *,
    sample: Annotated[int, typer.Option(help="About how many accounts to ask: one request each.", min=1)] = 500,
    tenant: Annotated[list[str] | None, typer.Option(help="Only this site (the subdomain); may be repeated.")] = None,
    snapshot: SnapshotOption = None,
    config: Annotated[
        Path | None, typer.Option(help="Configuration file instead of ./graph-audit.toml.", exists=True, dir_okay=False)
    ] = None,
    form: FormOption = Form.TABLE,
) -> None:
    """Ask Atlassian who may do what, for a sample, and compare; exit with 1 when an answer differs."""
    asked = opened(snapshot)
    settings = load_settings(config=config, folder=Path.cwd(), tenants=tenant or [])
    sites = [find(asked.graph, NodeKind.TENANT, name) for name in settings.scan.tenants]
    request = pipeline.collection_request(settings)
    can_verify(request)
    manifest = asked.records.snapshot.manifest
    told = verify(asked.access, request, sample=sample, seed=manifest.id, tenants=sites)
    {Form.TABLE: _show, Form.JSON: _as_json, Form.CSV: _as_csv}[form](asked, told)
    if told.differences:
        talk.print(f"The snapshot was finished at {manifest.finished}: what was changed since then differs, too.")
        raise typer.Exit(ExitCode.ERROR)
    if told.failures or not told.compared:
        raise typer.Exit(ExitCode.INCOMPLETE)


def _paths(asked: Asked, difference: Difference) -> list[str]:
    paths = asked.access.grant_paths(difference.user, difference.permission, difference.project)
    return [path_in_words(asked.graph, path) for path in paths]


def _as_json(asked: Asked, told: Verification) -> None:
    name_of = asked.graph.name_of
    tell_json(
        {
            "schema": "graph-audit/verification/1",
            "accounts": {name_of(tenant): number for tenant, number in sorted(told.accounts.items())},
            "compared": told.compared,
            "conditional": told.conditional,
            "passed_over": dict(sorted(told.passed_over.items())),
            "failures": {name_of(tenant): why for tenant, why in sorted(told.failures.items())},
            "differences": [_told(asked, difference) for difference in told.differences],
        }
    )


def _told(asked: Asked, difference: Difference) -> dict[str, Any]:
    graph = asked.graph
    return {
        "user": {"id": difference.user, "name": graph.name_of(difference.user)},
        "permission": difference.permission,
        "project": {"id": difference.project, "key": graph.attribute(difference.project, "key")},
        "tenant": site_of(graph, difference.project),
        "ours": difference.ours,
        "atlassian": difference.theirs,
        "paths": _paths(asked, difference),
    }


def _as_csv(asked: Asked, told: Verification) -> None:
    rows = [_told(asked, difference) for difference in told.differences]
    tell_csv(
        ("tenant", "project", "account", "name", "permission", "ours", "atlassian", "paths"),
        [
            (
                row["tenant"],
                row["project"]["key"] or "",
                row["user"]["id"],
                row["user"]["name"],
                row["permission"],
                row["ours"],
                row["atlassian"],
                "; ".join(row["paths"]),
            )
            for row in rows
        ],
    )


def _show(asked: Asked, told: Verification) -> None:
    accounts = sum(told.accounts.values())
    results.print(
        f"[bold]{counted(told.compared, 'answer')}[/] about {counted(accounts, 'account')} compared with Atlassian's: "
        f"[bold]{counted(len(told.differences), 'difference')}[/]."
    )
    if told.conditional:
        results.print(
            f"{told.conditional:,} of them depend on the work item: there either answer of Atlassian's is right."
        )
    for reason, number in sorted(told.passed_over.items()):
        results.print(f"{number:,} were not compared: {reason}.")
    for tenant, why in sorted(told.failures.items()):
        results.print(f"[bold red]{results.plain(asked.graph.name_of(tenant))}[/]: {results.plain(why)}")
    tell_table(
        ("Site", "Account", "Permission", "Project", "We say", "Atlassian says", "Our paths"),
        [
            (
                row["tenant"],
                row["user"]["name"],
                row["permission"],
                row["project"]["key"] or "",
                row["ours"],
                row["atlassian"],
                "; ".join(row["paths"]),
            )
            for row in (_told(asked, difference) for difference in told.differences)
        ],
    )
