"""Files of configuration: where they are, who may say what in them, and how several become one.

A folder that somebody downloaded must not redirect a key, run code or hide anything: what could is taken only from a
file that the user chose.
"""

import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from graph_audit.core.errors import ConfigurationError
from graph_audit.core.suggestion import nearest

__all__ = ["FILE_NAME", "PLUGINS_VARIABLE", "plugin_folder", "read_sources", "sources_of"]

FILE_NAME = "graph-audit.toml"
PLUGINS_VARIABLE = "GRAPH_AUDIT_PLUGINS"
"""Names the plug-in folder, instead of the files."""
_SECTIONS = ("addresses", "checks", "credentials", "plugins", "scan", "severity", "tenants")
_TRUSTED_ONLY = {
    "addresses": "a downloaded folder cannot send credentials elsewhere",
    "credentials": "a downloaded folder cannot run a program or send other secrets away",
    "plugins": "a downloaded folder cannot run code",
    "tenants": "a downloaded folder cannot run a program or send other secrets away",
}
"""Sections that only files may hold that the user chose, and why."""
_WHOLE_ENTRIES = ("credentials", "tenants")
"""Sections of which a later file replaces whole entries: half of another source of a secret is none."""


def sources_of(config: Path | None, folder: Path | None, user_folder: Path | None) -> list[tuple[Path, bool]]:
    """The files that there are, later ones win; each with whether the user chose it.

    Args:
        config: the file named with ``--config``; it replaces the working directory's.
        folder: the working directory; None reads nothing there.
        user_folder: the user's configuration directory; None takes the platform's.
    """
    user_file = (user_folder or user_config_path("graph-audit")) / FILE_NAME
    sources = [(user_file, True)] if user_file.is_file() else []
    if config is not None:
        sources.append((config, True))
    elif folder is not None and (folder / FILE_NAME).is_file():
        sources.append((folder / FILE_NAME, False))
    return sources


def read_sources(sources: Sequence[tuple[Path, bool]], entries: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The files as one.

    Args:
        sources: files, each with whether the user chose it.
        entries: by section, the entries that it may have; sections that are not here may have any.

    Raises:
        ConfigurationError: a file cannot be read, or says what it may not.
    """
    merged: dict[str, Any] = {}
    for path, trusted in sources:
        for section, content in _read(path, entries, trusted=trusted).items():
            if section in _WHOLE_ENTRIES:
                merged[section] = {**merged.get(section, {}), **content}
            else:
                _merge(merged, {section: content})
    return merged


def plugin_folder(merged: Mapping[str, Any]) -> Path | None:
    """The folder of plug-ins that the environment or the files name.

    Raises:
        ConfigurationError: it is none.
    """
    named = os.environ.get(PLUGINS_VARIABLE) or merged.get("plugins", {}).get("folder")
    if not named:
        return None
    folder = Path(str(named)).expanduser()
    if not folder.is_dir():
        raise ConfigurationError(f"[plugins] folder: there is no folder {folder}.")
    return folder


def _read(path: Path, entries: Mapping[str, Iterable[str]], *, trusted: bool) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except OSError as error:
        raise ConfigurationError(f"The configuration {path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:  # also a number without end, and lists in lists without end
        raise ConfigurationError(f"The configuration {path} is not valid TOML: {error}.") from error
    for key, value in content.items():
        if key not in _SECTIONS:
            raise ConfigurationError(f"{path}: there is no section [{key}]{nearest(key, _SECTIONS)}.")
        if not isinstance(value, dict):
            raise ConfigurationError(f"{path}: {key} must be a section.")
        if key in _TRUSTED_ONLY and not trusted:
            raise ConfigurationError(
                f"{path}: [{key}] is taken only from the environment, a file named with --config or the user's own "
                f"configuration, so that {_TRUSTED_ONLY[key]}."
            )
        for entry in value if key in entries else ():
            if entry not in entries[key]:
                raise ConfigurationError(f"{path}: [{key}] has no entry {entry!r}{nearest(entry, entries[key])}.")
    return content


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value
