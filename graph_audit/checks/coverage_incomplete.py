"""The check ``coverage-incomplete``."""

from collections import defaultdict
from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, check
from graph_audit.checks.subjects import organisations
from graph_audit.checks.wording import listed
from graph_audit.core.coverage import TableCoverage
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.findings.finding import Cause

__all__ = ["coverage_incomplete"]


@check(
    title="Scan could not see everything",
    severity=Severity.MEDIUM,
    category="Organisation",
    about=ScopeKind.ORGANISATION,
    needs=(),
    subjects=organisations,
    controls=Controls(soc2=("CC2.1", "CC4.1"), iso27001=("A.5.35", "A.8.15")),
    bad="""
        org:o name=Saltmarsh
        unread users directory:d
        user:maya -member_of-> group:devs
    """,
    good="""
        org:o name=Saltmarsh
        user:maya -member_of-> group:devs
    """,
)
def coverage_incomplete(audit: Audit[Options]) -> Iterator[Hit]:
    """Find the parts of the organisation of which tables could not be read, or not wholly.

    Why it matters: what nobody could see, nobody has audited. Checks that need these tables say so one by one; this
    finding says it once for each place, so that it can be assigned, waived with a reason, or followed over time.

    How to fix: give the credential the right that the coverage names for each table, or leave the table out on
    purpose and waive this finding.
    """
    by_scope = defaultdict[str, list[TableCoverage]](list)
    for entry in audit.coverage.incomplete():
        by_scope[entry.scope].append(entry)
    for organisation in audit.subjects:
        for scope, entries in sorted(by_scope.items()):
            name = audit.graph.name_of(scope) if scope in audit.graph else f"the {scope}"
            tables = [entry.table for entry in entries]
            yield Hit(
                organisation,
                f"This scan did not see all of {name}: {counted(len(tables), 'table')} not or not wholly read "
                f"({listed(tables)}).",
                cause=Cause("scope", scope, name),
                details={"tables": [{"table": e.table, "status": e.status.value, "reason": e.reason} for e in entries]},
            )
