import pytest

from graph_audit.checks.wording import listed
from graph_audit.core.wording import counted


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 groups"), (1, "1 group"), (3, "3 groups"), (4120, "4,120 groups")]
)
def test_plurals_and_thousands(number, words):
    assert counted(number, "group") == words


def test_a_plural_of_its_own():
    assert (counted(1, "person", "people"), counted(2, "person", "people")) == ("1 person", "2 people")


@pytest.mark.parametrize(
    ("names", "words"),
    [("", ""), ("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("abcd", "a, b and 2 more")],
)
def test_lists_of_names(names, words):
    assert listed(list(names)) == words
