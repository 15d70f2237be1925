import json
import stat
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from graph_audit.core.coverage import Coverage
from graph_audit.core.kinds import CoverageStatus, Gap, Outcome, Severity
from graph_audit.exporters.findings_json import FINDINGS_JSON
from graph_audit.graph.access_graph import AccessGraph

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "findings.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@pytest.fixture
def write(tmp_path):
    def write(result):
        FINDINGS_JSON.write(result, AccessGraph(), tmp_path / "findings.json")
        return tmp_path / "findings.json"

    return write


@pytest.fixture
def data(write, result):
    return json.loads(write(result).read_text("ascii"))


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_real_output_is_valid(data):
    VALIDATOR.validate(data)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.pop("mode"),
        lambda data: data.update(schema="graph-audit/findings/2"),
        lambda data: data["checks"][0].update(outcome="fine"),
        lambda data: data["coverage"][0].update(rows=-1),
        lambda data: data["findings"][0].update(fingerprint="x"),
        lambda data: data["findings"][1]["evidence"].update(paths=[[]]),
        lambda data: data["findings"][1]["evidence"].update(records=["r"] * 51),
        lambda data: data["findings"][1]["subject"].update(id="no kind"),
    ],
)
def test_the_schema_notices_what_is_wrong(data, spoil):
    spoil(data)
    assert not VALIDATOR.is_valid(data)


def test_a_later_key_is_allowed(data):
    data["later"] = data["findings"][0]["later"] = data["checks"][0]["scopes"][0]["later"] = 1
    VALIDATOR.validate(data)


def test_the_schema_knows_every_word():
    definitions = SCHEMA["$defs"]
    assert definitions["severity"]["enum"] == list(Severity)
    assert definitions["coverage"]["properties"]["status"]["enum"] == list(CoverageStatus)
    assert definitions["coverage"]["properties"]["gap"]["enum"] == list(Gap)
    assert definitions["check"]["properties"]["outcome"]["enum"] == list(Outcome)


def test_the_schema_describes_every_key(data):
    def undescribed(value, schema):
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        if isinstance(value, list):
            return [found for item in value for found in undescribed(item, schema["items"])]
        if not isinstance(value, dict) or "properties" not in schema:
            return []
        known = schema["properties"]
        inside = [found for key, item in value.items() if key in known for found in undescribed(item, known[key])]
        return [key for key in value if key not in known] + inside

    assert undescribed(data, SCHEMA) == []


def test_worst_findings_come_first(data):
    assert [finding["check"] for finding in data["findings"]] == ["empty", "wide"]
    assert [check["id"] for check in data["checks"]] == ["empty", "off", "wide"]


def test_a_finding_as_documented(data, result, hostile):
    (wide,) = (finding for finding in result.findings if finding.check == "wide")
    assert data["findings"][1] == {
        "fingerprint": wide.fingerprint,
        "check": "wide",
        "severity": "high",
        "category": "Jira",
        "subject": {"kind": "project", "id": "project:t1:10000", "name": hostile, "tenant": "northwind"},
        "cause": {"kind": "group", "id": "group:g1", "name": hostile},
        "message": f"{hostile} is open to all.",
        "scopes": ["tenant:t1"],
        "evidence": {
            "paths": [
                [
                    {
                        "kind": "member_of",
                        "from": "user:712020:ann",
                        "to": "group:g1",
                        "records": ["users/directory:d1#712020:ann/g1"],
                    },
                    {
                        "kind": "holds",
                        "from": "group:g1",
                        "to": "scheme:t1:0",
                        "records": ["permission_schemes/tenant:t1#0"],
                        "permissions": ["BROWSE_PROJECTS"],
                    },
                ]
            ],
            "records": ["projects/tenant:t1#10000"],
            "left_out": 12,
        },
        "details": {"people": 4000, "by": {"group": [hostile]}},
        "status": "new",
    }


def test_what_is_not_there_has_no_key(data):
    bare = data["findings"][0]
    assert "cause" not in bare
    assert "tenant" not in bare["subject"]
    assert "reason" not in data["checks"][0]
    assert data["checks"][1]["reason"] == "switched off"
    assert set(data["coverage"][1]) == {"table", "scope", "status", "rows"}
    assert data["coverage"][0]["gap"] == "failed"


def test_scopes_keep_their_own_outcome(data):
    assert [(scope["scope"], scope["outcome"], scope["at_least"]) for scope in data["checks"][2]["scopes"]] == [
        ("tenant:t0", "not_evaluated", False),
        ("tenant:t1", "found", True),
    ]


def test_equal_results_make_equal_bytes_whatever_their_order(write, result):
    first = write(result).read_bytes()
    shuffled = replace(
        result,
        checks=tuple(replace(check, scopes=check.scopes[::-1]) for check in reversed(result.checks)),
        coverage=Coverage(reversed(result.coverage.entries)),
    )
    path = write(shuffled)
    assert path.read_bytes() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_one_finding_is_one_line(write, result):
    lines = write(result).read_text("ascii").splitlines()
    assert sum(line.startswith('{"fingerprint":') for line in lines) == 2


def test_nothing_at_all(write, result):
    empty = replace(result, checks=(), coverage=Coverage(()), notes=())
    data = json.loads(write(empty).read_bytes())
    VALIDATOR.validate(data)
    assert (data["checks"], data["findings"], data["coverage"]) == ([], [], [])
