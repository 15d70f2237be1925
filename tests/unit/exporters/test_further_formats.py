"""JUnit, OCSF, node-link and GEXF: read by other programs, whatever the names."""

import json
import stat
import xml.etree.ElementTree as ET

import networkx as nx
import pytest
from junitparser import JUnitXml
from py_ocsf_models.events.findings.detection_finding import DetectionFinding

from graph_audit.core.safe_text import without_surrogates
from graph_audit.exporters.definition import all_exporters


@pytest.fixture
def written(result, graph, tmp_path):
    def written(name):
        exporter = all_exporters()[name]
        path = tmp_path / exporter.file
        exporter.write(result, graph, path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        return path

    return written


def test_junit_fails_what_was_found_and_skips_what_was_not_told(written, result):
    root = ET.parse(written("junit")).getroot()  # noqa: S314  # written just now
    cases = {case.get("classname"): case for case in root.iter("testcase")}
    assert {name: [child.tag for child in case] for name, case in cases.items()} == {
        "graph-audit.wide": ["failure"],
        "graph-audit.empty": ["failure"],
        "graph-audit.off": ["skipped"],
    }
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("3", "2", "1")
    assert [suite.get("name") for suite in root] == ["Groups", "Jira", "Users"]
    assert cases["graph-audit.wide"][0].get("message") == "high: at least 1 finding"
    assert result.checks[0].findings[0].fingerprint in cases["graph-audit.wide"][0].text
    assert cases["graph-audit.off"][0].get("message") == "disabled: switched off"


def test_junit_is_read_by_another_program(written):
    report = JUnitXml.fromfile(str(written("junit")))
    assert (report.tests, report.failures, report.skipped, report.errors) == (3, 2, 1, 0)
    told = {case.classname: (case.is_failure, case.is_skipped) for suite in report for case in suite}
    assert told == {
        "graph-audit.wide": (True, False),
        "graph-audit.empty": (True, False),
        "graph-audit.off": (False, True),
    }
    before = (report.tests, report.failures, report.skipped)
    report.update_statistics()  # counts the cases itself
    assert (report.tests, report.failures, report.skipped) == before


def test_ocsf_has_what_the_class_requires(written, result):
    lines = written("ocsf").read_text(encoding="ascii").splitlines()
    events = [json.loads(line) for line in lines]
    assert len(events) == len(result.findings)
    for event, finding in zip(events, result.findings, strict=True):
        assert (event["category_uid"], event["class_uid"], event["activity_id"]) == (2, 2004, 1)
        assert event["type_uid"] == 200401
        assert event["time"] == 1795183570000  # 2026-11-20T14:06:10Z in milliseconds
        assert event["metadata"]["product"]["vendor_name"] == "graph-audit"
        assert event["metadata"]["version"] == "1.5.0"
        assert event["finding_info"]["uid"] == finding.fingerprint
        assert event["finding_info"]["title"]
        assert event["finding_info"]["analytic"]["type_id"] == 1
        assert event["resources"][0]["uid"] == finding.subject.id
    assert [event["severity_id"] for event in events] == [5, 4]
    assert len({event["metadata"]["uid"] for event in events}) == len(events)


def test_ocsf_is_read_by_another_program_that_knows_the_class(written, result):
    """Prowler's models of OCSF: types, enumerations, and what must be there."""
    lines = written("ocsf").read_text(encoding="ascii").splitlines()
    read = [DetectionFinding.model_validate_json(line) for line in lines]
    assert [event.finding_info.uid for event in read] == [finding.fingerprint for finding in result.findings]
    assert [event.message for event in read] == [without_surrogates(finding.message) for finding in result.findings]
    assert {event.severity_id.name for event in read} == {"Critical", "High"}
    assert set(json.loads(lines[0])) - {"type_name"} <= DetectionFinding.model_fields.keys()


def test_node_link_is_read_by_networkx(written, graph):
    content = json.loads(written("node-link").read_text(encoding="ascii"))
    read = nx.node_link_graph(content, edges="edges")
    assert isinstance(read, nx.MultiDiGraph)
    assert set(read) == set(graph)
    assert set(read.edges(keys=True)) == set(graph.edges(keys=True))
    assert all(read.nodes[node]["name"] == graph.nodes[node]["name"] for node in graph if "name" in graph.nodes[node])
    for source, target, key, data in graph.edges(keys=True, data=True):
        told = read.edges[source, target, key]
        assert set(told.get("permissions", ())) == set(data.get("permissions", ()))
        assert tuple(told["records"]) == graph.edge_records(source, target, key, permissions=())


def test_gexf_is_read_by_networkx(written, graph):
    read = nx.read_gexf(written("gexf"))
    assert read.is_multigraph()
    assert len(read) == len(graph)
    assert read.number_of_edges() == graph.number_of_edges()
    assert read.nodes["group:g1"]["label"] == "devs"
    assert read.nodes["group:g1"]["synced"] is True
    assert read.nodes["group:g1"]["also_named"] == "b a"
    assert {data["label"] for *_, data in read.edges(data=True)} == {
        data["kind"] for *_, data in graph.edges(data=True)
    }
    [held] = read.get_edge_data("group:g1", "scheme:t1:0").values()
    assert (held["permissions"], held["records"]) == ("EDIT_ISSUES", "a b")


@pytest.mark.parametrize("name", ["junit", "ocsf", "node-link", "gexf"])
def test_same_input_same_bytes(written, name):
    first = written(name).read_bytes()
    assert written(name).read_bytes() == first
