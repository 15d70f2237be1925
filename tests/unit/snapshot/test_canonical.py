import hashlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_audit.snapshot.canonical import digest, digest_of_digests, dumps, table_file

TEXT = st.text(st.characters())  # lone surrogates, too
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_any_json_value_survives_in_one_ascii_line(value):
    line = dumps(value)
    assert line.isascii()
    assert b"\n" not in line
    assert json.loads(line) == value


@given(st.dictionaries(TEXT, st.integers()))
def test_the_spelling_does_not_depend_on_the_order_of_keys(value):
    assert dumps(dict(reversed(value.items()))) == dumps(value)


def test_spelling():
    assert dumps({"b": [1, None], "a": "é\ud800"}) == b'{"a":"\\u00e9\\ud800","b":[1,null]}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"x", object(), [1, {"a": {3}}]])
def test_what_is_no_json_raises(value):
    with pytest.raises((TypeError, ValueError)):
        dumps(value)


@given(st.lists(st.binary()), st.randoms(use_true_random=False))
def test_the_hash_of_lines_does_not_depend_on_their_order(lines, random):
    shuffled = random.sample(lines, len(lines))
    assert digest_of_digests(map(digest, shuffled)) == digest_of_digests(map(digest, lines))


def test_the_hash_is_the_documented_one():
    digests = sorted(hashlib.sha256(line).digest() for line in (b"one", b"two"))
    assert digest_of_digests(map(digest, (b"two", b"one"))) == hashlib.sha256(digests[0] + digests[1]).hexdigest()
    assert digest_of_digests([]) == hashlib.sha256(b"").hexdigest()


@pytest.mark.parametrize(
    ("table", "scope", "name"),
    [
        ("users", "directory:d-1", "tables/users.directory-d-1.jsonl.gz"),
        ("workspaces", "organisation", "tables/workspaces.organisation.jsonl.gz"),
        ("projects", "tenant:" + "a" * 80, f"tables/projects.tenant-{'a' * 80}.jsonl.gz"),
    ],
)
def test_names_of_files(table, scope, name):
    assert table_file(table, scope) == name


@given(TEXT, TEXT)
def test_no_id_leads_out_of_the_folder(table, local_id):
    assert re.fullmatch(r"tables/[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}", table_file(table, f"tenant:{local_id}"))


@pytest.mark.parametrize("local_id", ["../../etc/passwd", ".hidden", "a" * 81, "a:b", "Zoë", "\ud800", "a\n"])
def test_an_odd_id_is_replaced_by_its_hash(local_id):
    expected = hashlib.sha256(local_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    assert table_file("users", f"directory:{local_id}") == f"tables/users.directory-sha256-{expected}.jsonl.gz"
