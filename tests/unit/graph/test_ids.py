"""Ids are opaque: whatever stands in them, kind, tenant and local id come out as they went in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_audit.core.kinds import NodeKind
from graph_audit.graph import ids

ODD = ("712020:abc-def", "::", "0", "name:t:devs", "a/b", " ", "é\u202e", "<x>")
HOSTILE = st.text(min_size=1) | st.sampled_from(ODD)
CLOUD_ID = HOSTILE.filter(lambda text: ":" not in text)

IN_NO_TENANT = [ids.org_id, ids.directory_id, ids.user_id, ids.group_id]
IN_TENANT = [ids.app_role_id, ids.project_id, ids.scheme_id, ids.condition_id]
ALONE_IN_TENANT = [ids.any_licensed_id, ids.portal_customers_id]


@pytest.mark.parametrize("make", IN_NO_TENANT)
@given(HOSTILE)
def test_ids_without_tenant(make, local):
    node = make(local)
    assert ids.kind_of(node) == make.__name__.removesuffix("_id")
    assert (ids.local_id(node), ids.tenant_of(node)) == (local, "")


@pytest.mark.parametrize("make", IN_TENANT)
@given(CLOUD_ID, HOSTILE)
def test_ids_in_a_tenant(make, cloud_id, local):
    node = make(cloud_id, local)
    assert ids.kind_of(node) == make.__name__.removesuffix("_id")
    assert (ids.tenant_of(node), ids.local_id(node)) == (cloud_id, local)


@pytest.mark.parametrize("make", ALONE_IN_TENANT)
@given(CLOUD_ID)
def test_ids_that_a_tenant_has_once(make, cloud_id):
    node = make(cloud_id)
    assert ids.kind_of(node) == make.__name__.removesuffix("_id")
    assert (ids.tenant_of(node), ids.local_id(node)) == (cloud_id, "")


@given(CLOUD_ID, CLOUD_ID, HOSTILE)
def test_a_role_is_known_by_project_and_role(cloud_id, project, role):
    node = ids.role_id(cloud_id, project, role)
    assert (ids.kind_of(node), ids.tenant_of(node)) == (NodeKind.ROLE, cloud_id)
    assert ids.local_id(node) == f"{project}/{role}"


@given(CLOUD_ID)
def test_a_tenant_is_its_own_tenant(cloud_id):
    node = ids.tenant_id(cloud_id)
    assert (ids.kind_of(node), ids.local_id(node), ids.tenant_of(node)) == (NodeKind.TENANT, cloud_id, cloud_id)


def test_the_public_is_one_node():
    assert (ids.kind_of(ids.ANYONE), ids.local_id(ids.ANYONE), ids.tenant_of(ids.ANYONE)) == (NodeKind.ANYONE, "", "")


def test_unknown_and_administrative_ids_belong_to_no_tenant():
    for node in (ids.unknown_id("moonPhase", "t:x"), ids.admin_role_id("tenant:t", "jira-admin")):
        assert ids.tenant_of(node) == ""
    assert ids.local_id(ids.admin_role_id("tenant:t", "jira-admin")) == "tenant:t:jira-admin"


@given(CLOUD_ID, HOSTILE)
def test_a_group_that_is_known_by_name_only(cloud_id, name):
    node = ids.named_group_id(cloud_id, name)
    assert ids.kind_of(node) == NodeKind.GROUP
    assert ids.is_named_group(node)


@pytest.mark.parametrize("node", ["group:devs", "group:names", "user:name:t:x", "group:"])
def test_other_nodes_are_not_known_by_name_only(node):
    assert not ids.is_named_group(node)


def test_every_kind_that_has_a_maker_is_a_node_kind():
    makers = [name for name in ids.__all__ if name.endswith("_id") and name not in {"local_id", "named_group_id"}]
    assert {name.removesuffix("_id") for name in makers} | {ids.ANYONE} == set(NodeKind)
