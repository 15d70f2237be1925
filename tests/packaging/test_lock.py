"""requirements.lock is what `make setup` trusts: complete, with hashes, and without anybody's index in it."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED_FOR = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
ENTRIES = re.sub(r"(?m)^#.*\n", "", LOCK).replace("\\\n", " ").splitlines()


def locked() -> dict[str, Requirement]:
    requirements = (Requirement(entry.partition("--hash")[0].strip()) for entry in ENTRIES)
    return {requirement.name: requirement for requirement in requirements}


@pytest.mark.parametrize("wanted", [Requirement(line) for line in ASKED_FOR], ids=lambda wanted: wanted.name)
def test_each_dependency_is_locked_in_a_version_that_the_project_allows(wanted):
    (pin,) = locked()[wanted.name].specifier

    assert pin.operator == "=="
    assert wanted.specifier.contains(pin.version)


def test_each_pin_has_hashes():
    assert ENTRIES
    assert [entry for entry in ENTRIES if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []


def test_no_index_and_no_folder_is_named():
    assert re.findall(r".*(?:://|--(?:extra-)?index-url|--find-links|@ file|@ /).*", LOCK) == []
