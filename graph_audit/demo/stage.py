"""Everything that the story's later parts may touch."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph_audit.demo.crew import House
from graph_audit.demo.draft import Draft
from graph_audit.demo.organisation import Account, Group, Project, Tenant
from graph_audit.demo.sites import Sites

__all__ = ["Stage"]


@dataclass(frozen=True, slots=True)
class Stage:
    """The organisation so far: its sites and its three houses."""

    draft: Draft
    sites: Sites
    staff: House
    contractors: House
    acquired: House

    def classic(self, tenant: Tenant) -> list[Project]:
        """The company-managed projects of a site that are no service projects."""
        return [project for project in tenant.projects if project.style == "classic" and project.type != "service_desk"]

    def group(self, house: House, name: str, text: str | None, members: Iterable[Account] = ()) -> Group:
        """A new group of a house, known to its sites."""
        return self.draft.group(name, house.directory, text, members=members, tenants=house.tenants)
