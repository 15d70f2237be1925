"""What Atlassian Administration keeps beside people and groups: domains, policies, API keys and tokens, roles.

It is worked out from the organisation, with a random source of its own, so that the story stays the same.
"""

import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from graph_audit.demo.organisation import Account, Organisation, Tenant

__all__ = ["Inventory"]

Row = dict[str, Any]

_LABELS = ("jira export", "ci", "power bi", "migration 2024", "sync script", "laptop", "reporting")


class Inventory:
    """Writes the objects of one organisation as the Admin API does.

    Attributes:
        domains: the domains of the managed accounts, and one whose claim was never finished.
        policies: an IP allowlist, where data are kept, and one that is switched off.
        api_keys: keys of the organisation; one ends next week, one has ended.
        api_tokens: tokens of one in seven managed accounts, also of people who have left; some were never used.
    """

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._rng = random.Random(organisation.seed + 1)
        self.domains = self._domains()
        self.policies = self._policies()
        self.api_keys = self._api_keys()
        self.api_tokens = [self._token(account, label) for account in self._managed() for label in self._labels()]

    def _domains(self) -> list[Row]:
        names = {account.email.rpartition("@")[2] for account in self._managed() if account.email}
        rows = [(name, "verified") for name in sorted(names)] + [("ferries.example.info", "unverified")]
        return [
            {
                "id": name,
                "type": "domains",
                "attributes": {"name": name, "claim": {"type": "dns", "status": status}},
                "links": {"self": f"https://api.atlassian.com/admin/v1/orgs/{self._organisation.id}/domains/{name}"},
            }
            for name, status in rows
        ]

    def _policies(self) -> list[Row]:
        site = self._organisation.tenants[0]
        return [
            self._policy("ip-allowlist", "Offices and ships", "enabled", {"in": ["192.0.2.0/24"]}, site),
            self._policy("data-residency", "Data in Europe", "enabled", {"in": ["eu"]}, site),
            self._policy("data-security", "No public links", "disabled", {"off": []}, site),
        ]

    def _policy(self, kind: str, name: str, status: str, rule: Row, site: Tenant) -> Row:
        resource = {"id": f"ari:cloud:jira-software::site/{site.cloud_id}", "applicationStatus": "applied"}
        return {
            "id": self._uuid(),
            "type": "policy",
            "attributes": {
                "type": kind,
                "name": name,
                "status": status,
                "rule": rule,
                "resources": [resource],
                "createdAt": self._ago(900),
                "updatedAt": None,
            },
            "links": None,
            "relations": None,
        }

    def _api_keys(self) -> list[Row]:
        maker = self._organisation.accounts[self._organisation.auditor]
        ends: tuple[tuple[str, int, int, list[str]], ...] = (
            ("graph-audit", 20, 0, []),
            ("backup", -40, 95, []),
            ("provisioning", 200, 1, ["read:orgs:admin"]),
        )
        return [
            {
                "id": self._uuid(),
                "label": label,
                "createdAt": self._ago(160),
                "expiresAt": self._ago(-days),
                "lastActiveAt": self._ago(last),
                "systemAccountId": self._uuid(),
                "resource": f"ari:cloud:platform::org/{self._organisation.id}",
                "orgId": self._organisation.id,
                "createdBy": self._person(maker, org=False),
                "scopes": scopes,
            }
            for label, days, last, scopes in ends
        ]

    def group_roles(self, group_id: str) -> list[Row]:
        """What the members of a group are on each product."""
        rows: list[Row] = []
        for tenant in self._organisation.tenants:
            for product, roles in sorted(self._held(tenant, group_id).items()):
                ari = f"ari:cloud:{product}::site/{tenant.cloud_id}"
                rows.append({"resourceId": ari, "resourceOwner": product, "defaultRole": None, "roles": roles})
        return rows

    def user_roles(self, account: Account) -> list[Row]:
        """What an account is: on the organisation by itself, on products through its groups."""
        organisation = self._organisation
        platform = f"ari:cloud:platform::org/{organisation.id}"
        rows = [
            self._assigned(platform, "platform", [(role, "direct") for role in account.platform_roles], None, None)
            for _ in account.platform_roles[:1]
        ]
        groups = [group.id for group in organisation.groups.values() if account.account_id in group.members]
        for tenant in organisation.tenants:
            products: dict[str, set[str]] = {}
            for group_id in groups:
                for product, roles in self._held(tenant, group_id).items():
                    products.setdefault(product, set()).update(roles)
            for product, held in sorted(products.items()):
                ari = f"ari:cloud:{product}::site/{tenant.cloud_id}"
                directory, status = next(iter(account.memberships.items()), (None, None))
                rows.append(
                    self._assigned(ari, product, [(role, "group_direct") for role in sorted(held)], directory, status)
                )
        return rows

    @staticmethod
    def _assigned(
        resource: str, owner: str, roles: list[tuple[str, str]], directory: str | None, status: str | None
    ) -> Row:
        return {
            "resourceId": resource,
            "resourceOwner": owner,
            "roles": [role for role, _ in roles],
            "roleAssignments": [{"role": role, "roleAssignmentMethods": [method]} for role, method in roles],
            "directoryId": directory,
            "userDirectoryStatus": status,
        }

    @staticmethod
    def _held(tenant: Tenant, group_id: str) -> dict[str, list[str]]:
        held: dict[str, list[str]] = {}
        lists = [(role.key, role.groups, "atlassian/user") for role in tenant.application_roles]
        lists += [("confluence", tenant.confluence_groups, "atlassian/user")]
        lists += [("jira-software", tenant.admin_groups, "atlassian/admin")]
        lists += [("platform", tenant.site_admin_groups, "atlassian/site-admin")]
        for product, group_ids, role in lists:
            if group_id in group_ids:
                held.setdefault(product, []).append(role)
        return held

    def _managed(self) -> Iterator[Account]:
        people = (account for account in self._organisation.people() if account.claim_status == "managed")
        return iter(sorted(people, key=lambda account: account.account_id))

    def _labels(self) -> list[str]:
        chance = self._rng.random()
        return self._rng.sample(_LABELS, 1 + (chance < 0.02)) if chance < 1 / 7 else []  # noqa: PLR2004 - a few have two

    def _token(self, account: Account, label: str) -> Row:
        age = self._rng.randint(1, 700)
        return {
            "id": self._uuid(),
            "label": label,
            "status": "ALLOWED" if self._rng.random() < 0.95 else "BLOCKED",  # noqa: PLR2004 - some are blocked
            "createdAt": self._ago(age),
            "expiresAt": None if age > 400 else self._ago(age - 365),  # noqa: PLR2004 - older ones had no end
            "lastActiveAt": None if self._rng.random() < 0.1 else self._ago(self._rng.randint(0, age)),  # noqa: PLR2004
            "user": self._person(account, org=True),
        }

    def _person(self, account: Account, *, org: bool) -> Row:
        told: Row = {"id": account.account_id, "name": account.name}
        told |= {"orgId": self._organisation.id} if org else {}
        return told | ({"email": account.email} if account.email else {})

    def _ago(self, days: int) -> str:
        moment: datetime = self._organisation.now - timedelta(days=days)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))
