"""What could not be read is unknown, which is neither "no" nor a reason to forget the rest."""

from datetime import UTC, datetime

import pytest

from graph_audit.access.engine import Access
from graph_audit.core.coverage import TableCoverage
from graph_audit.core.kinds import CoverageStatus, Gap
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.ids import project_id, user_id
from graph_audit.products.definition import all_products, in_build_order
from graph_audit.products.records import Records
from graph_audit.snapshot.manifest import OrganisationEntry, TenantEntry
from graph_audit.snapshot.reader import Snapshot
from graph_audit.snapshot.writer import SnapshotWriter

T = "tenant:t"
NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
GROUP = {"name": "devs", "groupId": "g1"}
PUBLIC = {"id": 1, "permission": "BROWSE_PROJECTS", "holder": {"type": "anyone"}}
ROLE_GRANT = {"id": 2, "permission": "EDIT_ISSUES", "holder": {"type": "projectRole", "parameter": "10", "value": "10"}}
ROWS = {
    "jira_users": [((), {"accountId": "maya", "accountType": "atlassian", "active": True, "displayName": "Maya"})],
    "jira_groups": [((), GROUP)],
    "group_members": [(("g1",), {"accountId": "maya", "accountType": "atlassian", "active": True})],
    "application_roles": [((), {"key": "jira-software", "groupDetails": [GROUP]})],
    "projects": [((), {"id": "1", "key": "PAY", "name": "Payments"})],
    "project_roles": [(("1",), {"Developers": "https://x.example/rest/api/3/project/1/role/10"})],
    "role_actors": [(("1", "10"), {"id": 10, "name": "Developers"})],
    "permission_schemes": [((), {"id": 0, "name": "Default", "permissions": [PUBLIC, ROLE_GRANT]})],
    "project_schemes": [(("1",), {"id": 0, "name": "Default"})],
}
PAY, MAYA = project_id("t", "1"), user_id("maya")


@pytest.fixture
def compiled(tmp_path):
    """Compiles a snapshot of one tenant; ``changes`` replaces the rows of a table, None denies it."""

    def compile_rows(**changes):
        writer = SnapshotWriter.begin(tmp_path / "snapshot", generator="test", started=NOW)
        for table, rows in (ROWS | changes).items():
            if rows is None:
                gap = TableCoverage(table, T, CoverageStatus.DENIED, gap=Gap.RIGHT_MISSING, reason="403")
                writer.leave_out(gap)
                continue
            with writer.table(table, T) as sink:
                for of, row in rows:
                    sink.add_page([row], of)
                sink.close(TableCoverage(table, T, CoverageStatus.COMPLETE))
        tenant = TenantEntry(cloud_id="t", name="site", url="https://site.atlassian.net", products=("jira-software",))
        writer.seal(organisation=OrganisationEntry(id="o", name="O"), mode="jira_only", tenants=[tenant], finished=NOW)
        records = Records(Snapshot.open(tmp_path / "snapshot"))
        graph = AccessGraph()
        for product in in_build_order(all_products()):
            product.compile(records, graph)
        return records, Access(graph)

    return compile_rows


def entry(records, table):
    return records.coverage().of(table)[0]


def test_with_everything_read_the_answer_is_no(compiled):
    _, access = compiled()
    assert access.explain(MAYA, "EDIT_ISSUES", PAY).answer == "no"


def test_a_role_without_actors_is_empty_but_one_that_was_not_read_is_unknown(compiled):
    _, access = compiled(role_actors=None)
    assert access.explain(MAYA, "EDIT_ISSUES", PAY).answer == "unknown"
    assert access.audience("EDIT_ISSUES", PAY).unknown_holders


def test_a_project_whose_roles_were_not_listed_is_unknown(compiled):
    _, access = compiled(project_roles=None, role_actors=None)
    assert access.explain(MAYA, "EDIT_ISSUES", PAY).answer == "unknown"


def test_a_role_that_the_project_does_not_have_is_not_unknown(compiled):
    others = {"Viewers": "https://x.example/rest/api/3/project/1/role/11"}
    _, access = compiled(project_roles=[(("1",), others)], role_actors=[(("1", "11"), {"id": 11, "name": "Viewers"})])
    assert access.explain(MAYA, "EDIT_ISSUES", PAY).answer == "no"


@pytest.mark.parametrize("table", ["project_schemes", "permission_schemes"])
def test_without_the_projects_scheme_or_its_grants_everything_is_unknown(compiled, table):
    records, access = compiled(**{table: None})
    assert access.explain(MAYA, "BROWSE_PROJECTS", PAY).answer == "unknown"
    assert not entry(records, table).is_whole


def test_one_odd_grant_does_not_hide_a_public_project(compiled):
    odd = {"id": 3, "permission": ["not", "text"], "holder": {"type": "group"}}
    scheme = {"id": 0, "name": "Default", "permissions": [odd, PUBLIC, {"id": 4}]}
    records, access = compiled(permission_schemes=[((), scheme)])
    assert access.audience("BROWSE_PROJECTS", PAY).public
    told = entry(records, "permission_schemes")
    assert (told.status, told.gap) == (CoverageStatus.PARTIAL, Gap.INVALID_ROWS)
    assert "permissions.0.permission" in told.reason


def test_a_row_that_is_off_outside_of_its_lists_is_left_out(compiled):
    records, access = compiled(permission_schemes=[((), {"id": None, "permissions": [PUBLIC]})])
    assert not access.audience("BROWSE_PROJECTS", PAY).public
    assert "1 row has not the expected shape (id" in entry(records, "permission_schemes").reason


def test_without_administer_jira_the_list_of_projects_counts_as_partial(compiled):
    records, _ = compiled(application_roles=None)
    assert "without Administer Jira" in entry(records, "projects").reason


def test_a_path_names_the_record_of_the_grant_in_question_and_no_other(compiled):
    both = [{**ROLE_GRANT, "id": 7}, {**ROLE_GRANT, "id": 8, "permission": "ADD_COMMENTS"}]
    actor = {"id": 1, "type": "atlassian-user-role-actor", "actorUser": {"accountId": "maya"}}
    _, access = compiled(
        permission_schemes=[((), {"id": 0, "name": "Default", "permissions": both})],
        role_actors=[(("1", "10"), {"id": 10, "name": "Developers", "actors": [actor]})],
    )
    ((_, grant),) = access.explain(MAYA, "ADD_COMMENTS", PAY).grant_paths
    assert (grant.permissions, grant.records) == (("ADD_COMMENTS",), (f"permission_schemes/{T}#0/8",))
    every = access.graph.steps(grant.source, grant.target)
    assert [record for step in every if step.kind == "grants" for record in step.records] == [
        f"permission_schemes/{T}#0/7",
        f"permission_schemes/{T}#0/8",
    ]
