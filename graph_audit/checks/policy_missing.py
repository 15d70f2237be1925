"""The check ``policy-missing``."""

from collections.abc import Iterator

from pydantic import Field

from graph_audit.checks.definition import Audit, Controls, Hit, Options, absence, check
from graph_audit.checks.subjects import organisations
from graph_audit.checks.tables import POLICIES
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity
from graph_audit.findings.finding import Cause

__all__ = ["policy_missing"]

_ENABLED = "enabled"


class _Options(Options):
    types: tuple[str, ...] = Field(
        default=(), description="Types of policies that must be enabled, such as ip-allowlist or data-residency."
    )


@check(
    title="No policy of a required type is enabled",
    severity=Severity.HIGH,
    category="Organisation",
    about=ScopeKind.ORGANISATION,
    needs=(absence(*POLICIES),),
    subjects=organisations,
    options=_Options,
    needs_configuration="types",
    controls=Controls(soc2=("CC5.3", "CC6.6"), iso27001=("A.5.1", "A.8.20")),
    bad="""
        org:o name=Saltmarsh
        policy:1 type=ip-allowlist status=disabled
    """,
    good="""
        org:o name=Saltmarsh
        policy:1 type=ip-allowlist status=enabled
    """,
)
def policy_missing(audit: Audit[_Options]) -> Iterator[Hit]:
    """Find out whether the organisation has an enabled policy of each type that the configuration requires.

    Why it matters: an allowlist or a rule about data that somebody switched off "for a moment" is not missed by
    anybody. Authentication policies, which enforce single sign-on and two-step verification, cannot be read through
    any API of Atlassian: nothing is said about them.

    How to fix: enable the policy, or take its type out of the option ``types``.
    """
    graph = audit.graph
    enabled = {
        graph.attribute(policy, "type")
        for policy in graph.of_kind(NodeKind.POLICY)
        if str(graph.attribute(policy, "status")).casefold() == _ENABLED
    }
    for organisation in audit.subjects:
        for kind in audit.options.types:
            if kind not in enabled:
                policies = [p for p in graph.of_kind(NodeKind.POLICY) if graph.attribute(p, "type") == kind]
                yield Hit(
                    organisation,
                    f"No policy of the type {kind} is enabled.",
                    cause=Cause("type of policy", kind, kind),
                    details={"policies": policies},
                )
