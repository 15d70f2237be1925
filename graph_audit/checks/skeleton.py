"""The beginning of a new check: a file that works as it stands, and its test."""

__all__ = ["skeleton", "skeleton_test"]

_CHECK = '''"""The check ``{id}``."""

from collections.abc import Iterator

from pydantic import Field

from graph_audit.checks.definition import Audit, Controls, Hit, Options, Undecided, absence, check, presence
from graph_audit.checks.subjects import groups, members_are_told
from graph_audit.checks.tables import GROUPS, MEMBERSHIPS
from graph_audit.core.kinds import EdgeKind, ScopeKind, Severity

__all__ = ["{name}"]


class _Options(Options):
    members: int = Field(default=1, ge=0, description="Groups with exactly this many members are found.")


@check(
    title="Group has a certain number of members",  # states the fact, never "Ensure …"
    severity=Severity.INFO,
    category="Groups",
    about=ScopeKind.DIRECTORY,  # TENANT for projects and schemes, ORGANISATION for the organisation
    # presence: missing rows hide findings; absence: they could invent some. When in doubt, absence.
    needs=(presence(*GROUPS), absence(*MEMBERSHIPS)),
    subjects=groups,
    options=_Options,
    controls=Controls(soc2=("CC6.3",), iso27001=("A.5.18",)),
    bad="user:maya -member_of-> group:devs",
    good="""
        user:maya -member_of-> group:devs
        user:omar -member_of-> group:devs
    """,
)
def {name}(audit: Audit[_Options]) -> Iterator[Hit | Undecided]:
    """Find groups that have exactly as many members as the option says.

    Why it matters: say what may happen, to whom, and how it mostly comes about.

    How to fix: say what to change, in the words of Atlassian's screens.
    """
    graph = audit.graph
    for group in audit.subjects:
        if not members_are_told(group):
            yield Undecided(group, "the server named the group without its id, so its members are not known")
            continue
        members = list(graph.sources(group, EdgeKind.MEMBER_OF))
        if len(members) == audit.options.members:
            yield Hit(
                group,
                f"The group {{graph.name_of(group)}} has {{len(members):,}} members.",
                paths=tuple((step,) for member in members for step in graph.steps(member, group, EdgeKind.MEMBER_OF)),
                details={{"members": members}},
            )
'''

_TEST = '''"""The check ``{id}``: run with ``pytest`` in this folder, where graph-audit is installed."""

from dataclasses import replace
from datetime import UTC, datetime

from graph_audit.access.engine import Access
from graph_audit.checks.definition import Audit, Hit
from graph_audit.graph.sketch import sketch
from {name} import {name}


def found(text, **options):
    """The names of the subjects that the check finds in a sketch."""
    graph = sketch(text)
    now = datetime(2026, 11, 20, tzinfo=UTC)
    audit = Audit(graph=graph, access=Access(graph), options={name}.options(**options), now=now)
    audit = replace(audit, subjects=tuple({name}.subjects(audit)))
    return [graph.name_of(hit.subject) for hit in {name}.query(audit) if isinstance(hit, Hit)]


def test_its_bad_example_is_found_and_its_good_one_is_not():
    assert found({name}.bad)
    assert not found({name}.good)


def test_the_option_counts():
    assert found({name}.good, members=2) == ["devs"]
'''


def skeleton(check: str) -> str:
    """The file of a new check with this id (kebab-case); it runs, and is to be changed."""
    return _CHECK.format(id=check, name=check.replace("-", "_"))


def skeleton_test(check: str) -> str:
    """Its test, to lie beside it."""
    return _TEST.format(id=check, name=check.replace("-", "_"))
