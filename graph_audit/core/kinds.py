"""The closed vocabularies of the product, spelled as they stand in graphs, files and on screens."""

from enum import StrEnum

__all__ = [
    "CoverageStatus",
    "EdgeKind",
    "Gap",
    "NodeKind",
    "Outcome",
    "ScopeKind",
    "Severity",
]


class NodeKind(StrEnum):
    """What a node of the access graph stands for; also the first part of its id."""

    ORG = "org"
    DIRECTORY = "directory"
    TENANT = "tenant"
    USER = "user"
    GROUP = "group"
    APP_ROLE = "app_role"
    PROJECT = "project"
    ROLE = "role"
    SCHEME = "scheme"
    ADMIN_ROLE = "admin_role"
    ANYONE = "anyone"
    ANY_LICENSED = "any_licensed"
    CONDITION = "condition"
    PORTAL_CUSTOMERS = "portal_customers"
    UNKNOWN = "unknown"
    DOMAIN = "domain"
    POLICY = "policy"
    API_KEY = "api_key"
    API_TOKEN = "api_token"  # noqa: S105  # a kind of node
    FILTER = "filter"
    DEFAULT_ROLE = "default_role"


class EdgeKind(StrEnum):
    """What an edge of the access graph says; edges point the way access flows."""

    MEMBER_OF = "member_of"
    ACTOR_IN = "actor_in"
    GRANTS = "grants"
    HOLDS = "holds"
    GOVERNS = "governs"
    LEADS = "leads"
    GIVES_ACCESS = "gives_access"
    ADMINISTERS = "administers"
    IN_DIRECTORY = "in_directory"
    IN_TENANT = "in_tenant"
    USES_PRODUCT = "uses_product"
    PART_OF = "part_of"
    OWNS = "owns"
    SEES = "sees"
    DEFAULT_ACTOR_IN = "default_actor_in"


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for critical, 4 for info."""
        return _RANKS[self]

    def at_least(self, other: "Severity") -> bool:
        """Whether this severity is as bad as ``other`` or worse."""
        return self.rank <= other.rank


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class Outcome(StrEnum):
    """What a check can say; incomplete data forbids ``passed``, never ``found``."""

    PASSED = "passed"
    FOUND = "found"
    NOT_EVALUATED = "not_evaluated"
    DISABLED = "disabled"


class CoverageStatus(StrEnum):
    """How much of one table of one scope a snapshot holds."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    DENIED = "denied"
    SKIPPED = "skipped"


class Gap(StrEnum):
    """Why a table is not complete."""

    RIGHT_MISSING = "right_missing"
    """The credential may not read it."""
    FAILED = "failed"
    """The server did not deliver it, or not all of it."""
    INVALID_ROWS = "invalid_rows"
    """Rows did not have the shape that the product understands."""
    NOT_SELECTED = "not_selected"
    """Left out on purpose: another choice (``--tenant``), a sandbox, a site that is switched off."""
    PRODUCT_ABSENT = "product_absent"
    """There is nothing to read: the tenant does not have the product. Counts as complete and empty."""
    NOT_IN_THIS_MODE = "not_in_this_mode"
    """This way of running reads the same facts from another table."""


class ScopeKind(StrEnum):
    """The part of an organisation that a table or an outcome is about."""

    ORGANISATION = "organisation"
    DIRECTORY = "directory"
    TENANT = "tenant"
