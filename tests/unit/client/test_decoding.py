import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_audit.client.decoding import UnusableJsonError, decode

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(values)
def test_every_json_value_survives(value):
    assert decode(json.dumps(value).encode()) == value


def test_a_lone_surrogate_escape_survives():
    assert decode(rb'{"name": "\ud83d"}') == {"name": "\ud83d"}


def test_a_byte_order_mark_is_not_content():
    assert decode(b"\xef\xbb\xbf[1]") == [1]


@pytest.mark.parametrize("body", [b"[NaN]", b"[Infinity]", b"[-Infinity]", b"[1e999]", b"[" + b"9" * 5000 + b"]"])
def test_numbers_that_json_does_not_have_are_refused(body):
    with pytest.raises(UnusableJsonError):
        decode(body)


def test_nesting_without_end_is_refused():
    with pytest.raises(UnusableJsonError, match="nested"):
        decode(b"[" * 200_000)


@pytest.mark.parametrize("body", [b"", b'{"a": [1, 2', b'{"a": 1} x', b'{"a": "\xff"}'])
def test_what_is_cut_or_garbled_is_told_apart(body):
    with pytest.raises(ValueError) as caught:
        decode(body)
    assert not isinstance(caught.value, UnusableJsonError)
