"""Every answer that the tests see is compared with what the committed description says of it."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft202012Validator

TOLD = {"etag", "location", "link", "retry-after", "preference-applied", "www-authenticate", "idempotency-replayed"}
DESCRIPTION = Path(__file__).parents[2] / "app" / "openapi.json"


def require_as_described(answer: httpx.Response) -> None:
    """Status, media type, headers and every member of the body must be described. Unknown calls have nothing to say."""
    operation = _operation(answer.request.method, answer.request.url.path)
    if operation is None:
        return
    status = str(answer.status_code)
    assert status in operation["responses"], f"{operation['operationId']} does not tell of {status}: {answer.text}"
    described = _resolved(operation["responses"][status])
    unknown = {
        "etag",
        "location",
        "link",
        "retry-after",
        "preference-applied",
        "www-authenticate",
    } & answer.headers.keys()
    assert unknown <= {name.lower() for name in described["headers"]}, f"{operation['operationId']} {status}: {unknown}"
    if "content" not in described:
        assert not answer.content
        return
    media_type = answer.headers["content-type"].partition(";")[0]
    assert media_type in described["content"]
    if media_type.endswith("json"):
        _require_valid(json.dumps(described["content"][media_type]["schema"]), answer.json())


def _require_valid(schema: str, body: Any) -> None:
    errors = [f"{error.json_path}: {error.message[:200]}" for error in _validator(schema).iter_errors(body)]
    assert not errors, errors


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "components": _closed(description()["components"])})


@cache
def description() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    return document


def _closed(node: Any) -> Any:
    """Objects with exactly the members that are listed."""
    if isinstance(node, list):
        return [_closed(one) for one in node]
    if not isinstance(node, dict):
        return node
    closed = {name: _closed(value) for name, value in node.items()}
    return closed | {"additionalProperties": False} if isinstance(node.get("properties"), dict) else closed


def _resolved(answer: dict[str, Any]) -> dict[str, Any]:
    name = answer.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = description()["components"]["responses"][name] if name else answer
    return found


@cache
def _operation(method: str, path: str) -> dict[str, Any] | None:
    found = [
        methods[method.lower()]
        for pattern, methods in sorted(description()["paths"].items())
        if re.fullmatch(re.sub(r"\{[a-z_]+\}", "[^/]+", pattern), path) and method.lower() in methods
    ]
    return found[0] if found else None
