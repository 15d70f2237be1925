"""The vendor's API descriptions, as JSON Schema; they are kept beside the checkout and are not part of it."""

import json
from functools import cache
from pathlib import Path

import pytest
import requests
import yaml

from graph_audit.demo.server import FakeAtlassian
from graph_audit.demo.story import fictional_organisation

SPECS = Path(__file__).resolve().parents[3] / "shared" / "specs"


def as_json_schema(node):
    """OpenAPI 3.0 says ``nullable`` where JSON Schema lists the type null."""
    if isinstance(node, list):
        return [as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    converted = {key: as_json_schema(value) for key, value in node.items()}
    if converted.pop("nullable", False) is True:
        if "type" in converted:
            converted["type"] = [converted["type"], "null"]
        if "enum" in converted:
            converted["enum"] = [*converted["enum"], None]
    return converted


@cache
def load(name):
    text = (SPECS / name).read_text(encoding="utf-8")
    return as_json_schema(json.loads(text) if name.endswith(".json") else yaml.safe_load(text))


@pytest.fixture(scope="session")
def spec():
    """Loads one description by its file name."""

    def get(name):
        if not (SPECS / name).exists():
            pytest.skip(f"the vendor's description {name} is not kept beside this checkout")
        return load(name)

    return get


@pytest.fixture(scope="session")
def server():
    with FakeAtlassian(fictional_organisation()) as server:
        yield server


@pytest.fixture(scope="session")
def session():
    with requests.Session() as session:
        session.trust_env = False
        yield session
