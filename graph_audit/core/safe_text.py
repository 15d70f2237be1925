"""Text from a server made safe to show: nothing invisible, nothing that turns the line around, nothing endless."""

import re
from collections.abc import Sequence
from typing import Any

__all__ = ["are_plain", "visible", "without_surrogates"]

_BIDIRECTIONAL = {
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}
# What else shows nothing, so that two names look alike: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point,
# but for the joiners and variation selectors that scripts and emoji need.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2061-\u2065\u206a-\u206f\u2800\u3164\uffa0\ufff0-\ufffb\U000e0000-\U000e00ff]"
)
_MARKS = str.maketrans(
    {mark: f"⟨{name}⟩" for mark, name in _BIDIRECTIONAL.items()}
    | {code: chr(0x2400 + code) for code in range(0x20)}  # ␀ ␁ … ␟, the pictures that Unicode has for them
    | {0x7F: "␡", 0x2028: "␤", 0x2029: "␤"}
    | dict.fromkeys(range(0x80, 0xA0), "\ufffd")
)
_SUSPECT = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def visible(text: str, limit: int = 200) -> str:
    """``text`` as it may stand on a screen.

    Control characters become their pictures, bidirectional and zero-width controls marks such as ``⟨RLO⟩``
    (https://unicode.org/reports/tr36/#Bidirectional_Text_Spoofing), other characters that show nothing their code point
    (``⟨U+00AD⟩``), lone surrogates U+FFFD, so that the text can be written as UTF-8; blanks alone become ``␠``; what is
    longer than ``limit`` characters is cut and ends in ``…``.
    """
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    if cut.isspace():
        return "".join(chr(0x2400 + ord(blank)) if blank < " " else "␠" for blank in cut)
    if cut.isascii() and cut.isprintable():
        return cut
    seen = _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", cut)
    return _SURROGATES.sub("\ufffd", seen).translate(_MARKS) if _SUSPECT.search(seen) else seen


def are_plain(texts: Sequence[str], limit: int = 200) -> bool:
    """Whether :func:`visible` leaves each of these as it is: for many at once, which is soon done."""
    if max(map(len, texts), default=0) > limit or any(map(str.isspace, texts)):
        return False
    together = "".join(texts)
    if together.isascii() and together.isprintable():
        return True
    return not (_UNSEEN.search(together) or _SUSPECT.search(together))


def without_surrogates(value: Any) -> Any:
    """A JSON value whose texts have U+FFFD for lone surrogates: strict readers of JSON refuse these."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {without_surrogates(key): without_surrogates(item) for key, item in value.items()}
    return [without_surrogates(item) for item in value] if isinstance(value, list | tuple) else value
