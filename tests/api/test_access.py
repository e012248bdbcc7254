"""Special ways to reach what is another's. The plain ways are in `test_matrix.py`."""

from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from app.api.deps import SignIn
from tests.api.conformance import description
from tests.api.installation import Installation, problem
from tests.world import PAPER

PUBLIC = {"/v1/config", "/v1/health"}
NO_SCAN, NO_INVOICE = "scn_" + "0" * 32, "inv_" + "0" * 32


def routes(place: Installation) -> dict[tuple[str, str], Any]:
    found = {}
    for route in iter_route_contexts(place.app.routes):
        for method in (route.methods or set()) if (route.path or "").startswith("/v1") else ():
            found[(method, str(route.path))] = route
    return found


def asks_for_a_principal(dependant: Any) -> bool:
    return isinstance(dependant.call, SignIn) or any(map(asks_for_a_principal, dependant.dependencies))


def test_a11_public_calls_are_these_two(place: Installation) -> None:
    public = {path for (_, path), route in routes(place).items() if not asks_for_a_principal(route.dependant)}
    assert public == PUBLIC


def test_a11_every_route_is_described(place: Installation) -> None:
    """So that none is missing from the matrix, which is made from the description."""
    described = {(method.upper(), path) for path, methods in description()["paths"].items() for method in methods}
    assert set(routes(place)) == described


def test_token_is_looked_at_before_the_body(place: Installation) -> None:
    problem(place.nobody.post("/v1/invoices", content=b"{" * 100), 401, "missing-token")


@pytest.mark.parametrize("where", ["query", "cookie"])
def test_a40_tokens_elsewhere_are_not_seen(place: Installation, where: str) -> None:
    token = place.anna.headers["Authorization"].split()[1]
    given: dict[str, Any] = {"params": {"access_token": token}} if where == "query" else {}
    headers = {"Cookie": f"access_token={token}; Authorization=Bearer {token}"} if where == "cookie" else {}
    problem(place.nobody.get("/v1/stats", headers=headers, **given), 401, "missing-token")


def test_a48_headers_give_no_identity(place: Installation) -> None:
    headers = {"X-User-Id": "anna", "X-Forwarded-User": "anna", "X-Amzn-Oidc-Identity": "anna"}
    problem(place.nobody.get("/v1/invoices", headers=headers), 401, "missing-token")


def without_the_name(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "instance"}


@pytest.mark.parametrize("what", ["", "/document", "/pages/1", "/history"])
def test_a01_reading_anothers_invoice_is_reading_nothing(place: Installation, what: str) -> None:
    foreign = place.ben.get(f"/v1/invoices/{place.saved()}{what}")
    unknown = place.ben.get(f"/v1/invoices/{NO_INVOICE}{what}")
    assert without_the_name(problem(foreign, 404, "not-found")) == without_the_name(unknown.json())


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("match", ['"1"', "*", '"2"', None])
def test_a01_changing_anothers_invoice(place: Installation, method: str, match: str | None) -> None:
    saved = place.saved()
    before = place.anna.get(f"/v1/invoices/{saved}").json()
    given: dict[str, Any] = {"json": {"invoice": {}}} if method == "PUT" else {}
    headers = {"If-Match": match} if match else {}
    foreign, unknown = (
        place.ben.request(method, f"/v1/invoices/{id_}", headers=headers, **given) for id_ in (saved, NO_INVOICE)
    )
    assert without_the_name(problem(foreign, 404, "not-found")) == without_the_name(unknown.json())
    assert place.anna.get(f"/v1/invoices/{saved}").json() == before


@pytest.mark.parametrize(("method", "what"), [("GET", ""), ("GET", "?wait=1"), ("GET", "/pages/1"), ("DELETE", "")])
def test_a01_anothers_scan(place: Installation, method: str, what: str) -> None:
    foreign, unknown = (place.ben.request(method, f"/v1/scans/{id_}{what}") for id_ in (place.scanned(), NO_SCAN))
    assert without_the_name(problem(foreign, 404, "not-found")) == without_the_name(unknown.json())


def test_a02_saving_with_anothers_scan(place: Installation) -> None:
    scan = place.scanned()
    problem(place.ben.post("/v1/invoices", json={"scan_id": scan, "invoice": {}}), 404, "not-found")
    assert place.anna.get(f"/v1/scans/{scan}").json()["invoice_id"] is None


def test_a02_scanning_anothers_upload(place: Installation) -> None:
    upload = place.anna.post("/v1/uploads", json={"media_type": "application/pdf"}).json()
    files = {"file": ("a.pdf", PAPER)}
    assert place.nobody.post(upload["url"], data=upload["fields"], files=files).status_code == 204
    problem(place.ben.post("/v1/scans/kept", json={"upload_id": upload["upload_id"]}), 404, "not-found")
    assert place.anna.post("/v1/scans/kept", json={"upload_id": upload["upload_id"]}).status_code == 200


def test_a03_lists_totals_and_exports_hold_own_things_alone(place: Installation) -> None:
    place.saved()
    for query in ("", "?sort=gross", "?q=Nordlicht", "?currency=EUR"):
        assert place.ben.get(f"/v1/invoices{query}").json()["items"] == []
    assert place.ben.get("/v1/scans").json()["items"] == []
    assert place.ben.get("/v1/invoices/export?format=json").json() == {"invoices": []}


def test_same_bytes_of_two_owners_are_two_scans(place: Installation) -> None:
    assert place.scanned(by=place.anna) != place.scanned(by=place.ben)
