"""``--format``: further files beside the report, from the same result."""

import json
import xml.etree.ElementTree as ET

import pytest


@pytest.fixture
def scan_again(program, truth, tmp_path):
    def scan_again(*words):
        output = tmp_path / "out"
        return program("scan", "--snapshot", truth.folder, "--output", output, *words), output

    return scan_again


def test_each_tells_the_same_findings(scan_again):
    done, output = scan_again("--format", "markdown", "--format", "junit", "--format", "ocsf", "--format", "markdown")
    assert done.returncode == 0, done.stderr
    findings = json.loads((output / "findings.json").read_bytes())
    found = findings["findings"]
    told = (output / "report.md").read_text(encoding="utf-8")
    events = [json.loads(line) for line in (output / "ocsf.jsonl").read_text(encoding="ascii").splitlines()]
    root = ET.parse(output / "junit.xml").getroot()  # noqa: S314  # written just now
    assert {event["finding_info"]["uid"] for event in events} == {one["fingerprint"] for one in found}
    assert all(one["fingerprint"] in told for one in found)
    assert int(root.get("failures")) == sum(check["outcome"] == "found" for check in findings["checks"])
    assert set(json.loads((output / "run.json").read_bytes())["outputs"]) == {
        *("report.html", "graph.graphml", "findings.json", "report.md", "junit.xml", "ocsf.jsonl")
    }


def test_a_format_that_is_not_there_names_the_next(scan_again):
    done, output = scan_again("--format", "markdwn")
    assert done.returncode == 2
    assert "markdown" in done.stderr
    assert not output.exists()
