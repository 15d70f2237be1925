"""Who has access to what in an Atlassian organisation, through which paths, and what is wrong with it."""

from importlib.metadata import PackageNotFoundError, version

__all__ = ["__version__"]

try:
    __version__ = version("graph-audit")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0.0.0"
