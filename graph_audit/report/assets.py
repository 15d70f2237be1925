"""What the page is made of besides data: templates, style, scripts, vis-network, and the policy that names them."""

import base64
import hashlib
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from graph_audit.core.errors import GraphAuditError

__all__ = ["DRAWING_SCRIPTS", "SCRIPTS", "content_policy", "script", "style", "templates_folder", "vis_network"]

SCRIPTS = (
    "data.js",
    "access.js",
    "attainable.js",
    "remarks.js",
    "view.js",
    "dom.js",
    "drawing.js",
    "table.js",
    "search.js",
    "entities.js",
    "lists.js",
    "panes.js",
    "picker.js",
    "explanation.js",
    "user-pane.js",
    "group-pane.js",
    "project-pane.js",
    "scheme-pane.js",
    "finding.js",
    "permissions.js",
    "routes.js",
    "start.js",
)
"""The page's own scripts, in the order in which they are joined."""

DRAWING_SCRIPTS = ("data.js", "view.js", "dom.js", "drawing.js", "single-graph.js")
"""Those of a page that holds one drawing and nothing else."""

_SOURCE_MAP = re.compile(r"\n//# sourceMappingURL=.*\s*$")


def templates_folder() -> Path:
    """The templates: inside the package when it was installed, at the top level in a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "report.html.j2").is_file():
            return folder
    raise GraphAuditError("The report's templates are missing: the installation is damaged; install graph-audit again.")


def style() -> str:
    """The style sheet."""
    return (templates_folder() / "report.css").read_text(encoding="utf-8")


def script(names: Sequence[str] = SCRIPTS) -> str:
    """Scripts of a page as one, so that their names stay out of the window; those of the report when none is named."""
    parts = ((templates_folder() / name).read_text(encoding="utf-8") for name in names)
    return "(() => {\n'use strict';\n" + "\n".join(parts) + "\n})();\n"


def vis_network() -> str:
    """vis-network 9.1.2 as pyvis brings it along; the newer ones break the page's policy.

    Raises:
        GraphAuditError: pyvis is missing, or another version that has no such file.
    """
    spec = find_spec("pyvis")
    if spec is None or not spec.submodule_search_locations:
        raise GraphAuditError("pyvis is not installed: install graph-audit with its dependencies.")
    file = Path(spec.submodule_search_locations[0], "templates", "lib", "vis-9.1.2", "vis-network.min.js")
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise GraphAuditError(
            "This pyvis has no vis-network 9.1.2: install the version that graph-audit names."
        ) from error
    return _SOURCE_MAP.sub("\n", text)


def content_policy(scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """A Content-Security-Policy under which these scripts and styles run and nothing else.

    Source: https://www.w3.org/TR/CSP3/#external-hash.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(map(_hash, scripts)),
            "style-src " + " ".join(map(_hash, styles)),
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
