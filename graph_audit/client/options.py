"""Limits of a client: how long, how much, how often."""

from dataclasses import dataclass, field

from graph_audit import __version__
from graph_audit.client.limiter import Rates
from graph_audit.client.retry import RetryPolicy

__all__ = ["ClientOptions"]


@dataclass(frozen=True)
class ClientOptions:
    """How a client behaves towards the network.

    Attributes:
        connect_timeout: seconds to wait for a connection.
        read_timeout: seconds to wait for the next bytes of an answer.
        answer_timeout: seconds that the body of an answer may take, however steadily it drips.
        max_body: bytes that an answer may have once decompressed.
        redirects: how many redirects on the same host are followed.
        connections: connections kept open; threads beyond wait for one.
        user_agent: how the client names itself.
        ca_bundle: file of the certificates to trust; None takes REQUESTS_CA_BUNDLE or the built-in ones.
        retry: how patient the client is.
        rates: how fast each endpoint is asked.
    """

    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    answer_timeout: float = 180.0
    max_body: int = 64 * 1024 * 1024
    redirects: int = 3
    connections: int = 64
    user_agent: str = f"graph-audit/{__version__}"
    ca_bundle: str | None = None
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    rates: Rates = field(default_factory=Rates)
