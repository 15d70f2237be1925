"""Fingerprints: the identity of a finding between scans and versions."""

import hashlib

from graph_audit.findings.finding import fingerprint


def test_a_fingerprint_is_the_documented_hash_and_stays_for_ever():
    canonical = b'["empty-group","group:5f3c",null]'
    assert fingerprint("empty-group", "group:5f3c", None) == hashlib.sha256(canonical).hexdigest()[:32]
    assert fingerprint("empty-group", "group:5f3c", None) == "a430ad24828f7385bb4583db18763dec"
    assert fingerprint("wide-project-admin", "user:712020:é", "group:1") == "01cf981f3fdcf8fff68a8a3fa2a621a9"


def test_each_part_counts_and_parts_do_not_run_into_each_other():
    parts = [
        ("a", "b", None),
        ("a", "b", ""),
        ("a", "b", "null"),
        ("ab", "", None),
        ("a", 'b",null', None),
        ("b", "a", None),
    ]
    assert len({fingerprint(*each) for each in parts}) == len(parts)


def test_ids_with_characters_that_no_encoding_likes_have_a_fingerprint():
    assert len(fingerprint("c", "group:\ud800\u202e\x00", None)) == 32
