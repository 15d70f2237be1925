"""Findings as OCSF Detection Findings, a JSON object each line, for security data lakes and SIEMs.

Source: https://schema.ocsf.io/1.5.0/classes/detection_finding (class 2004)
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph_audit.core.clock import parse_time
from graph_audit.core.files import write_private
from graph_audit.core.kinds import Severity
from graph_audit.core.safe_text import without_surrogates
from graph_audit.exporters.definition import Exporter
from graph_audit.findings.finding import Finding
from graph_audit.findings.result import AuditResult, CheckResult
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["OCSF"]

_VERSION = "1.5.0"
_SUPPRESSED = 3
_CATEGORY, _CLASS, _CREATE, _NEW, _RULE = 2, 2004, 1, 1, 1
_SEVERITIES = {
    Severity.INFO: (1, "Informational"),
    Severity.LOW: (2, "Low"),
    Severity.MEDIUM: (3, "Medium"),
    Severity.HIGH: (4, "High"),
    Severity.CRITICAL: (5, "Critical"),
}


def _write(result: AuditResult, _graph: AccessGraph, path: Path) -> None:
    lines = (json.dumps(without_surrogates(event), ensure_ascii=True) for event in _events(result))
    write_private(path, (f"{line}\n".encode("ascii") for line in lines))


def _events(result: AuditResult) -> Iterator[dict[str, Any]]:
    moment = parse_time(result.snapshot.finished)
    time = 0 if moment is None else round(moment.timestamp() * 1000)
    name, _, version = result.generator.rpartition(" ")
    about = {
        "version": _VERSION,
        "product": {"name": name or result.generator, "vendor_name": name or result.generator, "version": version},
        "tenant_uid": result.organisation.id,
        "original_time": result.snapshot.finished,
    }
    checks = {check.id: check for check in result.checks}
    for finding in (*result.findings, *result.waived):
        uid = f"{result.snapshot.id}:{finding.fingerprint}"
        yield _event(finding, checks[finding.check], {**about, "uid": uid}, time)


def _event(finding: Finding, check: CheckResult, about: dict[str, Any], time: int) -> dict[str, Any]:
    severity_id, severity = _SEVERITIES[finding.severity]
    subject = finding.subject
    return {
        "activity_id": _CREATE,
        "activity_name": "Create",
        "category_uid": _CATEGORY,
        "category_name": "Findings",
        "class_uid": _CLASS,
        "class_name": "Detection Finding",
        "type_uid": _CLASS * 100 + _CREATE,
        "time": time,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": _SUPPRESSED if finding.waived else _NEW,
        "status": "Suppressed" if finding.waived else "New",
        **({"comment": finding.waived.why} if finding.waived else {}),
        "message": finding.message,
        "metadata": about,
        "finding_info": {
            "uid": finding.fingerprint,
            "title": check.title,
            "desc": finding.message,
            "types": [finding.category],
            "created_time": time,
            "analytic": {"uid": check.id, "name": check.title, "type_id": _RULE, "type": "Rule"},
        },
        "resources": [
            {"uid": subject.id, "name": subject.name, "type": subject.kind, "group": {"name": subject.tenant}}
            if subject.tenant
            else {"uid": subject.id, "name": subject.name, "type": subject.kind}
        ],
        **({"remediation": {"desc": check.fix}} if check.fix else {}),
        "unmapped": {"records": list(finding.evidence.records), "scopes": sorted(finding.scopes)},
    }


OCSF = Exporter(id="ocsf", title="Findings as OCSF Detection Findings", file="ocsf.jsonl", write=_write)
