"""Small random organisations with every kind of account, group, holder and gate, and ids that invite confusion."""

import os

from hypothesis import strategies as st

from .description import (
    CONDITIONS,
    PERMISSIONS,
    Account,
    Administrator,
    ApplicationRole,
    Grant,
    Group,
    Organisation,
    Project,
    Ref,
    Tenant,
)

EXAMPLES = int(os.environ.get("ORGANISATIONS", "500"))
"""How many are made for each test."""
ACCOUNTS = ("1", "2:a", "3", "4")
GROUPS = ("g1", "g2", "g3")
NAMES = ("devs", "ops")  # fewer names than groups: some are ambiguous
DIRECTORIES = ("d1", "d2")
TENANTS = ("t", "u")
KEYS = ("jira-software", "jira-servicedesk")
ROLES = ("10", "11")
SCHEMES = ("0", "10")
PROJECTS = ("10", "11")  # the same ids as roles and schemes have


def _mostly(usual, *others):
    """Mostly the usual value: an organisation in which everything is odd answers nothing but no."""
    return st.one_of(*[st.just(usual)] * 6, st.sampled_from(others))


def accounts(account):
    return st.builds(
        Account,
        id=st.just(account),
        type=_mostly("atlassian", "app", "customer", "unknown"),
        app_type=st.sampled_from([None, "service"]),
        status=_mostly("active", "inactive", "closed", "unknown", "for_deletion"),
        memberships=st.dictionaries(
            st.sampled_from(DIRECTORIES), _mostly("active", "suspended", "no_membership", None), max_size=2
        ),
        jira_active=st.dictionaries(st.sampled_from(TENANTS), _mostly(True, False, None), max_size=2),  # noqa: FBT003
    )


def groups(group):
    members = st.frozensets(st.sampled_from(ACCOUNTS), min_size=1, max_size=3)
    return st.builds(Group, id=st.just(group), name=st.sampled_from(NAMES), members=members)


GROUP_REFS = st.one_of(
    *[st.builds(Ref, st.just("group"), st.sampled_from(GROUPS))] * 6,
    st.builds(Ref, st.just("group_name"), st.sampled_from((*NAMES, "gone"))),
)
USER_REFS = st.builds(Ref, st.just("user"), st.sampled_from(ACCOUNTS))
ACTORS = st.one_of(GROUP_REFS, GROUP_REFS, USER_REFS, st.just(Ref("unknown", "x")))
KEY_REFS = st.builds(Ref, st.just("parameter"), st.sampled_from((*KEYS, "jira-product-discovery")))
ROLE_REFS = st.builds(Ref, st.just("parameter"), st.sampled_from((*ROLES, "99")))
PERMISSION = st.sampled_from(PERMISSIONS)
GRANTS = st.one_of(
    *[st.builds(Grant, PERMISSION, st.just("projectRole"), ROLE_REFS)] * 3,
    *[st.builds(Grant, PERMISSION, st.just("group"), GROUP_REFS)] * 2,
    *[st.builds(Grant, PERMISSION, st.just("applicationRole"), st.none() | KEY_REFS)] * 2,
    st.builds(Grant, PERMISSION, st.just("user"), USER_REFS),
    st.builds(Grant, PERMISSION, st.sampled_from(("projectLead", "anyone", "sd.customer.portal.only", "moonPhase"))),
    st.builds(Grant, PERMISSION, st.sampled_from(CONDITIONS), st.just(Ref("parameter", "customfield_1"))),
)


def application_roles(keys):
    role = st.tuples(st.lists(GROUP_REFS, min_size=1, max_size=2), st.frozensets(st.sampled_from(ACCOUNTS), max_size=2))
    return st.tuples(*[role.map(lambda r, key=key: ApplicationRole(key, tuple(r[0]), r[1])) for key in keys])


def projects(project):
    return st.builds(
        Project,
        id=st.just(project),
        scheme=st.sampled_from(SCHEMES),
        lead=st.sampled_from((*ACCOUNTS, None)),
        style=st.sampled_from(("classic", "next-gen")),
        archived=st.booleans(),
        service_desk=st.booleans(),
        actors=st.dictionaries(st.sampled_from(ROLES), st.lists(ACTORS, max_size=3).map(tuple), max_size=2),
    )


def tenants(tenant):
    scheme = st.lists(GRANTS, min_size=3, max_size=8).map(tuple)
    return st.builds(
        Tenant,
        id=st.just(tenant),
        gate=_mostly("known", "product_access", "unknown"),
        application_roles=_mostly(KEYS, KEYS[:1], ()).flatmap(application_roles),
        schemes=st.fixed_dictionaries(dict.fromkeys(SCHEMES, scheme)),
        projects=st.lists(st.sampled_from(PROJECTS), min_size=1, unique=True).flatmap(
            lambda found: st.tuples(*map(projects, found))
        ),
    )


ADMINISTRATORS = st.builds(
    Administrator,
    ref=st.one_of(USER_REFS, st.builds(Ref, st.just("group"), st.sampled_from(GROUPS))),
    where=st.sampled_from(("o", *TENANTS)),
    limited=_mostly(False, True),  # noqa: FBT003
)
ORGANISATIONS = st.builds(
    Organisation,
    accounts=st.tuples(*map(accounts, ACCOUNTS)),
    groups=st.tuples(*map(groups, GROUPS)),
    tenants=st.tuples(*map(tenants, TENANTS)),
    administrators=st.lists(ADMINISTRATORS, max_size=2, unique=True).map(tuple),
)
