"""Every relative link leads somewhere."""

import re
from urllib.parse import unquote

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def anchors(text):
    """The anchors that a forge gives to headings."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_relative_link_and_anchor_exists(pages):
    wrong = []
    for name, page in pages.items():
        for link in LINK.findall(FENCED.sub("", page.text)):
            target, _, anchor = unquote(link).partition("#")
            if "://" in link:
                continue
            path = (page.path.parent / target).resolve() if target else page.path
            if not path.exists() or (anchor and anchor not in anchors(path.read_text(encoding="utf-8"))):
                wrong.append(f"{name}: {link}")
    assert not wrong


def test_every_page_is_in_the_index(pages):
    index = pages["docs/README.md"]
    linked = {(index.path.parent / link.partition("#")[0]).resolve() for link in LINK.findall(index.text)}
    written = {page.path for name, page in pages.items() if name.count("/") == 1 and name != "docs/README.md"}
    assert written <= linked
