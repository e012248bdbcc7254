from datetime import timedelta
from typing import Any

import pytest

from tests.api.installation import Installation, problem
from tests.world import PAPER


def opened(place: Installation, **asked: Any) -> dict[str, Any]:
    answer = place.anna.post("/v1/uploads", json={"media_type": "application/pdf"} | asked)
    assert answer.status_code == 201
    body: dict[str, Any] = answer.json()
    return body


def put(place: Installation, upload: dict[str, Any], content: bytes = PAPER, **fields: str) -> Any:
    return place.nobody.post(upload["url"], data=upload["fields"] | fields, files={"file": ("paper.pdf", content)})


def test_upload_and_scan(place: Installation) -> None:
    upload = opened(place)
    assert put(place, upload).status_code == 204
    asked = {"upload_id": upload["upload_id"], "file_name": "large.pdf", "reader": "text"}
    body = place.anna.post("/v1/scans/kept", json=asked).json()
    assert (body["state"], body["document"]["file_name"], body["reader"]) == ("done", "large.pdf", "text")


def test_upload_without_its_file(place: Installation) -> None:
    problem(place.anna.post("/v1/scans/kept", json={"upload_id": opened(place)["upload_id"]}), 404, "not-found")


def test_upload_once(place: Installation) -> None:
    upload = opened(place)
    assert put(place, upload).status_code == 204
    assert put(place, upload).status_code == 204
    problem(put(place, upload, PAPER + b" other"), 409, "document-exists")


@pytest.mark.parametrize(
    "asked", [{"media_type": "text/plain; charset=utf-8"}, {"media_type": ""}, {"media_type": "pdf"}, {}],
    ids=["another type", "nothing", "no type", "left out"],
)  # fmt: skip
def test_what_a_file_is_said_to_be_decides_nothing(place: Installation, asked: dict[str, Any]) -> None:
    upload = place.anna.post("/v1/uploads", json=asked).json()
    assert put(place, upload).status_code == 204
    scan = place.anna.post("/v1/scans/kept", json={"upload_id": upload["upload_id"]})
    assert scan.json()["document"]["media_type"] == "application/pdf"


def test_a_file_of_another_kind_is_refused_whatever_it_was_said_to_be(place: Installation) -> None:
    upload = opened(place)
    assert put(place, upload, b"GIF89a").status_code == 204
    problem(place.anna.post("/v1/scans/kept", json={"upload_id": upload["upload_id"]}), 415, "unsupported-type")


def test_file_known_to_be_too_large(place: Installation) -> None:
    asked = {"media_type": "image/png", "size": place.settings.max_upload_bytes + 1}
    problem(place.anna.post("/v1/uploads", json=asked), 413, "too-large")


@pytest.mark.parametrize("name", ["key", "owner", "path", "upload_id"], ids=lambda name: f"A07 {name}")
def test_caller_does_not_choose_the_key(place: Installation, name: str) -> None:
    problem(place.anna.post("/v1/uploads", json={"media_type": "image/png", name: "../x"}), 422, "invalid-input")


def test_a43_every_field_of_the_form_is_signed(place: Installation) -> None:
    upload = opened(place)
    for name, value in upload["fields"].items():
        assert put(place, upload, **{name: f"{value}x"}).status_code == 403
        less = {"url": upload["url"], "fields": {k: v for k, v in upload["fields"].items() if k != name}}
        assert put(place, less).status_code == 403


def test_a43_size_and_time(place: Installation) -> None:
    upload = opened(place)
    problem(put(place, upload, b""), 422, "empty-file")
    problem(put(place, upload, bytes(place.settings.max_upload_bytes + 1)), 413, "body-too-large")
    place.clock.ahead = timedelta(minutes=6)
    try:
        problem(put(place, upload), 403, "link-expired")
    finally:
        place.clock.ahead = timedelta()
    assert put(place, upload).status_code == 204


def test_a43_link_lasts_two_minutes(place: Installation) -> None:
    link = place.anna.get(f"/v1/invoices/{place.saved()}/document").headers["location"]
    place.clock.ahead = timedelta(seconds=121)
    try:
        problem(place.nobody.get(link), 403, "link-expired")
    finally:
        place.clock.ahead = timedelta()
    assert place.nobody.get(link).status_code == 200
    problem(place.nobody.get(f"{link}x"), 403, "link-invalid")
    problem(place.nobody.get("/local/files/x.y"), 403, "link-invalid")


def test_form_without_a_file(place: Installation) -> None:
    upload = opened(place)
    problem(place.nobody.post(upload["url"], files={"a": (None, "b")}), 422, "unexpected-part")
    problem(place.nobody.post(upload["url"], data={"a": "b"}), 415, "unsupported-body")
