"""What went wrong at Saltmarsh Ferries over the years: one function for one sort of mishap. Tidewater has none."""

import unicodedata

from graph_audit.demo.organisation import Account
from graph_audit.demo.projects import GLOBAL_ROLES
from graph_audit.demo.schemes import SchemeWriter
from graph_audit.demo.stage import Stage

__all__ = ["GROUPS_ADDED", "HOSTILE_NAME", "let_things_happen"]

GROUPS_ADDED = 20
"""How many groups the mishaps bring."""

HOSTILE_NAME = "</ScRipt><img src=x onerror=alert(1)>"
"""A group's name that runs as a script where a report forgets to escape it."""


def let_things_happen(stage: Stage, *, unattached: int) -> None:
    """Let everything happen that a scan is to find, in a fixed order."""
    leavers = _people_leave(stage)
    _projects_end(stage, leavers)
    _groups_are_forgotten(stage)
    _groups_are_named_twice(stage)
    _everybody_becomes_administrator(stage)
    _schemes_grow(stage)
    _roles_are_given_to_people(stage, leavers)
    _leads_leave(stage, leavers)
    _projects_lose_their_groups(stage)
    _accounts_double(stage)
    _strangers_stay(stage)
    _robots_and_customers_arrive(stage)
    _new_hires_wait(stage)
    _accounts_fall_out_of_directories(stage, unattached)
    _auditors_are_invited(stage)
    _projects_are_archived(stage)


def _people_leave(stage: Stage) -> list[Account]:
    """Leavers keep their groups at Saltmarsh; Tidewater takes them away."""
    leavers = [*stage.staff.last(0.04), *stage.contractors.last(0.06)]
    for index, person in enumerate(leavers):
        match index % 3:
            case 0:
                person.account_status = "inactive"
                person.deactivated_on = stage.draft.days_ago(20, 700)
            case 1:
                person.memberships = dict.fromkeys(person.memberships, "suspended")
            case _:
                person.account_status, person.name, person.email = "closed", "Former user", None
                person.deactivated_on = stage.draft.days_ago(60, 900)
    tidy = stage.acquired.last(0.04)
    for person in tidy:
        person.account_status, person.deactivated_on = "inactive", stage.draft.days_ago(20, 300)
    gone = {person.account_id for person in tidy}
    for group in stage.draft.organisation.groups_in(stage.acquired.directory):
        group.members -= gone
    return leavers


def _projects_end(stage: Stage, leavers: list[Account]) -> None:
    """Groups of finished projects are left with nobody who is still active."""
    main, operations = stage.classic(stage.sites.main), stage.classic(stage.sites.operations)
    staff = [person for person in leavers if stage.staff.directory.id in person.memberships]
    hired = [person for person in leavers if stage.contractors.directory.id in person.memberships]
    migration = stage.group(stage.staff, "pier-7-migration", "Moved pier 7 to the new system in 2021", staff[:3])
    stage.group(stage.contractors, "agency-summer-2019", "Summer crew of 2019", hired[:2])
    main[1].role("Viewers").groups.append(migration.id)
    night = stage.group(stage.staff, "night-watch", "Answered the telephone until 2022")
    for project in (main[2], main[5], main[8]):
        project.role("Members").groups.append(night.id)
    dredging = stage.group(stage.contractors, "ext-dredging", "Dredging contractor, contract ended")
    for project in operations[1:3]:
        project.role("Members").groups.append(dredging.id)


def _groups_are_forgotten(stage: Stage) -> None:
    """Groups for nothing, groups for hobbies, groups that nobody described."""
    for name in ("tmp-import-2021", "untitled group", "do-not-use"):
        stage.group(stage.staff, name, None)
    people, hired = stage.staff.people, stage.contractors.people
    stage.group(stage.staff, "choir", "Sings at launches", people[4:60:6])
    stage.group(stage.staff, "book-club", "", people[5:50:9])
    stage.group(stage.staff, "football-friday", "   ", people[3:64:5])
    stage.group(stage.contractors, "ext-newsletter", None, hired[2:40:3])
    for team in (*stage.staff.teams[3:6], *stage.contractors.teams[1:2]):
        team.description = None


def _groups_are_named_twice(stage: Stage) -> None:
    """The same name in two directories: exactly, in another case, in another Unicode spelling."""
    people, hired, projects = stage.staff.people, stage.contractors.people, stage.classic(stage.sites.main)
    cafe = "café-crew"
    pairs = (("developers", "Developers"), (cafe, unicodedata.normalize("NFD", cafe)))
    for index, (ours, theirs) in enumerate(pairs):
        one = stage.group(stage.staff, ours, "Ours", people[8 + index : 40 : 4])
        two = stage.group(stage.contractors, theirs, "Theirs", hired[8 + index : 40 : 4])
        projects[3 + index].role("Members").groups += [one.id, two.id]
    theirs_too = stage.group(stage.contractors, stage.staff.teams[0].name, "Lent to the staff's team", hired[10:16])
    projects[0].role("Members").groups.append(theirs_too.id)
    hostile = stage.group(stage.contractors, HOSTILE_NAME, "Somebody was curious", hired[20:24])
    projects[6].role("Viewers").groups.append(hostile.id)


def _everybody_becomes_administrator(stage: Stage) -> None:
    """One wide group administers a dozen projects, because once somebody was in a hurry."""
    people = stage.staff.people
    first, last = len(people) // 2, len(people) * 3 // 4
    crew = stage.group(stage.staff, "crew-all", "Everybody on board", people[first : max(last, first + 56)])
    for project in (*stage.classic(stage.sites.main)[:10], *stage.classic(stage.sites.operations)[:2]):
        project.role("Administrators").groups.append(crew.id)
    everybody = stage.draft.organisation.group("jira-users-saltmarsh")
    for project in stage.classic(stage.sites.main)[10:12]:
        project.role("Viewers").groups.append(everybody.id)
    stage.sites.main.default_groups[GLOBAL_ROLES["Viewers"]] = [everybody.id]


def _schemes_grow(stage: Stage) -> None:
    """A project open to the internet, an old scheme, a confidential one that names a person, one for nothing."""
    main, people = stage.sites.main, stage.staff.people
    board = stage.group(stage.staff, "board", "The board of Saltmarsh Ferries", people[:5])
    culture = stage.group(stage.staff, "people-and-culture", "Personnel", people[9:15])
    writer = SchemeWriter(GLOBAL_ROLES, first_grant=10_000)
    projects = stage.classic(main)
    for scheme, governed in (
        (writer.public(), projects[2:3]),
        (writer.legacy(), projects[4:8]),
        (writer.restricted((board, culture), people[9]), projects[-2:]),
        (writer.unused(), []),
    ):
        main.schemes[scheme.id] = scheme
        for project in governed:
            project.scheme_id = scheme.id
    projects[2].name = "Timetables and Disruptions (public)"


def _roles_are_given_to_people(stage: Stage, leavers: list[Account]) -> None:
    """People who stand in roles themselves: on some projects one, on some several, one of them long gone."""
    main, operations = stage.classic(stage.sites.main), stage.classic(stage.sites.operations)
    people, hired = stage.staff.people, stage.contractors.people
    covered = next(p for p in people if p.account_id in stage.staff.teams[0].members and p.is_active)
    for project, role, persons in (
        (main[0], "Members", [covered]),
        (main[3], "Administrators", hired[1:3]),
        (main[7], "Members", [people[22], hired[5], leavers[0]]),
        (main[9], "Viewers", [people[30]]),
        (main[11], "Administrators", [people[22]]),
        (main[12], "Members", [people[22]]),
        (operations[0], "Administrators", [people[14], people[16]]),
        (operations[3], "Members", [hired[6]]),
        (operations[4], "Viewers", [leavers[1]]),
    ):
        project.role(role).users += [person.account_id for person in persons]


def _leads_leave(stage: Stage, leavers: list[Account]) -> None:
    """Projects without a lead, and projects whose lead is gone."""
    main, operations = stage.sites.main.projects, stage.sites.operations.projects
    for project in (main[6], main[14], operations[5]):
        project.lead = None
    for project, leaver in zip((main[9], main[16], operations[2]), leavers, strict=False):
        project.lead = leaver.account_id


def _projects_lose_their_groups(stage: Stage) -> None:
    """Projects that one person runs alone, without any group."""
    for tenant, first, last in ((stage.sites.main, -6, -3), (stage.sites.operations, -2, None)):
        for project in stage.classic(tenant)[first:last]:
            for role in project.roles:
                role.groups = []
            project.scheme_id = 10_100


def _accounts_double(stage: Stage) -> None:
    """Contractors who were hired got a second account with the same address; one moved over properly."""
    staff, hired = stage.staff.people, stage.contractors.people
    for index in (33, 41):
        old, new = hired[index % len(hired)], staff[index]
        old.name, old.email = new.name, (new.email or "").upper() if index % 2 else new.email
    moved = staff[45]
    moved.memberships = {stage.staff.directory.id: "active", stage.contractors.directory.id: "suspended"}


def _strangers_stay(stage: Stage) -> None:
    """People from other companies whose accounts nobody at Saltmarsh manages; some stand in roles themselves."""
    hired = stage.contractors.people
    strangers = hired[len(hired) // 2 : len(hired) // 2 + max(6, len(hired) // 9)]
    for person in strangers:
        mailbox = (person.email or "").partition("@")[0]
        person.claim_status, person.email, person.mfa = "unmanaged", f"{mailbox}@dockside.example.net", None
    main = stage.classic(stage.sites.main)
    main[9].role("Members").users.append(strangers[0].account_id)
    main[5].role("Members").users.append(strangers[1].account_id)
    stage.sites.operations.projects[0].role("Viewers").users.append(strangers[2].account_id)


def _robots_and_customers_arrive(stage: Stage) -> None:
    """A service account that deploys, and customers of the service projects."""
    draft = stage.draft
    robot = draft.add(
        Account(
            draft.account_id(),
            "deploy-bot",
            account_type="app",
            app_type="service",
            memberships={stage.staff.directory.id: "active"},
            mfa=None,
            added=draft.days_ago(200, 300),
        )
    )
    stage.staff.teams[1].members.add(robot.account_id)
    stage.classic(stage.sites.main)[1].role("Members").users.append(robot.account_id)
    for tenant in (stage.sites.main, stage.sites.acquired):
        desks = [project for project in tenant.projects if project.type == "service_desk"]
        for index in range(max(6, len(stage.staff.people) // 40)):
            name, mailbox = draft.names.make()
            customer = draft.add(
                Account(
                    f"qm:{draft.uuid()}:{draft.uuid()}",
                    name,
                    account_type="customer",
                    email=f"{mailbox}@customers.example.net",
                    claim_status="unmanaged",
                    mfa=None,
                )
            )
            tenant.accounts.add(customer.account_id)
            desks[index % len(desks)].role("Service Desk Customers").users.append(customer.account_id)


def _new_hires_wait(stage: Stage) -> None:
    """People in their first week whom nobody has put into a group."""
    hires = stage.staff.last(0.02, skip=0.04)
    waiting = {person.account_id for person in hires}
    for person in hires:
        person.added = stage.draft.days_ago(0, 6)
    for group in stage.draft.organisation.groups_in(stage.staff.directory):
        group.members -= waiting
    for _, project in stage.draft.organisation.projects():
        for role in project.roles:
            role.users = [user for user in role.users if user not in waiting]


def _accounts_fall_out_of_directories(stage: Stage, number: int) -> None:
    """Accounts on the company's domain that are in no directory any more."""
    for index in range(number):
        person = stage.draft.person("saltmarsh.example.com", None)
        person.account_status = ("inactive", "closed", "inactive", "active", "inactive")[index % 5]
        if person.account_status != "active":
            person.deactivated_on = stage.draft.days_ago(100, 900)


def _auditors_are_invited(stage: Stage) -> None:
    """The auditors see all of Tidewater and most of the main site; operations forgot them."""
    auditors = stage.draft.organisation.group("security-auditors")
    for project in stage.sites.acquired.projects:
        project.role("Viewer" if project.style == "next-gen" else "Auditors").groups.append(auditors.id)
    for project in stage.sites.main.projects[: len(stage.sites.main.projects) * 2 // 3]:
        has_groups = any(role.groups for role in project.roles)
        if has_groups and project.style == "classic":
            project.role("Auditors").groups.append(auditors.id)
    forgotten = stage.staff.people[20]
    forgotten.inactive_in = frozenset({stage.sites.operations.cloud_id})


def _projects_are_archived(stage: Stage) -> None:
    """Finished projects are archived, at Tidewater too."""
    main = stage.sites.main.projects
    for project in (*main[-10:-7], stage.sites.acquired.projects[-1]):
        project.archived = True
