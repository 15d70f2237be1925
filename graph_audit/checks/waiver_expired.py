"""The check ``waiver-expired``."""

from collections.abc import Iterator

from graph_audit.checks.definition import Audit, Controls, Hit, Options, check
from graph_audit.checks.subjects import organisations
from graph_audit.core.kinds import ScopeKind, Severity
from graph_audit.findings.finding import Cause

__all__ = ["waiver_expired"]


@check(
    title="Waiver has expired",
    severity=Severity.MEDIUM,
    category="Organisation",
    about=ScopeKind.ORGANISATION,
    needs=(),
    subjects=organisations,
    controls=Controls(soc2=("CC3.2", "CC4.2"), iso27001=("A.5.1", "A.5.36")),
    bad="""
        org:o name=Saltmarsh
        waiver check=empty-group subject=left owner=maya until=2026-11-01
    """,
    good="""
        org:o name=Saltmarsh
        waiver check=empty-group subject=left owner=maya until=2027-02-01
    """,
)
def waiver_expired(audit: Audit[Options]) -> Iterator[Hit]:
    """Find waivers whose last day has passed; what they waived is found again.

    Why it matters: somebody accepted a risk for a time, and that time is over. Without a look at it every exception
    becomes the rule.

    How to fix: fix what was waived and delete the waiver; or let its owner decide anew, with a reason and a date.
    """
    for organisation in audit.subjects:
        for waiver in audit.waivers:
            if waiver.is_expired(audit.now.date()):
                what = waiver.what if waiver.fingerprint else f"{waiver.check} of {audit.told(waiver.subject or '')}"
                yield Hit(
                    organisation,
                    f"The waiver of {audit.told(waiver.owner)} for {what} has expired on {waiver.until}.",
                    cause=Cause("waiver", waiver.id, what),
                    details={"until": waiver.until.isoformat()},
                )
