"""The fictional organisation: its sizes, its parts, and what is wrong with it."""

import os
import subprocess
import sys
import unicodedata
from collections import Counter

import pytest

from graph_audit.demo.mishaps import HOSTILE_NAME
from graph_audit.demo.story import fictional_organisation


def test_the_default_organisation_has_the_promised_sizes(organisation):
    assert len(list(organisation.people())) == 400
    assert 110 <= len(organisation.groups) <= 130
    assert len(list(organisation.projects())) == 90
    assert [tenant.name for tenant in organisation.tenants] == ["saltmarsh", "saltmarsh-ops", "tidewater"]
    assert len(organisation.directories) == 3


def test_the_same_seed_tells_the_same_story():
    assert fictional_organisation(users=120, seed=7) == fictional_organisation(users=120, seed=7)


def test_the_story_is_the_same_in_every_process():
    """Sets of strings have another order in each process: none of it may show."""
    script = (
        "import hashlib\n"
        "from graph_audit.demo.story import fictional_organisation\n"
        "told = fictional_organisation(users=150)\n"
        "lines = [(a.account_id, a.name, a.product_access) for a in told.accounts.values()]\n"
        "lines += [(g.id, g.name, sorted(g.members)) for g in told.groups.values()]\n"
        "lines += [(p.key, p.lead, p.roles) for _, p in told.projects()]\n"
        "print(hashlib.sha256(repr(lines).encode()).hexdigest())\n"
    )

    def told(hash_seed):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        command = [sys.executable, "-c", script]
        return subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout

    assert told("1") == told("2")


def test_another_seed_tells_another_story(organisation):
    other = fictional_organisation(seed=1)
    assert other.accounts.keys().isdisjoint(organisation.accounts)


def test_groups_and_projects_can_be_chosen():
    organisation = fictional_organisation(users=5_000, groups=800, projects=1_000)
    assert abs(len(organisation.groups) - 800) <= 10
    assert len(list(organisation.projects())) == 1_000


def test_groups_do_not_grow_with_the_organisation_so_that_large_ones_stay_rare():
    organisation = fictional_organisation(users=20_000)
    used = organisation.groups_with_a_role_or_grant()
    large = [group for group in organisation.groups.values() if len(group.members) > 50 and group.id in used]
    assert len(large) < len(used) / 10


def test_too_few_people_are_refused():
    with pytest.raises(ValueError, match="too few for the story"):
        fictional_organisation(users=99)


def test_tidewater_has_something_to_pass_with(organisation):
    tidewater = organisation.directory("Tidewater Instruments")
    assert len(list(organisation.people_in(tidewater))) > 50
    assert len(list(organisation.groups_in(tidewater))) > 10
    assert {project.style for project in organisation.tenant("tidewater").projects} == {"classic", "next-gen"}


def test_the_wide_admin_group_makes_many_people_administrators_of_many_projects(organisation):
    crew = organisation.group("crew-all")
    projects = [
        project
        for _, project in organisation.projects()
        if any(role.name == "Administrators" and crew.id in role.groups for role in project.roles)
    ]
    assert len(organisation.active_members(crew)) > 50
    assert len(projects) == 12


def test_one_project_is_open_to_the_internet(organisation):
    public = [project.name for tenant, project in organisation.projects() if tenant.is_public(project)]
    assert public == ["Timetables and Disruptions (public)"]


def test_all_holder_types_occur_with_the_spelling_that_jira_gives_them(organisation):
    grants = [grant for tenant in organisation.tenants for scheme in tenant.schemes.values() for grant in scheme.grants]
    shapes = {(grant.holder, grant.parameter is not None, grant.value is not None) for grant in grants}
    assert shapes == {
        ("anyone", False, False),
        ("applicationRole", False, False),
        ("applicationRole", True, True),
        ("group", True, True),
        ("user", True, True),
        ("projectLead", False, False),
        ("projectRole", True, True),
        ("reporter", False, False),
        ("assignee", False, False),
        ("userCustomField", True, True),
        ("groupCustomField", True, True),
        ("sd.customer.portal.only", False, False),
    }
    to_groups = {(grant.parameter, grant.value) for grant in grants if grant.holder == "group"}
    assert {(organisation.groups[value].name, value) for _, value in to_groups} == to_groups


def test_schemes_grants_and_roles_have_their_own_ids(organisation):
    for tenant in organisation.tenants:
        assert 0 in tenant.schemes
        grants = [grant.id for scheme in tenant.schemes.values() for grant in scheme.grants]
        assert len(grants) == len(set(grants))
        own = [role.id for project in tenant.projects for role in project.roles if role.scoped]
        assert len(own) == len(set(own)) > 0
        for project in tenant.projects:
            assert len({role.name for role in project.roles}) == len(project.roles)


def test_team_managed_projects_have_a_scheme_of_their_own(organisation):
    for tenant, project in organisation.projects():
        scheme = tenant.scheme_of(project)
        assert (scheme.project_id == project.id) == (project.style == "next-gen")
        if scheme.project_id:
            roles = {str(role.id) for role in project.roles}
            assert {grant.value for grant in scheme.grants if grant.holder == "projectRole"} == roles


def test_some_scheme_governs_nothing(organisation):
    main = organisation.tenant("saltmarsh")
    assert set(main.schemes) - {project.scheme_id for project in main.projects} == {10_600}


def test_keys_and_ids_of_projects_are_unique_on_their_site(organisation):
    for tenant in organisation.tenants:
        assert len({project.key for project in tenant.projects}) == len(tenant.projects)
        assert len({project.id for project in tenant.projects}) == len(tenant.projects)
        assert {project.type for project in tenant.projects} == {"software", "service_desk", "business"}
    assert {project.archived for _, project in organisation.projects()} == {True, False}


def test_members_of_a_group_are_in_its_directory(organisation):
    for group in organisation.groups.values():
        for account_id in group.members:
            assert group.directory_id in organisation.accounts[account_id].memberships


def test_whoever_stands_in_a_role_is_known_to_the_site(organisation):
    for tenant, project in organisation.projects():
        for role in project.roles:
            assert set(role.users) <= tenant.accounts
            assert len({*role.users, *role.groups}) == len(role.users) + len(role.groups)
            assert all(tenant.cloud_id in organisation.groups[group].listed_in for group in role.groups)


def test_leavers_of_every_kind_are_still_in_groups(organisation):
    grouped = organisation.groups_by_member()
    kinds = {
        (account.account_status, *account.memberships.values())
        for account in organisation.people()
        if not account.is_active and account.account_id in grouped
    }
    assert kinds == {("inactive", "active"), ("active", "suspended"), ("closed", "active")}


def test_somebody_is_suspended_in_one_directory_and_active_in_another(organisation):
    moved = [account for account in organisation.people() if len(account.memberships) == 2]
    assert [sorted(account.memberships.values()) for account in moved] == [["active", "suspended"]]
    assert moved[0].is_active


def test_sources_disagree_about_one_person(organisation):
    disputed = [account for account in organisation.people() if account.inactive_in]
    operations = organisation.tenant("saltmarsh-ops")
    assert [account.is_active for account in disputed] == [True]
    assert not disputed[0].active_on(operations.cloud_id)
    assert disputed[0].account_id in operations.accounts


def test_not_everybody_is_a_person_and_not_every_person_is_managed(organisation):
    kinds = Counter((account.account_type, account.app_type) for account in organisation.accounts.values())
    assert kinds["app", "service"] == 1
    assert kinds["app", None] == 9
    assert kinds["customer", None] >= 12
    unmanaged = {account.account_id for account in organisation.people() if account.claim_status == "unmanaged"}
    in_roles = {user for _, project in organisation.projects() for role in project.roles for user in role.users}
    assert len(unmanaged & in_roles) == 3


def test_accounts_outside_every_directory_are_managed_people(organisation):
    outside = [account for account in organisation.people() if not account.memberships]
    assert len(outside) == 5
    assert {account.claim_status for account in outside} == {"managed"}
    assert Counter(account.is_active for account in outside) == {False: 4, True: 1}


def test_names_come_in_many_scripts(organisation):
    scripts = {
        unicodedata.name(letter).split()[0]
        for account in organisation.people()
        for letter in account.name
        if letter.isalpha()
    }
    assert {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "CJK", "DEVANAGARI"} <= scripts
    assert scripts & {"HIRAGANA", "KATAKANA"}
    assert any("🛟" in account.name or "⚓" in account.name for account in organisation.people())


def test_one_group_is_named_to_hurt(organisation):
    assert organisation.group(HOSTILE_NAME).members


def test_same_names_differ_in_nothing_in_case_and_in_spelling(organisation):
    names = {group.name for group in organisation.groups.values()}
    composed, decomposed = unicodedata.normalize("NFC", "café-crew"), unicodedata.normalize("NFD", "café-crew")
    assert {"developers", "Developers", composed, decomposed} <= names
    assert sum(group.name == "team-payments" for group in organisation.groups.values()) == 2


def test_addresses_belong_to_nobody(organisation):
    addresses = [account.email.casefold() for account in organisation.accounts.values() if account.email]
    assert len(addresses) > 400
    assert all(address.endswith((".example.com", ".example.org", ".example.net")) for address in addresses)


def test_the_auditor_is_an_active_organisation_admin_who_may_use_every_site(organisation):
    auditor = organisation.accounts[organisation.auditor]
    assert auditor.platform_roles == ("atlassian/org-admin",)
    for tenant in organisation.tenants:
        licensed = {group for role in tenant.application_roles for group in role.groups}
        assert any(organisation.auditor in organisation.groups[group].members for group in licensed)


def test_product_access_follows_from_the_groups(organisation):
    for tenant in organisation.tenants:
        for role in tenant.application_roles:
            holders = set().union(*(organisation.groups[group].members for group in role.groups))
            told = {
                account.account_id
                for account in organisation.accounts.values()
                if any((use.product, use.cloud_id) == (role.key, tenant.cloud_id) for use in account.product_access)
            }
            assert told == holders
    visits = [use.last_active for account in organisation.people() for use in account.product_access]
    assert None in visits
    assert all(visit <= organisation.now for visit in visits if visit)


def test_a_group_already_gives_one_person_the_role_that_they_hold_themselves(organisation):
    doubled = {
        user
        for _, project in organisation.projects()
        for role in project.roles
        for user in role.users
        if any(user in organisation.groups[group].members for group in role.groups)
    }
    assert doubled
