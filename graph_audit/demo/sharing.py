"""What of one fake site depends on single work items or is shared by its owners: issue security and saved filters.

Worked out from the site, without chance, so that the story stays the same.
"""

from collections.abc import Iterator
from typing import Any

from graph_audit.demo.jira_rows import JiraRows
from graph_audit.demo.organisation import Organisation, Project, Tenant

__all__ = ["Sharing"]

Row = dict[str, Any]

_SCHEME, _INTERNAL, _BOARD = 10_000, 10_020, 10_021
_SECURED = 2
"""How many projects of a site hide work items."""


class Sharing:
    """Writes issue security schemes and filters of one site as Jira does.

    Attributes:
        security_schemes: one scheme.
        levels: its two levels.
        members: who sees them: a role, a group, the reporter.
        secured: the company-managed projects that use it.
        filters: one filter for every other project, shared in every way that there is; on the first site, one with
            everybody on the internet.
    """

    def __init__(self, organisation: Organisation, tenant: Tenant) -> None:
        self._organisation = organisation
        self._tenant = tenant
        self._rows = JiraRows(organisation, tenant)
        self._api = f"{self._rows.host}/rest/api/3"
        company_managed = [project for project in tenant.projects if project.style == "classic"]
        scheme = {
            "self": f"{self._api}/issuesecurityschemes/{_SCHEME}",
            "id": _SCHEME,
            "name": "Confidential work",
            "description": "Not for everybody who may browse the project",
            "defaultSecurityLevelId": _INTERNAL,
        }
        self.security_schemes = [scheme]
        self.levels = [self._level(_INTERNAL, "Internal"), self._level(_BOARD, "Board only")]
        self.members = list(self._members(company_managed))
        self.secured = [
            {"issueSecuritySchemeId": str(_SCHEME), "projectId": project.id} for project in company_managed[:_SECURED]
        ]
        self.filters = [
            self._filter(number, project, shares)
            for number, (project, shares) in enumerate(zip(tenant.projects[::2], self._shares(), strict=False))
        ]

    def filter(self, row: Row, expand: frozenset[str]) -> Row:
        """A filter as it is listed: what is not asked for is left out."""
        return {key: value for key, value in row.items() if key in expand or key not in _EXPANDABLE}

    def _level(self, level: int, name: str) -> Row:
        return {
            "self": f"{self._api}/issuesecurityscheme/level?id={level}",
            "id": str(level),
            "name": name,
            "description": "",
            "isDefault": level == _INTERNAL,
            "issueSecuritySchemeId": str(_SCHEME),
        }

    def _members(self, company_managed: list[Project]) -> Iterator[Row]:
        role = str(company_managed[0].roles[0].id)
        group = self._organisation.groups[self._tenant.admin_groups[0]]
        holders: list[tuple[int, Row]] = [
            (_INTERNAL, {"type": "projectRole", "parameter": role, "value": role, "expand": "projectRole"}),
            (_INTERNAL, {"type": "reporter"}),
            (_BOARD, {"type": "group", "parameter": group.name, "value": group.id, "expand": "group"}),
        ]
        for number, (level, holder) in enumerate(holders):
            yield {
                "id": str(10_000 + number),
                "issueSecurityLevelId": str(level),
                "issueSecuritySchemeId": str(_SCHEME),
                "holder": holder,
            }

    def _shares(self) -> Iterator[list[Row]]:
        """The shares of one filter after another: with nobody, a group, a role, a project, everybody."""
        tenant, organisation = self._tenant, self._organisation
        project = tenant.projects[0]
        reference = {"id": project.id, "key": project.key, "name": project.name}
        role = {"id": project.roles[0].id, "name": project.roles[0].name}
        group = self._rows.group(organisation.groups[tenant.application_roles[0].groups[0]])
        user = {"accountId": organisation.auditor, "displayName": organisation.accounts[organisation.auditor].name}
        ways: list[list[Row]] = [
            [],
            [{"id": 1, "type": "group", "group": group}],
            [{"id": 2, "type": "project", "project": reference, "role": role}, {"id": 3, "type": "user", "user": user}],
            [{"id": 4, "type": "project", "project": reference}],
            [{"id": 5, "type": "loggedin"}],
        ]
        if tenant is organisation.tenants[0]:
            yield [{"id": 6, "type": "global"}]
        while True:
            yield from ways

    def _filter(self, number: int, project: Project, shares: list[Row]) -> Row:
        filter_id = 10_000 + number
        owner = self._organisation.accounts[project.lead or self._organisation.auditor]
        return {
            "self": f"{self._api}/filter/{filter_id}",
            "id": str(filter_id),
            "name": f"Open work of {project.name}",
            "description": "",
            "owner": self._rows.user(owner),
            "jql": f"project = {project.key} AND resolution IS EMPTY",
            "sharePermissions": shares,
            "editPermissions": shares[:1] if number % 3 == 0 and shares and shares[0]["type"] == "group" else [],
        }


_EXPANDABLE = frozenset({"owner", "jql", "sharePermissions", "editPermissions", "description"})
