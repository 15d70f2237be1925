"""The documentation of checks, generated from the checks themselves."""

from collections.abc import Iterable

from graph_audit.checks.definition import Check

__all__ = ["configuration_page", "page", "readme_table", "with_table"]

_BEGIN, _END = "<!-- checks: written by `make docs` -->", "<!-- /checks -->"
_GENERATED = "<!-- Generated from the checks by `make docs`; do not edit. -->"


def page(check: Check) -> str:
    """One check as Markdown: what it states, why it matters, how to fix, needs, options, examples."""
    sections = [
        f"# {check.id}\n\n{_GENERATED}",
        f"**{check.title}.** Severity {check.severity}, category {check.category}{_alias(check)}.",
        f"## Why it matters\n\n{_sentence(check.why)}",
        f"## How to fix\n\n{_sentence(check.fix)}",
        *([f"## Upper bound\n\n{_sentence(check.bound)}"] if check.bound else []),
        f"## What it reads\n\n{_needs(check)}",
        f"## Options\n\n{_options(check)}",
        f"## Controls\n\n{_controls(check)}",
        f"## Finds something here\n\n```text\n{_example(check.bad)}\n```",
        f"## Finds nothing here\n\n```text\n{_example(check.good)}\n```",
    ]
    return "\n\n".join(sections) + "\n"


def readme_table(checks: Iterable[Check]) -> str:
    """Every check in one table, as the page that lies beside the pages of the checks."""
    return f"# Checks\n\n{_GENERATED}\n\n{_table(checks, '')}\n"


def with_table(readme: str, checks: Iterable[Check], folder: str) -> str:
    """The text of a README with its table of checks made anew; ``folder`` leads from there to the checks' pages."""
    before, _, rest = readme.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n\n{_table(checks, folder)}\n\n{_END}{after}"


def _table(checks: Iterable[Check], folder: str) -> str:
    rows = (
        f"| [{check.id}]({folder}{check.id}.md) | {check.severity} | {check.category} | {check.title} |"
        for check in sorted(checks, key=lambda check: (check.category, check.id))
    )
    return "\n".join(("| check | severity | category | states |", "|---|---|---|---|", *rows))


def configuration_page(checks: Iterable[Check]) -> str:
    """The configuration reference: the sections of ``graph-audit.toml`` and the options of every check."""
    lines = [f"# Configuration\n\n{_GENERATED}\n\n{_CONFIGURATION}"]
    for check in sorted(checks, key=lambda check: check.id):
        options = "\n".join(
            f"{name} = {_toml(field.get_default(call_default_factory=True))}  # {field.description}"
            for name, field in check.options.model_fields.items()
        )
        fields = f'[checks.{check.id}]\nenabled = true\nseverity = "{check.severity}"\n{options}'.strip()
        lines.append(f"## {check.id}\n\n```toml\n{fields}\n```")
    return "\n\n".join(lines) + "\n"


_CONFIGURATION = """\
`graph-audit.toml` in the working directory, or the file named with `--config`, or `graph-audit.toml` in the user's
configuration directory. Later sources win: user's file, working directory or `--config`, environment, flags.

| variable | alias | meaning |
|---|---|---|
| GRAPH_AUDIT_ORG_ID | ORG_ID | organisation id |
| GRAPH_AUDIT_ADMIN_API_KEY | ADMIN_API_KEY | organisation API key |
| GRAPH_AUDIT_ATLASSIAN_USERNAME | ATLASSIAN_USERNAME | e-mail of the Jira account |
| GRAPH_AUDIT_ATLASSIAN_API_TOKEN | ATLASSIAN_API_TOKEN | its API token |
| GRAPH_AUDIT_ATLASSIAN_CLIENT_ID | ATLASSIAN_CLIENT_ID | client id of a service account, instead of e-mail and token |
| GRAPH_AUDIT_ATLASSIAN_CLIENT_SECRET | ATLASSIAN_CLIENT_SECRET | its client secret |
| GRAPH_AUDIT_API_URL | | default `https://api.atlassian.com` |
| GRAPH_AUDIT_SITE_URL | | default `https://{site}.atlassian.net`; `{site}` is the tenant's subdomain |
| GRAPH_AUDIT_PLUGINS | | a folder with checks of your own ([how to write one](add-a-check.md)) |
| GRAPH_AUDIT_AUTH_URL | | default `https://auth.atlassian.com`, where a service account logs in |

A `.env` in the working directory may hold the first six only. Addresses are taken only from the environment, from a
file named with `--config` or from the user's own configuration directory; so are the sections `[credentials]`,
`[plugins]` and `[tenants.NAME]`, from such files only. A secret itself stands in no file: an entry says where it comes
from.

```toml
[scan]
tenants = ["northwind"]     # only these sites; empty means all
include_archived = false    # whether archived projects count
leave_out = []              # optional tables that are not read: "domains", "policies", "api_keys", "api_tokens",
                            # "group_role_assignments", "user_role_assignments", "user_count", "group_count",
                            # "security_schemes", "security_levels", "security_level_members",
                            # "security_scheme_projects", "filters"
threads = 32                # requests under way at once, 1 to 64

[severity.categories]       # severity of a category's checks: Groups, Users, Jira, Organisation
groups = "info"

[[severity.subjects]]       # severity of every finding about these; the first entry that fits wins over all else
match = ["PAY", "category:Finance", "board-*"]   # id, key, name, category:NAME, or a pattern
severity = "critical"

[credentials]               # the variables above, in small letters; the environment wins
org_id = "…"
admin_api_key = { command = "op read op://audit/atlassian/key" }   # the first line that a program prints
atlassian_username = "audit@example.com"
atlassian_api_token = { keyring = "graph-audit", account = "token" }   # pip install 'graph-audit[keyring]'

[plugins]
folder = "~/our-checks"     # checks of your own: each Python file in it is one

[tenants.northwind]         # what opens this site instead; or username and api_token
client_id = "…"
client_secret = { env = "NORTHWIND_SECRET" }
```

An unknown section, check, option or severity is an error that names the nearest valid one. Each check can be switched
off, and its severity changed:"""


def _alias(check: Check) -> str:
    return f", also known as `{check.alias}`" if check.alias else ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _needs(check: Check) -> str:
    lines = ["- an earlier snapshot (`--baseline`): without one the check is disabled"] * check.needs_baseline
    lines += ["- answers of Atlassian (`scan --verify`): without them the check is disabled"] * check.needs_answers
    for need in check.needs:
        effect = "is not evaluated" if need.invents else 'reports "at least"'
        lines.append(
            f"- {' or '.join(f'`{table}`' for table in need.tables)}: where it is incomplete, the check {effect}"
        )
    return "\n".join(lines)


def _options(check: Check) -> str:
    if not check.options.model_fields:
        return "None."
    rows = [
        f"| `{name}` | `{_toml(field.get_default(call_default_factory=True))}` | {field.description} |"
        for name, field in check.options.model_fields.items()
    ]
    note = f"\n\nDisabled until `{check.needs_configuration}` is set." if check.needs_configuration else ""
    return "| option | default | meaning |\n|---|---|---|\n" + "\n".join(rows) + note


def _controls(check: Check) -> str:
    soc2, iso27001 = (", ".join(found) or "none" for found in (check.controls.soc2, check.controls.iso27001))
    return f"SOC 2: {soc2}. ISO 27001:2022: {iso27001}."


def _example(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
