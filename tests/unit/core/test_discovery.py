"""Discovery: values are found where they stand; an id stands for one thing."""

import sys
from dataclasses import dataclass
from importlib.metadata import EntryPoint, EntryPoints
from types import ModuleType

import pytest

from graph_audit.core import discovery
from graph_audit.core.discovery import discover
from graph_audit.core.errors import DefinitionError


@dataclass(frozen=True)
class Thing:
    id: str
    text: str = ""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with the given modules, each a list of ids of things that it defines."""
    made = []

    def _package(modules):
        name = f"discovered_{len(made)}"
        folder = tmp_path / name
        for module, text in {"__init__": "", **modules}.items():
            path = folder / f"{module}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        made.append(name)
        things = ModuleType("things")
        things.Thing = Thing
        monkeypatch.setitem(sys.modules, "things", things)
        monkeypatch.syspath_prepend(str(tmp_path))
        return name

    yield _package
    for name in [module for module in sys.modules if module.partition(".")[0] in made]:
        del sys.modules[name]


@pytest.fixture
def outside(monkeypatch):
    """Entry points of other distributions: what each loads, by name."""

    def _outside(**values):
        module = ModuleType("outside")
        vars(module).update(values)
        monkeypatch.setitem(sys.modules, "outside", module)
        points = EntryPoints(EntryPoint(name, f"outside:{name}", "the.group") for name in values)
        monkeypatch.setattr(discovery, "entry_points", lambda *, group: points.select(group=group))

    return _outside


IMPORT = "from things import Thing\n"


def test_every_module_is_walked_and_ids_come_sorted(package):
    name = package({
        "zebra": f"{IMPORT}zebra = Thing('zebra')\nother = 'no thing'\nanother = Thing",
        "inner/__init__": "",
        "inner/ape": f"{IMPORT}one, two = Thing('ape'), Thing('bee')",
    })  # fmt: skip
    assert discover(name, Thing) == {"ape": Thing("ape"), "bee": Thing("bee"), "zebra": Thing("zebra")}
    assert list(discover(name, Thing)) == ["ape", "bee", "zebra"]


def test_a_new_file_is_enough(package):
    assert discover(package({}), Thing) == {}
    assert list(discover(package({"new": f"{IMPORT}new = Thing('new')"}), Thing)) == ["new"]


def test_a_value_that_another_module_imports_is_one_value(package):
    name = package({"a": f"{IMPORT}a = Thing('a')", "b": "from .a import a\nsame = a"})
    assert list(discover(name, Thing)) == ["a"]


def test_two_values_with_one_id_are_refused_with_both_places(package):
    name = package({"a": f"{IMPORT}x = Thing('x')", "b": f"{IMPORT}x = Thing('x')"})
    with pytest.raises(DefinitionError, match=rf"Thing 'x' is defined in {name}\.a and again in {name}\.b"):
        discover(name, Thing)


def test_entry_points_add_values_and_modules_of_values(package, outside):
    module = ModuleType("things_of_others")
    module.first, module.second, module.number = Thing("first"), Thing("second"), 3
    outside(value=Thing("value"), module=module)
    name = package({"own": f"{IMPORT}own = Thing('own')"})
    assert list(discover(name, Thing, group="the.group")) == ["first", "own", "second", "value"]
    assert list(discover(name, Thing, group="another.group")) == ["own"]
    assert list(discover(name, Thing)) == ["own"]


def test_an_entry_point_may_not_replace_what_is_there(package, outside):
    outside(mine=Thing("own", "mine"))
    name = package({"own": f"{IMPORT}own = Thing('own')"})
    with pytest.raises(DefinitionError, match=rf"'own' is defined in {name}\.own and again in outside:mine"):
        discover(name, Thing, group="the.group")
