"""Finding checks, products and exporters: one new file is enough, no list is kept by hand."""

import importlib
import pkgutil
from collections.abc import Iterator
from importlib.metadata import entry_points
from types import ModuleType
from typing import Protocol, TypeVar

from graph_audit.core.errors import DefinitionError

__all__ = ["Identified", "discover"]


class Identified(Protocol):
    """What can be discovered: a value with an id that is unique among its kind."""

    @property
    def id(self) -> str:
        """Unique among its kind, stable for ever."""


T = TypeVar("T", bound=Identified)


def discover(package: str, kind: type[T], *, group: str | None = None) -> dict[str, T]:
    """All values of ``kind`` that modules below ``package`` (and the entry points of ``group``) define.

    Args:
        package: dotted name of an importable package; all its modules are walked.
        kind: the class whose instances count.
        group: name of an entry-point group through which other distributions add values.

    Returns:
        Values by id, sorted by id.

    Raises:
        DefinitionError: two modules define the same id.
    """
    found: dict[str, T] = {}
    where: dict[str, str] = {}
    for module_name, value in _candidates(package, kind, group):
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


def _candidates(package: str, kind: type[T], group: str | None) -> Iterator[tuple[str, T]]:
    root = importlib.import_module(package)
    for info in pkgutil.walk_packages(root.__path__, prefix=f"{package}."):
        module = importlib.import_module(info.name)
        yield from ((info.name, value) for value in _values(module, kind))
    if group is not None:
        for point in entry_points(group=group):
            loaded = point.load()
            values = [loaded] if isinstance(loaded, kind) else list(_values(loaded, kind))
            yield from ((point.value, value) for value in values)


def _values(module: ModuleType, kind: type[T]) -> Iterator[T]:
    return (value for value in vars(module).values() if isinstance(value, kind))
