"""What every request gets: an id, a line in the log, safe headers, a problem when it fails."""

import asyncio
import io
import json
import logging
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from app.api.logs import JsonLines
from app.api.requests import RequestFrame
from app.domain.sign_in import READ
from tests.api.installation import Installation, problem
from tests.world import PAPER

ADDRESSES = ["/v1/health", "/v1/config", "/v1/stats", "/v1/invoices/export", "/nothing", "/v1/scans/x", "/docs", "/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a38_safe_headers_on_every_answer(place: Installation, address: str) -> None:
    headers = place.anna.get(address).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in {"no-referrer", "same-origin"}
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "cache-control" in headers
    assert "strict-transport-security" not in headers
    assert "server" not in headers


def test_a38_data_is_not_stored_by_caches(place: Installation) -> None:
    assert place.anna.get("/v1/invoices").headers["cache-control"] == "no-store"


def test_a38_https_is_held_to(place: Installation) -> None:
    async def get() -> dict[bytes, bytes]:
        sent: list[Any] = []
        scope: Scope = {
            "type": "http", "method": "GET", "path": "/v1/health", "raw_path": b"/v1/health", "query_string": b"",
            "headers": [(b"host", b"localhost:8000")], "scheme": "https", "http_version": "1.1",
        }  # fmt: skip

        async def receive() -> Any:
            return {"type": "http.request"}

        async def send(message: Any) -> None:
            sent.append(message)

        await place.app(scope, receive, send)
        return dict(sent[0]["headers"])

    assert asyncio.run(get())[b"strict-transport-security"].startswith(b"max-age=31536000")


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://127.0.0.1:8001", "http://127.0.0.1:8000"])
def test_a36_no_other_page_may_read_answers(place: Installation, origin: str) -> None:
    headers = place.anna.get("/v1/stats", headers={"Origin": origin}).headers
    assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize("address", ["/v1/scans", "/v1/invoices", "/v1/health"])
def test_a37_preflight_allows_nothing(place: Installation, address: str) -> None:
    headers = {"Origin": "https://evil.test", "Access-Control-Request-Method": "POST"}
    answer = place.nobody.request("OPTIONS", address, headers=headers)
    problem(answer, 405, "method-not-allowed")
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("/v1/scans", "GET, POST"),
        ("/v1/scans/x", "DELETE, GET"),
        ("/v1/invoices", "GET, POST"),
        ("/v1/invoices/x", "DELETE, GET, PUT"),
        ("/v1/invoices/x/document", "GET"),
        ("/v1/invoices/export", "GET, POST"),
        ("/v1/uploads", "POST"),
        ("/v1/health", "GET"),
        ("/local/uploads", "POST"),
    ],
)
@pytest.mark.parametrize("method", ["HEAD", "TRACE", "PATCH", "OPTIONS"])
def test_a13_other_methods(place: Installation, method: str, address: str, allowed: str) -> None:
    answer = place.anna.request(method, address)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["/v1", "/v1/", "/v1/scans/", "/v2/scans", "/redoc", "/v1/invoices/a/b", "/%00"])
def test_a12_a34_unknown_addresses(place: Installation, address: str) -> None:
    problem(place.anna.get(address), 404, "no-such-route")


FOREIGN = [
    *("evil.test", "evil.test:8000", "localhost.evil.test:8000", "127.0.0.1.evil.test", "evil.test:8000:8000", ""),
    *("localhost:8000@evil.test", "0.0.0.0:8000", "192.168.0.2:8000", "[::1]evil.test", "[::2]:8000", "localhost:x"),
]


@pytest.mark.parametrize("host", FOREIGN)
def test_a55_other_hosts_get_nothing_and_are_told_what_to_do(place: Installation, host: str) -> None:
    answer = place.nobody.get("/v1/health", headers={"Host": host})
    problem(answer, 421, "wrong-host")
    assert "tunnel" in answer.json()["detail"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000", "127.0.0.1:9000", "localhost", "[::1]:2"],
)
def test_a55_every_name_of_this_machine(place: Installation, host: str) -> None:
    assert place.nobody.get("/v1/health", headers={"Host": host}).status_code == 200


def test_a48_addresses_do_not_depend_on_headers(place: Installation) -> None:
    headers = {"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.test"}
    answer = place.anna.post("/v1/scans", content=PAPER, headers=headers)
    assert answer.headers["location"].startswith("/v1/scans/scn_")
    assert "evil" not in place.nobody.get("/v1/config", headers=headers).text
    assert "strict-transport-security" not in answer.headers


# ---- ids and logs ----------------------------------------------------------------------------------------------------


@pytest.fixture
def lines() -> Any:
    """Gives the lines logged so far, as a server would write them."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def test_a47_given_id_is_kept(place: Installation, lines: Any) -> None:
    answer = place.anna.get("/v1/stats", headers={"X-Request-Id": "my-request.1"})
    assert answer.headers["x-request-id"] == "my-request.1"
    access = next(line for line in lines() if line["logger"] == "app.access")
    assert (access["request_id"], access["route"], access["status"]) == ("my-request.1", "/v1/stats", 200)
    owner = place.container.tokens.verify(place.anna.headers["Authorization"][7:]).owner
    assert access["owner"] == owner.key


@pytest.mark.parametrize(("caller", "status"), [("nobody", 401), ("reader", 403)])
def test_a47_refused_access_is_in_the_log(place: Installation, lines: Any, caller: str, status: int) -> None:
    asking = place.nobody if caller == "nobody" else place.caller("anna", scopes=(READ,))
    assert asking.post("/v1/invoices", json={}).status_code == status
    access = next(line for line in lines() if line["logger"] == "app.access")
    assert (access["status"], access["route"], bool(access["owner"])) == (status, "/v1/invoices", status == 403)


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space", 'a"}{"b":"c', "\x1b[31mred-text", "a,b,c,d,e", ""])
def test_a46_a47_other_ids_are_replaced(place: Installation, given: str, lines: Any) -> None:
    first, second = (
        place.anna.get("/v1/stats", headers={"X-Request-Id": given.encode()}).headers["x-request-id"] for _ in range(2)
    )
    assert first != second
    assert len(first) == 32
    assert all(line["request_id"] != given for line in lines())


def test_a44_a45_log_tells_no_secret(place: Installation, lines: Any) -> None:
    address = f"/v1/invoices/{place.saved(PAPER + b'log')}"
    link = place.anna.get(f"{address}/document").headers["location"]
    place.nobody.get(link)
    place.anna.get("/v1/invoices?q=Geheimrat&cursor=abc")
    place.anna.get("/v1/Geheimrat")
    problem(place.anna.post("/v1/scans", files={"file": ("Geheimrat.txt", b"Geheimrat")}), 415, "unsupported-type")
    text = json.dumps([line for line in lines() if line["logger"].startswith("app")])
    assert "/v1/invoices/{invoice_id}" in text
    for secret in (
        "Geheimrat",
        "Bearer",
        link.rpartition("/")[2],
        "Nordlicht",
        place.anna.headers["Authorization"][7:],
    ):
        assert secret not in text


def test_a46_one_line_whatever_is_logged() -> None:
    record = logging.makeLogRecord(
        {"msg": "a\r\nb \x1b[31m \u2028 %s", "args": ('"}',), "name": "n", "levelname": "INFO"}
    )
    line = JsonLines().format(record)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"] == 'a\r\nb \x1b[31m \u2028 "}'


# ---- faults ----------------------------------------------------------------------------------------------------------


async def at_fault(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("secret: /etc/passwd arn:aws:s3:::bucket")


async def at_fault_half_way(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})
    raise RuntimeError("secret")


def messages_of(app: Any) -> list[Any]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "scheme": "http", "headers": []}
    asyncio.run(RequestFrame(app)(scope, receive, send))
    return sent


def test_a35_fault_is_told_in_general_and_logged_in_full(lines: Any) -> None:
    start, body = messages_of(at_fault)
    headers = dict(start["headers"])
    told = json.loads(body["body"])
    assert (start["status"], headers[b"content-type"]) == (500, b"application/problem+json")
    assert told["request_id"] == headers[b"x-request-id"].decode()
    assert told["code"] == "internal-error"
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert "secret" not in json.dumps(told)
    logged = next(line for line in lines() if line["message"] == "request failed")
    assert "secret: /etc/passwd" in logged["exception"]
    assert logged["request_id"] == told["request_id"]


def test_half_an_answer_is_cut_off() -> None:
    with pytest.raises(RuntimeError):
        messages_of(at_fault_half_way)


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a35_fault_inside_a_route(place: Installation, method: str) -> None:
    place.app.state.container = None
    try:
        body = problem(place.anna.request(method, "/v1/scans/x"), 500, "internal-error")
    finally:
        place.app.state.container = place.container
    assert body.keys() == {"type", "title", "status", "detail", "instance", "code", "request_id"}
