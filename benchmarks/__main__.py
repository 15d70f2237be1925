"""Measure each stage of a scan at several sizes of organisation: ``python -m benchmarks [STAGE ...] [--users N ...]``.

A stage is a function ``bench_<stage>(users)`` in a file ``bench_*.py`` of this folder. It prepares what the stage works
on and returns a function without arguments: the work that is timed. Printed is the best of several runs, in seconds.
"""

import argparse
import importlib.util
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from inspect import isfunction
from pathlib import Path
from time import perf_counter

Stage = Callable[[int], Callable[[], object]]

SIZES = (1_000, 10_000)
RUNS = 3


def stages(folder: Path) -> Iterator[tuple[str, Stage]]:
    """All stages of a folder, by file and then in the order in which they are written."""
    for file in sorted(folder.glob("bench_*.py")):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, value in vars(module).items():
            if isfunction(value) and value.__module__ == module.__name__ and name.startswith("bench_"):
                yield name.removeprefix("bench_"), value


def seconds(work: Callable[[], object], runs: int) -> float:
    """The shortest of several runs: the one that other programs disturbed least."""
    return min(_once(work) for _ in range(runs))


def _once(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def machine() -> str:
    """What the numbers were measured on."""
    return f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} x {_processor()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return platform.processor() or platform.machine()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def main(arguments: Sequence[str]) -> int:
    """Run the stages that were asked for; 2 when one of them does not exist."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure each stage of a scan.")
    parser.add_argument("stages", nargs="*", metavar="STAGE", help="default: all")
    parser.add_argument("--users", nargs="+", type=int, default=SIZES, help="sizes (default: %(default)s)")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of each, the best counts (default: %(default)s)")
    chosen = parser.parse_args(arguments)

    known = dict(stages(Path(__file__).parent))
    if unknown := set(chosen.stages) - set(known):
        parser.error(f"no such stage: {', '.join(sorted(unknown))}; there are: {', '.join(known)}")

    print(machine())
    print(f"{'stage':<24}{'users':>10}{'seconds':>12}")
    for name in chosen.stages or known:
        for users in chosen.users:
            print(f"{name:<24}{users:>10,}{seconds(known[name](users), chosen.runs):>12.4f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
