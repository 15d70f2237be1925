"""The organisation while it is being written: made-up ids and the few ways in which the story adds to it."""

import random
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from graph_audit.demo.names import NameMaker
from graph_audit.demo.organisation import Account, Directory, Group, Organisation, Tenant

__all__ = ["NOW", "Draft"]

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
"""The fictional present."""


class Draft:
    """An organisation in the making, with the random source that all its parts share."""

    def __init__(self, name: str, seed: int) -> None:
        self.rng = random.Random(seed)
        self.names = NameMaker(self.rng)
        self.organisation = Organisation(
            id=self.uuid(),
            name=name,
            now=NOW,
            seed=seed,
            directories=[],
            tenants=[],
            accounts={},
            groups={},
            auditor="",
        )

    def uuid(self) -> str:
        """A random id as Atlassian spells directories, groups and sites."""
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def account_id(self) -> str:
        """An id in one of the three forms that accounts have had over the years."""
        form = self.rng.random()
        if form < 0.1:  # noqa: PLR2004 - one in ten is from before 2016
            return f"{self.rng.getrandbits(96):024x}"
        return f"{'557058' if form < 0.3 else '712020'}:{self.uuid()}"  # noqa: PLR2004 - two in ten are a little newer

    def days_ago(self, first: int, last: int) -> datetime:
        """A moment between so many days before the fictional present, to the second."""
        return NOW - timedelta(seconds=self.rng.randint(first * 86_400, last * 86_400))

    def directory(self, name: str) -> Directory:
        """Add a directory."""
        directory = Directory(self.uuid(), name)
        self.organisation.directories.append(directory)
        return directory

    def person(self, domain: str, directory: Directory | None, *, managed: bool = True) -> Account:
        """Add an active person; without a directory it is a claimed account that belongs to none."""
        name, mailbox = self.names.make()
        account = Account(
            account_id=self.account_id(),
            name=name,
            email=f"{mailbox}@{domain}",
            memberships={directory.id: "active"} if directory else {},
            claim_status="managed" if managed else "unmanaged",
            mfa=self.rng.choices((True, False, None), weights=(85, 10, 5))[0],
            added=self.days_ago(30, 2400),
        )
        return self.add(account)

    def add(self, account: Account) -> Account:
        """Add a finished account."""
        self.organisation.accounts[account.account_id] = account
        return account

    def group(  # noqa: PLR0913 - a group has that many facts
        self,
        name: str,
        directory: Directory,
        description: str | None,
        *,
        members: Iterable[Account] = (),
        tenants: Iterable[Tenant] = (),
        synced: bool = False,
    ) -> Group:
        """Add a group with its members, known to the Jira of ``tenants``."""
        group = Group(
            id=self.uuid(),
            name=name,
            directory_id=directory.id,
            description=description,
            synced=synced,
            members={account.account_id for account in members},
            listed_in={tenant.cloud_id for tenant in tenants},
        )
        self.organisation.groups[group.id] = group
        return group
