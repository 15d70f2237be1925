"""The browser tests are worth nothing when their fixture is blind: each thing it watches for is done once."""

from pathlib import Path

import pytest

POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"


def page_file(folder: Path, html: str) -> str:
    file = folder / "page.html"
    file.write_text(f"<!doctype html><meta charset=utf-8><title>t</title>{html}", encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        ("<img src='http://127.0.0.1:9/pixel.png'>", "request: GET http://127.0.0.1:9/pixel.png"),
        ("<script>fetch('https://example.org/', {mode: 'no-cors'}).catch(() => 0)</script>", "request: GET https"),
        ("<script>console.error('went wrong')</script>", "console error: went wrong"),
        (f"{POLICY}<script>document.title = 'ran'</script>", "Content Security Policy"),
        ("<script>throw new Error('not caught')</script>", "error: not caught"),
        ("<script>Promise.reject(new Error('nobody waits'))</script>", "error: nobody waits"),
        ("<script>alert('hello')</script>", "dialog alert: hello"),
        ("<script>open('data:,x'); open('http://127.0.0.1:9/popup')</script>", "http://127.0.0.1:9/popup"),
    ],
    ids=["image", "fetch", "console", "policy", "exception", "rejection", "dialog", "popup"],
)
def test_unexpected_behaviour_fails_the_test(watched, tmp_path, html, complaint):
    watched.page.goto(page_file(tmp_path, html))
    watched.page.wait_for_timeout(100)

    with pytest.raises(pytest.fail.Exception, match="must not do"):
        watched.verify()

    assert any(complaint in noted for noted in watched.complaints), watched.complaints


def test_a_quiet_page_passes(page, tmp_path):
    page.goto(page_file(tmp_path, "<p>quiet</p><img src='data:,'><script>console.log('fine')</script>"))

    assert page.inner_text("p") == "quiet"


def test_the_page_has_no_network(page, tmp_path):
    page.goto(page_file(tmp_path, "<p>offline</p>"))

    assert page.evaluate("navigator.onLine") is False
