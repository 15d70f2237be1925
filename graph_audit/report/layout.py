"""Where the boxes of a view stand: columns from left to right, few crossings, nothing overlapping.

Layers with barycentre sweeps (Sugiyama, Tagawa and Toda 1981, https://doi.org/10.1109/TSMC.1981.4308636). An edge that
passes a column is led through a row of its own there, so that it runs beside the boxes, not through them.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Layout", "Place", "box_width", "lay_out"]

ROW = 44
GAP = 60
SWEEPS = 6
BOX_HEIGHT = 32
_PADDING = 26
_WIDE, _CAPITAL, _NORMAL = 16.0, 10.5, 8.4
_BEYOND_LATIN = 0x2FF


@dataclass(frozen=True, slots=True)
class Place:
    """The centre of a box, in pixels."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands.

    Attributes:
        places: a place for each box and for each passage of a link through a column; columns are centred around y = 0.
        routes: the boxes and passages that each link runs through, ends included.
    """

    places: Mapping[str, Place]
    routes: Mapping[tuple[str, str], tuple[str, ...]]


def box_width(label: str) -> int:
    """An upper estimate of the width of a box around ``label`` at 14 pixels."""
    return _PADDING + round(sum(map(_character_width, label)))


def lay_out(columns: Sequence[Sequence[str]], links: Iterable[tuple[str, str]], widths: Mapping[str, int]) -> Layout:
    """Places for boxes and routes for links.

    Args:
        columns: ids of boxes, column by column, in a stable order.
        links: pairs of ids.
        widths: width of each box.
    """
    layers = [list(column) for column in columns]
    routes = _routes(layers, links)
    neighbours: dict[str, list[str]] = defaultdict(list)
    for one, other in dict.fromkeys(pair for route in routes.values() for pair in pairwise(route)):
        neighbours[one].append(other)
        neighbours[other].append(one)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        order = range(1, len(layers)) if forward else range(len(layers) - 2, -1, -1)
        for index in order:
            fixed = _rows(layers[index - 1 if forward else index + 1])
            layers[index] = _by_barycentre(layers[index], neighbours, fixed)
    places: dict[str, Place] = {}
    left = 0
    for column, layer in zip(columns, layers, strict=True):
        width = max((widths[box] for box in column), default=0)
        places.update({box: Place(left + width // 2, round(row * ROW)) for box, row in _rows(layer).items()})
        left += width + GAP
    return Layout(places, routes)


def _routes(layers: list[list[str]], links: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The route of each link; passages are added to the layers, one for all links that leave the same box."""
    column_of = {box: index for index, layer in enumerate(layers) for box in layer}
    passages: set[str] = set()
    routes = {}
    for source, target in links:
        first, last = column_of[source], column_of[target]
        between = range(first + 1, last) if first < last else range(first - 1, last, -1)
        route = [source]
        for index in between:
            passage = f"passage:{index}:{source}"
            if passage not in passages:
                passages.add(passage)
                layers[index].append(passage)
            route.append(passage)
        routes[source, target] = (*route, target)
    return routes


def _rows(layer: Sequence[str]) -> dict[str, float]:
    return {box: row - (len(layer) - 1) / 2 for row, box in enumerate(layer)}


def _by_barycentre(
    layer: Sequence[str], neighbours: Mapping[str, Sequence[str]], fixed: Mapping[str, float]
) -> list[str]:
    own = _rows(layer)

    def centre(box: str) -> float:
        rows = [fixed[other] for other in neighbours.get(box, ()) if other in fixed]
        return sum(rows) / len(rows) if rows else own[box]

    return sorted(layer, key=centre)


def _character_width(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return _WIDE
    return _CAPITAL if character.isupper() or character in "mwMW@%…" or ord(character) > _BEYOND_LATIN else _NORMAL
