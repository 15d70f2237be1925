"""Faults that lie in the organisation itself: applied to a copy, before it is served."""

import copy
import itertools
from collections.abc import Iterable, Iterator
from typing import Protocol

from graph_audit.demo.faults import Faults
from graph_audit.demo.organisation import Account, Organisation

__all__ = ["worsened"]

_LONG = 1000


class _Named(Protocol):
    name: str


def worsened(organisation: Organisation, faults: Faults) -> Organisation:
    """The organisation itself when nothing is to be changed, otherwise a changed copy."""
    if not (faults.hostile_names or faults.more_apps or faults.without_jira or faults.offline or faults.sandboxes):
        return organisation
    changed = copy.deepcopy(organisation)
    _change_tenants(changed, faults)
    _add_apps(changed, faults.more_apps)
    if faults.hostile_names:
        _rename(changed, faults.hostile_names)
    return changed


def _change_tenants(organisation: Organisation, faults: Faults) -> None:
    for tenant in organisation.tenants:
        if tenant.name in faults.without_jira:
            tenant.products = ("confluence",)
        if tenant.name in faults.offline:
            tenant.status = "offline"
        tenant.sandbox = tenant.name in faults.sandboxes


def _add_apps(organisation: Organisation, number: int) -> None:
    for tenant in organisation.tenants:
        for index in range(number):
            account_id = f"557058:{tenant.cloud_id[:23]}-{index:012d}"
            app = Account(account_id, f"App {index + 1}", account_type="app", claim_status="unmanaged", mfa=None)
            organisation.accounts[account_id] = app
            tenant.accounts.add(account_id)


def _rename(organisation: Organisation, names: tuple[str, ...]) -> None:
    """Names are given in turn; role names keep a number, because within a project they are keys."""
    schemes = [scheme for tenant in organisation.tenants for scheme in tenant.schemes.values()]
    projects = [project for _, project in organisation.projects()]
    kinds: tuple[Iterable[_Named], ...] = (
        organisation.accounts.values(),
        organisation.groups.values(),
        schemes,
        projects,
    )
    for kind in kinds:
        for thing, name in zip(kind, _turns(names), strict=False):
            thing.name = name
    for role, name in zip((role for project in projects for role in project.roles), _turns(names), strict=False):
        role.name = f"{name} {role.id}"


def _turns(names: tuple[str, ...]) -> Iterator[str]:
    """Each name once, then the short ones again and again: one name of 64 KB is enough."""
    short = [name for name in names if len(name) < _LONG]
    return itertools.chain(names, itertools.cycle(short or names))
