"""How nodes look: a glyph, a fill, a border and a text colour for each kind; the canvas is light in every theme."""

from dataclasses import asdict, dataclass
from typing import Any

from graph_audit.core.kinds import NodeKind

__all__ = [
    "ATTAINABLE_EDGE",
    "HOT_EDGE",
    "LOOKS",
    "MORE",
    "OPTIONS",
    "PASSAGE",
    "RANKS",
    "RISK",
    "Look",
    "looks_as_json",
]

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
MORE = "more"
"""The look of a box that stands for several nodes."""
RISK = "risk"
"""The look of a node that is the cause of a finding, or of an administrator's role."""


@dataclass(frozen=True, slots=True)
class Look:
    """Glyph and colours of a kind of node."""

    glyph: str
    fill: str
    border: str
    text: str


_PLAIN = Look("◇", "#ffffff", "#626f86", "#2c3e5d")
_ROLE = Look("◆", "#fff4d6", "#974f0c", "#5c3a00")
_WIDE = Look("!", "#ffeceb", "#ae2a19", "#5d1f1a")

LOOKS: dict[str, Look] = {
    NodeKind.USER: Look("●", "#deebff", "#0747a6", "#09326c"),
    NodeKind.GROUP: Look("■", "#e3fcef", "#006644", "#064e33"),
    NodeKind.ROLE: _ROLE,
    NodeKind.APP_ROLE: _ROLE,
    NodeKind.CONDITION: _PLAIN,
    NodeKind.PORTAL_CUSTOMERS: _PLAIN,
    NodeKind.UNKNOWN: _PLAIN,
    NodeKind.SCHEME: Look("▤", "#e6fcff", "#206a83", "#164555"),
    NodeKind.PROJECT: Look("▲", "#eae6ff", "#403294", "#352c7a"),
    NodeKind.ANYONE: _WIDE,
    NodeKind.ANY_LICENSED: _WIDE,
    NodeKind.ADMIN_ROLE: _WIDE,
    NodeKind.ORG: _PLAIN,
    NodeKind.TENANT: _PLAIN,
    NodeKind.DIRECTORY: _PLAIN,
    NodeKind.DOMAIN: _PLAIN,
    NodeKind.POLICY: _PLAIN,
    NodeKind.API_KEY: _PLAIN,
    NodeKind.API_TOKEN: _PLAIN,
    NodeKind.FILTER: _PLAIN,
    NodeKind.DEFAULT_ROLE: _ROLE,
    RISK: _WIDE,
    MORE: Look("⋯", "#f4f5f7", "#626f86", "#44546f"),
}

RANKS: dict[str, int] = {
    NodeKind.USER: 0,
    NodeKind.GROUP: 1,
    NodeKind.ANYONE: 1,
    NodeKind.CONDITION: 1,
    NodeKind.PORTAL_CUSTOMERS: 1,
    NodeKind.UNKNOWN: 1,
    NodeKind.APP_ROLE: 2,
    NodeKind.ANY_LICENSED: 3,
    NodeKind.ROLE: 2,
    NodeKind.ADMIN_ROLE: 2,
    NodeKind.SCHEME: 4,
    NodeKind.PROJECT: 5,
    NodeKind.API_KEY: 5,
    NodeKind.API_TOKEN: 5,
    NodeKind.FILTER: 5,
    NodeKind.DEFAULT_ROLE: 5,
    NodeKind.DOMAIN: 5,
    NodeKind.POLICY: 5,
    NodeKind.DIRECTORY: 6,
    NodeKind.TENANT: 6,
    NodeKind.ORG: 7,
}
"""The column of each kind: access flows from left to right."""

HOT_EDGE: dict[str, Any] = {"color": {"color": "#c9372c", "highlight": "#c9372c", "hover": "#c9372c"}, "width": 2.5}
"""The path in question."""

ATTAINABLE_EDGE: dict[str, Any] = {"color": {"color": "#8f4bb8", "highlight": "#8f4bb8", "hover": "#8f4bb8"}}
"""What somebody could give themselves, which is no access: administration, and roles that they could join."""

PASSAGE: dict[str, Any] = {"shape": "dot", "size": 0.1, "borderWidth": 0, "color": "rgba(0,0,0,0)", "chosen": False}
"""A point without a look, through which a link passes a column."""


def _group(look: Look) -> dict[str, Any]:
    return {
        "shape": "box",
        "color": {
            "background": look.fill,
            "border": look.border,
            "highlight": {"background": look.fill, "border": look.border},
            "hover": {"background": look.fill, "border": look.border},
        },
        "font": {"color": look.text, "face": FONT, "size": 14},
    }


OPTIONS: dict[str, Any] = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "dragNodes": False, "zoomView": False, "tooltipDelay": 150},
    "nodes": {"shape": "box", "borderWidth": 1.5, "margin": 7, "shapeProperties": {"borderRadius": 5}},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.6}},
        "color": {"color": "#8590a2", "highlight": "#44546f", "hover": "#44546f"},
        "width": 1,
        "hoverWidth": 0.5,
        "selectionWidth": 0.5,
        "smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.45},
    },
    "groups": {kind: _group(look) for kind, look in LOOKS.items()},
}
"""Options of every drawing: https://visjs.github.io/vis-network/docs/network/."""


def looks_as_json() -> dict[str, dict[str, str]]:
    """The looks for the page's own drawings."""
    return {str(kind): asdict(look) for kind, look in LOOKS.items()}
