"""Rows of the Admin API, version 2, as far as they are read.

Source: https://developer.atlassian.com/cloud/admin/organization/rest/
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from graph_audit.products.definition import RowModel, none_as_empty

__all__ = [
    "CountRow",
    "DirectoryRow",
    "GroupRow",
    "NamedRef",
    "OrganisationRow",
    "ProductAccess",
    "UserRow",
    "WorkspaceRow",
    "site_of",
]


class OrganisationRow(RowModel):
    """The organisation itself."""

    class Attributes(RowModel):
        """Its name."""

        name: str = ""

    id: str
    attributes: Attributes = Attributes()


class DirectoryRow(RowModel):
    """Where accounts and groups are managed."""

    directory_id: str
    name: str = ""


class WorkspaceRow(RowModel):
    """One product of one site."""

    class Attributes(RowModel):
        """Where it is and how it is used; only the address decides anything, so that the others may be anything."""

        host_url: str | None = None
        status: Any = None
        sandbox: Any = None
        capacity: Any = None
        usage: Any = None

    id: str
    attributes: Attributes | None = None
    relationships: Any = None

    @property
    def cloud_id(self) -> str:
        """The site; empty when the product has none."""
        return site_of(self.id)

    @property
    def product(self) -> str:
        """The product, out of ``ari:cloud:jira-software::site/<cloudId>``."""
        return self.id.removeprefix("ari:cloud:").partition(":")[0]

    @property
    def plan(self) -> str | None:
        """The plan, which the vendor's description does not have and its answers do."""
        related = self.relationships if isinstance(self.relationships, Mapping) else {}
        entitlements = related.get("entitlement")
        for entitlement in entitlements if isinstance(entitlements, list) else ():
            attributes = entitlement.get("attributes") if isinstance(entitlement, Mapping) else None
            plan = attributes.get("plan") if isinstance(attributes, Mapping) else None
            if isinstance(plan, str) and plan:
                return plan.casefold()
        return None


class NamedRef(RowModel):
    """A reference to a group with its name."""

    id: str
    name: str | None = None


class ProductAccess(RowModel):
    """Access of an account to one product of one site."""

    key: str
    id: str = ""
    last_active_timestamp: str | None = None

    @property
    def cloud_id(self) -> str:
        """The site, out of ``ari:cloud:jira-software::site/<cloudId>``; empty when it is another kind of resource."""
        return site_of(self.id)


def site_of(ari: str) -> str:
    """The cloudId in the resource's name; empty when it is not about a site."""
    return ari.rpartition("::site/")[2] if "::site/" in ari else ""


Refs = Annotated[tuple[NamedRef, ...], BeforeValidator(none_as_empty)]
Accesses = Annotated[tuple[ProductAccess, ...], BeforeValidator(none_as_empty)]
Roles = Annotated[tuple[str, ...], BeforeValidator(none_as_empty)]


class UserRow(RowModel):
    """An account as a directory knows it."""

    account_id: str = Field(min_length=1)
    account_type: str = "unknown"
    account_status: str = "unknown"
    membership_status: str | None = None
    name: str = ""
    email: str | None = None
    email_verified: bool | None = None
    claim_status: str | None = None
    mfa_enabled: bool | None = None
    added_to_org: str | None = None
    platform_roles: Roles = ()
    groups: Refs = ()
    product_access: Accesses = ()


class GroupRow(RowModel):
    """A group of a directory."""

    class Counts(RowModel):
        """Sizes as the server counts them."""

        users: int | None = None
        resources: int | None = None

    id: str = Field(min_length=1)
    name: str
    description: str | None = None
    external_synced: bool | None = None
    counts: Annotated[Counts, BeforeValidator(lambda value: {} if value is None else value)] = Counts()


class CountRow(RowModel):
    """How many there are by the server's count."""

    count: int
