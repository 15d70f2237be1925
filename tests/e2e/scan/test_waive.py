"""``waive`` and ``waivers`` as a user runs them, and what a scan makes of them."""

import json
import re
import tomllib

import pytest

REASON = "the board wants it so"


@pytest.fixture
def waive(program, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def waive(*words, owner="maya@example.com", reason=REASON, until="2027-03-01"):
        return program("waive", *words, "--owner", owner, "--reason", reason, "--until", until)

    return waive


@pytest.fixture
def scanned(program, truth, tmp_path):
    runs = iter(range(9))

    def scanned(*words):
        output = tmp_path / f"out{next(runs)}"
        done = program("scan", "--snapshot", truth.folder, "--output", output, *words)
        return done, json.loads((output / "findings.json").read_bytes()), output

    return scanned


def test_a_waiver_takes_a_finding_out_of_every_count_and_leaves_it_visible(waive, scanned):
    _, before, _ = scanned()
    chosen = next(one for one in before["findings"] if one["severity"] == "critical")
    done = waive(chosen["fingerprint"])
    assert done.returncode == 0, done.stderr
    done, after, output = scanned("--fail-on", "critical", "--allow-incomplete")
    (waived,) = (one for one in after["findings"] if one["status"] == "waived")
    assert waived["fingerprint"] == chosen["fingerprint"]
    assert (waived["waiver"]["owner"], waived["waiver"]["reason"]) == ("maya@example.com", REASON)
    counts = {one["id"]: (one["findings"], one["waived"]) for one in after["checks"]}
    assert counts[chosen["check"]][1] == 1
    assert sum(open_ for open_, _ in counts.values()) == len(before["findings"]) - 1
    assert "1 waived" in done.stdout
    assert done.returncode == 0  # it was the only critical one
    page = (output / "report.html").read_text(encoding="utf-8")
    assert REASON in page
    assert "1 waived" in page


def test_the_file_keeps_its_comments_and_gets_entries_at_its_end(waive, tmp_path):
    file = tmp_path / "waivers.toml"
    file.write_text("# ours, reviewed each March\n")
    assert waive("--check", "empty-group", "--subject", "crew-*", owner='Öle "x" \\').returncode == 0
    assert waive("--check", "empty-group", "--subject", "ops-*").returncode == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# ours, reviewed each March\n")
    entries = tomllib.loads(text)["waiver"]
    assert [entry["subject"] for entry in entries] == ["crew-*", "ops-*"]
    assert entries[0]["owner"] == 'Öle "x" \\'
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("words", "options", "message"),
    [
        (("0" * 31,), {}, "fingerprint: String should match pattern"),
        ((), {}, "give a fingerprint, or a check and a subject"),
        (("--check", "empty-grup", "--subject", "x"), {}, "perhaps 'empty-group' is meant"),
        (("0" * 32,), {"reason": "because"}, "at least 10 characters"),
        (("0" * 32,), {"until": "2999-01-01"}, "more than 366 days ahead"),
        (("0" * 32,), {"until": "soon"}, "does not match the format"),
    ],
)
def test_a_mistake_writes_nothing(waive, tmp_path, words, options, message):
    done = waive(*words, **options)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert not (tmp_path / "waivers.toml").exists()


def test_a_file_that_is_not_valid_is_not_touched(waive, tmp_path):
    file = tmp_path / "waivers.toml"
    file.write_text("waiver = [{owner = 'x'}]")
    done = waive("0" * 32)
    assert done.returncode == 2
    assert file.read_text() == "waiver = [{owner = 'x'}]"


def test_expired_and_unused_ones_are_named_everywhere(waive, scanned, program, truth, tmp_path):
    assert waive("--check", "empty-group", "--subject", "*").returncode == 0
    assert waive("--check", "empty-group", "--subject", "nothing-of-the-kind").returncode == 0
    with (tmp_path / "waivers.toml").open("a") as file:
        file.write(
            f'\n[[waiver]]\nfingerprint = "{"0" * 32}"\nowner = "omar"\nreason = "{REASON}"\nuntil = 2026-01-01\n'
        )
    done, told, output = scanned()
    assert [one["what"] for one in told["waivers"]["unused"]] == ["empty-group of nothing-of-the-kind"]
    assert [one["owner"] for one in told["waivers"]["expired"]] == ["omar"]
    (finding,) = (one for one in told["findings"] if one["check"] == "waiver-expired")
    assert "has expired on 2026-01-01" in finding["message"]
    assert {"Expired waiver", "Unused waiver"} <= {line.partition(":")[0] for line in done.stdout.splitlines()}
    page = (output / "report.html").read_text(encoding="utf-8")
    assert re.search(r"empty-group of nothing-of-the-kind <span class=\"count\">unused", page)

    listed = program("waivers", "--snapshot", truth.folder, "--format", "json")
    states = {entry["waives"]: (entry["state"], entry["findings"]) for entry in json.loads(listed.stdout)}
    empty = sum(one["check"] == "empty-group" for one in told["findings"])
    assert states == {
        "empty-group of *": ("active", empty),
        "empty-group of nothing-of-the-kind": ("unused", 0),
        f"fingerprint {'0' * 32}": ("expired", 0),
    }


def test_another_file_may_be_named_and_a_redacted_report_names_nobody(waive, scanned, tmp_path):
    elsewhere = tmp_path / "elsewhere.toml"
    assert waive("--check", "empty-group", "--subject", "*", "--file", elsewhere).returncode == 0
    assert "waived" not in scanned()[0].stdout
    done, told, output = scanned("--waivers", elsewhere, "--redact", "--format", "markdown", "--format", "findings-csv")
    assert any(one["status"] == "waived" for one in told["findings"])
    for text in (done.stdout, *(file.read_text(encoding="utf-8") for file in output.iterdir() if file.is_file())):
        assert "maya@example.com" not in text
        assert REASON not in text


def test_without_a_file_there_is_nothing_to_list(program, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    done = program("waivers")
    assert done.returncode == 2
    assert "There are no waivers in waivers.toml" in " ".join(done.stderr.split())
