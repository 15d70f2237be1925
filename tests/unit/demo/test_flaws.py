"""What each of the first seventeen checks has to find, worked out here from the description alone."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import pytest

from graph_audit.demo.organisation import Organisation, Project, Tenant
from graph_audit.demo.story import fictional_organisation

Found = Iterator[tuple[str, str]]

TIDY = {"Tidewater Instruments", "tidewater"}
FACTS: dict[str, Callable[[Organisation], Found]] = {}


def fact(function):
    FACTS[function.__name__.replace("_", "-")] = function
    return function


def directory_of(organisation, group):
    return next(directory.name for directory in organisation.directories if directory.id == group.directory_id)


def directories_of(organisation, account):
    names = [directory.name for directory in organisation.directories if directory.id in account.memberships]
    return names or ["in no directory"]


def live(organisation) -> Iterator[tuple[Tenant, Project]]:
    return ((tenant, project) for tenant, project in organisation.projects() if not project.archived)


def folded(text):
    return unicodedata.normalize("NFC", text).casefold().strip()


def group_facts(organisation, wanted) -> Found:
    return ((group.id, directory_of(organisation, group)) for group in organisation.groups.values() if wanted(group))


def user_facts(organisation, wanted) -> Found:
    for account in organisation.people():
        if wanted(account):
            yield from ((account.account_id, directory) for directory in directories_of(organisation, account))


def project_facts(organisation, wanted) -> Found:
    return ((project.id, tenant.name) for tenant, project in live(organisation) if wanted(tenant, project))


@fact
def isolated_group(organisation):
    used = organisation.groups_with_a_role_or_grant() | organisation.resources_by_group().keys()
    return group_facts(organisation, lambda group: not group.members and group.id not in used)


@fact
def empty_group(organisation):
    return group_facts(organisation, lambda group: not group.members)


@fact
def inactive_group(organisation):
    return group_facts(organisation, lambda group: group.members and not organisation.active_members(group))


@fact
def unused_group(organisation):
    used = organisation.groups_with_a_role_or_grant() | organisation.resources_by_group().keys()
    return group_facts(organisation, lambda group: group.members and group.id not in used)


@fact
def undescribed_group(organisation):
    return group_facts(organisation, lambda group: not (group.description or "").strip())


@fact
def same_name_groups(organisation):
    directories = defaultdict(set)
    for group in organisation.groups.values():
        directories[folded(group.name)].add(group.directory_id)
    return group_facts(organisation, lambda group: len(directories[folded(group.name)]) > 1)


@fact
def inactive_user_in_group(organisation):
    grouped = organisation.groups_by_member()
    return user_facts(organisation, lambda account: not account.is_active and account.account_id in grouped)


@fact
def ungrouped_user(organisation):
    grouped = organisation.groups_by_member()
    return user_facts(
        organisation,
        lambda account: account.is_active and account.claim_status == "managed" and account.account_id not in grouped,
    )


@fact
def duplicate_email(organisation):
    managed = [account for account in organisation.people() if account.claim_status == "managed" and account.email]
    count = Counter(folded(account.email) for account in managed)
    return user_facts(
        organisation,
        lambda account: account.claim_status == "managed" and account.email and count[folded(account.email)] > 1,
    )


def administered(organisation) -> dict[str, set[str]]:
    """Projects by account that effectively has ADMINISTER_PROJECTS there."""
    projects = defaultdict(set)
    for tenant, project in live(organisation):
        licensed = set().union(
            *(organisation.groups[group].members for role in tenant.application_roles for group in role.groups)
        )
        holders = set()
        for grant in tenant.scheme_of(project).grants:
            if grant.permission != "ADMINISTER_PROJECTS":
                continue
            match grant.holder:
                case "projectRole":
                    role = next((role for role in project.roles if str(role.id) == grant.value), None)
                    if role:
                        holders.update(role.users, *(organisation.groups[group].members for group in role.groups))
                case "projectLead":
                    holders.add(project.lead)
                case "user":
                    holders.add(grant.value)
        for account_id in holders & licensed:
            if organisation.accounts[account_id].active_on(tenant.cloud_id):
                projects[account_id].add(project.cloud_id + project.id)
    return projects


@fact
def wide_project_admin(organisation):
    projects = administered(organisation)
    return user_facts(organisation, lambda account: len(projects[account.account_id]) >= 3)


def direct_people(organisation, project):
    users = {user for role in project.roles for user in role.users}
    return {user for user in users if organisation.accounts[user].is_person}


@fact
def direct_project_access(organisation):
    direct = set()
    for _, project in live(organisation):
        if project.style == "classic":
            direct |= direct_people(organisation, project)
    return user_facts(organisation, lambda account: account.account_id in direct)


@fact
def many_direct_users(organisation):
    return project_facts(
        organisation, lambda _, project: project.style == "classic" and len(direct_people(organisation, project)) >= 2
    )


@fact
def empty_group_on_project(organisation):
    return project_facts(
        organisation,
        lambda tenant, project: any(not organisation.groups[group].members for group in tenant.groups_on(project)),
    )


@fact
def project_without_lead(organisation):
    return project_facts(
        organisation, lambda _, project: not project.lead or not organisation.accounts[project.lead].is_active
    )


@fact
def project_without_group_access(organisation):
    return project_facts(organisation, lambda tenant, project: not tenant.groups_on(project))


@fact
def large_group_on_project(organisation):
    used = organisation.groups_with_a_role_or_grant()
    return group_facts(organisation, lambda group: group.id in used and len(organisation.active_members(group)) > 50)


@fact
def required_group_missing(organisation):
    required = organisation.group("security-auditors").id
    return project_facts(organisation, lambda tenant, project: required not in tenant.groups_on(project))


@pytest.mark.parametrize("users", [100, 1_000, 20_000])
def test_any_size_keeps_the_number_of_people_and_finds_something_everywhere(users):
    organisation = fictional_organisation(users=users)
    assert len(list(organisation.people())) == users
    assert [name for name, find in FACTS.items() if not any(find(organisation))] == []


@pytest.mark.parametrize("name", FACTS)
def test_every_check_finds_a_readable_number_somewhere_and_nothing_at_tidewater(organisation, name):
    found = list(FACTS[name](organisation))
    assert 1 <= len(found) <= 80
    assert not TIDY & {scope for _, scope in found}


def test_all_seventeen_checks_have_a_fact():
    assert len(FACTS) == 17
