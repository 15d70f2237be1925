"""The page: what the Summary says, that hostile names stay text, and a policy that fits its scripts."""

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from lxml import html as markup

from graph_audit.access.permission_sets import permission_name
from graph_audit.core.coverage import Coverage, TableCoverage
from graph_audit.core.kinds import CoverageStatus, Gap, Severity
from graph_audit.core.wording import counted
from graph_audit.report import assets
from graph_audit.report.page import embedded_json, render_report
from graph_audit.report.routes import entity_link
from graph_audit.report.summary import ROWS, rows_shown, summarise

NAUGHTY = [
    "</script><script>alert(1)</script>",
    "</SCRIPT ><img src=x onerror=alert(1)>",
    "<!--<script>",
    "]]>",
    "{{ 7 * 7 }} {% raw %}",
    "${alert(1)}",
    '" onmouseover="alert(1)',
    "' style='x",
    "=cmd|' /C calc'!A0",
    "a\u202eb\u2066c",
    "\u2028\u2029",
    "\x00\x1b[31m\x7f\x85",
    "lone \ud800 surrogate",
    "名前 \U0001f469\u200d\U0001f4bb",
    "   ",
    "href",
    "x" * 65536,
]


@pytest.fixture
def page(organisations):
    graph = organisations.small()
    return markup.document_fromstring(render_report(organisations.result(graph), graph))


def text(element):
    return " ".join(" ".join(element.itertext()).split())


def test_the_summary_lists_findings_worst_first(page):
    summaries = [text(summary) for summary in page.xpath("//*[@id='panel-summary']//details[@data-severity]/summary")]

    assert summaries[:2] == [
        "high Wide project admin 2 100 % of 2 accounts",
        "low Empty group 1 50 % of 2 groups",
    ]


def test_the_summary_says_why_how_and_where(page):
    [check] = page.xpath("//details[@data-severity='high']")

    assert "Why wide-project-admin matters." in text(check)
    assert "How to fix wide-project-admin." in text(check)
    assert "Staff found 2 of 2" in text(check)
    links = [link.get("href") for link in check.xpath(".//ul[@class='rows']//a")]
    assert re.fullmatch(r"#/finding/[0-9a-f]{32}", links[0])
    assert links[1] == "#/users/a%3A1"


def test_what_was_not_collected_is_not_none(page):
    [gaps] = page.xpath("//details[@class='gaps']")
    assert "Not collected: application roles (tenant northwind)" in text(gaps)
    assert "403: no right to read application roles." in text(gaps)
    assert "Give the account Administer Jira." in text(gaps)
    assert "roles denied" in text(page)
    assert "1 table incomplete" in text(page.find(".//header"))


def test_where_only_jira_was_read_nothing_is_said_to_be_complete_that_jira_cannot_tell(organisations):
    elsewhere = TableCoverage("users", "organisation", CoverageStatus.SKIPPED, gap=Gap.NOT_IN_THIS_MODE)
    result = replace(organisations.audit(()), coverage=Coverage([elsewhere]))

    page = markup.fromstring(render_report(result, organisations.small()))

    assert "directories not read" in text(page.find(".//header"))
    [complete] = page.find_class("complete")
    assert "What only directories tell is not known" in text(complete)


def test_a_complete_scan_still_says_what_it_never_sees(organisations):
    result = replace(organisations.audit(()), coverage=Coverage([]))

    page = markup.fromstring(render_report(result, organisations.small()))

    assert "all data collected" in text(page.find(".//header"))
    [limits] = page.find_class("limits")
    assert "Issue security" in text(limits)


@pytest.mark.parametrize(
    ("found", "population", "share"),
    [(1, 400, "under 1 % of 400 groups"), (399, 400, "over 99 % of 400 groups"), (3, 3, "100 % of 3 groups")],
)
def test_a_share_is_neither_rounded_to_none_nor_to_all(organisations, found, population, share):
    graph = organisations.small()
    for number in range(found):
        graph.add_entity(f"group:g{number:03}", name=f"g{number:03}")
    findings = [organisations.finding(graph, "c", f"group:g{number:03}", ()) for number in range(found)]
    told = organisations.check("c", Severity.LOW, findings)
    told = replace(told, population=population)

    [check] = summarise(organisations.audit((told,)), graph, ()).found

    assert check.share == share


def test_each_outcome_has_its_heading(page):
    headings = [text(heading) for heading in page.xpath("//*[@id='panel-summary']//h2")]

    assert headings == ["Findings", "Not evaluated 1", "Passed 1"]


def test_the_moment_of_collection_comes_from_the_snapshot_unless_it_is_given(organisations):
    graph = organisations.small()
    result = organisations.result(graph)

    assert "2026-11-20 14:06 UTC" in render_report(result, graph)
    assert "2026-12-01 09:30 UTC" in render_report(result, graph, now="2026-12-01T09:30:00Z")


def test_more_findings_than_rows_are_counted_and_linked(organisations):
    graph = organisations.small()
    for number in range(50):
        graph.add_entity(f"group:g{number:02}", name=f"g{number:02}")
    findings = [organisations.finding(graph, "empty-group", f"group:g{number:02}", ()) for number in range(50)]
    result = organisations.audit((organisations.check("empty-group", Severity.LOW, findings),))

    [check] = summarise(result, graph, ()).found

    assert (check.more, check.more_link) == ("30 more: open in Groups", "#/groups?check=empty-group")
    assert sum(len(group.rows) for group in check.groups) == ROWS


@pytest.mark.parametrize(("further", "told"), [((), ""), (("tenant:u",), "northwind")])
def test_the_tenant_of_a_finding_is_told_where_there_are_several(organisations, further, told):
    graph = organisations.small()
    for tenant in further:
        graph.add_entity(tenant, name="other")
    found = organisations.finding(graph, "c", "project:t:1", ())
    found = replace(found, subject=found.subject._replace(tenant="northwind"))

    [check] = summarise(organisations.audit((organisations.check("c", Severity.LOW, [found]),)), graph, ()).found

    assert [row.tenant for group in check.groups for row in group.rows] == [told]


def test_findings_with_the_same_cause_stand_together(organisations):
    graph = organisations.small()
    shared = [organisations.finding(graph, "c", f"user:a:{n}", (), cause="group:devs") for n in (1, 2)]
    alone = organisations.finding(graph, "c", "group:left", (), cause="project:t:1")

    listed = rows_shown(organisations.check("c", Severity.LOW, [*shared, alone]))

    assert [(cause, rows) for cause, rows, _ in listed] == [("", [alone]), ("devs", shared)]


@pytest.mark.parametrize("name", NAUGHTY, ids=range(len(NAUGHTY)))
def test_names_are_text_wherever_they_stand(organisations, name):
    graph = organisations.small()
    graph.add_entity("user:odd\ud800", name="odd id")
    for node in graph.nodes:
        graph.nodes[node]["name"] = name
        graph.nodes[node]["description"] = name
        graph.nodes[node]["key"] = name
    rendered = render_report(organisations.result(graph, name), graph)
    plain = render_report(organisations.result(organisations.small()), organisations.small())

    rendered.encode("utf-8")

    page = markup.document_fromstring(rendered)
    reference = markup.document_fromstring(plain)
    for tag in ("script", "style", "img", "svg", "iframe", "link", "meta"):
        assert len(page.findall(f".//{tag}")) == len(reference.findall(f".//{tag}")), tag
    attributes = {attribute for element in page.iter() if isinstance(element.tag, str) for attribute in element.attrib}
    assert not [attribute for attribute in attributes if attribute.startswith("on") or attribute == "style"]
    assert not re.search("[\u202a-\u202e\u2066-\u2069\ud800-\udfff\x00]", outside_scripts(rendered))


def outside_scripts(html):
    return re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)


def test_the_policy_names_exactly_the_scripts_and_styles_of_the_page(organisations):
    graph = organisations.small()
    html = render_report(organisations.result(graph), graph)

    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html).group(1).replace("&#39;", "'")
    directives = {part.split()[0]: part.split()[1:] for part in policy.split("; ")}

    def hashes(tag):
        bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", html, flags=re.DOTALL)
        digests = (hashlib.sha256(body.encode()).digest() for body in bodies)
        return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]

    assert directives == {
        "default-src": ["'none'"],
        "script-src": hashes("script"),
        "style-src": hashes("style"),
        "img-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    assert len(directives["script-src"]) == 2


def test_vis_network_stands_once_and_cannot_end_its_element(organisations):
    graph = organisations.small()
    html = render_report(organisations.result(graph), graph)

    assert html.count("@version 9.1.2") == 1
    assert "sourceMappingURL" not in html
    for text_of_script in (assets.vis_network(), assets.script(), assets.style()):
        assert not re.search(r"</script|</style|<!--", text_of_script, flags=re.IGNORECASE)
        assert "\r" not in text_of_script


def test_the_page_names_no_address_that_it_could_load():
    own = assets.script() + assets.style()

    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|@import|url\(", own
    )


def test_json_in_the_page_cannot_end_its_element():
    assert embedded_json({"a": "</script>&\u2028"}) == '{"a":"\\u003c/script\\u003e\\u0026\\u2028"}'


def test_words_are_no_keys():
    assert permission_name("BROWSE_PROJECTS") == "Browse Projects"
    assert permission_name("SERVICEDESK_AGENT") == "Service Desk Agent"
    assert [counted(number, "user") for number in (0, 1, 1234)] == ["0 users", "1 user", "1,234 users"]


def test_links_lead_to_panes(organisations):
    graph = organisations.small()

    assert entity_link(graph, "project:t:1") == "#/projects/northwind/PAY"
    assert entity_link(graph, "group:devs") == "#/groups/devs"
    assert entity_link(graph, "scheme:t:0") == "#/schemes/t%3A0"
    assert entity_link(graph, "tenant:t") == ""
    assert entity_link(graph, "user:gone") == ""


def test_an_installation_without_templates_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "__file__", str(tmp_path / "graph_audit" / "report" / "assets.py"))

    with pytest.raises(assets.GraphAuditError, match="templates are missing"):
        assets.templates_folder()
