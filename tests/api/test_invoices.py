from typing import Any

import pytest

from tests.api.installation import Installation, problem
from tests.world import PAPER

CHANGED = {"invoice": {"invoice_number": "R-2", "amounts": {"gross": "119.00"}}}


def test_save_as_read(place: Installation) -> None:
    scan = place.scanned()
    answer = place.anna.post("/v1/invoices", json={"scan_id": scan})
    assert answer.status_code == 201
    body = answer.json()
    assert (answer.headers["etag"], answer.headers["location"]) == ('"1"', f"/v1/invoices/{body['id']}")
    assert (body["scan_id"], body["version"], body["reader"]) == (scan, 1, "text")
    assert body["invoice"]["amounts"]["gross"]["raw"] == "119,00"
    assert place.anna.get(answer.headers["location"]).json() == body
    assert place.anna.get(f"/v1/scans/{scan}").json()["invoice_id"] == body["id"]


def test_save_with_corrections(place: Installation) -> None:
    corrected = {"invoice_number": "R-1", "seller": {"name": "Nordlicht"}, "amounts": {"gross": "120.00"}}
    answer = place.anna.post("/v1/invoices", json={"scan_id": place.scanned(), "invoice": corrected})
    invoice = answer.json()["invoice"]
    assert (invoice["invoice_number"]["source"], invoice["amounts"]["gross"]["source"]) == ("text", "user")
    assert invoice["amounts"]["gross"]["candidates"][0]["value"] == "119.00"
    assert place.anna.get(f"{answer.headers['location']}?view=plain").json()["invoice"] == corrected


def test_failed_check_does_not_stop_a_save(place: Installation) -> None:
    wrong = {"amounts": {"net": "100.00", "tax": "19.00", "gross": "500.00"}}
    body = place.anna.post("/v1/invoices", json={"scan_id": place.scanned(), "invoice": wrong}).json()
    assert body["status"] == "disputed"
    failed = [check["id"] for check in body["checks"] if check["outcome"] == "failed"]
    assert failed
    assert body["invoice"]["amounts"]["gross"]["checks"]


def test_checks_of_a_draft_are_those_of_its_save_and_nothing_is_kept(place: Installation) -> None:
    draft = {
        "scan_id": place.scanned(),
        "invoice": {"currency": "EUR", "amounts": {"net": "100.00", "tax": "19.00", "gross": "500.00"}},
    }
    checks = place.anna.post("/v1/invoices/checks", json=draft).json()["checks"]
    assert [check["detail"] for check in checks if check["id"] == "gross_total"] == [
        "100.00 + 19.00 = 119.00, printed 500.00"
    ]
    assert place.anna.get("/v1/invoices").json()["items"] == []
    assert place.anna.post("/v1/invoices", json=draft).json()["checks"] == checks


def test_save_again_gives_the_same_invoice(place: Installation) -> None:
    scan = place.scanned()
    first, second = (place.anna.post("/v1/invoices", json={"scan_id": scan}) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()


def test_save_again_with_other_values(place: Installation) -> None:
    scan = place.scanned()
    place.anna.post("/v1/invoices", json={"scan_id": scan})
    answer = place.anna.post("/v1/invoices", json={"scan_id": scan, "invoice": {"invoice_number": "X"}})
    problem(answer, 409, "already-saved")


def test_save_of_an_unknown_scan(place: Installation) -> None:
    problem(place.anna.post("/v1/invoices", json={"scan_id": "scn_" + "0" * 32}), 404, "not-found")


def test_etag_spares_the_body(place: Installation) -> None:
    address = f"/v1/invoices/{place.saved()}"
    for known in ('"1"', 'W/"1"', '"7", "1"', "*"):
        answer = place.anna.get(address, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", '"1"')
    for other in ('"2"', "1", '"11"', ""):
        assert place.anna.get(address, headers={"If-None-Match": other}).status_code == 200


@pytest.mark.parametrize("match", ['"1"', '"9", "1"', "*"], ids=lambda match: f"A33 {match}")
def test_change_of_the_version_that_was_seen(place: Installation, match: str) -> None:
    address = f"/v1/invoices/{place.saved()}"
    answer = place.anna.put(address, json=CHANGED, headers={"If-Match": match})
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert answer.json()["invoice"]["invoice_number"]["value"] == "R-2"
    assert "seller" not in answer.json()["invoice"]


@pytest.mark.parametrize("match", ['"2"', 'W/"1"', "1", '"01"', '"x"', ""], ids=lambda match: f"A33 {match}")
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_change_of_another_version(place: Installation, method: str, match: str) -> None:
    address = f"/v1/invoices/{place.saved()}"
    given: dict[str, Any] = {"json": CHANGED} if method == "PUT" else {}
    problem(place.anna.request(method, address, headers={"If-Match": match}, **given), 412, "stale")
    assert place.anna.get(address).headers["etag"] == '"1"'


@pytest.mark.parametrize("method", ["PUT", "DELETE"], ids=lambda method: f"A33 {method}")
def test_change_without_a_version(place: Installation, method: str) -> None:
    address = f"/v1/invoices/{place.saved()}"
    given: dict[str, Any] = {"json": CHANGED} if method == "PUT" else {}
    problem(place.anna.request(method, address, **given), 428, "precondition-required")


def test_history_tells_what_changed(place: Installation) -> None:
    address = f"/v1/invoices/{place.saved()}"
    place.anna.put(address, json=CHANGED, headers={"If-Match": '"1"'})
    saved, edited = place.anna.get(f"{address}/history").json()["changes"]
    assert (saved["version"], edited["version"], edited["action"]) == (1, 2, "edited")
    assert edited["values"]["invoice_number"] == {"before": "R-1", "after": "R-2"}
    assert edited["values"]["currency"] == {"before": "EUR", "after": None}


def test_a51_deleted_invoice_is_gone_everywhere(place: Installation) -> None:
    scan = place.scanned()
    key = {"Idempotency-Key": "save-1"}
    address = place.anna.post("/v1/invoices", json={"scan_id": scan}, headers=key).headers["location"]
    link = place.anna.get(f"{address}/document").headers["location"]
    assert place.anna.delete(address, headers={"If-Match": '"1"'}).status_code == 204
    for gone in (address, f"{address}/document", f"{address}/pages/1", f"{address}/history", f"/v1/scans/{scan}"):
        problem(place.anna.get(gone), 404, "not-found")
    problem(place.nobody.get(link), 404, "not-found")
    problem(place.anna.post("/v1/invoices", json={"scan_id": scan}, headers=key), 404, "not-found")
    problem(place.anna.delete(address, headers={"If-Match": '"1"'}), 404, "not-found")
    assert place.anna.get("/v1/invoices").json()["items"] == []


def test_a06_t38_document_is_the_untouched_original(place: Installation) -> None:
    answer = place.anna.post("/v1/scans", files={"file": ("r\u00e4tsel 1.pdf", PAPER)})
    saved = place.anna.post("/v1/invoices", json={"scan_id": answer.json()["id"]}).json()["id"]
    answer = place.anna.get(f"/v1/invoices/{saved}/document")
    assert answer.status_code == 302
    file = place.nobody.get(answer.headers["location"])
    assert (file.status_code, file.content, file.headers["content-type"]) == (200, PAPER, "application/pdf")
    assert file.headers["content-disposition"] == (
        "attachment; filename=\"r_tsel 1.pdf\"; filename*=UTF-8''r%C3%A4tsel%201.pdf"
    )
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["content-security-policy"] == "sandbox; default-src 'none'"


def test_page_picture_of_a_kept_document(place: Installation) -> None:
    address = f"/v1/invoices/{place.saved(PAPER)}"
    assert place.anna.get(f"{address}/pages/1").headers["content-type"] == "image/jpeg"
    problem(place.anna.get(f"{address}/pages/2"), 404, "not-found")
    scan = place.anna.get(address).json()["scan_id"]
    assert place.anna.get(f"/v1/scans/{scan}/pages/1").status_code == 200


NONE = {"count": 0, "net": "0", "tax": "0", "gross": "0"}


def test_stats(place: Installation) -> None:
    place.saved()
    assert place.anna.get("/v1/stats").json() == {
        "rows": [
            {
                "month": "2026-11",
                "seller": "Nordlicht Papier GmbH",
                "currency": "EUR",
                "count": 1,
                "net": "100.00",
                "tax": "19.00",
                "gross": "119.00",
                "disputed": NONE,
                "duplicates": NONE,
                "not_counted": NONE,
            }
        ],
        "readers": [{"month": f"{place.clock():%Y-%m}", "reader": "text", "documents": 1, "pages": 1, "usd": "0"}],
        "next_month": None,
    }
    assert place.ben.get("/v1/stats").json() == {"rows": [], "readers": [], "next_month": None}


def test_stats_of_some_months(place: Installation) -> None:
    place.saved()

    def rows(**months: str) -> int:
        return len(place.anna.get("/v1/stats", params=months).json()["rows"])

    assert rows(month_from="2026-11") == rows(month_to="2026-11") == rows(month_from="2026-01", month_to="2026-12") == 1
    assert rows(month_from="2026-12") == rows(month_to="2026-10") == 0
    for wrong in ("2026-13", "2026", "2026-11-02"):
        problem(place.anna.get("/v1/stats", params={"month_from": wrong}), 422, "invalid-input")
