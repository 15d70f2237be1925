"""Where requests may go: https or a loopback address, and one host only."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from graph_audit.core.errors import ConfigurationError, UnsafeUrlError

__all__ = ["Target"]

_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH_CHARACTERS = "/%:@!$&'()*+,;=-._~"  # RFC 3986, section 3.3, and what is quoted already


class Target:
    """A base URL that credentials may be sent to.

    Raises:
        ConfigurationError: it is not the URL of a host.
        UnsafeUrlError: it is plain http to another machine, or carries a password.
    """

    def __init__(self, base_url: str) -> None:
        parts = _split(base_url)
        if "@" in parts.netloc:
            raise UnsafeUrlError(
                "The base URL contains a user name or a password, which would appear in messages; "
                "take it out and configure the credential instead."
            )
        if _origin(parts) is None or parts.query or parts.fragment or re.search(r"[\s\\]", base_url):
            raise ConfigurationError(
                f"{base_url!r} is not the base URL of an API; write it as https://example.atlassian.net."
            )
        if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
            raise UnsafeUrlError(
                f"{base_url} is plain http: everybody on the way could read the credential. Write https; "
                "plain http is possible for loopback addresses only."
            )
        self._base = base_url.rstrip("/")
        self._parts = parts

    @property
    def host(self) -> str:
        """Name of the host, for messages."""
        return self._parts.hostname or ""

    def url(self, path: str) -> str:
        """The URL of a path below the base URL; an absolute URL must lead to the same host.

        Raises:
            UnsafeUrlError: it leads elsewhere.
        """
        if re.match(r"[a-z][a-z0-9+.-]*://", path, re.IGNORECASE):
            return self._same_host(path)
        return f"{self._base}/{quote(path.lstrip('/'), safe=_PATH_CHARACTERS)}"

    def redirected(self, url: str, location: str) -> str:
        """Where a redirect leads, if that is the same host.

        Raises:
            UnsafeUrlError: it leads elsewhere.
        """
        try:
            return self._same_host(urljoin(url, location))
        except ValueError:  # "http://[": an address that does not end
            return self._same_host("")

    def _same_host(self, url: str) -> str:
        parts = _split(url)
        if _origin(parts) != _origin(self._parts) or "@" in parts.netloc or "\\" in url:
            elsewhere = re.sub(r"[^\w.:\[\]-]", "", parts.hostname or "")[:100] or "another host"
            raise UnsafeUrlError(
                f"{self.host} sent this request on to {elsewhere} ({parts.scheme or 'unknown scheme'}), "
                "and the credential must not go there. Often that is a login page: check base URL and credential."
            )
        return url


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # "http://[::1": an address that does not end
        return urlsplit("")


def _origin(parts: SplitResult) -> tuple[str, str, int] | None:
    try:
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or _DEFAULT_PORTS[parts.scheme]


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
