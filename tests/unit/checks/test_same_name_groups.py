import unicodedata

import pytest

from graph_audit.core.wording import folded

STAFF, HIRED = "scopes=directory:staff", "scopes=directory:hired"


@pytest.mark.parametrize(
    "other",
    ["Café", "CAFÉ", "_café_", unicodedata.normalize("NFD", "café")],
    ids=["case", "upper", "trimmed", "decomposed"],
)
def test_names_are_compared_as_people_read_them(ask, other):
    text = f"group:1 name=café {STAFF}\ngroup:2 name={other} {HIRED}"
    assert ask("same-name-groups", text).found == ["group:1", "group:2"]


def test_another_accent_is_another_name(ask):
    assert ask("same-name-groups", f"group:1 name=café {STAFF}\ngroup:2 name=cafe {HIRED}").found == []


def test_the_same_directory_does_not_count(ask):
    assert ask("same-name-groups", f"group:1 name=a {STAFF}\ngroup:2 name=A {STAFF}").found == []


def test_each_group_is_a_subject_and_the_name_is_the_cause(ask):
    text = f"group:1 name=Devs {STAFF}\ngroup:2 name=devs {STAFF}\ngroup:3 name=DEVS {HIRED}"
    hits = ask("same-name-groups", text).hits
    assert {hit.cause.name for hit in hits.values()} == {"Devs"}
    assert len({hit.cause.id for hit in hits.values()}) == 1
    assert len(hits["group:1"].cause.id) == 64
    assert hits["group:1"].message == "The group Devs has the same name as 1 group of another directory."
    assert hits["group:3"].message == "The group DEVS has the same name as 2 groups of other directories."
    assert [other["id"] for other in hits["group:3"].details["others"]] == ["group:1", "group:2"]


def test_without_directories_sites_are_compared(ask):
    text = "group:1 name=a scopes=tenant:t\ngroup:2 name=a scopes=tenant:u"
    assert ask("same-name-groups", text).hits["group:1"].message.endswith("1 group of another site.")


def test_a_group_that_two_sites_know_is_one_group(ask):
    assert ask("same-name-groups", "group:1 name=a scopes=tenant:t,tenant:u").found == []


def test_folding_is_stable():
    for text in ("ǅ", "ß", "\u0345", "İ"):
        assert folded(folded(text)) == folded(text)
