"""The check ``public-filter``."""

from collections.abc import Iterator
from typing import Any

from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.tables import FILTERS
from graph_audit.core.kinds import EdgeKind, NodeKind, ScopeKind, Severity
from graph_audit.graph.ids import ANYONE, tenant_id, tenant_of

__all__ = ["public_filter"]


def _filters(audit: Audit[Any]) -> Iterator[str]:
    """The filters that the graph has; those that are shared with nobody in particular are not among them."""
    yield from audit.graph.of_kind(NodeKind.FILTER)


@check(
    title="Filter is shared with everybody on the internet",
    severity=Severity.MEDIUM,
    category="Jira",
    about=ScopeKind.TENANT,
    needs=(presence(*FILTERS),),
    subjects=_filters,
    controls=Controls(soc2=("CC6.1", "CC6.6"), iso27001=("A.5.15", "A.8.12")),
    bad="anyone -sees-> filter:t:10",
    good="user:maya -owns-> filter:t:10",
)
def public_filter(audit: Audit[Options]) -> Iterator[Hit]:
    """Find saved filters that anybody can see without signing in.

    Why it matters: a filter shows its name, its query and its owner, which tells of projects, people and plans; not
    the work items, unless their project is public, too.

    How to fix: share it with a group or a project instead. A Jira administrator can forbid public sharing altogether.
    """
    graph = audit.graph
    for each in audit.subjects:
        paths = tuple((step,) for step in graph.steps(ANYONE, each, EdgeKind.SEES)) if ANYONE in graph else ()
        if paths:
            owner = next(graph.sources(each, EdgeKind.OWNS), None)
            whose = f" of {graph.name_of(owner)}" if owner else ""
            tenant = tenant_id(tenant_of(each))
            site = f" on {graph.name_of(tenant)}" if tenant in graph else ""
            yield Hit(
                each,
                f"Anyone on the internet may see the filter {graph.name_of(each)}{whose}{site}.",
                paths=paths,
                details={"owner": owner or ""},
            )
