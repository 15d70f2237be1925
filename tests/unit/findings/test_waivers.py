"""Waivers: what is a valid one, which findings they fit, and that nothing waived is gone or counted."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from graph_audit.checks.runner import all_checks, run_checks
from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.errors import ConfigurationError
from graph_audit.core.kinds import CoverageStatus, Outcome, Severity
from graph_audit.findings.comparison import baseline_of, compare
from graph_audit.findings.result import AuditResult, Named, SnapshotInfo
from graph_audit.findings.waivers import LONGEST, Waiver, read_waivers, waive
from graph_audit.graph.sketch import sketch

TODAY = date(2026, 11, 20)
GRAPH = """
    group:a name=Left_over
    group:b name=Choir
"""
FINGERPRINT = "0" * 32
ENTRY = {"owner": "maya", "reason": "until the merger", "until": date(2027, 3, 1)}


def result_of(graph):
    tables = ("users", "groups", "unaffiliated_users")
    coverage = Coverage(TableCoverage(table, "directory:d", CoverageStatus.COMPLETE, 1) for table in tables)
    checks = run_checks([all_checks()["empty-group"]], graph, coverage, now=datetime(2026, 11, 20, tzinfo=UTC))
    info = SnapshotInfo("s", "2026-11-20T14:00:00Z", "2026-11-20T14:05:00Z", "0" * 64)
    return AuditResult(Named("o", "Saltmarsh"), info, "full", "graph-audit test", coverage, checks)


@pytest.fixture
def graph():
    return sketch(GRAPH)


@pytest.fixture
def waived(graph):
    def waived(*entries, day=TODAY, **options):
        waivers = tuple(Waiver.model_validate({**ENTRY, **entry}) for entry in entries)
        return waive(result_of(graph), graph, waivers, day, **options)

    return waived


def names(findings):
    return [finding.subject.name for finding in findings]


@pytest.mark.parametrize("subject", ["Left over", "left*", "a", "group:a"])
def test_a_subject_is_named_by_name_pattern_or_id(waived, subject):
    result = waived({"check": "empty-group", "subject": subject})
    assert names(result.findings) == ["Choir"]
    assert names(result.waived) == ["Left over"]
    assert [(one.status, one.waived.why) for one in result.waived] == [
        ("waived", "maya, until 2027-03-01: until the merger")
    ]


def test_a_finding_is_named_by_its_fingerprint(waived, graph):
    chosen = result_of(graph).findings[0]
    result = waived({"fingerprint": chosen.fingerprint})
    assert [one.fingerprint for one in result.waived] == [chosen.fingerprint]
    assert not result.waivers_unused


def test_a_check_whose_findings_are_all_waived_has_still_found_them(waived):
    result = waived({"check": "empty-group", "subject": "*"})
    (check,) = result.checks
    assert (check.outcome, check.findings, len(check.waived)) == (Outcome.FOUND, (), 2)
    assert result.count_by_severity()[Severity.MEDIUM] == 0


def test_it_counts_on_its_last_day_and_not_afterwards(waived):
    entry = {"check": "empty-group", "subject": "*", "until": TODAY}
    assert len(waived(entry).waived) == 2
    later = waived(entry, day=date(2026, 11, 21))
    assert not later.waived
    assert [one.what for one in later.waivers_expired] == ["empty-group of *"]
    assert not later.waivers_unused


def test_one_that_fits_nothing_is_unused(waived):
    result = waived({"check": "empty-group", "subject": "nobody"}, {"fingerprint": FINGERPRINT})
    assert sorted(one.what for one in result.waivers_unused) == ["empty-group of nobody", f"fingerprint {FINGERPRINT}"]


def test_of_two_the_one_that_ends_later_counts_and_both_are_used(waived):
    short, long = {"until": date(2026, 12, 1), "owner": "omar"}, {"until": date(2027, 2, 1), "owner": "maya"}
    result = waived({"check": "empty-group", "subject": "a", **short}, {"check": "empty-group", "subject": "*", **long})
    assert {one.waived.owner for one in result.waived} == {"maya"}
    assert not result.waivers_unused


def test_redacted_it_names_nobody(waived):
    result = waived(
        {"check": "empty-group", "subject": "Left over", "owner": "omar@example.com"},
        {"check": "empty-group", "subject": "Nobody's group"},
        redact=True,
    )
    (finding,) = result.waived
    told = repr((finding.waived, result.waivers_unused))
    assert not [name for name in ("omar", "Left", "Nobody", "merger") if name in told]


def test_a_waived_finding_is_neither_new_nor_fixed_against_a_baseline(waived, graph):
    before = result_of(graph)
    compared = compare(waived({"check": "empty-group", "subject": "a"}), baseline_of(before))
    assert (compared.comparison.new, compared.comparison.known, compared.comparison.fixed) == (0, 1, ())
    assert [one.status for one in compared.waived] == ["waived"]
    again = compare(before, baseline_of(waived({"check": "empty-group", "subject": "a"})))
    assert (again.comparison.new, again.comparison.known) == (0, 2)


def test_the_check_is_as_bad_as_what_is_left(waived, graph):
    result = result_of(graph)
    (check,) = result.checks
    worse = tuple(
        replace(finding, severity=Severity.CRITICAL if finding.subject.id == "group:a" else Severity.LOW)
        for finding in check.findings
    )
    worst = replace(result, checks=(replace(check, severity=Severity.CRITICAL, findings=worse),))
    waiver = Waiver.model_validate({**ENTRY, "check": "empty-group", "subject": "a"})
    assert waive(worst, graph, (waiver,), TODAY).checks[0].severity is Severity.LOW


# files


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("owner = 'x'", "only entries"),
        ("waiver = 1", "only entries"),
        ("[[waiver]", "not valid TOML"),
        ("[[waiver]]\nowner = 'x'", "waiver 1: reason: Field required; until: Field required"),
        ("[[waiver]]\ncheck = 'empty-group'", "owner: Field required"),
        ("[[waiver]]\nfingerprint = 'abc'", "fingerprint: String should match pattern"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path, text, message):
    file = tmp_path / "waivers.toml"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=message):
        read_waivers(file, {"empty-group"}, TODAY)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"fingerprint": None}, "give a fingerprint, or a check and a subject"),
        ({"check": "empty-group", "subject": "a"}, "give a fingerprint, or a check and a subject"),
        ({"fingerprint": None, "check": "empty-group"}, "give a fingerprint, or a check and a subject"),
        ({"fingerprint": None, "check": "empty-grop", "subject": "a"}, "no check 'empty-grop'; perhaps 'empty-group'"),
        ({"reason": "   because  "}, "reason: String should have at least 10 characters"),
        ({"owner": " "}, "owner: String should have at least 1 character"),
        ({"until": TODAY + LONGEST + (date(2027, 1, 2) - date(2027, 1, 1))}, "more than 366 days ahead"),
        ({"until": "soon"}, "until: Input should be a valid date"),
        ({"waives": "all"}, "waives: Extra inputs are not permitted"),
    ],
)
def test_an_entry_is_checked(tmp_path, changed, message):
    entry = {"fingerprint": FINGERPRINT, **ENTRY, **changed}
    lines = [f"{key} = {value if isinstance(value, date) else repr(value)}" for key, value in entry.items() if value]
    file = tmp_path / "waivers.toml"
    file.write_text("\n".join(["[[waiver]]", *lines]))
    with pytest.raises(ConfigurationError, match=message):
        read_waivers(file, {"empty-group"}, TODAY)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_waivers(tmp_path / "none.toml", (), TODAY)
