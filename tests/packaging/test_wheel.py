"""What is published works where no checkout is: the wheel, built from the sdist, in an environment of its own."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

pytestmark = pytest.mark.wheel

ROOT = Path(__file__).parents[2]
UV = Path(sysconfig.get_path("scripts"), "uv")
SCRIPTS = Path(sysconfig.get_path("scripts")).name  # bin, or Scripts on Windows


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Run a command without what would let it find the checkout; its output, which a failure shows."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        command, cwd=cwd, env=environment, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert done.returncode == 0, f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory) -> Path:
    """A folder with the sdist and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(UV, "build", "--python", sys.executable, "--no-build-isolation", "--out-dir", folder)
    return folder


@pytest.fixture(scope="module")
def wheel(dist) -> Path:
    (built,) = dist.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The program in a clean environment: the wheel, and what it asks for in the locked versions."""
    environment = tmp_path_factory.mktemp("environment")
    run(UV, "venv", "--quiet", "--python", sys.executable, "--allow-existing", environment)
    python = environment / SCRIPTS / "python"
    run(UV, "pip", "install", "--python", python, "--constraint", ROOT / "requirements.lock", wheel)
    return environment / SCRIPTS / "graph-audit"


def test_the_wheel_holds_the_package_its_templates_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()

    templates = {f"graph_audit/{path.relative_to(ROOT)}" for path in (ROOT / "templates").rglob("*") if path.is_file()}
    assert templates
    assert templates <= set(names)
    assert "graph_audit/py.typed" in names
    assert {name.split("/")[0] for name in names} == {"graph_audit", f"graph_audit-{version('graph-audit')}.dist-info"}


def test_the_sdist_holds_no_more_than_a_build_needs(dist):
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames() if "/" in name}

    assert {"graph_audit", "templates", "pyproject.toml", "LICENSE", "README.md"} <= tops
    assert not tops & {"tests", "benchmarks", ".venv", "graph-audit-out"}


def test_only_what_the_program_needs_comes_with_it(installed):
    found = run(UV, "pip", "list", "--python", installed.with_name("python"))

    assert "networkx" in found
    assert not {"pytest", "mypy", "ruff", "playwright"} & set(found.split())


def test_the_installed_program_says_its_version(installed, tmp_path):
    assert version("graph-audit") in run(installed, "--version", cwd=tmp_path)


def test_the_installed_program_writes_the_demo_report_in_another_folder(installed, tmp_path):
    run(installed, "demo", "--output", tmp_path / "out", cwd=tmp_path)

    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert report.lstrip().lower().startswith("<!doctype html>")
    assert "</html>" in report
    assert (tmp_path / "out" / "findings.json").is_file()
