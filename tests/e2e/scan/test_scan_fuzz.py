"""Any one response of a scan may be anything: it costs a table, which says so, and nothing is called passed by it.

``FUZZ`` says how many pairs of a response and a bad answer are tried: so many; ``kinds`` for one response of each
endpoint with every bad answer; or ``all`` for every response of a smaller organisation with every bad answer.
"""

import copy
import gzip
import json
import os
import random

import pytest
from werkzeug.wrappers import Response

from graph_audit.demo.faults import Faults
from graph_audit.demo.server import FakeAtlassian

from .test_scan_faults import BODIES, assert_honest, everything
from .test_scan_requests import endpoint

PAIRS = os.environ.get("FUZZ", "48")
ERRORS = {
    400: {"errorMessages": ["no"], "errors": {}},
    401: {"code": 401, "message": "Unauthorized"},
    403: {"errors": [{"code": "ADMIN-403-1", "title": "Forbidden", "detail": None}]},
    404: {"message": "null for uri: https://127.0.0.1/x", "status-code": 404},
    409: {"error": "conflict", "error_description": ["a list"]},
    410: {"timestamp": "2026-11-20", "status": 410, "error": "Gone", "path": "/"},
    500: {"errorMessages": None},
    503: "Service unavailable",
}


def answers():
    """Thirty bad answers, by name; each makes a new response."""

    def json_of(body, status=200, **headers):
        return lambda: Response(body, status, headers=headers, content_type="application/json")

    made = {name: json_of(body) for name, body in BODIES.items()}
    made |= {f"status {status}": json_of(json.dumps(body), status) for status, body in ERRORS.items()}
    made["throttled for ever"] = json_of("{}", 429)
    made["redirected elsewhere"] = json_of("", 302, Location="https://elsewhere.example.net/")
    made["compressed rubbish"] = json_of(b"\x1f\x8b\x08rubbish", **{"Content-Encoding": "gzip"})
    made["a bomb"] = json_of(gzip.compress(b"[" + b" " * (65 << 20) + b"]"), **{"Content-Encoding": "gzip"})
    return made


ANSWERS = answers()


def identity(request):
    return request.method, request.path, request.query_string.decode("latin-1"), request.get_data(as_text=True)


@pytest.fixture(scope="module")
def organisation(small_organisation):
    """The organisation that is scanned: all of it, or with one of its sites."""
    if PAIRS != "all":
        return small_organisation
    smaller = copy.deepcopy(small_organisation)
    smaller.tenants = [smaller.tenant("tidewater")]
    return smaller


@pytest.fixture(scope="module")
def undisturbed(organisation, scan_of_server, tmp_path_factory):
    """A scan that nothing disturbs, and every request that it makes."""
    with FakeAtlassian(organisation) as server:
        scan = scan_of_server(server, tmp_path_factory.mktemp("all") / "snapshot")
        return scan, sorted({(asked.method, asked.path, asked.query, asked.body) for asked in server.requests})


def chosen(responses):
    pairs = [(response, name) for response in responses for name in ANSWERS]
    rng = random.Random(2026)  # noqa: S311
    if PAIRS == "all":
        return pairs
    if PAIRS == "kinds":
        rng.shuffle(pairs)
        return list({(endpoint(response[1]), name): (response, name) for response, name in pairs}.values())
    return rng.sample(pairs, min(int(PAIRS), len(pairs)))


def test_there_are_thirty_bad_answers():
    assert len(ANSWERS) == 30


@pytest.mark.parametrize("part", range(8))
def test_one_bad_answer_costs_no_more_than_it_says(organisation, scan_of_server, undisturbed, tmp_path, part):
    truth, responses = undisturbed
    for number, (response, name) in enumerate(chosen(responses)[part::8]):

        def replace(request, response=response, name=name):
            return ANSWERS[name]() if identity(request) == response else None

        with FakeAtlassian(organisation, faults=Faults(replace=replace)) as server:
            scan = scan_of_server(server, tmp_path / str(number))
        because = (*response[:3], name)
        assert scan.result.coverage.incomplete() or everything(scan) == everything(truth), because
        try:
            assert_honest(scan, truth)
        except AssertionError as lie:
            raise AssertionError(because) from lie
