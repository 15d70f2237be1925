"""People's names in the scripts that a real organisation has, each with the Latin spelling for an e-mail address."""

import random
from collections import Counter

__all__ = ["NameMaker"]

_Pairs = tuple[tuple[str, str], ...]

_SCRIPTS: tuple[tuple[int, _Pairs, _Pairs], ...] = (
    (
        60,
        (
            ("Ada", "ada"), ("Bruno", "bruno"), ("Carla", "carla"), ("David", "david"), ("Elena", "elena"),
            ("Frank", "frank"), ("Grace", "grace"), ("Hugo", "hugo"), ("Ines", "ines"), ("Jonas", "jonas"),
            ("Keira", "keira"), ("Liam", "liam"), ("Maya", "maya"), ("Nora", "nora"), ("Oscar", "oscar"),
            ("Priya", "priya"), ("Quentin", "quentin"), ("Rosa", "rosa"), ("Samir", "samir"), ("Tessa", "tessa"),
        ),
        (
            ("Abbott", "abbott"), ("Bakker", "bakker"), ("Carvalho", "carvalho"), ("Dubois", "dubois"),
            ("Eriksen", "eriksen"), ("Fischer", "fischer"), ("Gallagher", "gallagher"), ("Hughes", "hughes"),
            ("Ibrahim", "ibrahim"), ("Jensen", "jensen"), ("Kowalski", "kowalski"), ("Lindqvist", "lindqvist"),
            ("Moreau", "moreau"), ("Nakamura", "nakamura"), ("Okafor", "okafor"), ("Patel", "patel"),
            ("Quinn", "quinn"), ("Rossi", "rossi"), ("Schmidt", "schmidt"), ("Tanaka", "tanaka"),
            ("Usman", "usman"), ("Vasquez", "vasquez"), ("Walsh", "walsh"), ("Young", "young"),
        ),
    ),
    (
        16,
        (
            ("Åsa", "asa"), ("Björn", "bjorn"), ("Chloé", "chloe"), ("Łukasz", "lukasz"), ("Øyvind", "oyvind"),
            ("Žofie", "zofie"), ("İpek", "ipek"), ("Zoë", "zoe"),
        ),
        (
            ("Müller", "mueller"), ("Ångström", "angstrom"), ("Dvořák", "dvorak"), ("Núñez", "nunez"),
            ("Çelik", "celik"), ("Sørensen", "sorensen"), ("Groß", "gross"), ("Þórsdóttir", "thorsdottir"),
        ),
    ),
    (
        5,
        (("Ольга", "olga"), ("Дмитрий", "dmitri"), ("Наталія", "nataliia")),
        (("Иванова", "ivanova"), ("Шевченко", "shevchenko"), ("Соколов", "sokolov")),
    ),
    (
        3,
        (("Ελένη", "eleni"), ("Γιώργος", "giorgos")),
        (("Παπαδοπούλου", "papadopoulou"), ("Νικολαΐδης", "nikolaidis")),
    ),
    (3, (("ليلى", "layla"), ("يوسف", "yusuf")), (("حداد", "haddad"), ("المصري", "almasri"))),
    (3, (("נועה", "noa"), ("אורי", "uri")), (("כהן", "cohen"), ("לוי", "levi"))),
    (3, (("小明", "xiaoming"), ("芳", "fang")), (("王", "wang"), ("陈", "chen"))),
    (3, (("さくら", "sakura"), ("ケンジ", "kenji")), (("やまだ", "yamada"), ("スズキ", "suzuki"))),
    (3, (("अनीता", "anita"), ("रोहन", "rohan")), (("शर्मा", "sharma"), ("मेहता", "mehta"))),
    (1, (("Robin 🛟", "robin"), ("Kim ⚓️", "kim")), (("Marlow", "marlow"), ("Finch", "finch"))),
)  # fmt: skip


class NameMaker:
    """Makes display names with unique e-mail names, in ten scripts, the same for the same random source."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._used: Counter[str] = Counter()
        self._weights = [weight for weight, _, _ in _SCRIPTS]

    def make(self) -> tuple[str, str]:
        """A display name and the part before the @ of its e-mail address."""
        _, firsts, lasts = self._rng.choices(_SCRIPTS, weights=self._weights)[0]
        first, latin_first = self._rng.choice(firsts)
        last, latin_last = self._rng.choice(lasts)
        latin = f"{latin_first}.{latin_last}"
        self._used[latin] += 1
        count = self._used[latin]
        return f"{first} {last}", latin if count == 1 else f"{latin}{count}"
