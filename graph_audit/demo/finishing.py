"""What follows from the rest: who is known to which site, and which products people use."""

from datetime import datetime

from graph_audit.demo.draft import Draft
from graph_audit.demo.organisation import Account, Organisation, ProductUse, Tenant

__all__ = ["finish"]


def finish(draft: Draft) -> None:
    """Fill in the accounts of each site, and each account's products with the day of the last visit."""
    organisation = draft.organisation
    uses: dict[str, list[ProductUse]] = {}
    for tenant in organisation.tenants:
        _know_accounts(organisation, tenant)
        for product, groups in _products(tenant):
            holders = set().union(*(organisation.groups[group_id].members for group_id in groups))
            for account_id in sorted(holders):
                visit = _last_visit(draft, organisation.accounts[account_id])
                uses.setdefault(account_id, []).append(ProductUse(product, tenant.cloud_id, visit))
    for account_id, products in uses.items():
        organisation.accounts[account_id].product_access = tuple(products)


def _products(tenant: Tenant) -> list[tuple[str, list[str]]]:
    products = [(role.key, role.groups) for role in tenant.application_roles]
    return [*products, ("confluence", tenant.confluence_groups)] if tenant.confluence_groups else products


def _know_accounts(organisation: Organisation, tenant: Tenant) -> None:
    """Jira knows whoever has access, stands in a role or leads a project."""
    for role in tenant.application_roles:
        for group_id in role.groups:
            tenant.accounts |= organisation.groups[group_id].members
    for project in tenant.projects:
        tenant.accounts.update(user for role in project.roles for user in role.users)
        if project.lead:
            tenant.accounts.add(project.lead)
    for scheme in tenant.schemes.values():
        tenant.accounts.update(grant.value for grant in scheme.grants if grant.holder == "user" and grant.value)


def _last_visit(draft: Draft, account: Account) -> datetime | None:
    """Most came this month, some not for a quarter, a few never; whoever has left came last before that."""
    if account.deactivated_on:
        return account.deactivated_on
    habit = draft.rng.random()
    if habit < 0.03:  # noqa: PLR2004 - a few
        return None
    return draft.days_ago(91, 400) if habit < 0.1 else draft.days_ago(0, 30)  # noqa: PLR2004 - some
