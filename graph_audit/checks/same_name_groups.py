"""The check ``same-name-groups``."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from graph_audit.checks.definition import Audit, Controls, Hit, Options, check, presence
from graph_audit.checks.shared_values import by_value, shared_value
from graph_audit.checks.subjects import groups
from graph_audit.checks.tables import GROUPS
from graph_audit.core.kinds import NodeKind, ScopeKind, Severity
from graph_audit.core.wording import counted
from graph_audit.graph.ids import kind_of

__all__ = ["same_name_groups"]

_LISTED = 50


@check(
    title="Groups in different directories have the same name",
    severity=Severity.LOW,
    category="Groups",
    about=ScopeKind.DIRECTORY,
    alias="same_group_name_multi_tenant",
    needs=(presence(*GROUPS, everywhere=True),),
    subjects=groups,
    controls=Controls(soc2=("CC6.3",), iso27001=("A.5.15", "A.5.16")),
    bad="""
        group:1 name=developers scopes=directory:staff
        group:2 name=Developers scopes=directory:contractors
    """,
    good="""
        group:1 name=developers scopes=directory:staff
        group:2 name=designers scopes=directory:contractors
    """,
)
def same_name_groups(audit: Audit[Options]) -> Iterator[Hit]:
    """Find groups that have the same name in different directories, or on different sites where only Jira was asked.

    Why it matters: screens and API answers show the name. Whoever adds a person or grants a role picks the wrong one
    of the two sooner or later, and a review of one of them misses the other. Names are compared trimmed and without
    regard to case or to how accents are encoded.

    How to fix: rename the groups so that each name says whose it is, or merge them. Grants follow the id, so that
    renaming does not change access; scripts that go by name have to be changed.
    """
    graph = audit.graph
    homes = {group: graph.nodes[group].get("scopes", ()) for group in audit.subjects}
    known = [group for group in audit.subjects if homes[group]]
    for name, same in by_value((group, str(graph.attribute(group, "name") or "")) for group in known).items():
        at = Counter(homes[group] for group in same)
        if len(at) == 1:
            continue
        cause = shared_value("name", name, graph.name_of(same[0]))
        for group in same:
            elsewhere = len(same) - at[homes[group]]
            others = (other for other in same if other != group)
            yield Hit(
                group,
                f"The group {graph.name_of(group)} has the same name as "
                f"{counted(elsewhere, 'group')} {_of_another(homes[group][0], elsewhere)}.",
                cause=cause,
                details={
                    "groups": len(same),
                    "elsewhere": elsewhere,
                    "others": [
                        {"id": other, "name": graph.name_of(other), "where": list(homes[other])}
                        for other in islice(others, _LISTED)
                    ],
                },
            )


def _of_another(home: str, number: int) -> str:
    """Where the others are, in the words of the way of running: a directory, or a site where only Jira was asked."""
    one, many = ("site", "sites") if kind_of(home) == NodeKind.TENANT else ("directory", "directories")
    return f"of another {one}" if number == 1 else f"of other {many}"
