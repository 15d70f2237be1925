"""Issue security and saved filters: what is told of them, and which of their rows are not understood."""

import pytest

PROJECT = {"id": "1", "key": "PAY", "name": "Payments"}
SECURED = {"issueSecuritySchemeId": 7, "projectId": 1}
LEVEL = {"id": "20", "issueSecuritySchemeId": "7", "name": "Board"}
MEMBER = {"id": "1", "issueSecurityLevelId": "20", "issueSecuritySchemeId": "7", "holder": {"type": "reporter"}}


def test_a_project_tells_which_schemes_may_hide_its_work_items(compiled):
    records, graph = compiled(
        {
            "projects tenant:t": [PROJECT, PROJECT | {"id": "2", "key": "OPS"}],
            "security_schemes tenant:t": [{"id": 7, "name": "Confidential"}],
            "security_levels tenant:t": [LEVEL],
            "security_level_members tenant:t": [MEMBER],
            "security_scheme_projects tenant:t": [
                SECURED,
                SECURED | {"issueSecuritySchemeId": "8"},
                SECURED | {"projectId": 9},
            ],
        }
    )
    assert graph.nodes["project:t:1"]["issue_security"] == ("8", "Confidential")
    assert "issue_security" not in graph.nodes["project:t:2"]
    assert "project:t:9" not in graph
    assert records.coverage().incomplete() == ()


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("security_schemes", {"name": "without id"}),
        ("security_levels", LEVEL | {"issueSecuritySchemeId": None}),
        ("security_level_members", MEMBER | {"holder": "reporter"}),
        ("security_scheme_projects", {"projectId": "1"}),
        ("filters", {"id": "1", "sharePermissions": "global"}),
        ("filters", {"id": "1", "sharePermissions": [{"type": "planet"}]}),
    ],
)
def test_a_row_that_is_not_understood_is_told(compiled, table, row):
    records, _ = compiled({f"{table} tenant:t": [row]})
    assert [entry.table for entry in records.coverage().incomplete()] == [table]


def test_filters_that_everybody_may_see_are_noted(compiled):
    shares = [
        [],
        None,
        [{"type": "group", "group": {"groupId": "g"}}],
        [{"id": 4, "type": "global"}],
        [{"type": "loggedin"}],
    ]
    rows = [{"id": str(number), "sharePermissions": share} for number, share in enumerate(shares)]
    records, _ = compiled({"filters tenant:t": rows})
    assert records.notes() == (
        "1 filter is shared with everybody on the internet: name, owner and query, not the work items.",
    )
    assert records.coverage().incomplete() == ()
