"""What came of comparing our answers with Atlassian's own, and the file that keeps it."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph_audit.core.errors import SnapshotError
from graph_audit.core.files import write_private
from graph_audit.core.wording import counted

__all__ = ["FILE", "Difference", "Verification", "in_words", "read_answers", "write_answers"]

FILE = "answers.json"
"""Where a scan keeps, beside the tables of its snapshot, what came of the comparison."""


class Difference(NamedTuple):
    """One answer that Atlassian gives and we do not, or the other way round.

    Attributes:
        user: node id.
        permission: its key.
        project: node id.
        ours: ``yes`` or ``no``.
    """

    user: str
    permission: str
    project: str
    ours: str

    @property
    def theirs(self) -> str:
        """What Atlassian says: ``yes`` or ``no``."""
        return "no" if self.ours == "yes" else "yes"


@dataclass(slots=True)
class Verification:
    """What came of it.

    Attributes:
        accounts: how many accounts were asked about, by tenant node.
        projects: about how many accounts each project's answers were compared.
        compared: how many answers were compared.
        conditional: of these, how many depend on the work item: either answer is right.
        passed_over: how many answers could not be compared, by reason.
        differences: what does not agree.
        failures: why a site could not be asked, or not about everybody, by tenant node.
    """

    accounts: Counter[str] = field(default_factory=Counter)
    projects: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    conditional: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)


class _Saved(BaseModel):
    """The comparison of one snapshot."""

    model_config = ConfigDict(extra="forbid")

    schema_: Literal["graph-audit/answers/1"] = Field(default="graph-audit/answers/1", alias="schema")
    generator: str
    snapshot: str
    asked: str
    answers: Verification


def write_answers(folder: Path, told: Verification, *, snapshot: str, generator: str, asked: str) -> None:
    """Keep what came of the comparison in the folder of the snapshot with this id; ``asked`` is the moment."""
    saved = _Saved(generator=generator, snapshot=snapshot, asked=asked, answers=told)
    write_private(folder / FILE, saved.model_dump_json(by_alias=True, indent=2).encode())


def read_answers(folder: Path, snapshot: str) -> Verification | None:
    """What a scan kept of its comparison; None where it made none.

    Raises:
        SnapshotError: the file is damaged, or is about another snapshot.
    """
    file = folder / FILE
    if not file.is_file():
        return None
    try:
        saved = _Saved.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise SnapshotError(f"{file} is damaged: it does not tell what came of asking Atlassian.") from error
    if saved.snapshot != snapshot:
        raise SnapshotError(f"{file} is about another snapshot, {saved.snapshot!r}.")
    return saved.answers


def in_words(told: Verification) -> str:
    """What came of it in one sentence."""
    accounts, number = sum(told.accounts.values()), len(told.differences)
    differ = "none differs" if not number else counted(number, "differs", "differ")
    return (
        f"Atlassian itself was asked about {counted(accounts, 'account')}: {counted(told.compared, 'answer')} about "
        f"{counted(len(told.projects), 'project')} compared with this report, {differ}."
    )
