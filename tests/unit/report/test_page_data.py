"""The blocks in the page, read back, are the graph and the findings."""

import base64
import gzip
import json
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_audit.access.gates import account_state
from graph_audit.core.safe_text import are_plain, visible
from graph_audit.report.columns import Numbers, column, deltas, identifiers, pack
from graph_audit.report.node_tables import seconds
from graph_audit.report.page import render_report


def block(html, name):
    """The content of a block, every reference replaced by the numbers or bytes that it means."""
    text = re.search(rf'<script type="text/plain" id="{name}">([^<]*)</script>', html).group(1)
    return unpacked(gzip.decompress(base64.b64decode(text)))


def unpacked(content):
    end = 4 + int.from_bytes(content[:4], "big")
    behind = content[end:]

    def resolved(value):
        if set(value) != {"at", "count", "width"}:
            return value
        planes = [behind[value["at"] + plane * value["count"] :][: value["count"]] for plane in range(value["width"])]
        codes = [sum(byte << 8 * place for place, byte in enumerate(digits)) for digits in zip(*planes, strict=True)]
        return {"codes": codes}

    return json.loads(content[4:end], object_hook=resolved)


def numbers_of(place):
    if isinstance(place, list):
        return place
    return [None if code == 0 else (code - 1) // 2 if code % 2 else -code // 2 for code in place["codes"]]


def sums(encoded):
    known, values = 0, []
    for delta in numbers_of(encoded):
        known += delta or 0
        values.append(None if delta is None else known)
    return values


def decoded(encoded):
    encoding, first, *rest = encoded
    if encoding == "number":
        return sums(first)
    if encoding == "choice":
        return [None if index is None else first[index] for index in numbers_of(rest[0])]
    if encoding == "hex":
        digits = iter(rest[1]["codes"])
        return [
            re.sub(r"\{(\d+)\}", lambda run: "".join(f"{next(digits):02x}" for _ in range(int(run[1]))), first[index])
            for index in numbers_of(rest[0])
        ]
    return first


def node_ids(tables):
    found = []
    for kind, _, count in tables["kinds"]:
        columns = tables["nodes"][kind]
        clouds = decoded(columns["cloud_id"]) if "cloud_id" in columns else [None] * count
        for inner, cloud in zip(decoded(columns["id"]), clouds, strict=True):
            parts = [kind, "" if cloud is None else tables["cloud_ids"][cloud], inner]
            found.append(":".join(part for part in parts if part))
    return found


def edges(tables, block_of_edges):
    names = node_ids(tables)
    for kind, table in block_of_edges["kinds"].items():
        attributes = table["as"] if isinstance(table["as"], int) else numbers_of(table["as"])
        position = 0
        for source, count in zip(sums(table["from"]), numbers_of(table["count"]), strict=True):
            for target in sums(numbers_of(table["to"])[position : position + count]):
                index = attributes if isinstance(attributes, int) else attributes[position]
                shown = block_of_edges["attributes"][index]
                permissions = block_of_edges["permission_sets"][shown["permissions"]] if "permissions" in shown else []
                key = f"{kind}:{shown['qualifier']}" if "qualifier" in shown else kind
                yield (
                    names[source],
                    key,
                    names[target],
                    frozenset(tables["permissions"][n][0] for n in permissions),
                    shown,
                )
                position += 1


@pytest.fixture(params=["small", *range(4)])
def graph(request, organisations):
    return organisations.small() if request.param == "small" else organisations.random_organisation(request.param)


@pytest.fixture
def html(graph, organisations):
    return render_report(organisations.audit(()), graph)


def test_every_node_is_there_once(html, graph):
    assert node_ids(block(html, "data-tables")) == sorted(graph.nodes)


def test_every_edge_is_there_with_its_permissions(html, graph):
    tables = block(html, "data-tables")

    found = [edge[:4] for edge in edges(tables, block(html, "data-edges"))]

    expected = [
        (source, key, target, frozenset(data.get("permissions", ())))
        for source, target, key, data in graph.edges(keys=True, data=True)
    ]
    assert Counter(found) == Counter(expected)


@pytest.mark.parametrize("attribute", ["membership_status", "jira_active", "default_group"])
def test_what_decides_about_access_is_there(html, graph, attribute):
    found = {edge[:3]: edge[4].get(attribute) for edge in edges(block(html, "data-tables"), block(html, "data-edges"))}

    for source, target, key, data in graph.edges(keys=True, data=True):
        assert found[source, key, target] == data.get(attribute)


def test_attributes_of_nodes_are_columns(html, graph):
    tables = block(html, "data-tables")
    users = graph.of_kind("user")
    columns = {name: decoded(encoded) for name, encoded in tables["nodes"]["user"].items()}

    assert columns["name"] == [graph.name_of(user) for user in users]
    assert columns["state"] == [account_state(graph, user) for user in users]
    assert columns["account_type"] == [graph.nodes[user].get("account_type") for user in users]


def test_references_are_numbers_of_nodes_and_moments_are_seconds(organisations):
    tables = block(render_report(organisations.audit(()), organisations.small()), "data-tables")
    names = node_ids(tables)

    project = {name: decoded(encoded) for name, encoded in tables["nodes"]["project"].items()}
    user = {name: decoded(encoded) for name, encoded in tables["nodes"]["user"].items()}

    assert [lead and names[lead] for lead in project["lead"]] == ["user:a:1", None]
    assert [names[scheme] for scheme in project["scheme"]] == ["scheme:t:0", "scheme:t:0"]
    assert user["last_active"] == [1793779200, None]


def test_findings_carry_their_evidence(organisations):
    graph = organisations.small()
    tables = block(render_report(organisations.result(graph), graph), "data-tables")
    names = node_ids(tables)
    findings = {name: decoded(encoded) for name, encoded in tables["findings"].items()}
    steps = list(zip(*(decoded(tables["steps"][name]) for name in ("from", "kind", "to")), strict=True))

    row = [names[subject] for subject in findings["subject"]].index("user:a:1")
    [path] = findings["paths"][row]

    assert tables["checks"][findings["check"][row]]["title"] == "Wide project admin"
    assert [(names[source], kind, names[target]) for source, kind, target in (steps[step] for step in path)] == [
        ("user:a:1", "member_of", "group:devs"),
        ("group:devs", "actor_in", "role:t:1:10"),
        ("role:t:1:10", "grants", "project:t:1"),
    ]
    assert findings["details"][row] == {"count": 1234, "groups": ["group:devs"]}


def test_evidence_beyond_the_limit_is_counted(organisations):
    graph = organisations.small()
    [first] = [next(graph.steps("user:a:1", "group:devs"))]
    finding = organisations.finding(graph, "many", "user:a:1", ((first,),) * 50)
    result = organisations.audit((organisations.check("many", finding.severity, [finding]),))

    tables = block(render_report(result, graph), "data-tables")

    assert len(decoded(tables["findings"]["paths"])[0]) == 20
    assert decoded(tables["findings"]["left_out"]) == [30]


def test_a_finding_about_nothing_in_the_graph_is_left_out_of_the_panes(organisations):
    graph = organisations.small()
    result = organisations.result(graph)
    smaller = graph.copy()
    smaller.remove_node("user:a:2")

    tables = block(render_report(result, smaller), "data-tables")

    assert len(decoded(tables["findings"]["fingerprint"])) == 2


def test_same_input_same_bytes_whatever_the_order(organisations):
    graph = organisations.small()
    nodes, links = list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
    nodes.reverse()
    links.sort(key=lambda link: link[::-1][1:])
    shuffled = type(graph)(mode="full")
    shuffled.add_nodes_from(nodes)
    shuffled.add_edges_from(links)

    first, again, other = (render_report(organisations.result(g), g) for g in (graph, graph, shuffled))

    assert first == again == other


def test_small_differences_and_few_distinct_values():
    assert deltas([5, 7, None, 6]) == [5, 2, None, -1]
    assert column(["a", "a", None, "b", "a"]) == ["choice", ["a", "b"], Numbers([0, 0, None, 1, 0])]
    assert column(["a", "b", None]) == ["text", ["a", "b", None]]


@pytest.mark.parametrize(
    "values",
    [[], [0], [None], [0, -1, 1, 127, 128, -128, 255, 65_535, None], [2**31 - 1, -(2**31) + 1], [1_800_000_000]],
)
def test_numbers_come_back(values):
    assert numbers_of(unpacked(unzipped(pack({"n": Numbers(values)})))["n"]) == values


def test_numbers_that_are_too_large_stay_text():
    assert unpacked(unzipped(pack({"n": Numbers([2**40, None])}))) == {"n": [2**40, None]}


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["5b10a2844c20165700ede21g", "5b10a2844c20165700ede21f"],
        ["712020:3f6c0a41-b2d9-4e0f-8a7c-5b1d2e3f4a5b", "qm:1:00000000-0000-4000-8000-0000000000ff", "10000", ""],
        ["ABCDEF0123456789ABCDEF0123456789", "a{3}b", "0" * 24],
        [f"{number}:{'ab' * 16}" for number in range(100)],
        ["\ud800", "face", "é" * 30, "0" * 65, "0" * 64],
        ["3f6c0a41-b2d9-4e0f-8a7c-5b1d2e3f4a5b", "ab" * 18],
    ],
    ids=["none", "mixed", "accounts", "braces", "many patterns", "others", "as long as a UUID"],
)
def test_ids_come_back(values):
    assert decoded(unpacked(unzipped(pack({"id": identifiers(values)})))["id"]) == values


def unzipped(text):
    return gzip.decompress(base64.b64decode(text))


def test_a_block_tells_nothing_of_when_it_was_packed():
    packed = base64.b64decode(pack({"b": "\ud800", "a": 1, "n": Numbers([300, None])}))

    assert packed[4:8] == bytes(4)
    text = b'{"a":1,"b":"\\ud800","n":{"at":0,"count":2,"width":2}}'
    assert gzip.decompress(packed) == len(text).to_bytes(4, "big") + text + b"\x59\x00\x02\x00"


def test_moments_of_the_vendor():
    assert seconds("1970-01-02T00:00:00.500Z") == 86400
    assert seconds("1970-01-01T01:00:00+0100") == 0
    assert seconds("soon") is None
    assert seconds(None) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\u202etxt.exe", "a⟨RLO⟩txt.exe"),
        ("a\x00b\n", "a␀b␊"),
        ("a\x9fb", "a\ufffdb"),
        ("a\u2028b", "a␤b"),
        ("lone \ud83d half", "lone \ufffd half"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("ad\u00admins", "ad⟨U+00AD⟩mins"),
        ("admins\u3164", "admins⟨U+3164⟩"),
        ("admins\U000e0061\u202e", "admins⟨U+E0061⟩⟨RLO⟩"),
        ("x" * 65536, "x" * 199 + "…"),
    ],
)
def test_text_is_made_visible(text, shown):
    assert visible(text) == shown


@given(
    st.lists(
        st.sampled_from(["é", "👩\u200d💻", " ", "\u3000", "\u202e", "\x85", "\xad", "x" * 200, "x" * 201]) | st.text()
    )
)
def test_texts_are_plain_if_each_is_visible_as_it_is(texts):
    assert are_plain(texts) is all(visible(text) == text for text in texts)


@given(st.lists(st.none() | st.integers(-(2**31), 2**31)))
def test_differences_add_up_to_the_numbers(values):
    known, total = [], 0
    for difference in deltas(values):
        total += difference or 0
        known.append(None if difference is None else total)
    assert known == values
