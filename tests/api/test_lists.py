from typing import Any

import pytest

from app.api.cursors import Cursors
from app.domain.errors import InvalidInput
from app.domain.principal import Owner
from tests.api.installation import SECRET, Caller, Installation, problem
from tests.world import PAPER


@pytest.fixture
def five(place: Installation) -> list[str]:
    """Ids of five invoices of Anna with totals of 10 to 50."""
    ids = []
    for number in range(1, 6):
        invoice = {
            "invoice_number": f"N-{number}",
            "issue_date": f"2026-11-0{number}",
            "due_date": f"2026-12-0{number}",
            "currency": "EUR" if number < 5 else "USD",
            "seller": {"name": f"Seller {'ab'[number % 2]}"},
            "amounts": {"gross": f"{number}0.00"},
        }
        scan = place.scanned(PAPER + b"%d" % number)
        answer = place.anna.post("/v1/invoices", json={"scan_id": scan, "invoice": invoice})
        ids.append(answer.json()["id"])
    return ids


def found(caller: Caller, query: str) -> list[str]:
    answer = caller.get(f"/v1/invoices?{query}")
    assert answer.status_code == 200, answer.text
    return [row["invoice_number"] for row in answer.json()["items"]]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", "54321"),
        ("sort=gross", "12345"),
        ("sort=-issue_date", "54321"),
        ("sort=created_at&limit=2", "12"),
        ("date_from=2026-11-02&date_to=2026-11-04", "432"),
        ("due_from=2026-12-05", "5"),
        ("due_to=2026-12-01", "1"),
        ("gross_min=20&gross_max=30.00", "32"),
        ("currency=USD", "5"),
        ("seller=Seller+b", "531"),
        ("q=N-3", "3"),
        ("q=nothing", ""),
        ("status=needs_review", ""),
        ("failed_check=gross_total", ""),
    ],
)
@pytest.mark.usefixtures("five")
def test_filters(place: Installation, query: str, numbers: str) -> None:
    assert found(place.anna, query) == [f"N-{number}" for number in numbers]


def test_row_of_the_list(place: Installation) -> None:
    place.saved()
    row = place.anna.get("/v1/invoices").json()["items"][0]
    assert (row["seller"], row["gross"], row["currency"]) == ("Nordlicht Papier GmbH", "119.00", "EUR")
    assert (row["issue_date"], row["version"], row["failed_checks"]) == ("2026-11-02", 1, [])


@pytest.mark.usefixtures("five")
def test_pages_follow_each_other(place: Installation) -> None:
    seen: list[str] = []
    address: str | None = "/v1/invoices?sort=gross&gross_min=20&limit=3"
    while address:
        answer = place.anna.get(address)
        seen += [row["invoice_number"] for row in answer.json()["items"]]
        address = answer.json()["next"]
        assert answer.headers.get("link") == (f'<{address}>; rel="next"' if address else None)
    assert seen == ["N-2", "N-3", "N-4", "N-5"]


def cursor_of(address: str) -> str:
    return address.rpartition("cursor=")[2]


@pytest.mark.usefixtures("five")
def test_a04_cursor_is_bound_to_owner_and_query(place: Installation) -> None:
    cursor = cursor_of(place.anna.get("/v1/invoices?limit=2").json()["next"])
    assert place.anna.get(f"/v1/invoices?limit=3&cursor={cursor}").status_code == 200
    problem(place.ben.get(f"/v1/invoices?limit=2&cursor={cursor}"), 400, "invalid-cursor")
    problem(place.anna.get(f"/v1/invoices?q=N&cursor={cursor}"), 400, "invalid-cursor")
    problem(place.anna.get(f"/v1/invoices?sort=gross&cursor={cursor}"), 400, "invalid-cursor")
    problem(place.anna.get(f"/v1/scans?cursor={cursor}"), 400, "invalid-cursor")


@pytest.mark.usefixtures("five")
def test_a04_cursor_changed_anywhere(place: Installation) -> None:
    cursor = cursor_of(place.anna.get("/v1/invoices?limit=2").json()["next"])
    for position in range(0, len(cursor), 7):
        changed = cursor[:position] + ("A" if cursor[position] != "A" else "B") + cursor[position + 1 :]
        problem(place.anna.get("/v1/invoices", params={"limit": 2, "cursor": changed}), 400, "invalid-cursor")


@pytest.mark.parametrize("cursor", ["", "x", "%", "=", "....", "é", "A" * 4_096, "\0", "A" * 22, "W10"])
def test_a04_cursor_out_of_nowhere(place: Installation, cursor: str) -> None:
    problem(place.anna.get("/v1/invoices", params={"cursor": cursor}), 400, "invalid-cursor")


def test_cursor_has_one_form() -> None:
    """Unused bits of the last letter must not give a second cursor for the same place."""
    cursors = Cursors(lambda: SECRET, Owner("i", "s"), "list")
    for cursor in ("a", "ab", "abc"):
        sealed = cursors.seal(cursor)
        assert cursors.open(sealed) == cursor
        others = [f"{sealed[:-1]}{last}" for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
        for other in {*others, f"{sealed}=", f"{sealed} "} - {sealed}:
            with pytest.raises(InvalidInput):
                cursors.open(other)


@pytest.mark.parametrize("limit", ["0", "-1", "101", "10000", "x", "1.5"], ids=lambda limit: f"A18 {limit}")
@pytest.mark.parametrize("address", ["/v1/invoices", "/v1/scans"])
def test_page_size(place: Installation, address: str, limit: str) -> None:
    body = problem(place.anna.get(f"{address}?limit={limit}"), 422, "invalid-input")
    assert body["errors"][0]["pointer"] == "/query/limit"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date_from", "2026-02-30"),
        ("date_from", "0"),
        ("due_to", "tomorrow"),
        ("gross_min", "1e5"),
        ("gross_max", "NaN"),
        ("currency", "euro"),
        ("status", "paid"),
        ("sort", "owner"),
        ("q", ""),
        ("q", "x" * 201),
        ("q", "a\0b"),
        ("owner", "ben"),
    ],
)
@pytest.mark.parametrize("address", ["/v1/invoices", "/v1/invoices/export"])
def test_conditions_that_are_none(place: Installation, address: str, name: str, value: str) -> None:
    body = problem(place.anna.get(address, params={name: value}), 422, "invalid-input")
    assert body["errors"][0]["pointer"] == f"/query/{name}"


@pytest.mark.parametrize(
    "text",
    ["' OR 1=1 --", '" OR ""="', "a* OR b", "NEAR(a b)", "seller:x", "%", "_", "\\", "((", "*", "a AND", "-", "\u202e"],
)
@pytest.mark.parametrize("name", ["q", "seller", "failed_check"])
@pytest.mark.usefixtures("five")
def test_a03_a19_conditions_are_values(place: Installation, name: str, text: str) -> None:
    place.saved(by=place.ben)
    rows: list[dict[str, Any]] = place.anna.get("/v1/invoices", params={name: text}).json()["items"]
    assert all(row["invoice_number"].startswith("N-") for row in rows)
    assert len(place.anna.get("/v1/invoices").json()["items"]) == 5
