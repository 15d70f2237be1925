"""What is exported is what is explained, on random organisations."""

import json

from hypothesis import given, settings

from graph_audit.access.attainable import attainable_by
from graph_audit.access.engine import Access
from graph_audit.access.words import path_in_words
from graph_audit.core.kinds import NodeKind
from graph_audit.exporters.access_matrix import AccessMatrix
from graph_audit.exporters.effective import EffectiveTable, Kind
from graph_audit.graph import ids
from graph_audit.graph.ids import ANYONE, local_id
from graph_audit.graph.permissions import granted_permissions

from .description import PERMISSIONS
from .drawn_graph import draw
from .random_organisations import EXAMPLES, ORGANISATIONS

AGENT = "SERVICEDESK_AGENT"
COLUMN = {"ADMINISTER_PROJECTS": "Administer", "BROWSE_PROJECTS": "Read (Browse)", AGENT: AGENT}
FEWER = max(1, EXAMPLES // 5)


def drawn(organisation):
    """The graph with a name for everything: names tell people apart, groups not."""
    graph = draw(organisation)
    for node in graph:
        graph.add_entity(node, name=f"N {node}")
    return graph


def questions(access):
    projects, users = access.graph.of_kind(NodeKind.PROJECT), access.graph.of_kind(NodeKind.USER)
    return [(user, project) for project in projects for user in users]


@settings(max_examples=FEWER)
@given(ORGANISATIONS)
def test_the_matrix_has_a_row_for_all_access_and_for_nothing_else(organisation):
    access = Access(drawn(organisation))
    projects = access.graph.of_kind(NodeKind.PROJECT)
    matrix = AccessMatrix(access, projects, (AGENT,))
    titles = [title for title, _ in matrix.columns]
    rows = [dict(zip(titles, row, strict=True)) for row in matrix.rows()]
    by_user = {(row["User account id"], row["Project name"]): row for row in rows}
    assert len(by_user) == len(rows) == matrix.count()

    for user, project in questions(access):
        row = by_user.pop((local_id(user), access.graph.name_of(project)), None)
        number, audiences = access.populations.number(user), {p: access.audience(p, project) for p in PERMISSIONS}
        held = {p for p, audience in audiences.items() if number in audience.effective}
        assert (row is not None) == bool(held), (user, project)
        if row is not None:
            public = {p for p, audience in audiences.items() if audience.public}
            assert {p for p in PERMISSIONS if row[COLUMN[p]]} == held | public
            for permission in held | public:
                paths = access.grant_paths(user, permission, project)
                if permission not in held:  # the gate of the permission lets only the grant to anyone count
                    paths = [path for path in paths if path[0].source == ANYONE]
                assert cell_of(row[COLUMN[permission]]) == {entry_of(access, user, permission, path) for path in paths}
                assert {path_in_words(access.graph, path) for path in paths} <= set(row["All paths"].split("; "))
            assert len(row["To revoke"].split("; ")) <= len(row["All paths"].split("; "))
    public = {access.graph.name_of(p) for p in projects if any(access.audience(key, p).public for key in PERMISSIONS)}
    assert set(by_user) == {(ANYONE, name) for name in public}


def cell_of(text):
    value = json.loads(text)
    return {json.dumps(one) for one in (value if isinstance(value, list) else [value])}


def entry_of(access, user, permission, path):
    """The cell that a path stands for, by the words of docs/formats.md."""
    graph = access.graph
    last = next(step for step in path if permission in step.permissions)
    group = next((graph.name_of(step.target) for step in path if step.kind == "member_of"), None)
    name, holder = graph.name_of(user), last.source
    kind = ids.kind_of(holder)
    told = {
        "anyone": {"public": "anyone"},
        "any_licensed": {"app_access": "any_logged_in_user"},
        "app_role": {"app_access": graph.attribute(holder, "key")},
        "role": {f"Role{'Group' if group else 'User'}_{graph.name_of(holder)}": group or name},
        "group": {"group": group},
        "user": {"project_lead" if last.kind == "leads" else "user": name},
    }
    return json.dumps(told[kind])


@settings(max_examples=FEWER)
@given(ORGANISATIONS)
def test_accounts_that_are_not_active_have_rows_when_they_are_asked_for(organisation):
    access = Access(drawn(organisation))
    projects = access.graph.of_kind(NodeKind.PROJECT)
    usual, all_of_them = AccessMatrix(access, projects), AccessMatrix(access, projects, with_inactive=True)
    rows = list(all_of_them.rows())
    assert len(rows) == all_of_them.count()
    assert {row[:-1] for row in rows} >= set(usual.rows())
    states = {row[-1] for row in rows if row[:-1] not in set(usual.rows())}
    assert states <= {"deactivated", "closed", "suspended", "unknown", "active"}


@settings(max_examples=FEWER)
@given(ORGANISATIONS)
def test_the_long_form_has_every_answer(organisation):
    access = Access(drawn(organisation))
    graph = access.graph
    rows = list(EffectiveTable(access, graph.of_kind(NodeKind.PROJECT), kinds=frozenset(Kind)).rows())
    told = {(site, number, account, permission): kind for site, number, _, account, permission, kind in rows}
    assert len(told) == len(rows)
    for user, project in questions(access):
        for permission in granted_permissions(graph):  # of no other it is known that there is one
            place = (graph.name_of(ids.tenant_id(ids.tenant_of(project))), project.rpartition(":")[2])
            kind = told.get((*place, local_id(user), permission))
            answer = access.explain(user, permission, project).answer
            audience = access.audience(permission, project)
            number = access.populations.number(user)
            if audience.public:
                assert (told[(*place, ANYONE, permission)], kind in {None, "effective"}) == ("effective", True)
                assert (kind == "effective") == (number in audience.effective)
            else:
                could = number in attainable_by(access, permission, project) and answer == "no"
                expected = {"yes": "effective", "may": "conditional"}.get(answer, "attainable" if could else None)
                assert kind == expected, (user, permission, project)


@given(ORGANISATIONS)
@settings(max_examples=50)
def test_filters_choose_among_the_same_rows(organisation):
    access = Access(drawn(organisation))
    projects, users = access.graph.of_kind(NodeKind.PROJECT), access.graph.of_kind(NodeKind.USER)
    everything = list(EffectiveTable(access, projects).rows())
    some = EffectiveTable(access, projects[:1], frozenset({"BROWSE_PROJECTS"}), frozenset(users[:2])).rows()
    place = (access.graph.name_of(ids.tenant_id(ids.tenant_of(projects[0]))), projects[0].rpartition(":")[2])
    wanted = {local_id(user) for user in users[:2]}
    expected = [row for row in everything if row[:2] == place and row[4] == "BROWSE_PROJECTS"]
    assert list(some) == [row for row in expected if row[3] in wanted]
