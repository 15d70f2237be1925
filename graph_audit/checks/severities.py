"""How bad findings are: as their check says, unless the configuration says otherwise for subjects or categories."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph_audit.checks.definition import Check
from graph_audit.core.kinds import Severity
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.graph.matching import matches

__all__ = ["SeverityPolicy", "SubjectSeverity"]


@dataclass(frozen=True, slots=True)
class SubjectSeverity:
    """The severity of every finding about some subjects, such as the projects that must not leak."""

    patterns: tuple[str, ...]
    severity: Severity


@dataclass(frozen=True, slots=True)
class SeverityPolicy:
    """What the configuration says: the first entry that names the subject, then the check's own, then its category's.

    Attributes:
        categories: severity by category, in small letters.
        subjects: in the order of the configuration.
    """

    categories: Mapping[str, Severity] = field(default_factory=dict)
    subjects: tuple[SubjectSeverity, ...] = ()

    def of_check(self, check: Check, configured: Severity | None) -> Severity | None:
        """What is configured for a check as a whole."""
        return configured or self.categories.get(check.category.casefold())

    def of_subject(self, graph: AccessGraph, subject: str) -> Severity | None:
        """What is configured for findings about one subject."""
        return next((entry.severity for entry in self.subjects if matches(graph, subject, entry.patterns)), None)
