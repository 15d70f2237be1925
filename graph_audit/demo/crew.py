"""The people and teams of the three directories, all in good order: what goes wrong comes later, in ``mishaps``."""

from dataclasses import dataclass

from graph_audit.demo.draft import Draft
from graph_audit.demo.organisation import Account, Directory, Group, Tenant

__all__ = ["House", "add_teams", "found_house"]

_THEMES = (
    ("payments", "Takes money and gives it back"),
    ("booking", "Seats, cabins and cars"),
    ("timetables", "When the boats go"),
    ("harbours", "Piers, ramps and berths"),
    ("fleet", "Thirty-one boats"),
    ("engines", "Keeps them running"),
    ("tickets", "Gates and scanners"),
    ("loyalty", "The passengers' club"),
    ("freight", "Lorries and parcels"),
    ("safety", "Drills and reports"),
    ("mobile", "The app in the pocket"),
    ("website", "saltmarsh.example.com"),
    ("data", "Numbers for everybody"),
    ("network", "Cables and radio"),
    ("catering", "Coffee on board"),
    ("rosters", "Who sails when"),
    ("pricing", "What a crossing costs"),
    ("claims", "When it went wrong"),
    ("weather", "Wind, tide and fog"),
    ("sensors", "Buoys and probes"),
)


@dataclass(frozen=True, slots=True)
class House:
    """One directory with its people, its teams and the sites that they work on.

    The people stand in a fixed order of parts: ``leads`` first, then ``deputies`` who administer projects, then the
    others; the last ones are those to whom something happens.
    """

    directory: Directory
    people: list[Account]
    teams: list[Group]
    tenants: tuple[Tenant, ...]

    @property
    def leads(self) -> list[Account]:
        """People who lead projects."""
        return self.people[: max(1, len(self.people) * 3 // 10)]

    @property
    def deputies(self) -> list[Account]:
        """People who stand in the small groups that administer projects."""
        return self.people[len(self.leads) : len(self.people) * 6 // 10]

    def last(self, share: float, skip: float = 0.0) -> list[Account]:
        """People from the end of the list, as shares of all; disjoint parts for ``mishaps`` through ``skip``."""
        size = len(self.people)
        end = size - round(size * skip)
        return self.people[end - max(1, round(size * share)) : end]


def found_house(draft: Draft, name: str, domain: str, size: int, tenants: tuple[Tenant, ...]) -> House:
    """A directory with ``size`` active, managed people and no groups yet."""
    directory = draft.directory(name)
    return House(directory, [draft.person(domain, directory) for _ in range(size)], [], tenants)


def add_teams(draft: Draft, house: House, prefix: str, number: int, *, synced: bool) -> None:
    """Divide the people of a house into teams; about half of them work for a second one."""
    for index in range(number):
        theme, description = _THEMES[index % len(_THEMES)]
        turn = index // len(_THEMES)
        name = f"{prefix}-{theme}" + (f"-{turn + 1}" if turn else "")
        team = draft.group(name, house.directory, description, tenants=house.tenants, synced=synced)
        house.teams.append(team)
    for index, person in enumerate(house.people):
        house.teams[index % number].members.add(person.account_id)
        if draft.rng.random() < 0.5:  # noqa: PLR2004 - half of them
            draft.rng.choice(house.teams).members.add(person.account_id)
