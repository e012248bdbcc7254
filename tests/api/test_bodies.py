"""What arrives: counted, never waited for without end, read strictly."""

import asyncio
import json
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from app.api.bodies import BodyTooLarge, BodyTooSlow, receive
from app.api.in_flight import Bodies
from app.api.strict_json import strict_json
from app.domain.errors import InvalidInput, QuotaExceeded, Unavailable
from tests.api.installation import Installation, problem, slowly
from tests.pace import SECOND, within
from tests.world import PAPER

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "multipart/form-data; boundary=x"}
LARGEST = 4 * 1024 * 1024


# ---- JSON ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b'{"scan_id": "a"} x', id="more behind it"),
        pytest.param(b"\xef\xbb\xbf{}", id="byte order mark"),
        pytest.param(b'{"scan_id": "\xff"}', id="not UTF-8"),
        pytest.param(b"{'scan_id': 1}", id="single quotes"),
        pytest.param(b'{"scan_id": NaN}', id="A14 NaN"),
        pytest.param(b'{"scan_id": -Infinity}', id="A14 Infinity"),
        pytest.param(b'{"scan_id": "a", "scan_id": "b"}', id="A14 same name twice"),
        pytest.param(b'{"invoice": {"notes": [{"a": 1, "a": 2}]}}', id="A14 same name twice inside"),
        pytest.param(b"[" * 51 + b"]" * 51, id="A14 51 deep"),
        pytest.param(b"[" * 1_000 + b"]" * 1_000, id="A14 1,000 deep"),
        pytest.param(b"[" * 1_000_000, id="A14 1,000,000 deep"),
        pytest.param(b'{"a":' * 100_000, id="A14 100,000 objects deep"),
        pytest.param(b'{"scan_id": ' + b"9" * 1_000_000 + b"}", id="A14 a million digits"),
        pytest.param(b'{"scan_id": "\\ud800"}', id="A15 half a surrogate pair"),
        pytest.param(b'{"\\udfff": 1}', id="A15 half a surrogate pair as a name"),
    ],
)
def test_json_that_is_not_taken(place: Installation, body: bytes) -> None:
    with within(SECOND):
        problem(place.anna.post("/v1/invoices", content=body, headers=JSON), 422, "bad-json")


def test_json_of_50_levels_is_read() -> None:
    assert strict_json(b"[" * 50 + b"]" * 50)


def test_json_of_51_levels_is_not() -> None:
    with pytest.raises(InvalidInput):
        strict_json(b'{"a":' * 50 + b"[1]" + b"}" * 50)


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"1", b"null"])
def test_json_of_another_kind_names_the_place(place: Installation, body: bytes) -> None:
    problem(place.anna.post("/v1/invoices", content=body, headers=JSON), 422, "invalid-input")


@pytest.mark.parametrize("size", [LARGEST + 1, 10 * 1024 * 1024])
def test_a14_json_over_the_limit(place: Installation, size: int) -> None:
    with within(SECOND):
        problem(place.anna.post("/v1/invoices", content=b"9" * size, headers=JSON), 413, "body-too-large")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/json-patch+json"])
def test_json_must_be_declared(place: Installation, kind: str) -> None:
    answer = place.anna.post("/v1/invoices", content=b"{}", headers={"Content-Type": kind})
    problem(answer, 415, "unsupported-body")


@pytest.mark.parametrize("address", ["/v1/scans", "/v1/invoices", "/v1/uploads", "/local/uploads"])
def test_a53_compressed_bodies_are_refused(place: Installation, address: str) -> None:
    headers = {
        "Content-Encoding": "gzip",
        "Content-Type": "multipart/form-data; boundary=x" if "local" in address else "application/json",
    }
    problem(place.anna.post(address, content=b"\x1f\x8b", headers=headers), 415, "unsupported-encoding")


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ('"12.00"', "12.00"),
        ('"-0.5"', "-0.5"),
        ("12", "12"),
        ("0.1", "0.1"),
        ("-0", "0"),
        ("0.30000000000000004", None),
        ('"12345678901234567890.0123456789"', "12345678901234567890.0123456789"),
        ('"123456789012345678901234567890"', None),
        ("1e309", None),
        ("1e400000000", None),
        ('"1e3"', None),
        ('"12,00"', None),
        ('"1 000"', None),
        ('"٣"', None),
        ('""', None),
        ("true", None),
        ("[1]", None),
    ],
)
def test_a16_amounts(place: Installation, value: str, taken: str | None) -> None:
    body = f'{{"scan_id": "{place.scanned()}", "invoice": {{"amounts": {{"gross": {value}}}}}}}'
    answer = place.anna.post("/v1/invoices?view=plain", content=body.encode(), headers=JSON)
    if taken is None:
        assert problem(answer, 422, "invalid-input")["errors"][0]["pointer"] == "/invoice/amounts/gross"
    else:
        assert answer.json()["invoice"]["amounts"]["gross"] == taken


@pytest.mark.parametrize("value", ["2026-02-30", "0000-01-01", "2026-11-02T00:00:00+25:00", "02.11.2026", 20261102, ""])
def test_a17_dates_that_are_none(place: Installation, value: Any) -> None:
    body = {"scan_id": place.scanned(), "invoice": {"issue_date": value}}
    answer = problem(place.anna.post("/v1/invoices", json=body), 422, "invalid-input")
    assert answer["errors"][0]["pointer"] == "/invoice/issue_date"


@pytest.mark.parametrize("value", ["25:00", "12:60", "12", 43_200, "12:00Z", "12:00+25:00", True, ""])
def test_a17_times_that_are_none(place: Installation, value: Any) -> None:
    body = {"scan_id": place.scanned(), "invoice": {"issue_time": value}}
    answer = problem(place.anna.post("/v1/invoices", json=body), 422, "invalid-input")
    assert answer["errors"][0]["pointer"] == "/invoice/issue_time"


def test_a17_a_time_of_day_has_no_zone(place: Installation) -> None:
    body = {"scan_id": place.scanned(), "invoice": {"issue_time": "09:05"}}
    assert place.anna.post("/v1/invoices?view=plain", json=body).json()["invoice"]["issue_time"] == "09:05:00"


@pytest.mark.parametrize("text", ["a\u202eb", "e\u0301", "\u00e9", "😀", "x" * 10_000, "<script>", "'; --"])
def test_a15_text_is_kept_exactly(place: Installation, text: str) -> None:
    body = {"scan_id": place.scanned(), "invoice": {"notes": [text]}}
    assert place.anna.post("/v1/invoices?view=plain", json=body).json()["invoice"]["notes"] == [text]


@pytest.mark.parametrize("text", ["a\0b", "x" * 10_001, ""])
def test_a15_text_that_is_not_kept(place: Installation, text: str) -> None:
    body = {"scan_id": place.scanned(), "invoice": {"seller": {"name": text}}}
    answer = problem(place.anna.post("/v1/invoices", json=body), 422, "invalid-input")
    assert answer["errors"][0]["pointer"] == "/invoice/seller/name"
    assert "x" * 100 not in json.dumps(answer)


@pytest.mark.parametrize(
    "name", ["owner", "user_id", "status", "created_at", "version", "s3_key", "textract_job", "id", "a/b~c"]
)
def test_a08_members_that_are_not_the_callers(place: Installation, name: str) -> None:
    body = {"scan_id": place.scanned(), name: "x"}
    answer = problem(place.anna.post("/v1/invoices", json=body), 422, "invalid-input")
    pointer = "/" + name.replace("~", "~0").replace("/", "~1")
    assert [(one["pointer"], one["code"]) for one in answer["errors"]] == [(pointer, "extra-forbidden")]


def test_every_wrong_place_is_named(place: Installation) -> None:
    lines = [{"quantity": "many"}, {}, {"amount": "x", "colour": "red"}]
    answer = place.anna.post("/v1/invoices", json={"invoice": {"lines": lines}})
    pointers = {one["pointer"] for one in problem(answer, 422, "invalid-input")["errors"]}
    assert pointers == {
        "/scan_id",
        "/invoice/lines/0/quantity",
        "/invoice/lines/2/amount",
        "/invoice/lines/2/colour",
    }


# ---- forms -----------------------------------------------------------------------------------------------------------


def part(name: str, content: bytes, *more: str, file_name: str | None = None) -> bytes:
    names = f'; filename="{file_name}"' if file_name is not None else ""
    head = "".join(f"{line}\r\n" for line in (f'Content-Disposition: form-data; name="{name}"{names}', *more))
    return b"--x\r\n" + head.encode() + b"\r\n" + content + b"\r\n"


A_FILE = part("file", PAPER, file_name="a.pdf")
END = b"--x--\r\n"
MANY_FIELDS = b"".join(part(f"field{number}", b"b") for number in range(1_000))


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(A_FILE + A_FILE + END, 422, "unexpected-part", id="T35 two files"),
        pytest.param(part("file", PAPER) + END, 422, "unexpected-part", id="T35 file as text"),
        pytest.param(part("document", PAPER, file_name="a.pdf") + END, 422, "unexpected-part", id="another name"),
        pytest.param(A_FILE + part("owner", b"me") + END, 422, "unexpected-part", id="A08 a field beside the file"),
        pytest.param(END, 422, "unexpected-part", id="no part at all"),
        pytest.param(MANY_FIELDS + END, 400, "bad-multipart", id="T34 1,000 parts"),
        pytest.param(A_FILE * 1_000 + END, 422, "unexpected-part", id="T34 1,000 files"),
        pytest.param(part("file", b"", f"X-Big: {'y' * 100_000}") + END, 400, "bad-multipart", id="T34 huge header"),
        pytest.param(part("file", b"", *(["X: y"] * 1_000)) + END, 400, "bad-multipart", id="T34 1,000 headers"),
        pytest.param(b"z" * 60_000 + A_FILE + END, 400, "bad-multipart", id="T34 big preamble"),
        pytest.param(part("file", PAPER, file_name="") + END, 400, "bad-multipart", id="T34 no file name"),
        pytest.param(part("note", b"n" * 10_000) + END, 413, "too-large", id="T34 huge field"),
        pytest.param(A_FILE, 400, "bad-multipart", id="no end"),
        pytest.param(b"--x\r\n\r\nhello\r\n--x--", 400, "bad-multipart", id="no disposition"),
        pytest.param(b"", 400, "bad-multipart", id="nothing"),
    ],
)
def test_forms_that_are_not_taken(place: Installation, body: bytes, status: int, code: str) -> None:
    with within(SECOND):
        problem(place.anna.post("/v1/scans", content=body, headers=FORM), status, code)


@pytest.mark.parametrize("boundary", ["", "; boundary=", f"; boundary={'x' * 300}"])
def test_form_without_a_usable_boundary(place: Installation, boundary: str) -> None:
    headers = {"Content-Type": f"multipart/form-data{boundary}"}
    problem(place.anna.post("/v1/scans", content=A_FILE + END, headers=headers), 400, "bad-multipart")


def test_form_in_small_parts(place: Installation) -> None:
    whole = A_FILE + END
    body = slowly(*(whole[start : start + 7] for start in range(0, len(whole), 7)))
    assert place.anna.post("/v1/scans", content=body, headers=FORM).status_code == 200


NAMES = ("../../etc/passwd", "a\\b.pdf", "r\u202efdp.exe", "x" * 300 + ".pdf", "CON.pdf", ".x", "%00.pdf", "😀.pdf")


@pytest.mark.parametrize("name", NAMES)
def test_t32_file_names_never_become_a_path(place: Installation, name: str) -> None:
    before = documents(place)
    answer = place.anna.post("/v1/scans", files={"file": (name, PAPER + name.encode())})
    assert answer.status_code == 200
    assert documents(place) - before == {answer.json()["id"]}


def documents(place: Installation) -> set[str]:
    return {path.name for path in (place.settings.data_dir / "documents").rglob("*") if path.is_file()}


# ---- size and time ---------------------------------------------------------------------------------------------------


def test_t33_chunked_body_is_counted(place: Installation) -> None:
    body = slowly(*([PAPER + bytes(100_000)] * 20))
    problem(place.anna.post("/v1/scans", content=body), 413, "too-large")


@pytest.mark.parametrize(
    "length", ["-1", "ten", "1e3", "9" * 100, "9" * 5_000], ids=lambda length: length[:12] + f"({len(length)})"
)
def test_t33_content_length_is_no_reason_to_fail(place: Installation, length: str) -> None:
    answer = place.anna.post("/v1/scans", content=PAPER, headers={"Content-Length": length})
    assert answer.status_code in {200, 413, 431}  # 431: a header of thousands of digits


def test_t33_body_larger_than_declared(place: Installation) -> None:
    body = slowly(*([PAPER + bytes(100_000)] * 20))
    answer = place.anna.post("/v1/scans", content=body, headers={"Content-Length": "5"})
    problem(answer, 413, "too-large")


def request_of(*parts: bytes, pause: float = 0.0) -> Request:
    """A request whose body comes in parts, and then never ends."""
    waiting = list(parts)

    async def take() -> dict[str, Any]:
        await asyncio.sleep(pause)
        if not waiting:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": waiting.pop(0), "more_body": True}

    app = SimpleNamespace(state=SimpleNamespace(bodies=Bodies(most=800)))
    return Request({"type": "http", "method": "POST", "headers": [], "app": app}, take)


def test_a54_slow_body_is_given_up() -> None:
    got = bytearray()
    with pytest.raises(BodyTooSlow):
        asyncio.run(receive(request_of(b"a", b"b"), got.extend, limit=10, silence=0.1))
    assert bytes(got) == b"ab"


def test_a54_steady_body_may_take_longer_than_one_silence() -> None:
    got = bytearray()
    with pytest.raises(BodyTooLarge):
        asyncio.run(receive(request_of(*[b"a"] * 9, pause=0.03), got.extend, limit=8, silence=0.1))
    assert len(got) == 8


# ---- many at once ----------------------------------------------------------------------------------------------------


AT_ONCE = 8


def test_an_owner_has_half_of_what_all_have() -> None:
    bodies = Bodies(most=80)
    for _ in range(AT_ONCE // 2):
        bodies.take("anna", 10)
    with pytest.raises(QuotaExceeded):
        bodies.take("anna", 1)
    for _ in range(AT_ONCE // 2):
        bodies.take("ben", 10)
    with pytest.raises(Unavailable):
        bodies.take("carla", 1)
    with pytest.raises(Unavailable):
        bodies.take(None, 1)


def test_what_is_given_back_can_be_taken_again() -> None:
    bodies = Bodies(most=80)
    for _ in range(AT_ONCE * 5):
        bodies.take("anna", 10)()
        bodies.take(None, 80)()


@pytest.mark.parametrize("declared", [True, False])
def test_bodies_at_once_are_refused_before_they_are_read_and_taken_afterwards(
    place: Installation, declared: bool
) -> None:
    read = list[int]()

    async def body(number: int, go_on: asyncio.Event) -> AsyncIterator[bytes]:
        read.append(number)
        yield PAPER
        await go_on.wait()
        yield str(number).encode()

    async def all_at_once() -> list[httpx.Response]:
        go_on = asyncio.Event()
        headers = {"Content-Length": str(len(PAPER) + 1)} if declared else {}
        sent = [
            asyncio.create_task(place.anna.send("POST", "/v1/scans", content=body(n, go_on), headers=headers))
            for n in range(9)
        ]
        while sum(task.done() for task in sent) + len(read) < len(sent):
            await asyncio.sleep(0.01)
        go_on.set()
        return list(await asyncio.gather(*sent))

    size = len(PAPER) + 1 if declared else place.settings.max_body_bytes
    before, place.app.state.bodies = place.app.state.bodies, Bodies(most=AT_ONCE * size)
    try:
        answers = asyncio.run(all_at_once())
        refused = [answer for answer in answers if answer.status_code == 429]
        assert len(refused) == 9 - AT_ONCE // 2 and len(read) == AT_ONCE // 2
        assert int(problem(refused[0], 429, "too-much-at-once")["status"]) and refused[0].headers["Retry-After"]
        assert place.anna.post("/v1/scans", content=PAPER + b"later").status_code == 200
    finally:
        place.app.state.bodies = before
