import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from app.domain.errors import DocumentRejected
from tests.api.installation import Installation, problem
from tests.world import PAPER

KEY = {"Idempotency-Key": "one-key"}


def asked(place: Installation, call: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A request of each kind, and another one."""
    if call == "scan":
        return "/v1/scans", {"content": PAPER + b"1"}, {"content": PAPER + b"2"}
    if call == "upload":
        return (
            "/v1/uploads",
            {"json": {"media_type": "application/pdf"}},
            {"json": {"media_type": "image/png"}},
        )
    one, other = place.scanned(PAPER + b"1"), place.scanned(PAPER + b"2")
    return "/v1/invoices", {"json": {"scan_id": one}}, {"json": {"scan_id": other}}


EVERY_CALL = pytest.mark.parametrize("call", ["scan", "upload", "save"])


@EVERY_CALL
def test_a25_same_request_gets_the_same_answer(place: Installation, call: str) -> None:
    address, given, _ = asked(place, call)
    first, second = (place.anna.post(address, headers=KEY, **given) for _ in range(2))
    assert first.is_success
    assert (first.status_code, first.content) == (second.status_code, second.content)
    for name in ("etag", "location", "content-type"):
        assert first.headers.get(name) == second.headers.get(name)
    assert ("idempotency-replayed" in first.headers, second.headers["idempotency-replayed"]) == (False, "true")


def test_a25_answer_stays_the_same_when_the_object_goes_on(place: Installation) -> None:
    first = place.anna.post("/v1/scans", content=PAPER, headers=KEY)
    place.anna.post("/v1/invoices", json={"scan_id": first.json()["id"]})
    assert place.anna.post("/v1/scans", content=PAPER, headers=KEY).content == first.content


@EVERY_CALL
def test_a26_same_key_for_another_request(place: Installation, call: str) -> None:
    address, given, other = asked(place, call)
    place.anna.post(address, headers=KEY, **given)
    problem(place.anna.post(address, headers=KEY, **other), 422, "idempotency-key-reused")


def test_a26_view_and_reader_belong_to_the_request(place: Installation) -> None:
    place.anna.post("/v1/scans", content=PAPER, headers=KEY)
    problem(place.anna.post("/v1/scans?view=plain", content=PAPER, headers=KEY), 422, "idempotency-key-reused")
    problem(place.anna.post("/v1/scans?reader=text", content=PAPER, headers=KEY), 422, "idempotency-key-reused")


def test_form_may_be_cut_differently(place: Installation) -> None:
    first, second = (place.anna.post("/v1/scans", files={"file": ("a.pdf", PAPER)}, headers=KEY) for _ in range(2))
    assert first.request.headers["content-type"] != second.request.headers["content-type"]
    assert second.headers["idempotency-replayed"] == "true"


def test_a27_while_the_first_runs(place: Installation) -> None:
    reading, go = threading.Event(), threading.Event()

    def hold() -> None:
        reading.set()
        go.wait(10)

    place.reader.meanwhile = hold
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(place.anna.post, "/v1/scans", content=PAPER, headers=KEY)
        reading.wait(10)
        answer = place.anna.post("/v1/scans", content=PAPER, headers=KEY)
        go.set()
        problem(answer, 409, "request-running")
        assert int(answer.headers["retry-after"]) > 0
        assert first.result().status_code == 200


def test_a28_key_is_not_needed_because_nothing_is_done_twice(place: Installation) -> None:
    assert place.saved() == place.saved()


@pytest.mark.parametrize("key", ["x" * 256, "", "a b", "a\tb", "é", "a\x7f"])
@EVERY_CALL
def test_a29_keys_that_are_none(place: Installation, call: str, key: str) -> None:
    address, given, _ = asked(place, call)
    headers = {"Idempotency-Key": key.encode()}
    problem(place.anna.post(address, headers=headers, **given), 400, "bad-idempotency-key")


def test_a29_longest_key(place: Installation) -> None:
    assert place.anna.post("/v1/scans", content=PAPER, headers={"Idempotency-Key": "x" * 255}).status_code == 200


def test_a29_two_keys(place: Installation) -> None:
    headers = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    authorization = list(place.anna.headers.items())
    answer = place.nobody.post("/v1/scans", content=PAPER, headers=[*headers, *authorization])
    problem(answer, 400, "bad-idempotency-key")


def test_a30_key_belongs_to_owner_and_route(place: Installation) -> None:
    first = place.anna.post("/v1/uploads", json={"media_type": "image/png"}, headers=KEY)
    other = place.ben.post("/v1/uploads", json={"media_type": "image/jpeg"}, headers=KEY)
    assert (first.status_code, other.status_code) == (201, 201)
    assert place.anna.post("/v1/scans", content=PAPER, headers=KEY).status_code == 200


def test_a31_key_is_free_after_a_day(place: Installation) -> None:
    asked = {"json": {"media_type": "image/png"}, "headers": KEY}
    first = place.anna.post("/v1/uploads", **asked).json()["upload_id"]
    place.clock.ahead = timedelta(hours=25)
    try:
        later = place.caller(f"anna {place.people}").post("/v1/uploads", **asked).json()["upload_id"]
    finally:
        place.clock.ahead = timedelta()
    assert first != later


def test_a32_refused_request_is_not_kept(place: Installation) -> None:
    problem(place.anna.post("/v1/invoices", json={"scan_id": 1}, headers=KEY), 422, "invalid-input")
    problem(place.anna.post("/v1/invoices", json={"scan_id": "scn_x"}, headers=KEY), 404, "not-found")
    answer = place.anna.post("/v1/invoices", json={"scan_id": place.scanned()}, headers=KEY)
    assert answer.status_code == 201


def test_failure_of_the_file_is_kept(place: Installation) -> None:
    place.reader.gives = DocumentRejected("nothing-to-read", "Blank.")
    for _ in range(2):
        problem(place.anna.post("/v1/scans", content=PAPER, headers=KEY), 422, "nothing-to-read")
    assert place.reader.calls == 1


def test_failure_of_ours_is_not_kept(place: Installation) -> None:
    place.reader.gives = DocumentRejected("unavailable", "The reader is away.")
    answer = place.anna.post("/v1/scans", content=PAPER, headers=KEY)
    problem(answer, 503, "unavailable")
    assert answer.headers["retry-after"]
    place.reader.gives = type(place.reader)().gives
    assert place.anna.post("/v1/scans", content=PAPER, headers=KEY).status_code == 200


def test_unfinished_answer_goes_on(place: Installation) -> None:
    go = threading.Event()
    place.reader.meanwhile = lambda: go.wait(10) and None
    headers = {**KEY, "Prefer": "wait=0"}
    first = place.anna.post("/v1/scans", content=PAPER, headers=headers)
    second = place.anna.post("/v1/scans", content=PAPER, headers=headers)
    assert (first.status_code, second.status_code) == (202, 202)
    go.set()
    third = place.anna.post("/v1/scans", content=PAPER, headers=KEY)
    assert (third.status_code, third.json()["id"]) == (200, first.json()["id"])
    fourth = place.anna.post("/v1/scans", content=PAPER, headers=KEY)
    assert (fourth.content, fourth.headers["idempotency-replayed"]) == (third.content, "true")
    assert place.reader.calls == 1
