import pytest

from graph_audit.collection.failure import coverage_of_failure, coverage_of_many
from graph_audit.core.errors import ApiError, AuthenticationError, BadAnswerError, RightMissingError, UnreachableError

SCOPE = "tenant:t"


@pytest.mark.parametrize(
    ("error", "rows", "status", "gap"),
    [
        (RightMissingError("403", status=403), 0, "denied", "right_missing"),
        (AuthenticationError("401", status=401), 0, "denied", "right_missing"),
        (ApiError("404", status=404), 0, "denied", "right_missing"),
        (RightMissingError("403", status=403), 5, "partial", "right_missing"),
        (ApiError("500", status=500), 0, "partial", "failed"),
        (BadAnswerError("what"), 5, "partial", "failed"),
        (UnreachableError("gone"), 0, "partial", "failed"),
    ],
)
def test_what_a_failure_means(tables, error, rows, status, gap):
    told = coverage_of_failure(tables["projects"], SCOPE, error, rows)
    assert (told.status, told.gap, told.rows, told.reason) == (status, gap, rows, str(error))
    assert (tables["projects"].right in told.remedy) is (gap == "right_missing")


def test_another_way_of_managing_accounts_is_no_gap_of_rights(tables):
    told = coverage_of_failure(tables["users"], "directory:d", ApiError("no", status=400, code="ADMIN-400-4"))
    assert (told.status, told.gap) == ("skipped", "not_in_this_mode")


@pytest.mark.parametrize(
    ("rows", "asked", "errors", "told"),
    [
        (3, 3, {}, ("complete", ())),
        (2, 3, {("1",): RightMissingError("no")}, ("partial", ("project:t:1",))),
        (0, 2, {("1",): RightMissingError("no"), ("2",): RightMissingError("no")}, ("denied", ())),
        (0, 2, {("1",): RightMissingError("no"), ("2",): BadAnswerError("what")}, ("partial", ())),
        (0, 2, {("1",): RightMissingError("no")}, ("partial", ("project:t:1",))),
    ],
)
def test_what_failures_of_single_parents_mean(tables, rows, asked, errors, told):
    coverage = coverage_of_many(tables["project_roles"], SCOPE, rows, asked, errors)
    assert (coverage.status, coverage.missing) == told
