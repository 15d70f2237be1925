"""Finding checks, products and exporters: one new file is enough, no list is kept by hand."""

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Protocol, TypeVar

from graph_audit.core.errors import DefinitionError

__all__ = ["Identified", "discover"]

_PLUGINS = "graph_audit_plugins"
"""The package in which files of plug-in folders appear; it exists only in memory."""


class Identified(Protocol):
    """What can be discovered: a value with an id that is unique among its kind."""

    @property
    def id(self) -> str:
        """Unique among its kind, stable for ever."""


T = TypeVar("T", bound=Identified)


def discover(package: str, kind: type[T], *, group: str | None = None, folder: Path | None = None) -> dict[str, T]:
    """All values of ``kind`` that modules below ``package``, entry points of ``group`` and files of ``folder`` define.

    Args:
        package: dotted name of an importable package; all its modules are walked.
        kind: the class whose instances count.
        group: name of an entry-point group through which other distributions add values.
        folder: a folder of Python files; those whose names begin with ``_`` or ``test_`` are left alone.

    Returns:
        Values by id, sorted by id.

    Raises:
        DefinitionError: two modules define the same id, or a file cannot be imported.
    """
    found: dict[str, T] = {}
    where: dict[str, str] = {}
    for module_name, value in _candidates(package, kind, group, folder):
        previous = found.get(value.id)
        if previous is not None and previous is not value:
            raise DefinitionError(
                f"{kind.__name__} {value.id!r} is defined in {where[value.id]} and again in {module_name}: "
                "an id stands for one thing; rename one of them."
            )
        if previous is None:
            found[value.id] = value
            where[value.id] = module_name
    return dict(sorted(found.items()))


def _candidates(package: str, kind: type[T], group: str | None, folder: Path | None) -> Iterator[tuple[str, T]]:
    root = importlib.import_module(package)
    for info in pkgutil.walk_packages(root.__path__, prefix=f"{package}."):
        module = importlib.import_module(info.name)
        yield from ((info.name, value) for value in _values(module, kind))
    if group is not None:
        for point in entry_points(group=group):
            loaded = point.load()
            values = [loaded] if isinstance(loaded, kind) else list(_values(loaded, kind))
            yield from ((point.value, value) for value in values)
    for file in sorted(folder.glob("*.py")) if folder else ():
        if not file.name.startswith(("_", "test_")):
            yield from ((str(file), value) for value in _values(_imported(file), kind))


def _imported(file: Path) -> ModuleType:
    """A file as a module of the same name below :data:`_PLUGINS`."""
    name = f"{_PLUGINS}.{file.stem}"
    known = sys.modules.get(name)
    if known is not None and known.__file__ == str(file):
        return known
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise DefinitionError(f"The plug-in {file} cannot be imported.")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise DefinitionError(f"The plug-in {file} cannot be imported: {type(error).__name__}: {error}") from error
    return module


def _values(module: ModuleType, kind: type[T]) -> Iterator[T]:
    return (value for value in vars(module).values() if isinstance(value, kind))
