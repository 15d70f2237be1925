"""The organisations that the report is tested with."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def organisations() -> ModuleType:
    """The module ``organisations.py`` of this folder: test files cannot import each other by name."""
    spec = importlib.util.spec_from_file_location("organisations", Path(__file__).with_name("organisations.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
