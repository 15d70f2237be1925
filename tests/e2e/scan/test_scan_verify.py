"""``graph-audit scan --verify``: a scan that has its own answers compared with Atlassian's."""

import json
import subprocess
import sys

import pytest
from werkzeug.wrappers import Response

from graph_audit.access.engine import Access
from graph_audit.demo.faults import Faults
from graph_audit.demo.server import FakeAtlassian

from .test_verify import an_answer

EVERYBODY = "100000"


@pytest.fixture
def run(small_organisation, tmp_path, environment):
    def run(*words, faults=Faults(), **changes):  # noqa: B008  # frozen
        with FakeAtlassian(small_organisation, faults=faults) as server:
            done = subprocess.run(
                [sys.executable, "-m", "graph_audit", "scan", *words],
                cwd=tmp_path,
                capture_output=True,
                encoding="utf-8",
                check=False,
                env={"PYTHONUTF8": "1", "HOME": str(tmp_path), "COLUMNS": "300", **environment(server, **changes)},
            )
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.fixture
def result_of(tmp_path):
    def result_of(output):
        told = json.loads((tmp_path / output / "findings.json").read_bytes())
        check = next(check for check in told["checks"] if check["id"] == "model-mismatch")
        return check, [finding for finding in told["findings"] if finding["check"] == "model-mismatch"], told["notes"]

    return result_of


def test_a_scan_that_agrees_with_atlassian_says_so_and_again_when_its_snapshot_is_analysed(run, result_of):
    done = run("--verify", "9", "--output", "one")
    assert done.returncode == 0
    check, findings, notes = result_of("one")
    assert (check["outcome"], findings) == ("passed", [])
    assert check["population"] > 0
    assert notes[-1].startswith("Atlassian itself was asked about")
    assert notes[-1].endswith("none differs.")
    assert notes[-1] in done.stdout

    assert run("--snapshot", "one", "--output", "two").returncode == 0
    again, _, notes_again = result_of("two")
    assert (again, notes_again) == (check, notes)


def test_a_planted_difference_is_a_finding_with_our_paths(truth, run, result_of):
    user, project = an_answer(Access(truth.analysis.graph), "BROWSE_PROJECTS", "yes")
    planted = (user.partition(":")[2], "BROWSE_PROJECTS", project.rpartition(":")[2])
    done = run("--verify", EVERYBODY, "--output", "one", "--fail-on", "high", faults=Faults(planted=(planted,)))
    check, [finding], notes = result_of("one")
    assert done.returncode == 10
    assert (check["outcome"], finding["subject"]["id"], finding["severity"]) == ("found", project, "high")
    [answer] = finding["details"]["answers"]
    assert (answer["account"], answer["ours"], answer["atlassian"]) == (user, "yes", "no")
    assert finding["evidence"]["paths"]
    assert notes[-1].endswith("1 differs.")


def test_sites_that_do_not_answer_have_not_passed(small_organisation, run, result_of):
    def refuse(request):
        body = '{"errorMessages": ["You do not have permission."], "errors": {}}'
        asked = request.method == "POST" and request.path.endswith("/permissions/check")
        return Response(body, status=403, content_type="application/json") if asked else None

    assert run("--verify", "9", "--output", "one", faults=Faults(replace=refuse)).returncode == 0
    check, findings, notes = result_of("one")
    assert (check["outcome"], findings) == ("not_evaluated", [])
    assert "could not be asked about everybody" in check["reason"]
    assert len(check["scopes"]) == len(small_organisation.tenants)
    assert "0 answers" in notes[-1]


def test_without_a_scan_nobody_is_asked(run, result_of):
    assert run("--output", "one").returncode == 0
    check, _, notes = result_of("one")
    assert check["outcome"] == "disabled"
    assert not [note for note in notes if "itself was asked" in note]


@pytest.mark.parametrize(
    ("words", "changes", "said"),
    [
        (("--snapshot", "."), {}, "with --snapshot no request is made"),
        ((), {"ATLASSIAN_API_TOKEN": "", "ATLASSIAN_USERNAME": ""}, "a credential for its sites is needed"),
    ],
)
def test_what_cannot_be_asked_is_told_before_anything_is_collected(run, tmp_path, words, changes, said):
    done = run("--verify", "9", "--output", "one", *words, **changes)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "one").exists()
