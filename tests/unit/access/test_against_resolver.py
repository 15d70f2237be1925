"""The engine against brute force, on random organisations: docs/permission-model.md, "How we know that it is right"."""

from hypothesis import given, settings

from graph_audit.access.attainable import attainable_by, attainable_ways
from graph_audit.access.engine import Access
from graph_audit.access.reach import reach_of
from graph_audit.graph import ids

from .description import CONDITIONS
from .drawn_graph import draw
from .random_organisations import EXAMPLES, ORGANISATIONS
from .resolver import MAY, NO, UNKNOWN, YES, active, attainable, gate, product_access, resolve


def nodes_of(path):
    return (*(step.source for step in path), path[-1].target) if path else ()


@settings(max_examples=EXAMPLES)
@given(ORGANISATIONS)
def test_explanations_are_those_of_brute_force(organisation):
    access = Access(draw(organisation))
    for tenant, project, permission in organisation.questions():
        resource = ids.project_id(tenant.id, project.id)
        for account in organisation.accounts:
            answer, _, paths = resolve(organisation, tenant, project, permission, account)
            told = access.explain(ids.user_id(account.id), permission, resource)
            assert (told.answer, {nodes_of(path) for path in told.grant_paths}) == (answer, paths), account
            assert len(set(told.grant_paths)) == len(told.grant_paths)
            assert all(permission in path_permissions(path) for path in told.grant_paths)
            assert bool(told.reasons) == (told.answer != YES)
            assert access.grant_paths(ids.user_id(account.id), permission, resource) == told.grant_paths


def path_permissions(path):
    """What the one step that names permissions grants."""
    (granting,) = [step for step in path if step.permissions]
    return granting.permissions


@settings(max_examples=EXAMPLES)
@given(ORGANISATIONS)
def test_audiences_are_those_of_brute_force(organisation):
    access = Access(draw(organisation))
    users = access.populations
    for tenant, project, permission in organisation.questions():
        audience = access.audience(permission, ids.project_id(tenant.id, project.id))
        assert not audience.effective & audience.unknown
        for account in organisation.accounts:
            _, answer, _ = resolve(organisation, tenant, project, permission, account)
            number = users.number(ids.user_id(account.id))
            asked = (active(account, tenant), gate(organisation, tenant, project, permission, account))
            assert (number in audience.effective) == (answer == YES), account
            assert (number in audience.unknown) == (answer == UNKNOWN), account
            assert (bool(audience.conditions) and asked == (YES, YES)) >= (answer == MAY), account
        granted = [grant for grant in tenant.schemes[project.scheme] if grant.permission == permission]
        assert audience.public == any(grant.holder == "anyone" for grant in granted)
        conditional = {f"{grant.holder}:{grant.argument}" for grant in granted if grant.holder in CONDITIONS}
        assert set(audience.conditions) == {ids.condition_id(tenant.id, name) for name in conditional}


@settings(max_examples=EXAMPLES)
@given(ORGANISATIONS)
def test_gates_are_those_of_brute_force(organisation):
    access = Access(draw(organisation))
    told = {True: YES, None: UNKNOWN, False: NO}
    for tenant, project, permission in organisation.questions():
        resource = ids.project_id(tenant.id, project.id)
        special = project.service_desk and permission == "SERVICEDESK_AGENT"
        for account in organisation.accounts:
            paths, passed = access.gate(ids.user_id(account.id), permission, resource)
            ways = product_access(organisation, tenant, account, "jira-servicedesk" if special else None)
            asked = account.type != "app" or account.app_type == "service"
            assert told[passed] == gate(organisation, tenant, project, permission, account), account
            assert {nodes_of(path) for path in paths} == ({path for _, path in ways if path} if asked else set())
            number = access.populations.number(ids.user_id(account.id))
            alive = access.gates.active(tenant.id)
            assert (number in alive.passed, number in alive.unknown) == (
                active(account, tenant) == YES,
                active(account, tenant) == UNKNOWN,
            )


@settings(max_examples=EXAMPLES)
@given(ORGANISATIONS)
def test_what_an_account_reaches_is_what_is_explained_to_it(organisation):
    access = Access(draw(organisation))
    for account in organisation.accounts:
        user = ids.user_id(account.id)
        reached = {reach.resource: reach for reach in reach_of(access, user)}
        for tenant, project, permission in organisation.questions():
            resource = ids.project_id(tenant.id, project.id)
            told, reach = access.explain(user, permission, resource), reached.get(resource)
            assert (told.answer == YES) == (reach is not None and permission in reach.effective), account
            if reach is not None and permission in reach.unknown:
                assert told.answer == UNKNOWN, account


@settings(max_examples=EXAMPLES)
@given(ORGANISATIONS)
def test_what_is_attainable_is_what_brute_force_finds(organisation):
    access = Access(draw(organisation))
    for tenant, project, permission in organisation.questions():
        resource = ids.project_id(tenant.id, project.id)
        able = access.populations.nodes(attainable_by(access, permission, resource))
        for account in organisation.accounts:
            user = ids.user_id(account.id)
            ways = [(nodes_of(way.path), way.roles) for way in attainable_ways(access, user, permission, resource)]
            expected = attainable(organisation, tenant, project, permission, account)
            assert set(ways) == expected, account
            assert len(ways) == len(set(ways))
            _, answer, _ = resolve(organisation, tenant, project, permission, account)
            sure = active(account, None) == YES
            assert (user in able) == (bool(expected) and answer != YES and sure), account
