from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_audit.client.redaction import redact


@pytest.mark.parametrize("spell", [str, quote, quote_plus, lambda s: quote(s, safe=""), lambda s: quote(s).lower()])
def test_plain_and_quoted_spellings_go(spell):
    assert redact(f"before {spell('ab+c/d=')} after", {"ab+c/d="}) == "before [secret] after"


def test_the_longest_spelling_goes_as_a_whole():
    assert redact("Authorization: Basic QUJD", {"QUJD", "Basic QUJD"}) == "Authorization: [secret]"
    assert redact("pair QUJDRA==", {"QUJDRA", "QUJDRA=="}) == "pair [secret]"


def test_without_secrets_the_text_stays():
    assert redact("text", set()) == redact("text", {""}) == "text"


def test_a_secret_is_text_and_no_pattern():
    assert redact("abc a.c", {"a.c"}) == "abc [secret]"


tokens = st.text("abcXYZ0123+/=-_.~%", min_size=6)


@given(st.text(), st.text(), st.sets(tokens, min_size=1))
def test_no_secret_remains(before, after, secrets):
    for secret in secrets:
        clean = redact(f"{before}{secret}|{quote(secret, safe='')}{after}", secrets)
        assert secret not in clean
        assert quote(secret, safe="") not in clean
