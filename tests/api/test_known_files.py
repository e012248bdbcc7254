"""A file that was handed over before, and what reading it again offers."""

from typing import Any

from app.domain.errors import DocumentRejected
from tests.api.installation import Installation, problem
from tests.world import INVOICE, PAPER

MATCH = {"If-Match": '"1"'}


def read_otherwise(place: Installation, **values: Any) -> None:
    """From now on a newer reader reads something else."""
    place.reader.version += "0"
    invoice = INVOICE.model_copy(update=values)
    place.reader.gives = place.reader.gives.model_copy(update={"invoice": invoice})  # type: ignore[union-attr]


def test_the_same_bytes_say_that_they_were_known_and_name_the_invoice(place: Installation) -> None:
    first = place.anna.post("/v1/scans", content=PAPER).json()
    assert (first["known"], first["invoice_id"]) == (False, None)
    again = place.anna.post("/v1/scans?view=plain", content=PAPER).json()
    assert (again["known"], again["id"]) == (True, first["id"])
    invoice_id = place.saved()
    read_otherwise(place, invoice_number="R-2")
    for address in ("/v1/scans", "/v1/scans?reader=text"):
        known = place.anna.post(address, content=PAPER).json()
        assert (known["known"], known["id"], known["invoice_id"]) == (True, first["id"], invoice_id)
    assert not place.ben.post("/v1/scans", content=PAPER).json()["known"]
    assert "known" not in place.anna.get(f"/v1/scans/{first['id']}").json()
    assert len(place.anna.get("/v1/invoices").json()["items"]) == 1


def test_an_upload_says_that_its_file_was_known(place: Installation) -> None:
    place.saved()
    upload = place.anna.post("/v1/uploads", json={"media_type": "application/pdf"}).json()
    files = {"file": ("a.pdf", PAPER)}
    assert place.nobody.post(upload["url"], data=upload["fields"], files=files).status_code == 204
    name = upload["upload_id"]
    assert not place.anna.get(f"/v1/uploads/{name}").json()["known"]
    for _ in range(2):
        assert place.anna.post("/v1/scans/kept", json={"upload_id": name}).json()["known"]
    assert place.anna.get(f"/v1/uploads/{name}").json()["known"]


def test_a_file_that_was_typed_in_is_known_and_no_failure(place: Installation) -> None:
    place.reader.gives = DocumentRejected("too-complex", "It took too long.")
    address = place.anna.post("/v1/scans", content=PAPER).headers["location"]
    scan_id = address.rpartition("/")[2]
    saved = place.anna.post("/v1/invoices", json={"scan_id": scan_id, "invoice": {"invoice_number": "R-1"}}).json()
    answer = place.anna.post("/v1/scans", content=PAPER)
    assert (answer.status_code, answer.json()["invoice_id"]) == (200, saved["id"])


def test_reading_a_draft_again_changes_the_draft(place: Installation) -> None:
    first = place.scanned()
    read_otherwise(place, invoice_number="R-2")
    body = place.anna.post("/v1/scans?read_again=true", content=PAPER).json()
    assert (body["state"], body["known"], body["again_of"], body["offered_to"]) == ("done", True, first, None)
    draft = place.anna.get(f"/v1/scans/{first}?view=plain").json()
    assert draft["reading"]["invoice"]["invoice_number"] == "R-2"
    assert [scan["id"] for scan in place.anna.get("/v1/scans").json()["items"]] == [first]


def test_reading_an_invoice_again_is_offered_and_taken(place: Installation) -> None:
    invoice_id = place.saved()
    offer = f"/v1/invoices/{invoice_id}/offer"
    assert place.anna.get(offer).json() == {"offer": None}
    read_otherwise(place, invoice_number="R-2", purchase_order="PO-7")
    body = place.anna.post("/v1/scans/again", json={"invoice_id": invoice_id}).json()
    assert (body["state"], body["offered_to"]) == ("done", invoice_id)
    assert place.anna.get(f"/v1/invoices/{invoice_id}?view=plain").json()["invoice"]["invoice_number"] == "R-1"
    offered = place.anna.get(offer).json()["offer"]
    assert offered["scan_id"] == body["id"]
    (number, order) = offered["changes"]
    assert number["path"] == "invoice_number"
    value = number["values"][0]
    assert (value["before"], value["after"], value["evidence_before"]["raw"]) == ("R-1", "R-2", "R-1")
    assert order == {
        "path": "purchase_order",
        "set_by_person": False,
        "values": [
            {
                "path": "purchase_order",
                "before": None,
                "after": "PO-7",
                "evidence_before": None,
                "evidence_after": None,
            }
        ],
    }
    problem(place.anna.post(offer, json={}), 428, "precondition-required")
    problem(place.anna.post(offer, json={}, headers={"If-Match": '"7"'}), 412, "stale")
    wrong = problem(place.anna.post(offer, json={"paths": ["tea"]}, headers=MATCH), 422, "invalid-input")
    assert wrong["errors"][0]["pointer"] == "/paths/0"
    taken = place.anna.post(f"{offer}?view=plain", json={"paths": ["purchase_order"]}, headers=MATCH)
    assert (taken.headers["etag"], taken.json()["invoice"]["purchase_order"]) == ('"2"', "PO-7")
    assert taken.json()["invoice"]["invoice_number"] == "R-1"
    history = place.anna.get(f"/v1/invoices/{invoice_id}/history").json()["changes"]
    assert history[1]["action"] == "read-again"
    assert place.anna.get(offer).json() == {"offer": None}


def test_an_offer_is_left(place: Installation) -> None:
    invoice_id = place.saved()
    read_otherwise(place, invoice_number="R-2")
    place.anna.post("/v1/scans/again", json={"invoice_id": invoice_id})
    assert place.anna.delete(f"/v1/invoices/{invoice_id}/offer").status_code == 204
    assert place.anna.get(f"/v1/invoices/{invoice_id}/offer").json() == {"offer": None}
    problem(place.anna.post(f"/v1/invoices/{invoice_id}/offer", json={}, headers=MATCH), 404, "not-found")


def test_an_unknown_reader_or_invoice_is_not_asked(place: Installation) -> None:
    invoice_id = place.saved()
    asked = {"invoice_id": invoice_id, "reader": "tea-leaves"}
    problem(place.anna.post("/v1/scans/again", json=asked), 422, "no-reader")
    problem(place.anna.post("/v1/scans/again", json={"invoice_id": "inv_" + "0" * 32}), 404, "not-found")
    problem(place.anna.post("/v1/scans/again", json={"invoice_id": "x"}), 404, "not-found")
    problem(place.anna.post("/v1/scans/again", json={}), 422, "invalid-input")
