"""Every message that the page of messages quotes is one that the program prints."""

import ast
import re

from .conftest import ROOT

HOLE = "\0"
QUOTED = re.compile(r"[“\"]([^\"”]+)[\"”]")


def texts():
    """Every text in the package, with a hole where a value is put in."""
    for file in (ROOT / "graph_audit").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = (part.value if isinstance(part, ast.Constant) else HOLE for part in node.values)
                yield "".join(parts)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def quotations(text):
    """What stands in quotation marks inside bold text, or is quoted as part of a message."""
    return [
        " ".join(quoted.split())
        for bold in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)
        for quoted in QUOTED.findall(bold)
    ]


def test_every_quoted_message_is_one_of_the_program(pages):
    known = "\n".join(re.sub(r"\[/?[a-z]+\]", "", text) for text in texts())
    known = re.sub(rf"{HOLE}+", "…", known)
    found = quotations(pages["docs/troubleshooting.md"].text)
    assert len(found) > 30
    missing = [message for message in found if not re.search(as_pattern(message), known)]
    assert missing == []


def as_pattern(message):
    """The message with anything, on one line, where it says "…"; further holes may be where names stand."""
    parts = [re.escape(part.strip()) for part in message.split("…")]
    return r"[^\n]*".join(parts)
