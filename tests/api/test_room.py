"""Files count from the moment at which somebody gets leave to put them: before they arrive, and in the inbox."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.adapters.sign_in.key import SigningKey
from app.domain.quota import ScanQuota
from tests.api.installation import Caller, Installation, problem

MB = 1024 * 1024


@pytest.fixture
def small(tmp_path: Path, issuer_key: SigningKey) -> Iterator[Installation]:
    installation = Installation(tmp_path / "data", issuer_key, quota=ScanQuota(documents=5, document_bytes=4 * MB))
    yield installation
    installation.close()


def paper(number: int, size: int = 1_000) -> bytes:
    return b"%PDF paper " + str(number).encode() + b" " * size


def put(small: Installation, ticket: dict[str, Any], data: bytes) -> httpx.Response:
    return small.nobody.post("/local/uploads", data=ticket["fields"], files={"file": ("a.pdf", data)})


def handed_over(by: Caller, small: Installation, number: int, size: int = 1_000, **asked: Any) -> httpx.Response:
    ticket = by.post("/v1/uploads", json={"size": len(paper(number, size)), **asked})
    return put(small, ticket.json(), paper(number, size)) if ticket.status_code == 201 else ticket


def test_the_inbox_takes_no_more_than_may_be_kept(small: Installation) -> None:
    answers = [handed_over(small.anna, small, number) for number in range(30)]
    assert [answer.status_code for answer in answers] == [204] * 5 + [413] * 25
    problem(answers[-1], 413, "storage-quota")
    assert handed_over(small.ben, small, 1).status_code == 204


def test_tickets_alone_count(small: Installation) -> None:
    answers = [small.anna.post("/v1/uploads", json={"size": MB}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [201] * 4 + [413] * 2


def test_no_more_can_be_put_than_was_asked_for(small: Installation) -> None:
    ticket = small.anna.post("/v1/uploads", json={"size": 100}).json()
    problem(put(small, ticket, paper(1, 5_000)), 413, "body-too-large")


def test_what_was_handed_over_is_read_and_kept_though_nothing_more_may_be(small: Installation) -> None:
    tickets = [small.anna.post("/v1/uploads", json={"size": 2_000, "keep": True}).json() for _ in range(5)]
    for number, ticket in enumerate(tickets):
        assert put(small, ticket, paper(number)).status_code == 204
    asked = [{"upload_id": ticket["upload_id"]} for ticket in tickets]
    states = [small.anna.post("/v1/scans/kept", json=one).status_code for one in asked]
    assert states == [200] * 5
    problem(small.anna.post("/v1/scans", content=paper(9)), 413, "storage-quota")
    assert all(small.anna.get(f"/v1/uploads/{ticket['upload_id']}").json()["scan_id"] for ticket in tickets)


def test_a_scan_takes_over_the_room_of_its_upload(small: Installation) -> None:
    for number in range(5):
        ticket = small.anna.post("/v1/uploads", json={"size": 2_000}).json()
        put(small, ticket, paper(number))
        assert small.anna.post("/v1/scans/kept", json={"upload_id": ticket["upload_id"]}).status_code == 200
    problem(small.anna.post("/v1/uploads", json={}), 413, "storage-quota")


def test_a_refused_file_gives_its_room_back(small: Installation) -> None:
    for _ in range(8):
        ticket = small.anna.post("/v1/uploads", json={"size": 10}).json()
        put(small, ticket, b"no paper")
        problem(small.anna.post("/v1/scans/kept", json={"upload_id": ticket["upload_id"]}), 415, "unsupported-type")


def test_a_file_that_is_known_takes_no_second_room(small: Installation) -> None:
    for _ in range(8):
        ticket = small.anna.post("/v1/uploads", json={"size": 2_000}).json()
        put(small, ticket, paper(1))
        assert small.anna.post("/v1/scans/kept", json={"upload_id": ticket["upload_id"]}).status_code == 200
