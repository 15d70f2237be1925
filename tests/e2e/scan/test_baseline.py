"""``--baseline`` as a user runs it: a later scan with less rights, and an earlier result with other findings."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from graph_audit.demo.disturbances import denied
from graph_audit.demo.faults import Faults

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "findings.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def later(scan):
    """A further scan of the same organisation, behind faults."""

    def later(faults=Faults()):  # noqa: B008  # frozen
        return scan(faults).folder

    return later


@pytest.fixture
def compare(program, tmp_path):
    runs = iter(range(9))

    def compare(snapshot, baseline, *words):
        output = tmp_path / f"out{next(runs)}"
        done = program("scan", "--snapshot", snapshot, "--baseline", baseline, "--output", output, *words)
        findings = output / "findings.json"
        return done, json.loads(findings.read_bytes()) if findings.exists() else None

    return compare


def test_the_same_data_brings_nothing_new(compare, truth, later):
    done, told = compare(later(), truth.folder, "--fail-on", "new-info", "--allow-incomplete")
    assert done.returncode == 0, done.stderr
    assert told["baseline"]["new"] == 0
    assert told["baseline"]["known"] == len(told["findings"])
    assert told["baseline"]["fixed"] == told["baseline"]["unseen"] == []
    jsonschema.validate(told, SCHEMA)
    assert f"0 new, {len(told['findings'])} known, 0 fixed." in done.stdout


def test_what_nobody_could_see_is_not_fixed(compare, truth, later):
    denied_groups = Faults(disturbances=(denied("/directories/[^/]+/groups$"), denied("/group/bulk$")))
    done, told = compare(later(denied_groups), truth.folder)
    assert done.returncode == 0, done.stderr
    gone = {one["check"] for one in told["baseline"]["unseen"]}
    assert {"isolated-group", "unused-group"} <= gone
    outcomes = {check["id"]: check["outcome"] for check in told["checks"]}
    assert {outcomes[one["check"]] for one in told["baseline"]["fixed"]} <= {"passed", "found"}
    assert {outcomes[check] for check in ("isolated-group", "unused-group")} == {"not_evaluated"}
    jsonschema.validate(told, SCHEMA)


def test_findings_of_an_output_and_of_a_file(compare, truth, later, tmp_path):
    snapshot = later()
    _, told = compare(snapshot, truth.folder)
    report = json.dumps(told | {"findings": told["findings"][3:]})
    earlier = tmp_path / "findings.json"
    earlier.write_text(report, encoding="ascii")
    done, again = compare(snapshot, earlier, "--fail-on", "new-low")
    assert again["baseline"]["new"] == 3
    assert {one["fingerprint"] for one in again["findings"] if one["status"] == "new"} == {
        one["fingerprint"] for one in told["findings"][:3]
    }
    worst = {one["severity"] for one in told["findings"][:3]}
    assert done.returncode == (10 if worst & {"critical", "high", "medium", "low"} else 0)
    page = next(Path(tmp_path).glob("out1/report.html")).read_text(encoding="utf-8")
    assert re.search(r"<strong>Since [^<]+UTC:</strong> 3 new", page)
    assert page.count('<span class="badge new">new</span>') == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no findings.json"),
        (b"[]", "is no findings.json"),
        (b'{"schema": "other"}', "is no findings.json"),
        (b"\xff\xfe", "is no findings.json"),
    ],
)
def test_what_is_no_baseline_is_said_so(compare, truth, tmp_path, content, words):
    file = tmp_path / "earlier.json"
    file.write_bytes(content)
    done, _ = compare(truth.folder, file)
    assert done.returncode == 2
    assert words in done.stderr


def test_another_organisation_is_refused(compare, truth, scan_of_other):
    done, _ = compare(truth.folder, scan_of_other)
    assert done.returncode == 2
    assert "another organisation" in done.stderr


@pytest.fixture
def scan_of_other(truth, tmp_path, compare):
    _, told = compare(truth.folder, truth.folder)
    file = tmp_path / "other.json"
    file.write_text(json.dumps(told | {"organisation": {"id": "other", "name": "Other"}}), encoding="ascii")
    return file


def test_new_without_a_baseline_is_wrong_usage(program, truth):
    done = program("scan", "--snapshot", truth.folder, "--fail-on", "new-high")
    assert done.returncode == 2
    assert "--baseline" in done.stderr


def test_redacted_it_tells_no_names(compare, truth, later, tmp_path):
    denied_groups = Faults(disturbances=(denied("/directories/[^/]+/groups$"), denied("/group/bulk$")))
    snapshot = later(denied_groups)
    _, plain = compare(truth.folder, truth.folder)
    names = {one["subject"]["name"] for one in plain["findings"] if len(one["subject"]["name"]) > 4}
    file = tmp_path / "plain.json"
    file.write_text(json.dumps(plain), encoding="ascii")
    for baseline in (truth.folder, file):
        _, told = compare(snapshot, baseline, "--redact")
        text = json.dumps(told["baseline"])
        assert told["baseline"]["unseen"]
        assert not {name for name in names if name in text}
