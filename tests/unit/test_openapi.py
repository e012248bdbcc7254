"""The description of the API: committed, valid, complete, and true of what is answered."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from app.api.describe import BINARY
from app.api.errors import PROBLEMS
from app.main import create_app

COMMITTED = Path(__file__).parents[2] / "app" / "openapi.json"
REWRITE = "make openapi"

Operation = tuple[str, str, dict[str, Any]]


def described() -> dict[str, Any]:
    """As an app describes itself. It needs no services for that, and so is given something that has none."""
    no_services = SimpleNamespace(settings=SimpleNamespace(secrets_of_origin=()))
    document: dict[str, Any] = create_app(no_services).openapi()  # type: ignore[arg-type]  # see above
    return document


def as_text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return described()


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_committed_description_is_the_present_one(document: dict[str, Any]) -> None:
    assert COMMITTED.read_text(encoding="utf-8") == as_text(document), f"The API changed. Rewrite: {REWRITE}"


def test_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    for kind, name in set(re.findall(r'"#/components/(\w+)/([^"]+)"', text)):
        assert name in document["components"][kind]
    for kind in ("schemas", "headers", "responses"):
        for name in document["components"][kind]:
            assert f'"#/components/{kind}/{name}"' in text, f"{name} is not used"


def test_names_of_operations_are_short_and_told_once(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name) and len(name) <= 20 for name in names)


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        assert operation["summary"] and operation["description"] and operation["tags"], path
        for parameter in operation["parameters"]:
            schema = parameter["schema"]
            assert parameter.get("description") or schema.get("description") or "$ref" in schema, parameter


def contents(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every body that is described, with its media type."""
    if isinstance(node, dict):
        yield from node.get("content", {}).items()
    for inside in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from contents(inside)


def test_bytes_are_told_as_generators_know_them(document: dict[str, Any]) -> None:
    found = list(contents(document["paths"]))
    assert {"image/jpeg", "application/pdf", "application/octet-stream", "text/csv"} <= {name for name, _ in found}
    for media_type, content in found:
        schema = content["schema"]
        if media_type == "multipart/form-data":
            schema = schema["properties"]["file"]
        if not media_type.endswith("json"):
            assert schema == {"type": "string"} if media_type.startswith("text/") else BINARY, media_type
    assert "contentMediaType" not in json.dumps(document)


def test_a_call_takes_json_or_a_file_and_never_either(document: dict[str, Any]) -> None:
    """Generated clients send JSON wherever it is taken, whatever they were given."""
    for _, path, operation in operations(document):
        taken = operation.get("requestBody", {}).get("content", {})
        assert "application/json" not in taken or len(taken) == 1, path


def test_links_lead_to_parameters_that_are_there(document: dict[str, Any]) -> None:
    known = {operation["operationId"]: operation for _, _, operation in operations(document)}
    links = [
        (link, answer)
        for operation in known.values()
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    ]
    assert len(links) > 10
    for link, answer in links:
        taken = {f"{one['in']}.{one['name']}" for one in known[link["operationId"]]["parameters"]}
        assert link.get("parameters", {}).keys() <= taken
        assert link.get("parameters") or link["description"]
        assert "requestBody" not in link, "an object is none to generators; say it in words"
        for value in link.get("parameters", {}).values():
            if value.startswith("$response.header."):
                assert value.removeprefix("$response.header.") in answer["headers"]


def schemas_with_examples(node: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    if isinstance(node, dict):
        examples = node.get("examples", ())
        if isinstance(examples, list):
            yield from ((node, example) for example in examples)
        elif isinstance(examples, dict) and "schema" in node:
            yield from ((node["schema"], example["value"]) for example in examples.values())
        yield from (pair for inside in node.values() for pair in schemas_with_examples(inside))
    elif isinstance(node, list):
        yield from (pair for inside in node for pair in schemas_with_examples(inside))


def test_examples_are_what_their_schemas_say(document: dict[str, Any]) -> None:
    found = list(schemas_with_examples(document))
    assert len(found) > 100
    validators: dict[str, Draft202012Validator] = {}
    for schema, example in found:
        text = json.dumps(schema)
        if text not in validators:
            validators[text] = Draft202012Validator({**schema, "components": document["components"]})
        validators[text].validate(example)


def test_parameters_come_as_in_the_address(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        places = [one["in"] for one in operation["parameters"]]
        named = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
        assert named == re.findall(r"\{(\w+)\}", path)
        assert places[: len(named)] == ["path"] * len(named)


def test_failures_are_problems_with_examples(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        shared = document["components"]["responses"]
        bad = {
            status: shared.get(answer.get("$ref", "").rpartition("/")[2], answer)
            for status, answer in operation["responses"].items()
            if status >= "400"
        }
        assert "500" in bad, path
        for status, answer in bad.items():
            content = answer["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            for code, example in content["examples"].items():
                assert str(PROBLEMS[code].status) == status
                assert example["value"]["code"] == code
                assert example["value"].keys() == {"type", "title", "status", "detail", "instance", "code"}


def test_protected_calls_name_their_scope(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        if path in {"/v1/config", "/v1/health"}:
            assert operation["security"] == []
            continue
        reads = method == "get" or path in {"/v1/invoices/export", "/v1/sign-out"}
        scope = "invoices/read" if reads else "invoices/write"
        assert operation["security"] == [{"sign_in": [scope]}, {"token": []}]
        assert {"401", "403"} <= operation["responses"].keys()


def test_local_addresses_and_sign_in_are_no_part_of_it(document: dict[str, Any]) -> None:
    assert all(path.startswith("/v1/") for path in document["paths"])


if __name__ == "__main__":
    COMMITTED.write_text(as_text(described()), encoding="utf-8")
