"""The description of the API: committed, valid, complete, and true of what is answered."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openapi_spec_validator import validate

from app.api.errors import PROBLEMS
from app.main import create_app

COMMITTED = Path(__file__).parents[2] / "app" / "openapi.json"
REWRITE = "make openapi"

Operation = tuple[str, str, dict[str, Any]]


def described() -> dict[str, Any]:
    """As an app describes itself; it needs no services for that."""
    document: dict[str, Any] = create_app(SimpleNamespace()).openapi()  # type: ignore[arg-type]
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
    for kind in ("schemas", "headers", "parameters", "responses"):
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
            named = document["components"]["parameters"].get(parameter.get("$ref", "").rpartition("/")[2], parameter)
            assert named.get("description") or named["schema"].get("description") or "$ref" in named["schema"], named


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
