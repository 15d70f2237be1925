"""Every request that a scan can make, against the vendor's own descriptions: path, method and parameters exist."""

import re

import pytest

from graph_audit.client.paging import ArrayPaging, CursorPaging, OffsetPaging
from graph_audit.products.definition import all_products

JIRA = "jira-platform-v3.json"
ADMIN = "admin-organization.yaml"
TABLES = [table for product in all_products().values() for table in product.tables]


def nameless(path):
    return re.sub(r"\{[^}]*\}", "{}", path)


def described(table, spec):
    """The vendor's description of the operation that a table asks, and the whole of it."""
    description = spec(JIRA if table.path.startswith("/rest/") else ADMIN)
    # The dash stands for all directories.
    wanted = nameless(table.path.replace("/directories/-/", "/directories/{directory}/"))
    operations = {nameless(path): operations for path, operations in description["paths"].items()}
    assert wanted in operations, f"{table.name}: no such path: {table.path}"
    assert table.method.lower() in operations[wanted], f"{table.name}: no {table.method} there"
    return operations[wanted][table.method.lower()], description


def sent_by(table):
    """Names of the query parameters that a table sends, and keys of its body."""
    query, body = {name for name, _ in table.params}, set(table.body or {})
    match table.paging:
        case OffsetPaging() | ArrayPaging():
            query |= {"startAt", "maxResults"}
        case CursorPaging(send_in="body", limit=limit):
            body |= {"cursor"} | ({"limit"} if limit else set())
        case CursorPaging(limit=limit):
            query |= {"cursor"} | ({"limit"} if limit else set())
    return query, body


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_path_method_and_parameters_exist(table, spec):
    operation, description = described(table, spec)
    shared = description["components"].get("parameters", {})
    given = (shared.get(one.get("$ref", "").rpartition("/")[2], one) for one in operation.get("parameters", []))
    known = {parameter["name"] for parameter in given if parameter["in"] == "query"}
    query, body = sent_by(table)
    assert query <= known
    if body:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        name = schema.get("$ref", "").rpartition("/")[2]
        assert body <= description["components"]["schemas"].get(name, schema)["properties"].keys()


def test_only_searches_are_posted():
    posted = {table.path for table in TABLES if table.method != "GET"}
    assert {table.method for table in TABLES} == {"GET", "POST"}
    assert all(path.endswith(("/search", "/workspaces")) for path in posted)
