from graph_audit.core.kinds import CoverageStatus, Gap, Outcome

from .coverages import denied, entry, full_coverage

ORGANISATION = "org:o name=Saltmarsh"


def test_each_place_is_told_once_with_all_of_its_tables(run):
    text = f"""
        {ORGANISATION}
        tenant:t name=harbour
        unread users directory:d
        unread groups directory:d
        unread filters tenant:t
    """
    result = run("coverage-incomplete", text)
    told = {finding.cause.id: finding for finding in result.findings}
    assert set(told) == {"directory:d", "tenant:t"}
    assert told["tenant:t"].message == "This scan did not see all of harbour: 1 table not or not wholly read (filters)."
    assert [table["table"] for table in told["directory:d"].details["tables"]] == ["groups", "users"]
    assert told["tenant:t"].details["tables"] == [{"table": "filters", "status": "denied", "reason": "403"}]


def test_what_another_table_tells_or_is_not_there_lacks_nothing(run):
    def coverage(graph):
        absent = entry("projects", "tenant:u", CoverageStatus.SKIPPED, Gap.PRODUCT_ABSENT)
        instead = entry("jira_users", "tenant:t", CoverageStatus.SKIPPED, Gap.NOT_IN_THIS_MODE)
        return full_coverage(graph, absent, instead)

    assert run("coverage-incomplete", ORGANISATION, coverage).outcome is Outcome.PASSED


def test_a_place_keeps_its_finding_when_further_tables_are_lost(run):
    one = run("coverage-incomplete", ORGANISATION, lambda graph: full_coverage(graph, denied("users", "directory:d")))
    both = [denied("users", "directory:d"), denied("groups", "directory:d")]
    two = run("coverage-incomplete", ORGANISATION, lambda graph: full_coverage(graph, *both))
    assert [f.fingerprint for f in one.findings] == [f.fingerprint for f in two.findings]
