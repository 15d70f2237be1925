"""Coverage: what could be seen, and what a reader could miss."""

import pytest

from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.kinds import CoverageStatus, Gap

COMPLETE, PARTIAL, DENIED, SKIPPED = CoverageStatus


@pytest.mark.parametrize(
    ("status", "gap", "is_whole", "has_rows", "is_incomplete"),
    [
        (COMPLETE, None, True, True, False),
        (PARTIAL, Gap.FAILED, False, True, True),
        (PARTIAL, Gap.INVALID_ROWS, False, True, True),
        (DENIED, Gap.RIGHT_MISSING, False, False, True),
        (SKIPPED, Gap.NOT_SELECTED, False, False, True),
        (SKIPPED, Gap.PRODUCT_ABSENT, True, False, False),
        (SKIPPED, Gap.NOT_IN_THIS_MODE, False, False, False),
    ],
)
def test_what_each_gap_means(status, gap, is_whole, has_rows, is_incomplete):
    entry = TableCoverage("projects", "tenant:t", status, gap=gap)
    assert (entry.is_whole, entry.has_rows) == (is_whole, has_rows)
    assert Coverage([entry]).incomplete() == ((entry,) if is_incomplete else ())


def test_entries_are_sorted_by_table_and_scope_whatever_their_order():
    places = [("users", "directory:b"), ("groups", "directory:a"), ("users", "directory:a")]
    entries = [TableCoverage(table, scope, COMPLETE) for table, scope in places]
    coverage = Coverage(iter(entries))
    assert coverage.entries == Coverage(reversed(entries)).entries
    assert [entry.scope for entry in coverage.of("users")] == ["directory:a", "directory:b"]
    assert coverage.of("projects") == ()
