"""What has the same name is told apart in the page: in drawings, in paths, in links and where things are chosen."""

from graph_audit.report.page import render_report

LABELS = """document.querySelector(".pane figure.graph").boxes().map((box) => box.words)"""


def opened(page, folder, organisations, address):
    graph = organisations.namesakes()
    file = folder / "report.html"
    file.write_text(render_report(organisations.audit(()), graph), encoding="utf-8")
    page.goto(file.as_uri() + address)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.wait_for_selector(".pane:visible canvas")


def test_in_the_drawing_of_a_user(page, tmp_path, organisations):
    opened(page, tmp_path, organisations, "#/users/1")

    labels = sorted(page.evaluate(LABELS))
    others = [label for label in organisations.LABELS_OF_NAMESAKES if not label.startswith("●")]
    assert labels == sorted([*others, "● Maya"])  # alone, a person needs no address


def test_in_the_drawing_of_a_group(page, tmp_path, organisations):
    opened(page, tmp_path, organisations, "#/groups/2")

    assert {"● Maya · maya@example.com", "● maya · m@example.org", "■ devs"} <= set(page.evaluate(LABELS))


def test_in_paths_links_and_choices(page, tmp_path, organisations):
    opened(page, tmp_path, organisations, "#/users/1")

    pane = page.locator(".pane:visible")
    assert "member of “devs” (Staff)" in pane.inner_text()
    assert {"devs (Staff)", "devs (Contractors)"} <= set(pane.locator("a").all_inner_texts())
    page.locator("#search-all").fill("devs")
    options = page.locator("[role=option]:visible").all_inner_texts()
    assert sorted(" ".join(option.split()) for option in options) == ["devs group · Contractors", "devs group · Staff"]
