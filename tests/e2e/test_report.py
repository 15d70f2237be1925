"""The report in a real browser: from a file, without a network, under its policy."""

import json
import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from graph_audit.core.coverage import Coverage
from graph_audit.core.kinds import EdgeKind, Severity
from graph_audit.graph.access_graph import AccessGraph
from graph_audit.report.page import render_report

TABS = ("summary", "groups", "users", "permissions", "projects")


@pytest.fixture
def report(tmp_path, organisations):
    return written(tmp_path, organisations.small(), organisations)


@pytest.fixture
def opened(page, report):
    """The report's page, ready; a function opens an address in it."""

    def go(address=""):
        page.goto("about:blank")
        page.goto(f"{report}{address}")
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    return go


def written(folder, graph, organisations, name="Northwind"):
    file = folder / "report.html"
    file.write_text(render_report(organisations.result(graph, name), graph), encoding="utf-8")
    return file.as_uri()


def shown(page, selector):
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


def rows(page, panel):
    cells = page.locator(f"#panel-{panel} .list tbody tr:not(.spacer) td:first-child")
    return [text.strip() for text in cells.all_inner_texts()]


def test_five_tabs_open_by_mouse_address_and_keys(opened):
    page = opened()
    assert [label.split()[0] for label in shown(page, "[role=tab]")] == [
        "Summary",
        "Groups",
        "Users",
        "Permissions",
        "Jira",
    ]

    for tab, key in zip(TABS, "sgupj", strict=True):
        page.locator(f"#tab-{tab}").click()
        expect(page.locator("[role=tabpanel]:visible")).to_have_id(f"panel-{tab}")
        assert page.evaluate("location.hash") == f"#/{tab}"
        page.evaluate("location.hash = '#/'")
        expect(page.locator("#panel-summary")).to_be_visible()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("g")
        page.keyboard.press(key)
        expect(page.locator("[role=tab][aria-selected=true]")).to_have_id(f"tab-{tab}")


def test_arrows_move_in_the_tab_list(opened):
    page = opened("#/summary")

    page.locator("#tab-summary").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[role=tabpanel]:visible")).to_have_id("panel-projects")
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.id") == "tab-summary"


def test_a_table_is_searched_filtered_and_sorted(opened):
    page = opened("#/users")
    assert rows(page, "users") == ["Maya Müller", "Olaf Ng"]

    page.keyboard.press("/")
    page.keyboard.type("muller")
    assert rows(page, "users") == ["Maya Müller"]
    expect(page).to_have_url(re.compile(r"#/users\?q=muller$"))  # the address follows a little later
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")

    page.locator("#panel-users .chip", has_text="inactive").click()
    assert rows(page, "users") == ["Olaf Ng"]
    page.locator("#panel-users .chip", has_text="inactive").click()

    page.locator("#panel-users th button", has_text="Name").click()
    page.locator("#panel-users th button", has_text="Name").click()
    assert rows(page, "users") == ["Olaf Ng", "Maya Müller"]
    assert page.locator("#panel-users th").first.get_attribute("aria-sort") == "descending"
    assert page.locator("#panel-users .list table").get_attribute("aria-rowcount") == "3"


def test_filters_add_up(page, tmp_path, organisations):
    graph = organisations.small()
    finding = organisations.finding(graph, "dormant-user", "user:a:1", ())
    result = organisations.audit((organisations.check("dormant-user", Severity.HIGH, [finding]),))
    file = tmp_path / "report.html"
    file.write_text(render_report(result, graph), encoding="utf-8")
    page.goto(f"{file.as_uri()}#/users")
    page.wait_for_selector("html[data-ready]", state="attached")
    chip = page.locator("#panel-users .chip").get_by_text

    chip("dormant", exact=True).click()
    assert rows(page, "users") == ["Maya Müller"]
    chip("direct access", exact=True).click()
    assert rows(page, "users") == ["None."]
    assert page.evaluate("location.hash") == "#/users?is=dormant&is=direct"
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert rows(page, "users") == ["None."]
    chip("dormant", exact=True).click()
    assert rows(page, "users") == ["Olaf Ng"]
    assert page.evaluate("location.hash") == "#/users?is=direct"
    expect(chip("external", exact=True)).to_be_disabled()
    expect(chip("external", exact=True)).to_have_attribute("title", "Not known: not checked.")
    words = "Dormant user · There may be more: not everything was checked."
    expect(chip("dormant", exact=True)).to_have_attribute("title", words)


def test_a_browser_without_idle_callbacks_shows_everything(page, report):
    page.add_init_script("delete window.requestIdleCallback")
    page.goto(f"{report}#/users")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.wait_for_timeout(300)
    assert page.evaluate("typeof requestIdleCallback") == "undefined"
    expect(page.locator("#failure")).to_be_hidden()
    page.locator("#search-all").fill("muller")
    expect(page.locator("#search-results [role=option]").first).to_be_visible()


def test_what_was_typed_does_not_follow_to_another_list(opened):
    page = opened("#/users")
    page.locator("#panel-users input[type=search]").fill("muller")
    page.locator("#tab-groups").click()
    page.wait_for_timeout(400)
    assert page.evaluate("location.hash") == "#/groups"
    page.locator("#tab-users").click()
    cells = page.locator("#panel-users .list tbody tr:not(.spacer) td:first-child")
    expect(cells).to_have_text(["Maya Müller", "Olaf Ng"])  # the list follows the address a little later


def test_filters_stand_in_the_address(opened):
    assert rows(opened("#/users?status=inactive"), "users") == ["Olaf Ng"]
    assert rows(opened("#/groups?check=empty-group"), "groups") == ["left over"]
    assert rows(opened("#/groups?is=on-projects"), "groups") == ["devs"]


def test_a_filtered_list_stays_filtered_when_one_of_it_is_opened(opened):
    page = opened("#/users?status=inactive")

    page.locator("#panel-users tr.opens a").click()

    expect(page.locator("#panel-users .pane h3")).to_have_text("Olaf Ng")
    assert rows(page, "users") == ["Olaf Ng"]
    page.keyboard.press("Escape")
    expect(page.locator("#panel-users .pane")).to_be_hidden()
    assert page.evaluate("location.hash") == "#/users?status=inactive"


def test_a_user_is_shown_with_groups_findings_projects_and_paths(opened):
    page = opened("#/users/a%3A1")
    pane = page.locator("#panel-users .pane")

    assert pane.locator("h3").inner_text() == "Maya Müller"
    assert "active" in pane.locator(".facts").inner_text()
    assert "maya@example.com" in pane.locator(".facts").inner_text()
    assert pane.locator(".finding-links a").all_inner_texts() == ["Wide project admin"]
    expect(pane.locator("canvas")).to_have_count(2)
    assert "devs" in pane.get_by_label("Groups, table").inner_text()
    reached = pane.get_by_label("Projects reached, table").locator("tbody tr:not(.spacer)")
    assert [row.split("\t")[:1] + row.split("\t")[-1:] for row in reached.all_inner_texts()] == [
        ["OPEN Open", "effective"],
        ["PAY Payments", "effective"],
    ]
    assert "Organisation admin" in pane.inner_text()


def test_the_reason_for_a_permission_follows_the_choice(opened):
    page = opened("#/users/a%3A1")
    why = page.locator("#panel-users .pane .why")

    picker = why.get_by_role("combobox", name="Project")
    picker.fill("pay")
    picker.press("Enter")
    why.get_by_label("Permission").select_option(label="Administer Projects")

    assert why.locator(".answer").inner_text().startswith("Yes Maya Müller: Administer Projects on PAY Payments.")
    grants = why.get_by_label("Grant paths, table").locator("tbody tr:not(.spacer)")
    assert ["member of “devs” → role Administrators in PAY" in row for row in grants.all_inner_texts()] == [True]
    assert "product access Jira" in why.get_by_label("Product access paths, table").inner_text()


def test_a_group_and_a_project_are_shown(opened):
    group = opened("#/groups/devs").locator("#panel-groups .pane")
    assert "maya@example.com" in group.get_by_label("Members, table").inner_text()
    assert "role Administrators" in group.get_by_label("Projects, table").inner_text()
    assert "Administer Projects, Edit Issues" in group.get_by_label("Projects, table").inner_text()
    assert "Jira" in group.get_by_role("group", name="Product access given").inner_text()

    project = opened("#/projects/northwind/PAY").locator("#panel-projects .pane")
    assert "lead Maya Müller" in project.locator(".facts").inner_text()
    assert "scheme Default scheme" in project.locator(".facts").inner_text()
    assert "Olaf Ng" in project.get_by_label("People in roles, table").inner_text()
    assert "devs" in project.get_by_label("Groups in roles, table").inner_text()
    who = project.get_by_label("Who holds Browse Projects, table")
    assert who.locator("tbody tr:not(.spacer)").all_inner_texts()[0].startswith("Maya Müller")


def test_an_empty_list_says_none_only_when_everything_was_collected(opened):
    page = opened("#/groups/left")

    assert page.get_by_label("Members, table").locator(".empty").inner_text() == "None."
    assert (
        page.locator("#panel-groups").get_by_label("Projects, table").locator(".empty").inner_text()
        == "Not known: application roles were not completely collected."
    )


def test_numbers_say_when_not_everything_that_counts_was_collected(opened):
    page = opened("#/groups")  # application roles were denied, memberships were read
    devs = page.locator("#panel-groups .list tbody tr", has_text="Developers").locator("td").all_inner_texts()
    left = page.locator("#panel-groups .list tbody tr", has_text="left over").locator("td").all_inner_texts()

    assert (devs[1], devs[3], devs[4]) == ("1", "≥ 2", "Jira")
    assert (left[1], left[3], left[4]) == ("0", "≥ 0", "not known")
    expect(page.get_by_role("button", name="empty", exact=True)).to_be_enabled()


def test_what_somebody_lacks_cannot_be_asked_where_memberships_are_missing(page, tmp_path, organisations):
    result = organisations.audit(())
    gap = replace(result.coverage.entries[0], table="users", scope="directory:d")
    file = tmp_path / "report.html"
    file.write_text(render_report(replace(result, coverage=Coverage([gap])), organisations.small()), encoding="utf-8")
    page.goto(f"{file.as_uri()}#/groups")
    page.wait_for_selector("html[data-ready]", state="attached")

    empty = page.get_by_role("button", name="empty", exact=True)
    expect(empty).to_be_disabled()
    expect(empty).to_have_attribute("title", "Not known: users were not completely collected.")


def test_a_wide_grant_counts_those_who_are_active(page, tmp_path, organisations):
    graph = organisations.small()
    page.goto(f"{written(tmp_path, graph, organisations)}#/permissions/open")
    page.wait_for_selector("html[data-ready]", state="attached")

    table = page.get_by_label("Public and wide grants, table")
    counts = {
        row[0]: row[4]
        for row in (line.locator("td").all_inner_texts() for line in table.locator("tbody tr").all())
        if len(row) > 4
    }
    assert counts == {"Anyone on the internet": "everybody", "Anyone with product access": "1"}


def test_a_finding_opens_with_its_graph_and_the_same_path_as_a_table(opened):
    page = opened("#/summary")

    page.locator(".check > summary").first.click()
    page.locator(".check .rows a").first.click()

    pane = page.locator("#panel-summary .pane")
    expect(pane.locator("h3")).to_have_text("Maya Müller was found.")
    assert re.fullmatch(r"#/finding/[0-9a-f]{32}", page.evaluate("location.hash"))
    pane.locator("canvas").wait_for()
    assert "member of “devs” → role Administrators in PAY" in pane.get_by_label("Paths, table").inner_text()
    assert "groups\ndevs" in pane.locator(".details").inner_text()
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()


def test_details_of_the_same_kind_are_rows_and_links_tell_the_names(page, tmp_path, organisations):
    graph = organisations.small()
    finding = organisations.finding(graph, "c", "project:t:1", ())
    finding.facts = {
        "answers": [
            {"account": "user:a:1", "name": "Maya Müller", "groups": [], "ours": True},
            {"account": "user:a:2", "name": "Olaf Ng", "groups": ["group:devs"], "permission": "EDIT_ISSUES"},
        ]
    }
    audit = organisations.audit((organisations.check("c", Severity.HIGH, [finding]),))
    file = tmp_path / "report.html"
    file.write_text(render_report(audit, graph), encoding="utf-8")

    page.goto(f"{file.as_uri()}#/finding/{finding.fingerprint}")
    details = page.locator("#panel-summary .pane .details")
    details.wait_for()

    assert [row.locator("th, td").all_inner_texts() for row in details.locator("tr").all()] == [
        ["account", "groups", "ours", "permission"],
        ["Maya Müller", "none", "yes", ""],
        ["Olaf Ng", "devs", "", "Edit Issues"],
    ]
    assert details.locator("tr a").all_inner_texts() == ["Maya Müller", "Olaf Ng", "devs"]


def test_a_finding_names_the_tenant_of_its_project_where_there_are_several(page, tmp_path, organisations):
    graph = organisations.small()
    graph.add_entity("tenant:u", name="southwind")
    finding = organisations.finding(graph, "c", "project:t:1", ())
    finding = replace(finding, subject=finding.subject._replace(tenant="northwind"))
    audit = organisations.audit((organisations.check("c", Severity.HIGH, [finding]),))
    file = tmp_path / "report.html"
    file.write_text(render_report(audit, graph), encoding="utf-8")

    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    page.locator(".check > summary").first.click()

    assert page.locator(".check .rows .entity").inner_text() == "project · northwind →"
    page.locator(".check .rows a").first.click()
    expect(page.locator("#panel-summary .pane .facts")).to_contain_text("project PAY Payments of northwind")


def test_the_permissions_tab_answers_its_questions(opened):
    page = opened("#/permissions/why?user=a%3A1&project=northwind/PAY")
    table = page.get_by_label("Permissions of Maya Müller on PAY Payments, table")
    assert [row.split("\t")[:2] for row in table.locator("tbody tr:not(.spacer)").all_inner_texts()] == [
        ["Administer Projects", "Yes"],
        ["Browse Projects", "Yes"],
        ["Edit Issues", "Yes"],
    ]

    page = opened("#/permissions/who?project=northwind/OPEN")
    page.get_by_label("Permission", exact=True).select_option(label="Edit Issues")
    assert "Anyone on the internet" in page.locator(".notice:visible").inner_text()

    page = opened("#/schemes/t%3A0")
    matrix = page.locator(".matrix tr").all_inner_texts()
    assert [row.split("\t")[0] for row in matrix] == [
        "Permission",
        "Administer Projects",
        "Browse Projects",
        "Edit Issues",
    ]
    assert "Administrators" in matrix[0]

    page = opened("#/permissions/open")
    assert "Anyone on the internet" in page.get_by_label("Public and wide grants, table").inner_text()

    page = opened("#/permissions/admins")
    admins = page.get_by_label("Ways to an admin role, table").locator("tbody tr:not(.spacer)")
    assert [row.split("\t")[:4] for row in admins.all_inner_texts()] == [
        ["Maya Müller", "Organisation admin", "organisation Northwind", "devs"]
    ]


def test_everything_is_found_from_anywhere(opened):
    page = opened("#/summary")

    page.keyboard.press("/")
    page.keyboard.type("pay")
    assert page.locator("#search-results [role=option]").all_inner_texts() == ["PAY Payments\nproject · northwind"]
    page.keyboard.press("Enter")

    expect(page.locator("#panel-projects .pane h3")).to_have_text("PAY Payments")
    assert page.evaluate("location.hash") == "#/projects/northwind/PAY"


@pytest.mark.parametrize(
    "address", ["#/users/gone", "#/projects/x/Y", "#/finding/00", "#/users/%E0%A4%A", "#/nonsense"]
)
def test_an_address_that_is_not_there_is_said_so(opened, address):
    page = opened(address)

    assert page.locator("[role=tabpanel]:visible").count() == 1
    if address != "#/nonsense":
        assert "in this report" in page.locator(".pane:visible").inner_text()


def test_tables_are_saved_as_they_are_filtered(opened, tmp_path, page):
    opened("#/users?status=inactive")

    with page.expect_download() as saved:
        page.locator("#panel-users .list").get_by_role("button", name="CSV").click()

    saved.value.save_as(tmp_path / "users.csv")
    lines = (tmp_path / "users.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in lines] == [
        ["Name", "E-mail", "Status"],
        ["Olaf Ng", "olaf@example.com", "deactivated"],
    ]


@pytest.mark.parametrize("first", ["=", "+", "-", "@"])
def test_a_cell_never_becomes_a_formula(page, tmp_path, organisations, first):
    graph = organisations.small()
    graph.nodes["user:a:2"]["name"] = f'{first}HYPERLINK("x")'
    page.goto(written(tmp_path, graph, organisations) + "#/users?status=inactive")
    page.wait_for_selector("html[data-ready]", state="attached")

    with page.expect_download() as saved:
        page.locator("#panel-users .list").get_by_role("button", name="CSV").click()

    saved.value.save_as(tmp_path / "users.csv")
    assert (tmp_path / "users.csv").read_text("utf-8-sig").splitlines()[1].startswith(f'"\'{first}HYPERLINK(""x"")"')


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("=1+1", ("'=1+1", "'=1+1")),
        (" +1", ("' +1", "' +1")),
        ("\uff1d1+1", ("'\uff1d1+1", "'\uff1d1+1")),
        ('"=1+1"', ('"""=1+1"""', '"""=1+1"""')),
        ("a;=1+1", ('"a;\'=1+1"', "a;'=1+1")),
        ("a-b; c", ('"a-b; c"', "a-b; c")),
        ('the "A" team', ('"the ""A"" team"', 'the "A" team')),
    ],
)
def test_a_name_stays_one_cell_of_text_saved_or_copied(page, tmp_path, organisations, name, cells):
    graph = organisations.small()
    graph.nodes["user:a:2"]["name"] = name
    page.goto(written(tmp_path, graph, organisations) + "#/users?status=inactive")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")

    with page.expect_download() as download:
        page.locator("#panel-users .list").get_by_role("button", name="CSV").click()
    page.locator("#panel-users .list").get_by_role("button", name="Copy").click()

    download.value.save_as(tmp_path / "users.csv")
    assert (tmp_path / "users.csv").read_text("utf-8-sig").splitlines()[1].startswith(f"{cells[0]},")
    assert page.evaluate("window.copied").splitlines()[1].startswith(f"{cells[1]}\t")


def test_findings_are_copied_without_formulas(page, tmp_path, organisations):
    graph = organisations.small()
    graph.nodes["group:left"]["name"] = "=1+1"
    page.goto(written(tmp_path, graph, organisations))
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")

    page.locator("#summary-copy").click()

    (line,) = [line for line in page.evaluate("window.copied").splitlines() if "1+1" in line]
    assert line.split("\t")[4:6] == ["'=1+1", "'=1+1 was found."]


def test_the_summary_is_filtered_by_severity(opened):
    page = opened("#/summary")

    page.locator("#summary-filters .chip", has_text="low").click()

    assert shown(page, "#panel-summary .check:visible > summary .title") == ["Empty group"]


def test_printing_opens_every_finding(opened):
    page = opened("#/summary")

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".check:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".check[open]").count() == 0


def test_an_organisation_without_anything_is_a_page_too(page, tmp_path, organisations):
    file = tmp_path / "report.html"
    file.write_text(render_report(organisations.audit(()), AccessGraph(mode="full")), encoding="utf-8")

    for tab in (*TABS, "permissions/who", "permissions/schemes", "permissions/open", "permissions/admins"):
        page.goto("about:blank")
        page.goto(f"{file.as_uri()}#/{tab}")
        page.wait_for_selector("html[data-ready]", state="attached")

    assert "No check found anything." in page.locator("#panel-summary").text_content()


def test_the_summary_reads_without_scripts(browser, report):
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(report)

    assert "Wide project admin" in page.locator("#panel-summary").inner_text()
    assert "the other tabs need it" in page.locator("main").inner_text()
    context.close()


def test_help_opens_and_closes_by_key(opened):
    page = opened()

    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()


BOXES = """[...document.querySelectorAll("figure.graph")].flatMap((figure) => (figure.boxes ? [figure.boxes()] : []))"""


@pytest.mark.parametrize("address", ["#/users/", "#/groups/", "#/projects/t1/", "#/finding/"])
def test_boxes_do_not_overlap_as_they_are_drawn(page, tmp_path, organisations, address):
    graph = organisations.random_organisation(3)
    for number, node in enumerate(sorted(graph.nodes)):
        graph.nodes[node]["name"] = ("漢字 MW@ " * 4)[: number % 40 + 1]
    user, group = graph.of_kind("user")[0], graph.of_kind("group")[0]
    findings = [organisations.finding(graph, "c", node, ()) for node in (user, group)]
    file = tmp_path / "report.html"
    result = organisations.audit((organisations.check("c", findings[0].severity, findings),))
    file.write_text(render_report(result, graph), encoding="utf-8")
    last = {
        "#/users/": user.partition(":")[2],
        "#/groups/": "0",
        "#/projects/t1/": "P0",
        "#/finding/": findings[1].fingerprint,
    }

    page.goto(file.as_uri() + address + last[address])
    page.wait_for_selector(".pane:visible canvas")

    drawings = page.evaluate(BOXES)
    assert drawings
    for boxes in drawings:
        for index, one in enumerate(boxes):
            for other in boxes[index + 1 :]:
                apart_x = one["right"] <= other["left"] or other["right"] <= one["left"]
                assert apart_x or one["bottom"] <= other["top"] or other["bottom"] <= one["top"]


def test_what_a_drawing_is_about_is_in_sight(page, tmp_path, organisations):
    graph = organisations.small()
    for node in graph.nodes:
        graph.nodes[node]["name"] = f"{node} {'W' * 30}"
    page.goto(f"{written(tmp_path, graph, organisations)}#/projects/{'tenant%3At%20' + 'W' * 30}/PAY")
    page.wait_for_selector(".pane:visible canvas")

    scrolled = page.evaluate(
        """() => {
            const { scrollLeft, scrollWidth, clientWidth } = document.querySelector("#panel-projects .scroll-x");
            return [scrollLeft, scrollWidth - clientWidth];
        }"""
    )
    assert scrolled[1] > 100, "there is nothing to scroll"
    assert scrolled[0] >= scrolled[1] - 20  # a project stands in the last column


def test_the_organisation_at_a_glance(opened, page):
    opened()
    page.locator("#overview > summary").click()
    page.wait_for_selector("#overview canvas")

    (boxes,) = page.evaluate(BOXES)

    labels = page.evaluate("document.querySelector('#overview figcaption').textContent")
    assert "group" in labels
    assert "permission scheme" in labels
    assert all(
        one["right"] <= other["left"]
        or other["right"] <= one["left"]
        or one["bottom"] <= other["top"]
        or other["bottom"] <= one["top"]
        for index, one in enumerate(boxes)
        for other in boxes[index + 1 :]
    )
    assert shown(page, "#overview tbody tr:first-child td") == [
        "devs",
        "Group",
        "1 member",
        "in 2 project roles, 1 application role, 1 admin role",
    ]
    page.locator("#overview a", has_text="Default scheme").click()
    expect(page.locator("section:not([hidden]) .pane h3")).to_have_text("Default scheme")


def test_more_of_them_open_when_they_are_selected(page, tmp_path, organisations):
    graph = organisations.small()
    for number in range(60):
        graph.add_entity(f"user:m{number}", name=f"Member {number:02}", account_status="active")
        graph.link(f"user:m{number}", EdgeKind.MEMBER_OF, "group:left")
    page.goto(written(tmp_path, graph, organisations) + "#/groups/left")
    page.wait_for_selector(".pane:visible canvas")
    assert len(page.evaluate(BOXES)[0]) == 13

    page.locator(".pane figure.graph").get_by_role("button", name="Show +49 users").click()

    page.wait_for_function("() => document.querySelector('.pane figure.graph').boxes?.().length === 33")


HOSTILE = [
    "</script><script>alert(1)</script>",
    "</SCRIPT ><img src=http://127.0.0.1:9/x onerror=alert(1)>",
    "<!--<script>",
    '"><svg onload=alert(1)>',
    "{{constructor.constructor('alert(1)')()}}",
    "javascript:alert(1)",
    "a\u202egnp.exe\u2066",
    "\u2028\u2029\x00\x1b\x7f",
    "lone \ud800 surrogate",
    "x" * 65536,
]


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_does_nothing_anywhere(page, tmp_path, organisations, name):
    graph = organisations.small()
    for data in graph.nodes.values():
        data.update(name=name, description=name, email=name, category=name)
    graph.nodes["tenant:t"]["url"] = name
    url = written(tmp_path, graph, organisations, name)

    for address in ("summary", "users/a%3A1", "groups/devs", "permissions/admins", "schemes/t%3A0", "projects"):
        page.goto("about:blank")
        page.goto(f"{url}#/{address}")
        page.wait_for_selector("html[data-ready]", state="attached")

    page.locator("#panel-projects tr.opens a").first.click()
    expect(page.locator("#panel-projects .pane h3")).to_be_visible()
    assert page.locator("#panel-projects a[target=_blank]").count() == 0
    assert page.evaluate("document.querySelectorAll('main img, main svg, main iframe, main [onload]').length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_obstacle_for_anybody(opened, page, scheme):
    page.emulate_media(color_scheme=scheme)
    for address in (
        "#/summary",
        "#/groups/devs",
        "#/users/a%3A1",
        "#/permissions/why?user=a%3A1&project=northwind/PAY",
        "#/projects/northwind/PAY",
        "#/schemes/t%3A0",
    ):
        opened(address)
        page.evaluate(
            "document.querySelectorAll('#panel-summary details').forEach((details) => { details.open = true; })"
        )
        violations = Axe().run(page).response["violations"]
        grave = [
            (v["id"], [node["html"] for node in v["nodes"]])
            for v in violations
            if v["impact"] in {"serious", "critical"}
        ]
        assert not grave, (address, json.dumps(grave, indent=1))


def test_the_toggle_changes_the_theme(opened, page):
    page.emulate_media(color_scheme="light")
    opened()
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)

    page.locator("#theme-button").click()

    assert page.evaluate(background) != light
