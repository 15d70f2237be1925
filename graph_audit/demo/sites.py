"""The three sites: who may use Jira there, who administers it, which apps are installed."""

from dataclasses import dataclass

from graph_audit.demo.crew import House
from graph_audit.demo.draft import Draft
from graph_audit.demo.organisation import Account, ApplicationRole, Group, Tenant

__all__ = ["Sites", "build_tenants", "install_apps", "open_sites"]

_APPS = ("Automation for Jira", "Timesheets for Jira", "Jira Chat Bridge")


@dataclass(frozen=True, slots=True)
class Sites:
    """The sites of the story by what they are for."""

    main: Tenant
    operations: Tenant
    acquired: Tenant


def build_tenants(draft: Draft) -> Sites:
    """Three empty sites."""

    def tenant(name: str, title: str, plan: str, *products: str) -> Tenant:
        return Tenant(draft.uuid(), name, title, plan, products, directory_ids=())

    sites = Sites(
        main=tenant("saltmarsh", "Saltmarsh Ferries", "PREMIUM", "jira-software", "jira-servicedesk", "confluence"),
        operations=tenant("saltmarsh-ops", "Saltmarsh Operations", "STANDARD", "jira-software"),
        acquired=tenant("tidewater", "Tidewater Instruments", "STANDARD", "jira-software", "jira-servicedesk"),
    )
    draft.organisation.tenants.extend((sites.main, sites.operations, sites.acquired))
    return sites


def open_sites(draft: Draft, sites: Sites, staff: House, contractors: House, acquired: House) -> None:
    """Give everybody product access through groups, and some the administration."""
    main, operations, tide = sites.main, sites.operations, sites.acquired
    everywhere = (main, operations, tide)

    def of_staff(name: str, text: str, members: list[Account], tenants: tuple[Tenant, ...]) -> Group:
        return draft.group(name, staff.directory, text, members=members, tenants=tenants, synced=True)

    def of_others(house: House, name: str, text: str, members: list[Account]) -> Group:
        return draft.group(name, house.directory, text, members=members, tenants=house.tenants)

    people = staff.people
    org_admins = of_staff("org-admins", "Administer the organisation", people[:3], everywhere)
    admins = of_staff("site-admins", "Administer every site", people[:4], everywhere)
    jira_admins = of_staff("jira-administrators", "Administer Jira", people[2:7], (main, operations))
    auditors = of_staff("security-auditors", "Read everything, change nothing", staff.deputies[-6:], (main, tide))
    users = of_staff("jira-users-saltmarsh", "Jira on the main site", people, (main,))
    agents = of_staff("jira-servicemanagement-users-saltmarsh", "Agents", people[:: len(people) // 25 or 1], (main,))
    writers = of_staff("confluence-users-saltmarsh", "Confluence", people[::2], (main,))
    sailors = of_staff("jira-users-saltmarsh-ops", "Jira for operations", people[: len(people) // 2], (operations,))
    hired = of_others(contractors, "jira-contractors-saltmarsh", "Jira for contractors", contractors.people)
    hired_ops = of_others(
        contractors, "jira-contractors-saltmarsh-ops", "Jira for contractors in operations", contractors.people[::2]
    )
    tide_users = of_others(acquired, "jira-users-tidewater", "Jira at Tidewater", acquired.people)
    tide_agents = of_others(acquired, "jira-servicemanagement-users-tidewater", "Agents", acquired.people[:8])
    tide_admins = of_others(acquired, "jira-admins-tidewater", "Administer Jira at Tidewater", acquired.people[:2])

    _access(main, "jira-software", [users, hired, admins, auditors], default=users)
    _access(main, "jira-servicedesk", [agents], default=agents)
    _access(operations, "jira-software", [sailors, hired_ops, admins, jira_admins], default=sailors)
    _access(tide, "jira-software", [tide_users, admins, auditors], default=tide_users)
    _access(tide, "jira-servicedesk", [tide_agents], default=tide_agents)
    main.confluence_groups.append(writers.id)
    for tenant, groups in ((main, [jira_admins]), (operations, [jira_admins]), (tide, [tide_admins])):
        tenant.admin_groups = [group.id for group in (*groups, admins, org_admins)]
        tenant.site_admin_groups = [admins.id, org_admins.id]
    for tenant, houses in ((main, (staff, contractors)), (operations, (staff, contractors)), (tide, (acquired, staff))):
        tenant.directory_ids = tuple(house.directory.id for house in houses)
    for admin in people[:3]:
        admin.platform_roles = ("atlassian/org-admin",)
    draft.organisation.auditor = people[0].account_id


def _access(tenant: Tenant, key: str, groups: list[Group], *, default: Group) -> None:
    name = {"jira-software": "Jira", "jira-servicedesk": "Jira Service Management"}[key]
    held = len(set().union(*(group.members for group in groups)))
    seats = (held // 50 + 1) * 50
    tenant.application_roles.append(
        ApplicationRole(key, name, [group.id for group in groups], [default.id], seats),
    )


def install_apps(draft: Draft, tenant: Tenant) -> list[Account]:
    """The accounts of the apps on one site; they are in no directory."""
    apps = [Account(draft.account_id(), name, account_type="app", claim_status="unmanaged", mfa=None) for name in _APPS]
    for app in apps:
        draft.add(app)
        tenant.accounts.add(app.account_id)
    return apps
