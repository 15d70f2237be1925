"""Rows of what the organisation keeps beside people and groups: domains, policies, API keys and tokens.

Source: https://developer.atlassian.com/cloud/admin/. Of keys and tokens only what describes them is read: label, owner,
expiry, last use.
"""

from typing import Annotated

from pydantic import BeforeValidator, Field

from graph_audit.products.definition import RowModel, none_as_empty

__all__ = ["ApiKeyRow", "ApiTokenRow", "DomainRow", "PolicyRow", "Texts"]

Texts = Annotated[tuple[str, ...], BeforeValidator(none_as_empty)]


class DomainRow(RowModel):
    """A domain, whose accounts the organisation manages once it is verified."""

    class Attributes(RowModel):
        """Name and claim."""

        class Claim(RowModel):
            """How far the claim is."""

            type: str = ""
            status: str = ""

        name: str = ""
        claim: Claim | None = None

    id: str = Field(min_length=1)
    attributes: Attributes = Attributes()


class PolicyRow(RowModel):
    """A policy, such as an IP allowlist; the shape of its rule depends on its type."""

    class Attributes(RowModel):
        """What it is."""

        type: str = "unknown"
        name: str = ""
        status: str = "unknown"

    id: str = Field(min_length=1)
    attributes: Attributes = Attributes()


class Owner(RowModel):
    """Whose it is, or who made it."""

    id: str = ""
    name: str = ""
    email: str | None = None


class ApiKeyRow(RowModel):
    """An API key of the organisation, without its secret."""

    id: str = Field(min_length=1)
    label: str = ""
    created_at: str | None = None
    expires_at: str | None = None
    last_active_at: str | None = None
    created_by: Owner | None = None
    scopes: Texts = ()


class ApiTokenRow(RowModel):
    """An API token of a managed account, without its secret."""

    id: str = Field(min_length=1)
    label: str = ""
    status: str = "unknown"
    created_at: str | None = None
    expires_at: str | None = None
    last_active_at: str | None = None
    user: Owner | None = None
