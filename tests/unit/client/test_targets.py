import pytest

from graph_audit.client.targets import Target
from graph_audit.core.errors import ConfigurationError, UnsafeUrlError


@pytest.mark.parametrize(
    "url", ["https://a.example", "http://127.0.0.1:1234/site/foo", "http://localhost", "http://[::1]:8080"]
)
def test_https_and_loopback_are_safe(url):
    assert Target(url).url("/x") == f"{url}/x"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://127.0.0.1@example.com",
        "http://127.0.0.1\\@example.com",
        "http://10.0.0.1",
        "https://ada:hush@example.com",
    ],
)
def test_what_would_expose_a_credential_is_refused(url):
    with pytest.raises(UnsafeUrlError) as caught:
        Target(url)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com",
        "https://",
        "https://a b",
        "https://a?x=1",
        "https://a:port",
        "http://[::1",
    ],
)
def test_what_is_no_base_url_is_refused(url):
    with pytest.raises(ConfigurationError):
        Target(url)


@pytest.mark.parametrize(
    ("base", "path", "expected"),
    [
        ("https://a.example/", "/x/y", "https://a.example/x/y"),
        ("https://a.example/pre/", "x", "https://a.example/pre/x"),
        ("https://a.example", "//b.example/x", "https://a.example/b.example/x"),
        ("https://a.example", "/user/557058:ab%2Fc", "https://a.example/user/557058:ab%2Fc"),
        ("https://a.example", "/group/a?b#c d", "https://a.example/group/a%3Fb%23c%20d"),
        ("https://a.example/pre", "https://A.example:443/other", "https://A.example:443/other"),
    ],
)
def test_paths_are_joined_below_the_base(base, path, expected):
    assert Target(base).url(path) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://b.example/x",
        "http://a.example/x",
        "https://a.example:8443/x",
        "https://a.example@b.example/x",
        "https://b.example\\@a.example/x",
        "ftp://a.example/x",
        "https://[broken/x",
        "https://a.example:port/x",
    ],
)
def test_no_absolute_url_leads_to_another_host(url):
    with pytest.raises(UnsafeUrlError, match=r"^a\.example sent"):
        Target("https://a.example").url(url)


def test_redirects_stay_on_the_host():
    target = Target("https://a.example/pre")

    assert target.redirected("https://a.example/pre/x", "y?z=1") == "https://a.example/pre/y?z=1"
    with pytest.raises(UnsafeUrlError, match="login page"):
        target.redirected("https://a.example/pre/x", "//id.example/login")


@pytest.mark.parametrize("location", ["http://[", "//[x", "https://a.example\u2100/"])
def test_a_redirect_to_what_is_no_address_is_refused(location):
    with pytest.raises(UnsafeUrlError):
        Target("https://a.example").redirected("https://a.example/x", location)
