"""Collects a snapshot into the folder ``sys.argv[1]`` and nothing more; goes on where an interrupted one is there."""

import sys
from pathlib import Path

from graph_audit import pipeline
from graph_audit.checks.runner import all_checks
from graph_audit.collection.progress import NoProgress
from graph_audit.core.clock import system_clock
from graph_audit.settings import load_settings
from graph_audit.snapshot.logbook import LOGBOOK
from graph_audit.snapshot.writer import SnapshotWriter


def main() -> None:
    folder = Path(sys.argv[1])
    settings = load_settings(all_checks(), folder=folder.parent, user_folder=folder.parent)
    if (folder / LOGBOOK).exists():
        pipeline.resume(settings, SnapshotWriter.resume(folder), clock=system_clock, progress=NoProgress())
    else:
        pipeline.fetch(settings, folder, clock=system_clock, progress=NoProgress())


if __name__ == "__main__":
    main()
