"""The command line: the only place that prints or exits."""

from graph_audit.cli.application import main

__all__ = ["main"]
