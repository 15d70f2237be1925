"""What checks need that ask the same kind of question."""

from graph_audit.checks.definition import absence, presence
from graph_audit.checks.tables import (
    ADMINISTRATORS,
    EFFECTIVE_ACCESS,
    MANAGED_ACCOUNTS,
    MEMBERSHIPS,
    PROJECT_SCHEMES,
    PROJECTS,
    SCHEMES,
    WORKSPACES,
)

__all__ = ["ADMINISTERS", "CANNOT", "REACHES", "SCHEMES_OF_PROJECTS"]

REACHES = (
    *(presence(*tables) for tables in EFFECTIVE_ACCESS),
    presence(*MEMBERSHIPS, everywhere=True),  # a person of two directories has groups in both
)
"""Who can do something on a project: missing rows hide some of them."""
CANNOT = (
    presence(*PROJECTS),
    *(absence(*tables) for tables in EFFECTIVE_ACCESS if tables is not PROJECTS),
    absence(*MEMBERSHIPS, everywhere=True),
)
"""Who cannot do something on a project: missing rows make people look as if they could not."""
ADMINISTERS = (
    presence(*MANAGED_ACCOUNTS),
    *(presence(*tables) for tables in (*ADMINISTRATORS, WORKSPACES)),
    presence(*MEMBERSHIPS, everywhere=True),
)
"""Who administers the organisation, a site or a product, and what the organisation tells of these accounts."""
SCHEMES_OF_PROJECTS = (presence(*PROJECTS), presence(*SCHEMES), presence(*PROJECT_SCHEMES))
"""What permission schemes grant on projects."""
