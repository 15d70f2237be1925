"""What an exporter is: one output format, found by discovery."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from graph_audit.core.discovery import discover
from graph_audit.findings.result import AuditResult
from graph_audit.graph.access_graph import AccessGraph

__all__ = ["Exporter", "all_exporters"]


@dataclass(frozen=True, slots=True)
class Exporter:
    """One output format.

    Attributes:
        id: what a user types: ``graph-audit export ID``.
        title: what it is, in a few words.
        file: what its file is called when nobody says otherwise.
        write: writes the file, so that only its owner may read it; equal input gives equal bytes.
    """

    id: str
    title: str
    file: str
    write: Callable[[AuditResult, AccessGraph, Path], None]


def all_exporters() -> dict[str, Exporter]:
    """Every exporter of this package and of the entry points ``graph_audit.exporters``, by id."""
    return discover("graph_audit.exporters", Exporter, group="graph_audit.exporters")
