"""The same snapshot gives the same bytes, whatever the order of its rows and the seed of Python's hashes."""

import gzip
import json
import os
import random
import shutil
import subprocess
import sys

import pytest

OUTPUTS = ("report.html", "graph.graphml", "findings.json")


def replay(snapshot, output, seed):
    """Analyse a snapshot in a process of its own: within one process sets keep their order."""
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    command = [sys.executable, "-m", "graph_audit", "scan", "--snapshot", str(snapshot), "--output", str(output)]
    done = subprocess.run(command, env=environment, cwd=output.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name: (output / name).read_bytes() for name in OUTPUTS}


@pytest.fixture(scope="module")
def first(truth, tmp_path_factory):
    return replay(truth.folder, tmp_path_factory.mktemp("first") / "out", seed=1)


def test_two_runs_on_one_snapshot_are_identical(truth, first, tmp_path):
    assert replay(truth.folder, tmp_path / "out", seed=2) == first


def test_rows_in_another_order_make_no_difference(truth, first, tmp_path):
    shuffled = tmp_path / "shuffled"
    shutil.copytree(truth.folder, shuffled)
    rng = random.Random(7)  # noqa: S311  # an order, no secret
    moved = 0
    for file in sorted((shuffled / "tables").iterdir()):
        lines = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
        before = list(lines)
        rng.shuffle(lines)
        moved += lines != before
        file.write_bytes(gzip.compress(b"".join(lines)))
    assert moved > 20
    assert replay(shuffled, tmp_path / "out", seed=3) == first


def test_the_output_folder_of_a_scan_stands_for_the_snapshot_in_it(truth, first, tmp_path):
    earlier = tmp_path / "earlier"
    shutil.copytree(truth.folder, earlier / "snapshot")
    assert replay(earlier, tmp_path / "out", seed=4) == first


def test_the_outputs_are_what_they_say(first, truth):
    findings = json.loads(first["findings.json"])
    assert len(findings["findings"]) > 50
    assert findings["snapshot"]["sha256"] == json.loads((truth.folder / "manifest.json").read_bytes())["sha256"]
    assert first["report.html"].startswith(b"<!doctype html>")
    assert first["graph.graphml"].startswith(b"<?xml")
