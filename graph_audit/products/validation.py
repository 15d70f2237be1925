"""Validating a row of a server: what can be read is kept, what cannot is named."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from graph_audit.core.safe_text import without_surrogates

__all__ = ["fault", "validated", "without_odd_items"]

M = TypeVar("M", bound=BaseModel)


def validated(model: type[M], value: Any) -> M:
    """The row as ``model``.

    Raises:
        ValidationError: it has not the expected shape.
    """
    try:
        return model.model_validate(value)
    except ValidationError:
        # pydantic takes no lone surrogates, which real names hold; the snapshot keeps them, the graph has U+FFFD
        return model.model_validate(without_surrogates(value))


def without_odd_items(value: Any, error: ValidationError) -> Any | None:
    """The row without those items of its lists that ``error`` is about, so that one odd grant does not hide a scheme.

    Returns:
        None when something else than an item of a list is wrong.
    """
    odd: dict[tuple[int | str, ...], set[int]] = {}
    for found in error.errors(include_url=False, include_input=False, include_context=False):
        loc = found["loc"]
        position = next((index for index, part in enumerate(loc) if isinstance(part, int)), None)
        if position is None:
            return None
        odd.setdefault(loc[:position], set()).add(int(loc[position]))
    for path, indexes in odd.items():
        value = _without(value, path, indexes)
    return value


def _without(value: Any, path: tuple[int | str, ...], indexes: set[int]) -> Any:
    if not path:
        return [item for index, item in enumerate(value) if index not in indexes]
    return {**value, path[0]: _without(value[path[0]], path[1:], indexes)}


def fault(error: ValidationError) -> str:
    """Where a row is off and how, without its value."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
