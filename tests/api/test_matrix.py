"""Who may do what: every operation of the description, with every id that it takes, for everybody who could ask.

A call or an id that the description has and the table below has not fails. What others may not is not only refused:
it answers as if there were nothing, and changes nothing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.adapters.sign_in.key import SigningKey, signing_key
from app.domain.sign_in import READ, WRITE
from tests.api.conformance import description
from tests.api.installation import Caller, Installation, problem
from tests.world import PAPER

PUBLIC = {"getConfig", "getHealth"}
NOTHING = "-"  # an operation that takes no id
UNKNOWN = {
    "scan_id": "scn_" + "0" * 32,
    "invoice_id": "inv_" + "0" * 32,
    "upload_id": "upl_" + "0" * 32,
    "document_id": "inv_" + "1" * 32,
    "export_id": "exp_" + "0" * 32,
    "cursor": "AAAA",
    "ids": "inv_" + "0" * 32,
}


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    id: str
    scope: str | None


def operations() -> Iterator[Operation]:
    for path, methods in description()["paths"].items():
        for method, told in methods.items():
            scopes = [scope for one in told["security"] for scope in one.get("sign_in", ())]
            yield Operation(method.upper(), path, told["operationId"], scopes[0] if scopes else None)


def id_parameters(operation: Operation) -> list[str]:
    """Everything an operation takes that names somebody's object: ids in path, query and body, and cursors."""
    told = description()["paths"][operation.path][operation.method.lower()]
    names = [one["name"] for one in told["parameters"] if "name" in one]
    for content in told.get("requestBody", {}).get("content", {}).values():
        schema = content["schema"]
        name = schema.get("$ref", "").rpartition("/")[2]
        names += (description()["components"]["schemas"][name] if name else schema).get("properties", ())
    return [name for name in names if name.endswith("_id") or name in {"cursor", "ids"}]


@dataclass(frozen=True)
class Row:
    """How a call is made well with an id, what its owner gets, and what others do. `given`: beside address and id."""

    status: int
    given: Callable[[str], dict[str, Any]] = lambda name: {}
    foreign: tuple[int, str] | None = (404, "not-found")  # None: as if the id were not in the request


MATCH = {"If-Match": '"1"'}
TABLE: dict[tuple[str, str], Row] = {
    ("startScan", NOTHING): Row(200, lambda _: {"content": PAPER}),
    ("scanKept", "upload_id"): Row(200, lambda name: {"json": {"upload_id": name}}),
    ("scanKept", "document_id"): Row(200, lambda name: {"json": {"document_id": name}}),
    ("listLooseDocuments", NOTHING): Row(200),
    ("listLooseDocuments", "cursor"): Row(200, lambda name: {"params": {"cursor": name}}, (400, "invalid-cursor")),
    ("deleteLooseDocument", "document_id"): Row(204),
    ("readAgain", "invoice_id"): Row(200, lambda name: {"json": {"invoice_id": name}}),
    ("listScans", NOTHING): Row(200),
    ("listScans", "cursor"): Row(200, lambda name: {"params": {"cursor": name}}, (400, "invalid-cursor")),
    ("getScan", "scan_id"): Row(200),
    ("cancelScan", "scan_id"): Row(409),  # it has ended: said to its owner alone
    ("getScanPage", "scan_id"): Row(200),
    ("getScanWords", "scan_id"): Row(200),
    ("listScanFiles", "scan_id"): Row(200),
    ("getScanFile", "scan_id"): Row(200),
    ("getScanFilePage", "scan_id"): Row(200),
    ("openUpload", NOTHING): Row(201, lambda _: {"json": {"media_type": "image/png"}}),
    ("getUpload", "upload_id"): Row(200),
    ("saveInvoice", "scan_id"): Row(201, lambda name: {"json": {"scan_id": name}}),
    ("checkInvoice", "scan_id"): Row(200, lambda name: {"json": {"scan_id": name}}),
    ("listInvoices", NOTHING): Row(200),
    ("listInvoices", "cursor"): Row(200, lambda name: {"params": {"cursor": name}}, (400, "invalid-cursor")),
    ("exportInvoices", NOTHING): Row(200, lambda _: {"params": {"format": "json"}}),
    ("exportChosenInvoices", "ids"): Row(200, lambda name: {"json": {"ids": [name], "format": "json"}}, None),
    ("listEvents", NOTHING): Row(409),  # none are kept here
    ("startExport", NOTHING): Row(202, lambda _: {"json": {"format": "csv"}}),
    ("startExport", "ids"): Row(202, lambda name: {"json": {"ids": [name]}}, None),
    ("listExports", NOTHING): Row(200),
    ("getExport", "export_id"): Row(200),
    ("getExportFile", "export_id"): Row(302),
    ("deleteExport", "export_id"): Row(204),
    ("getInvoice", "invoice_id"): Row(200),
    ("replaceInvoice", "invoice_id"): Row(200, lambda _: {"json": {"invoice": {}}, "headers": MATCH}),
    ("deleteInvoice", "invoice_id"): Row(204, lambda _: {"headers": MATCH}),
    ("getDocument", "invoice_id"): Row(302),
    ("getInvoicePage", "invoice_id"): Row(200),
    ("getInvoiceWords", "invoice_id"): Row(200),
    ("listInvoiceFiles", "invoice_id"): Row(200),
    ("getInvoiceFile", "invoice_id"): Row(200),
    ("getInvoiceFilePage", "invoice_id"): Row(200),
    ("getHistory", "invoice_id"): Row(200),
    ("getOffer", "invoice_id"): Row(200),
    ("takeOffer", "invoice_id"): Row(200, lambda _: {"json": {}, "headers": MATCH}),
    ("leaveOffer", "invoice_id"): Row(204),
    ("getStats", NOTHING): Row(200),
    ("signOut", NOTHING): Row(204),
    ("getConfig", NOTHING): Row(200),
    ("getHealth", NOTHING): Row(200),
}

BY_ID = {operation.id: operation for operation in operations()}
CALLS = [call for call in TABLE if call[0] in BY_ID]
EVERY_CALL = pytest.mark.parametrize("call", CALLS, ids="-".join)
EVERY_CALL_WITH_TOKEN = pytest.mark.parametrize("call", [call for call in CALLS if call[0] not in PUBLIC], ids="-".join)
WITHOUT = {"startScan", "startExport", "listScans", "listInvoices", "listLooseDocuments"}  # may also be called without
LISTS = ("/v1/scans", "/v1/invoices", "/v1/loose-documents")


def test_a11_every_operation_and_id_is_in_the_table() -> None:
    wanted = set()
    for operation in operations():
        named = id_parameters(operation)
        wanted |= {(operation.id, name) for name in named}
        if not named or operation.id in WITHOUT:
            wanted.add((operation.id, NOTHING))
    assert wanted == set(TABLE)


def test_a11_public_are_these_two() -> None:
    assert {operation.id for operation in operations() if operation.scope is None} == PUBLIC


# ---- who asks --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def other_key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return signing_key(tmp_path_factory.mktemp("other pool"))


def ids_of(place: Installation, caller: Caller) -> dict[str, str]:
    """One object of each kind, an offer among them. There are two invoices and three scans, so that lists have a second
    page."""
    invoice = place.saved(PAPER + b"saved", by=caller)
    assert caller.post("/v1/scans/again", json={"invoice_id": invoice, "reader": "text"}).status_code == 200
    place.saved(PAPER + b"other", by=caller)
    upload = caller.post("/v1/uploads", json={"media_type": "application/pdf"}).json()
    files = {"file": ("a.pdf", PAPER + b"upload")}
    assert place.nobody.post(upload["url"], data=upload["fields"], files=files).status_code == 204
    lost, _ = place.lost(PAPER + b"lost", PAPER + b"lost too", by=caller)
    cursors = {path: httpx.URL(caller.get(f"{path}?limit=1").json()["next"]).params["cursor"] for path in LISTS}
    made = {"scan_id": place.scanned(by=caller), "invoice_id": invoice, "upload_id": upload["upload_id"]}
    made["export_id"] = place.exported(by=caller)
    return made | {"document_id": lost, "ids": invoice} | cursors


def all_of(caller: Caller) -> dict[str, Any]:
    """Everything that somebody has, as they see it."""
    invoices = caller.get("/v1/invoices").json()["items"]
    return {
        "scans": caller.get("/v1/scans").json()["items"],
        "exports": caller.get("/v1/exports").json()["items"],
        "loose": caller.get("/v1/loose-documents").json()["items"],
        "invoices": [caller.get(f"/v1/invoices/{row['id']}").json() for row in invoices],
        "history": [caller.get(f"/v1/invoices/{row['id']}/history").json() for row in invoices],
    }


class Cleo:
    """Whose things everybody else tries to reach. At the end they must be as they were."""

    user = "cleo"

    def __init__(self, place: Installation, other_key: SigningKey) -> None:
        self.caller = place.caller(self.user)
        self.things = ids_of(place, self.caller)
        self.before = all_of(self.caller)
        self.others = {
            "nobody": place.nobody,
            "expired": self._expired(place),
            # The same person, signed in somewhere else that signs just as well.
            "other pool": self._signed(place, other_key, port=9000),
            # Says that it comes from our issuer, and is signed by another.
            "other key": self._signed(place, other_key, port=8000),
            "garbage": Caller(place.app, "a.b.c"),
            READ: place.caller(self.user, scopes=(READ,)),
            WRITE: place.caller(self.user, scopes=(WRITE,)),
        }

    def _expired(self, place: Installation) -> Caller:
        place.clock.ahead = -timedelta(hours=2)
        try:
            return place.caller(self.user)
        finally:
            place.clock.ahead = timedelta()

    def _signed(self, place: Installation, key: SigningKey, *, port: int) -> Caller:
        issuer = place.another_issuer(key, port=port)
        return Caller(place.app, issuer.access_token(self.user, life=timedelta(hours=1)))


@pytest.fixture(scope="module")
def cleo(installation: Installation, other_key: SigningKey) -> Iterator[Cleo]:
    cleo = Cleo(installation, other_key)
    yield cleo
    assert all_of(cleo.caller) == cleo.before


def asked(caller: Caller, call: tuple[str, str], name: str) -> httpx.Response:
    operation = BY_ID[call[0]]
    address = operation.path.replace(f"{{{call[1]}}}", name).replace("{page_number}", "1").replace("{number}", "1")
    assert "{" not in address
    return caller.request(operation.method, address, **TABLE[call].given(name))


def name_of(call: tuple[str, str], things: dict[str, str]) -> str:
    return things.get(BY_ID[call[0]].path if call[1] == "cursor" else call[1], NOTHING)


# ---- the cells -------------------------------------------------------------------------------------------------------


@EVERY_CALL
def test_a11_the_owner(place: Installation, call: tuple[str, str]) -> None:
    name = name_of(call, ids_of(place, place.anna))
    assert asked(place.anna, call, name).status_code == TABLE[call].status


@pytest.mark.parametrize("call", [call for call in CALLS if call[0] in PUBLIC], ids="-".join)
def test_a11_public_calls_ask_for_no_token(place: Installation, call: tuple[str, str]) -> None:
    assert asked(place.nobody, call, NOTHING).status_code == 200


@EVERY_CALL_WITH_TOKEN
def test_a01_another_owner(place: Installation, cleo: Cleo, call: tuple[str, str]) -> None:
    answer = asked(place.ben, call, name_of(call, cleo.things))
    foreign = TABLE[call].foreign
    if call[1] == NOTHING or foreign is None:
        assert answer.status_code == TABLE[call].status
        assert not [name for name in cleo.things.values() if name in answer.text]
    else:
        body = problem(answer, *foreign)
        assert without_names(body) == without_names(asked(place.ben, call, UNKNOWN[call[1]]).json())
    assert all_of(cleo.caller) == cleo.before


@pytest.mark.parametrize("who", ["nobody", "expired", "other pool", "other key", "garbage"])
@EVERY_CALL_WITH_TOKEN
def test_a11_without_a_token_that_holds(cleo: Cleo, call: tuple[str, str], who: str) -> None:
    answer = asked(cleo.others[who], call, name_of(call, cleo.things))
    problem(answer, 401, "missing-token" if who == "nobody" else "invalid-token")
    error = "" if who == "nobody" else ', error="invalid_token"'
    assert answer.headers["www-authenticate"] == f'Bearer realm="invoices"{error}'


@EVERY_CALL_WITH_TOKEN
def test_a11_with_the_other_scope(cleo: Cleo, call: tuple[str, str]) -> None:
    scope = BY_ID[call[0]].scope
    answer = asked(cleo.others[READ if scope == WRITE else WRITE], call, name_of(call, cleo.things))
    problem(answer, 403, "insufficient-scope")
    challenge = f'Bearer realm="invoices", error="insufficient_scope", scope="{scope}"'
    assert answer.headers["www-authenticate"] == challenge


def without_names(body: dict[str, Any]) -> dict[str, Any]:
    """What a caller is told, but for the address that they asked for."""
    assert re.fullmatch(r"/v1/[\w/-]+", body["instance"])
    return {name: value for name, value in body.items() if name != "instance"}
