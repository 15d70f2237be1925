"""A server with limits: no table is lost, and after the first refusal its limit is kept."""

import pytest

from graph_audit.client.options import ClientOptions
from graph_audit.demo.limits import RateLimit, Throttle

LIMIT = 20
WINDOW = 5.0


@pytest.mark.parametrize("says_when", [True, False])
def test_a_busy_server_costs_time_but_no_table(scan, truth, says_when):
    throttle = Throttle(RateLimit(LIMIT, burst=LIMIT, says_when=says_when))
    slowly = scan(throttle=throttle, options=ClientOptions())
    assert slowly.result.coverage.incomplete() == ()
    assert {finding.fingerprint for finding in slowly.result.findings} == {
        finding.fingerprint for finding in truth.result.findings
    }
    busiest = max(throttle.asked.values(), key=len)
    refused = [time for time, passed in busiest if not passed]
    assert refused
    assert len(refused) < 10
    later = [time for time, _ in busiest if time > refused[0] + 1]
    assert max(sum(first <= time < first + WINDOW for time in later) for first in later) <= 1.1 * LIMIT * WINDOW
