"""The generated pages are those that the checks would write today."""

import pytest

from graph_audit.checks.pages import configuration_page, page, readme_table
from graph_audit.checks.runner import all_checks

from .conftest import cells

CHECKS = all_checks()


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_has_its_page(pages, check):
    assert pages[f"docs/checks/{check}.md"].text == page(CHECKS[check])


def test_no_page_is_left_of_a_check_that_is_gone(pages):
    written = {name.removeprefix("docs/checks/") for name in pages if name.startswith("docs/checks/")}
    assert written == {"README.md", *(f"{check}.md" for check in CHECKS)}


def test_the_table_of_checks_is_current(pages):
    assert pages["docs/checks/README.md"].text == readme_table(CHECKS.values())


def test_the_configuration_reference_is_current(pages):
    assert pages["docs/configuration.md"].text == configuration_page(CHECKS.values())


def test_the_readme_lists_the_same_checks(pages):
    expected = readme_table(CHECKS.values()).replace("](", "](docs/checks/")
    assert cells(pages["README.md"].between("checks")) == cells(expected[expected.index("|") :])
