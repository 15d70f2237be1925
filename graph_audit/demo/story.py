"""Saltmarsh Ferries: a fictional organisation in which everything that a scan looks for has happened somewhere.

Saltmarsh Ferries runs thirty-one boats. Its staff and its contractors are kept in two directories and work on two
sites. Last year it bought Tidewater Instruments, whose people came with a third directory and a third site. Years of
growing left their traces on the first two; Tidewater keeps its house in order, so each check finds something on one
side and nothing on the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graph_audit.demo.crew import House, add_teams, found_house
from graph_audit.demo.draft import Draft
from graph_audit.demo.finishing import finish
from graph_audit.demo.mishaps import GROUPS_ADDED, let_things_happen
from graph_audit.demo.organisation import Group, Organisation, Tenant
from graph_audit.demo.projects import add_projects, admin_groups_needed
from graph_audit.demo.sites import build_tenants, install_apps, open_sites
from graph_audit.demo.stage import Stage

__all__ = ["fictional_organisation"]

_ACCESS_GROUPS = 13
_SMALLEST = 100
_IN_NO_DIRECTORY = 5


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one site is to get."""

    tenant: Tenant
    houses: tuple[House, ...]
    projects: int
    admins: str

    @property
    def admin_groups(self) -> int:
        """How many groups of two could administer its projects."""
        return admin_groups_needed(self.projects, team_managed_too=len(self.houses) == 1)


def fictional_organisation(
    *, users: int = 400, seed: int = 2026, groups: int | None = None, projects: int | None = None
) -> Organisation:
    """The same fictional organisation for the same arguments.

    Args:
        users: number of people, at least 100; apps, service accounts and portal customers come on top.
        seed: of all that is random.
        groups: about how many groups; without it they grow more slowly than the people (120 for 400).
        projects: how many projects; without it they grow likewise (90 for 400).

    Raises:
        ValueError: fewer people than the story has parts.
    """
    if users < _SMALLEST:
        raise ValueError(f"{users} people are too few for the story: it has parts for {_SMALLEST} or more.")
    growth = (users / 400) ** 0.75
    draft = Draft("Saltmarsh Ferries", seed)
    stage = _set_stage(draft, users)
    _fill(stage, users, groups or round(120 * growth), projects or round(90 * growth))
    let_things_happen(stage, unattached=_IN_NO_DIRECTORY)
    finish(draft)
    return draft.organisation


def _set_stage(draft: Draft, users: int) -> Stage:
    """Three sites, and three directories with their people, who may use the sites."""
    sites = build_tenants(draft)
    own = (sites.main, sites.operations)
    hired, acquired = users * 22 // 100, users * 18 // 100
    stage = Stage(
        draft,
        sites,
        found_house(
            draft, "Saltmarsh staff", "saltmarsh.example.com", users - hired - acquired - _IN_NO_DIRECTORY, own
        ),
        found_house(draft, "Saltmarsh contractors", "crewing.example.org", hired, own),
        found_house(draft, "Tidewater Instruments", "tidewater.example.net", acquired, (sites.acquired,)),
    )
    open_sites(draft, sites, stage.staff, stage.contractors, stage.acquired)
    return stage


def _fill(stage: Stage, users: int, groups: int, projects: int) -> None:
    """Teams and projects, and groups of two who administer them: at most three in ten of all groups."""
    sites, staff, contractors, acquired = stage.sites, stage.staff, stage.contractors, stage.acquired
    operations, at_acquired = max(8, projects * 31 // 100), max(8, projects * 18 // 100)
    plans = (
        _Plan(sites.main, (staff, contractors), max(20, projects - operations - at_acquired), "admins-saltmarsh"),
        _Plan(sites.operations, (staff, contractors), operations, "admins-ops"),
        _Plan(sites.acquired, (acquired,), at_acquired, "admins-tidewater"),
    )
    share = min(1.0, 0.3 * groups / sum(plan.admin_groups for plan in plans))
    counts = [max(1, round(plan.admin_groups * share)) for plan in plans]
    teams = max(12, groups - _ACCESS_GROUPS - GROUPS_ADDED - sum(counts))
    for house, prefix in ((staff, "team"), (contractors, "ext"), (acquired, "tw")):
        add_teams(stage.draft, house, prefix, max(3, round(teams * len(house.people) / users)), synced=house is staff)
    taken = 0
    for plan, count in zip(plans, counts, strict=True):
        apps = install_apps(stage.draft, plan.tenant)
        admins = _pairs(stage.draft, plan, taken, count)
        add_projects(stage.draft, plan.tenant, plan.houses, plan.projects, apps=apps, admins=admins)
        taken += 2 * count


def _pairs(draft: Draft, plan: _Plan, taken: int, number: int) -> Sequence[Group]:
    """Groups of two deputies each, who are not in any other as long as there are enough of them."""
    house = plan.houses[0]
    deputies = house.deputies
    return [
        draft.group(
            f"{plan.admins}-{index + 1:02}",
            house.directory,
            "Two people who administer the same projects",
            members=[deputies[(taken + 2 * index + which) % len(deputies)] for which in (0, 1)],
            tenants=house.tenants,
        )
        for index in range(number)
    ]
