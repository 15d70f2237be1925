"""The projects of one site, all in good order: each has a lead, teams in its roles and somebody who administers it."""

import itertools
from collections.abc import Iterator, Sequence

from graph_audit.demo.crew import House
from graph_audit.demo.draft import Draft
from graph_audit.demo.organisation import ADD_ON_ROLE, Account, Group, Project, Role, Tenant
from graph_audit.demo.schemes import SchemeWriter

__all__ = ["GLOBAL_ROLES", "add_projects", "admin_groups_needed"]

GLOBAL_ROLES = {
    "Administrators": 10_002,
    "Members": 10_003,
    "Viewers": 10_004,
    "Auditors": 10_005,
    "Service Desk Team": 10_006,
    "Service Desk Customers": 10_007,
    ADD_ON_ROLE: 10_008,
}
"""The roles that all company-managed projects of a site share, with their ids; team-managed projects have their own."""

_SUBJECTS = (
    ("PAY", "Payments"),
    ("BOOK", "Booking"),
    ("TIME", "Timetables"),
    ("PIER", "Piers and Ramps"),
    ("FLEET", "Fleet Planning"),
    ("ENG", "Engine Room"),
    ("GATE", "Ticket Gates"),
    ("CLUB", "Passengers' Club"),
    ("CARGO", "Freight"),
    ("SAFE", "Safety"),
    ("APP", "Mobile App"),
    ("WEB", "Website"),
    ("DATA", "Data"),
    ("NET", "Network"),
    ("CAFE", "Catering"),
    ("CREW", "Rosters"),
    ("FARE", "Fares"),
    ("CLAIM", "Claims"),
    ("WIND", "Weather"),
    ("BUOY", "Sensors"),
)
_KINDS = ("", "Platform", "Support", "Reporting", "Rollout", "Improvements", "Partners", "Training")
_CATEGORIES = (None, "Passengers", "Fleet", "Back office")


def admin_groups_needed(projects: int, *, team_managed_too: bool) -> int:
    """How many admin groups ``add_projects`` uses: one for two projects that are administered through a role."""
    plain = sum(1 for index in range(projects) if _administered_by_group(index, team_managed_too=team_managed_too))
    return -(-plain // 2)


def add_projects(  # noqa: PLR0913 - all of it is the site's
    draft: Draft,
    tenant: Tenant,
    houses: Sequence[House],
    number: int,
    *,
    apps: Sequence[Account],
    admins: Sequence[Group],
) -> None:
    """Fill a site with ``number`` projects; their people come from the first house, their teams from all of them."""
    writer = SchemeWriter(GLOBAL_ROLES)
    for scheme in (writer.default(), writer.led(), writer.service()):
        tenant.schemes[scheme.id] = scheme
    administering = itertools.cycle(group for group in admins for _ in range(2))
    teams = itertools.cycle([team for house in houses for team in house.teams])
    each = max(2, -(-sum(len(house.teams) for house in houses) // number))
    role_ids = itertools.count(10_100)
    for index in range(number):
        project = _project(draft, tenant, houses[0], index)
        members = list(itertools.islice(teams, each))
        by_group = _administered_by_group(index, team_managed_too=len(houses) == 1)
        head = next(administering) if by_group else None
        if project.style == "next-gen":
            _staff_team_managed(project, members, head, apps, role_ids)
            openness = ("open", "limited", "private")[index // 4 % 3]
            scheme = writer.team_managed(project.id, project.key, project.roles, openness)
            tenant.schemes[scheme.id] = scheme
            project.scheme_id = scheme.id
        else:
            _staff_company_managed(project, members, head, apps)
        tenant.projects.append(project)


def _administered_by_group(index: int, *, team_managed_too: bool) -> bool:
    style, kind = _style(index), _type(index)
    if style == "next-gen":
        return team_managed_too
    return kind == "service_desk" or index % 2 == 0


def _style(index: int) -> str:
    return "next-gen" if index % 4 == 3 else "classic"  # noqa: PLR2004 - every fourth


def _type(index: int) -> str:
    if index % 7 == 5 and _style(index) == "classic":  # noqa: PLR2004 - every seventh
        return "service_desk"
    return "business" if index % 3 == 1 else "software"


def _project(draft: Draft, tenant: Tenant, house: House, index: int) -> Project:
    key, subject = _SUBJECTS[index % len(_SUBJECTS)]
    turn = index // len(_SUBJECTS)
    kind = _KINDS[turn % len(_KINDS)]
    rest = f" {turn + 1}" if turn >= len(_KINDS) else ""
    style, project_type = _style(index), _type(index)
    issues = draft.rng.choice((0, 12, 340, 5_200)) if index % 9 == 8 else draft.rng.randint(20, 4_000)  # noqa: PLR2004
    return Project(
        id=str(10_000 + index),
        key=f"{key}{turn + 1 if turn else ''}",
        name=f"{subject} {kind}{rest}".replace("  ", " ").strip(),
        cloud_id=tenant.cloud_id,
        style=style,
        type=project_type,
        lead=house.leads[(index + 17 * draft.organisation.tenants.index(tenant)) % len(house.leads)].account_id,
        scheme_id=10_200 if project_type == "service_desk" else (0 if index % 2 == 0 else 10_100),
        roles=[],
        category=_CATEGORIES[index % len(_CATEGORIES)],
        last_update=draft.days_ago(0, 120) if issues else None,
        issues=issues,
    )


def _staff_company_managed(project: Project, teams: list[Group], head: Group | None, apps: Sequence[Account]) -> None:
    service = project.type == "service_desk"
    project.roles = [Role(role_id, name) for name, role_id in GLOBAL_ROLES.items()]
    members, viewers = teams[: len(teams) // 2 or 1], teams[len(teams) // 2 or 1 :]
    project.role("Service Desk Team" if service else "Members").groups = [group.id for group in members]
    project.role("Viewers").groups = [group.id for group in viewers]
    if head:
        project.role("Administrators").groups = [head.id]
    project.role(ADD_ON_ROLE).users = [app.account_id for app in apps]


def _staff_team_managed(
    project: Project, teams: list[Group], head: Group | None, apps: Sequence[Account], ids: Iterator[int]
) -> None:
    names = ("Administrator", "Member", "Viewer", ADD_ON_ROLE)
    project.roles = [Role(next(ids), name, scoped=True) for name in names]
    administrator, member, viewer, add_ons = project.roles
    if head:
        administrator.groups = [head.id]
    elif project.lead:
        administrator.users = [project.lead]
    member.groups = [group.id for group in teams[:1]]
    viewer.groups = [group.id for group in teams[1:]]
    add_ons.users = [app.account_id for app in apps]
