"""``--redact``: the same findings, and nobody's name in anything that is written or shown."""

import base64
import gzip
import json
import re

import pytest

from graph_audit import pipeline
from graph_audit.core.kinds import NodeKind
from graph_audit.demo.disturbances import denied
from graph_audit.demo.faults import HOSTILE_NAMES, Faults

OURS = {
    *("Administrators", "Administrator", "Member", "Members", "Viewer", "Users", "Developers", "Service Desk Team"),
    *("Service Desk Customers", "atlassian-addons-project-access", "Jira Service Management", "Administer Jira"),
    *("atlassian-addons", "board", "Network"),
}
"""Roles, products and groups of Jira's, and words of the report's own, that somebody uses as a name too."""
TOLD = {NodeKind.USER, NodeKind.GROUP, NodeKind.PROJECT, NodeKind.ROLE, NodeKind.SCHEME, NodeKind.TENANT, NodeKind.ORG}


@pytest.fixture
def redacted(program, tmp_path):
    """Runs the scan; returns the folder and all text that it wrote, by file, and what it said."""
    runs = iter(range(9))

    def redacted(snapshot):
        output = tmp_path / f"out{next(runs)}"
        done = program("scan", "--snapshot", snapshot, "--redact", "--output", output)
        assert done.returncode == 0, done.stderr
        return output, {**texts_of(output), "screen": done.stdout + done.stderr}

    return redacted


def texts_of(output):
    texts = {path.name: path.read_text(encoding="utf-8") for path in output.iterdir() if path.is_file()}
    for block in re.findall(r'<script type="text/plain" id="([a-z-]+)">([^<]+)<', texts["report.html"]):
        content = gzip.decompress(base64.b64decode(block[1]))
        end = 4 + int.from_bytes(content[:4], "big")
        texts[block[0]] = json.dumps(json.loads(content[4:end]), ensure_ascii=False)
    texts["report.html"] = re.sub(r">[A-Za-z0-9+/=]{1000,}<", "><", texts["report.html"])
    return texts


def names(graph):
    """Everything that somebody of the organisation chose to call something, or an address."""
    found = set()
    for known in map(graph.nodes.get, graph):
        if known["kind"] in TOLD:
            chosen = [known.get("name"), known.get("email"), known.get("description"), *known.get("also_named", ())]
            found |= {text for text in chosen if text and text.strip() and text not in OURS}
        if known["kind"] == NodeKind.PROJECT:
            found |= {text for text in (known.get("category"), *known.get("issue_security", ())) if text}
    return found


def leaked(texts, graph):
    shown = "\n".join(texts.values())
    return {name for name in names(graph) if len(name) > 4 and name in shown}


def test_the_demo_organisation(redacted, truth):
    output, texts = redacted(truth.folder)
    records = pipeline.read(truth.folder)
    assert leaked(texts, pipeline.build(records)) == set()
    found = json.loads(texts["findings.json"])
    evaluated = [one for one in truth.result.checks if one.id != "required-group-missing"]  # needs a configuration
    told = [one for one in found["checks"] if one["id"] != "required-group-missing"]
    assert [(one["id"], one["outcome"], one["population"]) for one in told] == [
        (one.id, one.outcome.value, one.population) for one in evaluated
    ]
    assert {one["fingerprint"] for one in found["findings"]} == {
        finding.fingerprint for check in evaluated for finding in check.findings
    }
    again, _ = redacted(truth.folder)
    assert (again / "report.html").read_bytes() == (output / "report.html").read_bytes()


@pytest.mark.parametrize(
    "faults",
    [
        Faults(hostile_names=HOSTILE_NAMES),
        Faults(groups_without_id=("site-admins", "jira-users"), unknown_actors=True, unknown_holders=True),
        Faults(disturbances=(denied("/applicationrole$"), denied("/directories/[^/]+/groups$")), hidden_groups=True),
    ],
    ids=["hostile", "in ids", "said by servers"],
)
def test_names_elsewhere(redacted, scan, faults):
    told = scan(faults)
    _, texts = redacted(told.folder)
    assert leaked(texts, pipeline.build(pipeline.read(told.folder))) == set()
    assert all(check["outcome"] for check in json.loads(texts["findings.json"])["checks"])
