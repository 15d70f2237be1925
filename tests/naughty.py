"""Names that hurt whoever prints, searches, sorts or exports them without care: more than three hundred."""

from itertools import product

__all__ = ["NAUGHTY"]

_TAGS = (
    *("<img src=x onerror={}>", "<svg onload={}>", "<svg/onload={}>", "<body onload={}>", "<details open ontoggle={}>"),
    *("<video><source onerror={}>", "<audio src=x onerror={}>", "<input autofocus onfocus={}>", "<marquee onstart={}>"),
    *("<iframe srcdoc='<script>{}</script>'>", "<object data='javascript:{}'>", "<embed src='javascript:{}'>"),
    *("<a href='javascript:{}'>x</a>", "<form action='javascript:{}'><button>x", "<math href='javascript:{}'>x"),
    *(
        "<meta http-equiv=refresh content='0;url=javascript:{}'>",
        "<base href='javascript:{}//'>",
        "<style>@import '{}'",
    ),
    *("<link rel=stylesheet href='{}'>", "<template><script>{}</script></template>", "'-{}-'", "\"><b x='{}'>", "`{}`"),
)
_PAYLOADS = ("alert(1)", "alert`1`", "fetch('http://127.0.0.1:9')")
_ENDINGS = (
    *(
        "script",
        "SCRIPT",
        "ScRiPt",
        "script ",
        "script\t",
        "script\n",
        "script/",
        "script x=y",
        "style",
        "STYLE",
        "title",
    ),
    *(
        "textarea",
        "TextArea",
        "noscript",
        "template",
        "svg",
        "math",
        "xmp",
        "plaintext",
        "body",
        "html",
        "head",
        "table",
    ),
)
_COMMENTS = (
    "<!--",
    "-->",
    "<!--<script>",
    "<!-- <SCRIPT",
    "<![CDATA[",
    "]]>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE x>",
    "--!>",
)
_TEMPLATES = (
    *("{{7*7}}", "{% raw %}", "{# x #}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "[[${7*7}]]", "@{7*7}", "*{7*7}", "~{7*7}"),
    *("%s%n%x", "%(name)s", "{0}", "{name!r}", "{}", "$(id)", "`id`", "$HOME", "%PATH%", "!!python/object:os.system"),
    *(
        "{{constructor.constructor('alert(1)')()}}",
        "{{''.__class__.__mro__}}",
        "#set($x=7)",
        "<#assign x=7>",
        "{{{x}}}",
    ),
)
_FORMULAS = tuple(
    first + rest
    for first, rest in product(
        ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\uff1d", "\uff0b"),
        ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://127.0.0.1:9","x")'),
    )
)
_CONTROLS = tuple(f"a{chr(code)}b" for code in (*range(0x20), *range(0x7F, 0xA0)))
_INVISIBLE = tuple(
    f"a{character}b"
    for character in "\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b"
    "\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u2800\u3164\ufeff\uffa0\ufff9\ufffa\ufffb"
    "\U000e0001\U000e0041\U000e007f"
)
_EMOJI = (
    *("👩‍👩‍👧‍👦", "🏳️‍🌈", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏽", "1️⃣", "❤️", "🇩🇪🇫🇷", "👨🏿‍💻", "🧑‍🤝‍🧑", "☠︎", "☠️", "🫠", "🤷🏻‍♀️", "©️", "🅰️🅱️"),
    *("😀" * 200, "👩‍👩‍👧‍👦" * 50),
)
_SCRIPTS = (
    *(
        "مجموعة المطورين",
        "קבוצת מפתחים",
        "admin مدير admin",
        "\u200fright",
        "ﷺ",
        "اب\u200ecd",
        "१२३ हिन्दी",
        "ไทยไม่มีช่องว่าง",
        "漢字テスト",
    ),
    *("한국어", "Ωμέγα", "İstanbul ıI", "ǅ ǆ", "ﬃ ligature", "ẞß", "Å Å Å", "ë ë", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞"),
    *("ꓮdmin", "аdmin", "𝐚𝐝𝐦𝐢𝐧", "ａｄｍｉｎ", "a\u0308" * 40, "\u0301" * 30 + "x"),
)
_LONG = (
    "x" * 65_536,
    "漢" * 20_000,
    "<b>" * 20_000,
    "long word " * 6_000,
    "=" * 33_000,
    "\u202e" * 5_000,
    "😀" * 20_000,
)
_BLANK = (" ", "     ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000", " \u00a0 ", "\u2009\u2009")
_BROKEN = (
    "\ud800",
    "\udc00",
    "a\udbff",
    "\udfffb",
    "\udc00\ud800",
    "\ufffe",
    "\uffff",
    "\U0010ffff",
    "\ue000",
    "\ufffd",
)
_WORDS = (
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//127.0.0.1:9",
    ),
    *(
        "__proto__",
        "constructor",
        "prototype",
        "toString",
        "hasOwnProperty",
        "valueOf",
        "NaN",
        "null",
        "undefined",
        "true",
    ),
    *(
        "None",
        "-0",
        "0",
        "1e309",
        "0x0",
        "Infinity",
        "[object Object]",
        "\\u003cscript\\u003e",
        "&lt;script&gt;",
        "&amp;",
    ),
    *(
        "&#x3C;img&#x3E;",
        "%3Cscript%3E",
        "\\",
        '"',
        "'",
        "''",
        '""',
        "\\'",
        "/*",
        "*/",
        "//",
        "#",
        "?",
        "&",
        ";",
        "../../x",
    ),
    *(
        "C:\\CON",
        "NUL",
        "'; DROP TABLE users; --",
        "' OR 1=1 --",
        "*)(uid=*))(|(uid=*",
        "$where",
        "a,b\tc;d",
        "user:a:1",
    ),
    *(
        "more:0",
        "passage:1:2",
        "group:name:t:x",
        "|",
        "| --- |",
        "[x](javascript:alert(1))",
        "![x](http://127.0.0.1:9/x)",
    ),
    *("@everyone", "<@U123>", "```", "# heading", "~~~", "* x", "1. x", "<http://127.0.0.1:9>", "http://127.0.0.1:9/x"),
)

NAUGHTY: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *(tag.format(payload) for tag, payload in product(_TAGS, _PAYLOADS)),
            *(f"</{name}><script>alert(1)</script>" for name in _ENDINGS),
            *(_COMMENTS + _TEMPLATES + _FORMULAS + _CONTROLS + _INVISIBLE + _EMOJI + _SCRIPTS),
            *(_LONG + _BLANK + _BROKEN + _WORDS),
        )
    )
)
"""Each once."""
