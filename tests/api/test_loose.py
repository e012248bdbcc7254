"""Documents without records: listed, taken in again, deleted, by their owner alone."""

import pytest

from app.domain.installation import Mark, Trouble
from app.ports import Key, Kind
from tests.api.installation import Installation, problem
from tests.world import PAPER


def listed(place: Installation) -> list[str]:
    return [row["id"] for row in place.anna.get("/v1/loose-documents").json()["items"]]


def test_a_document_without_a_record_is_listed(place: Installation) -> None:
    (name,) = place.lost(PAPER)
    body = place.anna.get("/v1/loose-documents").json()
    (row,) = body["items"]
    assert (row["id"], row["kept_as"], row["size"]) == (name, "invoice", len(PAPER))
    assert (body["next"], body["trouble"]) == (None, None)
    assert place.ben.get("/v1/loose-documents").json()["items"] == []


def test_a_long_list_has_a_next_page(place: Installation) -> None:
    names = place.lost(*(PAPER + b"%d" % number for number in range(3)))
    first = place.anna.get("/v1/loose-documents?limit=2").json()
    second = place.anna.get(first["next"]).json()
    assert [row["id"] for row in (*first["items"], *second["items"])] == sorted(names)
    assert second["next"] is None


def test_it_is_taken_in_again_read_and_waits_for_review(place: Installation) -> None:
    (name,) = place.lost(PAPER)
    answer = place.anna.post("/v1/scans/kept", json={"document_id": name, "file_name": "found.pdf", "reader": "text"})
    scan = answer.json()
    assert (answer.status_code, scan["state"], scan["document"]["file_name"]) == (200, "done", "found.pdf")
    assert listed(place) == []
    problem(place.anna.post("/v1/scans/kept", json={"document_id": name}), 404, "not-found")
    list(place.container.sweep.run())
    owner = place.anna.owner
    assert owner is not None
    assert not place.files.has(owner.key, Key(Kind.INVOICE, name)), "the old name goes when the new one is there"
    kept = place.container.invoices.save(owner, scan["id"])
    assert place.files.get(owner, Key(Kind.INVOICE, kept.id)) == PAPER


@pytest.mark.parametrize("address", ["/v1/scans/kept", "/v1/scans"])
def test_the_same_key_takes_it_in_once(place: Installation, address: str) -> None:
    (name,) = place.lost(PAPER)
    asked = {"json": {"document_id": name}, "headers": {"Idempotency-Key": "take-in-1"}}
    first, again = place.anna.post(address, **asked), place.anna.post(address, **asked)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["id"] == again.json()["id"]


def test_what_is_here_already_is_said_to_be_here(place: Installation) -> None:
    invoice_id = place.saved(PAPER)
    (name,) = place.lost(PAPER)
    scan = place.anna.post("/v1/scans/kept", json={"document_id": name}).json()
    assert scan["invoice_id"] == invoice_id
    assert listed(place) == []


def test_what_is_refused_stays_found(place: Installation) -> None:
    (name,) = place.lost(b"no paper")
    problem(place.anna.post("/v1/scans/kept", json={"document_id": name}), 415, "unsupported-type")
    assert listed(place) == [name]


@pytest.mark.parametrize("asked", [{}, {"upload_id": "upl_1", "document_id": "inv_1"}, {"document_id": None}])
def test_one_of_both_is_named(place: Installation, asked: dict[str, str]) -> None:
    problem(place.anna.post("/v1/scans/kept", json=asked), 422, "invalid-input")


def test_a51_it_is_deleted_for_good(place: Installation) -> None:
    (name,) = place.lost(PAPER)
    problem(place.ben.delete(f"/v1/loose-documents/{name}"), 404, "not-found")
    assert place.anna.delete(f"/v1/loose-documents/{name}").status_code == 204
    problem(place.anna.delete(f"/v1/loose-documents/{name}"), 404, "not-found")
    problem(place.anna.post("/v1/scans/kept", json={"document_id": name}), 404, "not-found")
    assert listed(place) == []
    list(place.container.sweep.run())
    assert name not in {found.key.id for found in place.files.walk_all_owners(Kind.INVOICE)}


def test_no_invoice_that_has_its_record_is_deleted_here(place: Installation) -> None:
    invoice_id = place.saved(PAPER)
    problem(place.anna.delete(f"/v1/loose-documents/{invoice_id}"), 404, "not-found")
    problem(place.anna.post("/v1/scans/kept", json={"document_id": invoice_id}), 404, "not-found")
    assert place.anna.get(f"/v1/invoices/{invoice_id}").status_code == 200


def test_it_is_told_when_documents_and_database_do_not_belong_together(place: Installation) -> None:
    beside = place.container.installation._beside_documents
    mark = beside.read()
    assert mark is not None
    beside.write(Mark("another", mark.stamp, mark.at), over=mark)
    try:
        trouble = place.anna.get("/v1/loose-documents").json()["trouble"]
        assert trouble == {"code": "records-foreign", "detail": Trouble.RECORDS_FOREIGN.said}
    finally:
        beside.write(mark, over=beside.read())
    assert place.anna.get("/v1/loose-documents").json()["trouble"] is None
