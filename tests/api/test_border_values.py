"""Values that a parser or a calculation can choke on, thrown at everything that takes one: every JSON body and every
parameter of the description. None of them is a fault of ours (500), whatever it is an answer to."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.api.conformance import description
from tests.api.installation import ORIGIN, Installation
from tests.world import PAPER

NUMBERS = [
    *("1e99999999999999999999", "-1e99999999999999999999", "1e-99999999999999999999", "0e99999999999999999999"),
    *(
        "1E+400000000",
        "1e-400000000",
        "1e309",
        "-1e309",
        "5e-324",
        "1e100",
        "1e101",
        "0.1e-101",
        "1.5e00000000000000002",
    ),
    *("9" * 101, "9" * 4_299, "9" * 5_000, "0." + "3" * 99, "0." + "0" * 5_000 + "1", "1." + "0" * 20, "-0", "-0.0"),
    *("9223372036854775808", "-9223372036854775809", "18446744073709551616", "9" * 20, "9" * 30, "1" + "0" * 40),
]
OTHER_DIGITS = [  # Arabic-Indic, full-width, superscript, a fraction, a Roman and a Chinese number
    *("\u0663", "\u0661\u0662.\u0665", "\uff11\uff12", "12\uff13", "\u00b2", "\u00bd", "\u2163", "\u4e00"),
    "\u0662\u0660\u0662\u0666-\u0661\u0661-\u0660\u0662",
]
NO_JSON = ["NaN", "Infinity", "-Infinity", "nan", "+1", "01", ".5", "1.", "0x10", "1_000", "1e", *OTHER_DIGITS]
TEXTS = [
    *("", " ", "1_000", "+1", "1e5", "1e999999999", "NaN", "sNaN", "inf", "0x10", "1,5", "1\u00a0000", "-", "--1"),
    *("\u22121", "\n1", "1\n", "\u202e1", "\u200b1", "9" * 5_000, "\U0010ffff", "a\0b", "\x85", "\ufeff1"),
    *("2026-02-30", "0000-00-00", "9999-12-31", "true", "null", "[]", "{}", "%", "%00", *OTHER_DIGITS),
]
LITERALS = [
    *(*NUMBERS, *NO_JSON, "[" * 100 + "]" * 100, '{"a":' * 10_000, "[" * 10_000, '"\\ud800"', '"\\udc00\\ud800"'),
    *(json.dumps(text) for text in TEXTS),
    *("true", "null", "[]", "{}", "[[]]", '[{"a": 1e999999999999999999999}]', '"' + "x" * 100_000 + '"'),
]


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description()["paths"].items():
        for method, told in methods.items():
            yield method.upper(), path, told


def _named(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """What a reference names, or the thing itself."""
    named: dict[str, Any] = given
    if "$ref" in given:
        named = description()["components"][kind][given["$ref"].rpartition("/")[2]]
    return named


JSON_CALLS = [
    (method, path, told["requestBody"]["content"]["application/json"]["schema"])
    for method, path, told in _operations()
    if "application/json" in told.get("requestBody", {}).get("content", {})
]
PARAMETERS = [
    (method, path, _named("parameters", given)) for method, path, told in _operations() for given in told["parameters"]
]


def _body(schema: dict[str, Any], literal: str, depth: int = 0) -> str:
    """An object with every member that the schema names, each of them the literal; objects and rows are gone into."""
    for option in [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]:
        whole = _named("schemas", option)
        if "properties" in whole and depth < 6:
            members = (f'"{name}": {_body(of, literal, depth + 1)}' for name, of in whole["properties"].items())
            return "{" + ", ".join(members) + "}"
        if "items" in whole and depth < 6:
            return f"[{_body(whole['items'], literal, depth + 1)}]"
    return literal


@pytest.fixture
def there(place: Installation) -> dict[str, str]:
    """What the parameters of addresses are when they are not what is tried."""
    return {
        "scan_id": place.scanned(PAPER + b" drawn"),
        "invoice_id": place.saved(PAPER),
        "upload_id": place.anna.post("/v1/uploads", json={}).json()["upload_id"],
        "document_id": "inv_" + "1" * 32,
        "page_number": "1",
        "number": "1",
    }


async def _all_sent(place: Installation, method: str, requests: Iterable[dict[str, Any]]) -> None:
    """None of the requests is answered with a fault."""
    transport = httpx.ASGITransport(app=place.app)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, trust_env=False) as client:
        for request in requests:
            answer = await client.request(method, request.pop("address"), **request)
            assert answer.status_code < 500, (method, str(answer.request.url)[:200], str(request)[:300], answer.text)


@pytest.mark.parametrize(("method", "path", "schema"), JSON_CALLS, ids=lambda one: str(one)[:40])
def test_no_json_breaks_a_call(
    *, place: Installation, there: dict[str, str], method: str, path: str, schema: dict[str, Any]
) -> None:
    headers = {**place.anna.headers, "Content-Type": "application/json", "If-Match": "*"}
    bodies = (
        body
        for literal in LITERALS
        for body in (literal, f'{{"a": {literal}}}', _body(_named("schemas", schema), literal))
    )
    sent = ({"address": path.format(**there), "content": body.encode(), "headers": headers} for body in bodies)
    asyncio.run(_all_sent(place, method, sent))


@pytest.mark.parametrize(("method", "path", "parameter"), PARAMETERS, ids=lambda one: str(one)[:40])
def test_no_parameter_breaks_a_call(
    *, place: Installation, there: dict[str, str], method: str, path: str, parameter: dict[str, Any]
) -> None:
    def request(text: str) -> dict[str, Any]:
        headers = {**place.anna.headers, "If-Match": "*"}
        if parameter["in"] == "header":
            headers[parameter["name"]] = text.replace("\n", " ").replace("\0", "")
        coded = quote(text, safe="") or "%20"
        names = there | ({parameter["name"]: coded} if parameter["in"] == "path" else {})
        query = f"?{parameter['name']}={coded}" if parameter["in"] == "query" else ""
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        return {"address": path.format(**names) + query, "headers": raw}

    asyncio.run(_all_sent(place, method, (request(text) for text in (*NUMBERS, *NO_JSON, *TEXTS))))


@pytest.mark.parametrize("literal", NUMBERS, ids=lambda literal: literal[:24])
def test_an_amount_can_be_read_again_or_is_refused_by_its_place(place: Installation, literal: str) -> None:
    body = f'{{"scan_id": "{place.scanned()}", "invoice": {{"amounts": {{"gross": {literal}}}}}}}'
    answer = place.anna.post("/v1/invoices?view=plain", content=body, headers={"Content-Type": "application/json"})
    if answer.status_code == 422:
        said = answer.json()
        assert said["code"] == "bad-json" or said["errors"][0]["pointer"] == "/invoice/amounts/gross"
        return
    kept = place.anna.get(f"/v1/invoices/{answer.json()['id']}?view=plain").json()["invoice"]["amounts"]["gross"]
    assert Decimal(kept) == Decimal(literal)
