"""What a fake site answers when it is asked who may do what: worked out from the description alone.

Nothing here knows the access graph or the engine: it is the other opinion that ``graph-audit verify`` asks for.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from graph_audit.demo.organisation import Account, Grant, Organisation, Project, Tenant

__all__ = ["PermissionCheck"]

_DEPENDS_ON_THE_ITEM = frozenset({"reporter", "assignee", "userCustomField", "groupCustomField"})
_AGENT = "SERVICEDESK_AGENT"


class PermissionCheck:
    """Answers ``permissions/check`` for one site.

    Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions/#api-rest-api-3-permissions-check-post
    """

    def __init__(
        self, organisation: Organisation, tenant: Tenant, planted: tuple[tuple[str, str, str], ...] = ()
    ) -> None:
        self._organisation = organisation
        self._tenant = tenant
        self._planted = frozenset(planted)

    @cached_property
    def _project_by_id(self) -> dict[int, Project]:
        return {int(project.id): project for project in self._tenant.projects}

    @cached_property
    def known_permissions(self) -> frozenset[str]:
        """Every permission that a scheme of the site grants."""
        return frozenset(grant.permission for scheme in self._tenant.schemes.values() for grant in scheme.grants)

    def answer(self, account_id: str, asked: Iterable[dict[str, Any]]) -> dict[str, Any]:
        """The projects on which the account holds each permission; unknown projects are passed over."""
        account = self._organisation.accounts[account_id]
        wanted = [
            (permission, [number for number in question.get("projects", ()) if number in self._project_by_id])
            for question in asked
            for permission in question["permissions"]
        ]
        return {
            "globalPermissions": [],
            "projectPermissions": [
                {
                    "permission": permission,
                    "issues": [],
                    "projects": [number for number in numbers if self._told(account, permission, number)],
                }
                for permission, numbers in wanted
            ],
        }

    def _told(self, account: Account, permission: str, number: int) -> bool:
        is_planted = (account.account_id, permission, str(number)) in self._planted
        return self._holds(account, permission, self._project_by_id[number]) is not is_planted

    def _holds(self, account: Account, permission: str, project: Project) -> bool:
        if not account.active_on(self._tenant.cloud_id):
            return False
        grants = [grant for grant in self._tenant.scheme_of(project).grants if grant.permission == permission]
        if any(grant.holder == "anyone" for grant in grants):
            return True
        agent = permission == _AGENT and project.type == "service_desk"
        if not self._may_use_jira(account, "jira-servicedesk" if agent else None):
            return False
        return any(self._matches(grant, account, project) for grant in grants)

    def _may_use_jira(self, account: Account, product: str | None) -> bool:
        if account.account_type == "app" and account.app_type != "service":
            return True
        return account.account_type != "customer" and self._has_product(account, product)

    def _has_product(self, account: Account, product: str | None) -> bool:
        by_group = any(
            self._in_any(account, role.groups) for role in self._tenant.application_roles if product in {None, role.key}
        )
        keys = {role.key for role in self._tenant.application_roles} if product is None else {product}
        return by_group or any(
            use.product in keys and use.cloud_id == self._tenant.cloud_id for use in account.product_access
        )

    def _in_any(self, account: Account, group_ids: Iterable[str]) -> bool:
        return any(account.account_id in self._organisation.groups[group_id].members for group_id in group_ids)

    def _matches(self, grant: Grant, account: Account, project: Project) -> bool:
        named = grant.value or grant.parameter
        if grant.holder == "projectRole":
            roles = [role for role in project.roles if str(role.id) == named]
            return any(account.account_id in role.users or self._in_any(account, role.groups) for role in roles)
        if grant.holder == "group":
            ids = [group.id for group in self._organisation.groups.values() if named in {group.id, group.name}]
            return self._in_any(account, ids)
        if grant.holder == "applicationRole":
            return self._has_product(account, grant.parameter)
        if grant.holder == "user":
            return account.account_id == named
        if grant.holder == "projectLead":
            return account.account_id == project.lead
        return grant.holder in _DEPENDS_ON_THE_ITEM  # there may be a work item for which it holds
