"""What a failed request means for a table: coverage, not an exception."""

from collections.abc import Mapping

from graph_audit.core.coverage import TableCoverage
from graph_audit.core.errors import ApiError, AuthenticationError, RightMissingError
from graph_audit.core.kinds import CoverageStatus, Gap
from graph_audit.products.definition import Table

__all__ = ["coverage_of_failure", "coverage_of_many", "is_refusal"]

_NOT_FOUND = 404
_ORIGINAL_USER_MANAGEMENT = "ADMIN-400-4"
"""The organisation manages accounts site by site, and the newer endpoints refuse it: another way of running, no gap."""


def is_refusal(error: ApiError) -> bool:
    """Whether the server will not show it: 401, 403, and the 404 behind which Jira hides what may not be seen.

    Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-project-roles/
    """
    return isinstance(error, AuthenticationError | RightMissingError) or error.status == _NOT_FOUND


def coverage_of_failure(table: Table, scope: str, error: ApiError, rows: int = 0) -> TableCoverage:
    """Coverage of a table whose collection ended with ``error`` after ``rows`` rows."""
    if error.code == _ORIGINAL_USER_MANAGEMENT:
        reason = "the organisation has original user management: Jira tells of accounts and groups"
        return TableCoverage(
            table.name, scope, CoverageStatus.SKIPPED, gap=Gap.NOT_IN_THIS_MODE, reason=f"{reason} ({error.code})"
        )
    refused = is_refusal(error)
    return TableCoverage(
        table=table.name,
        scope=scope,
        status=CoverageStatus.DENIED if refused and not rows else CoverageStatus.PARTIAL,
        rows=rows,
        gap=Gap.RIGHT_MISSING if refused else Gap.FAILED,
        reason=str(error),
        remedy=f"It needs {table.right}. {table.remedy}" if refused else "Scan again.",
    )


def coverage_of_many(
    table: Table, scope: str, rows: int, asked: int, failures: Mapping[tuple[str, ...], ApiError]
) -> TableCoverage:
    """Coverage of a table that was asked for once per parent, of which some failed."""
    if not failures:
        return TableCoverage(table.name, scope, CoverageStatus.COMPLETE, rows)
    first = failures[min(failures)]
    refused = all(map(is_refusal, failures.values()))
    nodes = {table.missing_node(scope.partition(":")[2], of) for of in failures} if table.missing_node else set()
    return TableCoverage(
        table=table.name,
        scope=scope,
        status=CoverageStatus.DENIED if refused and not rows and len(failures) == asked else CoverageStatus.PARTIAL,
        rows=rows,
        gap=Gap.RIGHT_MISSING if refused else Gap.FAILED,
        reason=f"{len(failures):,} of {asked:,} requests failed, the first one so: {first}",
        remedy=f"It needs {table.right}. {table.remedy}" if refused else "Scan again.",
        missing=tuple(sorted(nodes)) if len(failures) < asked else (),
    )
