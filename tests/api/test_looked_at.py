"""What a person has looked at, as callers say and learn it; and that no value is taken that is half understood."""

import csv
import io
from typing import Any

import pytest

from tests.api.installation import Installation, problem


def save(place: Installation, **more: Any) -> dict[str, Any]:
    answer = place.anna.post("/v1/invoices", json={"scan_id": place.scanned(), **more})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_each_value_says_whether_somebody_looked_at_it(place: Installation) -> None:
    invoice = save(place, looked_at=["amounts.gross", "lines.1", "due_date"])["invoice"]
    assert invoice["amounts"]["gross"]["looked_at"] is True
    assert invoice["amounts"]["net"]["looked_at"] is False
    assert {line["description"]["looked_at"] for line in invoice["lines"]} == {True, False}
    assert (invoice["due_date"]["value"], invoice["due_date"]["looked_at"]) == (None, True)


def test_who_does_not_say_so_says_it_of_what_changes_alone(place: Installation) -> None:
    read = save(place)
    assert read["invoice"]["amounts"]["gross"]["looked_at"] is None
    plain = place.anna.get(f"/v1/invoices/{read['id']}?view=plain").json()["invoice"]
    place.anna.put(
        f"/v1/invoices/{read['id']}", json={"invoice": plain | {"purchase_order": "P"}}, headers={"If-Match": '"1"'}
    )
    invoice = place.anna.get(f"/v1/invoices/{read['id']}").json()["invoice"]
    assert (invoice["purchase_order"]["looked_at"], invoice["amounts"]["gross"]["looked_at"]) == (True, None)


def test_history_and_export_tell_it(place: Installation) -> None:
    kept = save(place, looked_at=["amounts"])
    plain = place.anna.get(f"/v1/invoices/{kept['id']}?view=plain").json()["invoice"]
    changed = {"invoice": plain, "looked_at": ["lines"]}
    place.anna.put(f"/v1/invoices/{kept['id']}", json=changed, headers={"If-Match": '"1"'})
    first, second = place.anna.get(f"/v1/invoices/{kept['id']}/history").json()["changes"]
    assert (first["looked_at"], second["looked_at"], second["values"]) == (["amounts"], ["lines"], {})
    assert first["not_looked_at"] > second["not_looked_at"] > 0
    text = place.anna.get("/v1/invoices/export?format=csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["looked_at"] == "amounts lines"
    assert "currency" in row["not_looked_at"].split()
    (exported,) = place.anna.get("/v1/invoices/export?format=json").json()["invoices"]
    assert exported["looked_at"] == ["amounts", "lines"]
    assert "currency" in exported["not_looked_at"]


def test_a_scan_was_looked_at_by_nobody_who_said_so(place: Installation) -> None:
    scan = place.anna.get(f"/v1/scans/{place.scanned()}").json()
    assert scan["reading"]["invoice"]["amounts"]["gross"]["looked_at"] is None


@pytest.mark.parametrize("path", ["amount.gross", "", "lines.first.amount", "invoice.amounts.gross"])
def test_a_path_that_names_no_value_is_refused_with_its_place(place: Installation, path: str) -> None:
    body = {"scan_id": place.scanned(), "looked_at": ["currency", path]}
    told = problem(place.anna.post("/v1/invoices", json=body), 422, "invalid-input")
    assert [error["pointer"] for error in told["errors"]] == ["/looked_at/1"]
    assert place.anna.get("/v1/invoices").json()["items"] == []


# ---- typed values ----------------------------------------------------------------------------------------------------

HALF = [
    "12x",
    "12.3.4",
    "1,234",
    "1.234,50",
    "12 ",
    " 12",
    "+12",
    "1e3",
    "١٢",
    "12.",
    ".5",
    "0x1f",
    "NaN",
    "12\n",
    "--1",
]


@pytest.mark.parametrize("value", HALF)
def test_a_number_that_is_half_understood_is_refused(place: Installation, value: str) -> None:
    body = {"scan_id": place.scanned(), "invoice": {"amounts": {"gross": value}, "lines": [{"quantity": value}]}}
    told = problem(place.anna.post("/v1/invoices", json=body), 422, "invalid-input")
    assert {error["pointer"] for error in told["errors"]} == {"/invoice/amounts/gross", "/invoice/lines/0/quantity"}


@pytest.mark.parametrize("value", ["12x", "12.3.4", "1e3", "12\n"])
def test_a_filter_that_is_half_understood_is_refused(place: Installation, value: str) -> None:
    told = problem(place.anna.get("/v1/invoices", params={"gross_min": value}), 422, "invalid-input")
    assert [error["pointer"] for error in told["errors"]] == ["/query/gross_min"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("issue_date", value) for value in ("2026-11-02x", "2026-11-02T10:00:00", "02.11.2026", "2026-02-31")),
        *(("issue_time", value) for value in ("14:30x", "25:00", "14:30Z", "1430")),
        *(("lines_incomplete", value) for value in ("yes", "1", 1, "true")),
        *(("currency", value) for value in ("eur", "EURO", "€")),
    ],
)
def test_another_value_that_is_half_understood_is_refused(place: Installation, name: str, value: object) -> None:
    body = {"scan_id": place.scanned(), "invoice": {name: value}}
    told = problem(place.anna.post("/v1/invoices", json=body), 422, "invalid-input")
    assert [error["pointer"] for error in told["errors"]] == [f"/invoice/{name}"]
