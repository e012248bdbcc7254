"""Who may do what: every call without token, with the wrong scope, with another owner's ids."""

import re
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from app.api.deps import CurrentPrincipal
from app.domain.sign_in import READ, WRITE
from tests.api.installation import Caller, Installation, problem
from tests.world import PAPER

PUBLIC = {"/v1/config", "/v1/health"}
NO_SCAN, NO_INVOICE = "scn_" + "0" * 32, "inv_" + "0" * 32

CALLS = [
    ("POST", "/v1/scans", WRITE),
    ("GET", "/v1/scans", READ),
    ("GET", f"/v1/scans/{NO_SCAN}", READ),
    ("DELETE", f"/v1/scans/{NO_SCAN}", WRITE),
    ("GET", f"/v1/scans/{NO_SCAN}/pages/1", READ),
    ("POST", "/v1/uploads", WRITE),
    ("POST", "/v1/invoices", WRITE),
    ("GET", "/v1/invoices", READ),
    ("GET", "/v1/invoices/export", READ),
    ("GET", f"/v1/invoices/{NO_INVOICE}", READ),
    ("PUT", f"/v1/invoices/{NO_INVOICE}", WRITE),
    ("DELETE", f"/v1/invoices/{NO_INVOICE}", WRITE),
    ("GET", f"/v1/invoices/{NO_INVOICE}/document", READ),
    ("GET", f"/v1/invoices/{NO_INVOICE}/pages/1", READ),
    ("GET", f"/v1/invoices/{NO_INVOICE}/history", READ),
    ("GET", "/v1/stats", READ),
]
EVERY_CALL = pytest.mark.parametrize(("method", "address", "scope"), CALLS, ids=lambda value: str(value)[:40])


def routes(place: Installation) -> dict[tuple[str, str], Any]:
    found = {}
    for route in iter_route_contexts(place.app.routes):
        for method in (route.methods or set()) if (route.path or "").startswith("/v1") else ():
            found[(method, str(route.path))] = route
    return found


def asks_for_a_principal(dependant: Any) -> bool:
    return isinstance(dependant.call, CurrentPrincipal) or any(map(asks_for_a_principal, dependant.dependencies))


def test_a11_public_calls_are_these_two(place: Installation) -> None:
    public = {path for (_, path), route in routes(place).items() if not asks_for_a_principal(route.dependant)}
    assert public == PUBLIC


def test_a11_every_other_call_is_in_the_list_of_these_tests(place: Installation) -> None:
    listed = {(method, address) for method, address, _ in CALLS}
    for method, path in routes(place):
        pattern = re.compile(re.sub(r"\{[a-z_]+\}", "[^/]+", path))
        assert path in PUBLIC or any(m == method and pattern.fullmatch(address) for m, address in listed)


@EVERY_CALL
def test_a11_without_a_token(place: Installation, method: str, address: str, scope: str) -> None:
    answer = place.nobody.request(method, address)
    problem(answer, 401, "missing-token")
    assert answer.headers["www-authenticate"] == 'Bearer realm="invoices"'


@EVERY_CALL
def test_a11_with_a_token_that_does_not_hold(place: Installation, method: str, address: str, scope: str) -> None:
    answer = Caller(place.app, "a.b.c").request(method, address)
    problem(answer, 401, "invalid-token")
    assert answer.headers["www-authenticate"] == 'Bearer realm="invoices", error="invalid_token"'


@EVERY_CALL
def test_a11_with_the_other_scope(place: Installation, method: str, address: str, scope: str) -> None:
    other = place.caller("anna", scopes=(READ if scope == WRITE else WRITE,))
    answer = other.request(method, address)
    problem(answer, 403, "insufficient-scope")
    assert answer.headers["www-authenticate"] == (
        f'Bearer realm="invoices", error="insufficient_scope", scope="{scope}"'
    )


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
    problem(place.ben.post("/v1/scans", json={"upload_id": upload["upload_id"]}), 404, "not-found")
    assert place.anna.post("/v1/scans", json={"upload_id": upload["upload_id"]}).status_code == 200


def test_a03_lists_totals_and_exports_hold_own_things_alone(place: Installation) -> None:
    place.saved()
    for query in ("", "?sort=gross", "?q=Nordlicht", "?currency=EUR"):
        assert place.ben.get(f"/v1/invoices{query}").json()["items"] == []
    assert place.ben.get("/v1/scans").json()["items"] == []
    assert place.ben.get("/v1/invoices/export?format=json").json() == {"invoices": []}


def test_same_bytes_of_two_owners_are_two_scans(place: Installation) -> None:
    assert place.scanned(by=place.anna) != place.scanned(by=place.ben)
