"""Rows of the Admin API, as documented at https://developer.atlassian.com/cloud/admin/organization/rest/."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from graph_audit.demo.organisation import Account, Directory, Group, Organisation, Tenant

__all__ = ["AdminRows", "composite_status", "membership_status"]

Row = dict[str, Any]


def membership_status(account: Account, directory_id: str | None) -> str:
    """Status in one directory, or the best of all when none is named."""
    if directory_id is not None:
        return account.memberships.get(directory_id, "no_membership")
    held = account.memberships.values()
    return "active" if "active" in held else "suspended" if held else "no_membership"


def composite_status(account: Account, membership: str) -> str:
    """The one word that Atlassian makes of the account's status and its membership's."""
    if account.account_status != "active":
        return "deactivated" if account.account_status == "inactive" else "for_deletion"
    return {"active": "active", "suspended": "suspended"}.get(membership, "not_invited")


class AdminRows:
    """Writes the objects of one organisation as the Admin API does."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._groups_of = organisation.groups_by_member()
        self._resources = organisation.resources_by_group()

    def organisation(self) -> Row:
        """An organisation."""
        organisation = self._organisation
        self_link = f"https://api.atlassian.com/admin/v1/orgs/{organisation.id}"
        return {
            "id": organisation.id,
            "type": "orgs",
            "attributes": {"name": organisation.name},
            "links": {"self": self_link},
            "relationships": {
                "domains": {"links": {"related": f"{self_link}/domains"}},
                "users": {"links": {"related": f"{self_link}/users"}},
            },
        }

    def directory(self, directory: Directory) -> Row:
        """A directory; its key is ``directoryId``, not ``id``."""
        return {"directoryId": directory.id, "name": directory.name, "icon": "default"}

    def workspace(self, tenant: Tenant, product: str) -> Row:
        """One product of one site; the site's id is the part of the ARI after ``site/``."""
        row: Row = {
            "id": f"ari:cloud:{product}::site/{tenant.cloud_id}",
            "type": "workspace",
            "attributes": {
                "name": tenant.name,
                "typeKey": product,
                "type": {"jira-software": "Jira", "confluence": "Confluence"}.get(product, "Jira Service Management"),
                "owner": f"ari:cloud:platform::org/{self._organisation.id}",
                "status": tenant.status,
                "statusDetails": [],
                "labels": [],
                "usage": len(tenant.accounts),
                "capacity": 50_000,
                "createdAt": "2019-03-04T09:00:00.000Z",
                "createdBy": self._organisation.auditor,
                "hostUrl": f"https://{tenant.name}.atlassian.net",
                "realm": "eu",
                "regions": ["eu"],
            },
            "links": {"self": f"https://api.atlassian.com/admin/v2/orgs/{self._organisation.id}/workspaces"},
            "relationships": {"entitlement": [{"attributes": {"plan": tenant.plan}}]},
        }
        if tenant.sandbox:
            row["attributes"]["sandbox"] = {"type": "CHILD"}
        return row

    def group(self, group: Group, expand: Collection[str]) -> Row:
        """A group; its counts only when they are asked for."""
        row: Row = {
            "id": group.id,
            "name": group.name,
            "description": group.description,
            "directoryId": group.directory_id,
            "managementAccess": {"deletable": True, "modifiable": not group.synced, "readable": True},
            "externalSynced": group.synced,
            "managedBy": "external" if group.synced else "admins",
            "links": {"self": group.id[:22]},
        }
        if group.description is None:
            del row["description"]
        counts = {}
        if "counts.users" in expand:
            counts["users"] = len(group.members)
        if "counts.resources" in expand:
            counts["resources"] = self._resources.get(group.id, 0)
        return row | ({"counts": counts} if counts else {})

    def user(self, account: Account, directory_id: str | None, expand: Collection[str]) -> Row:
        """An account as one directory (or the organisation, for None) sees it."""
        membership = membership_status(account, directory_id)
        row: Row = {
            "accountId": account.account_id,
            "accountType": account.account_type,
            "status": composite_status(account, membership),
            "accountStatus": account.account_status,
            "membershipStatus": membership,
            "addedToOrg": _moment(account.added),
            "name": account.name,
            "nickname": account.name.partition(" ")[0],
            "email": account.email,
            "emailVerified": account.email is not None,
            "claimStatus": account.claim_status,
            "picture": None,
            "avatar": None,
            "managementSource": "synced" if account.claim_status == "managed" else "invited",
            "timeZone": "Europe/Amsterdam",
            "forDeletion": account.account_status == "closed",
            "links": {"self": account.account_id[-22:]},
        }
        if account.mfa is not None:
            row["mfaEnabled"] = account.mfa
        if account.deactivated_on:
            row["deactivatedOn"] = _moment(account.deactivated_on)
        return row | self._expansions(account, directory_id, expand)

    def _expansions(self, account: Account, directory_id: str | None, expand: Collection[str]) -> Row:
        row: Row = {}
        if "platformRoles" in expand:
            row["platformRoles"] = list(account.platform_roles)
        if "counts.resources" in expand:
            row["counts"] = {"resources": len(account.product_access)}
        if "productAccess" in expand:
            row["productAccess"] = [
                {
                    "key": use.product,
                    "id": f"ari:cloud:{use.product}::site/{use.cloud_id}",
                    "lastActiveTimestamp": _moment(use.last_active),
                }
                for use in account.product_access
            ]
        if "groups" in expand:
            row["groups"] = [
                {"id": group.id, "name": group.name, "description": group.description or ""}
                for group in self._groups_of.get(account.account_id, ())
                if directory_id in {None, group.directory_id}
            ]
        return row


def _moment(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z") if moment else None
