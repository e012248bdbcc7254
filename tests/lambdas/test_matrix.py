"""The matrix of who may do what, through the function's handler: the gateway in front checks tokens too, and is not
relied on."""

import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import httpx

from app.domain.sign_in import READ, WRITE
from tests import signed_tokens
from tests.api.test_matrix import BY_ID, LISTS, NOTHING, PUBLIC, TABLE, UNKNOWN, name_of
from tests.documents.einvoices import cii_file, with_embedded
from tests.documents.pages import blank_pdf
from tests.lambdas.conftest import Make
from tests.lambdas.installation import Functions, LambdaResponse

CALLS = [call for call in TABLE if call[0] not in PUBLIC]
XML = {"content-type": "application/xml"}


def token(**changes: Any) -> str:
    now = int(time.time())
    given = {"sub": "cleo-0000", "exp": now + 800, "iat": now - 10, "auth_time": now - 10}
    given["origin_jti"] = str(uuid4())  # each a sign-in of its own: some of them end theirs
    return signed_tokens.good(**given | changes)


def forged() -> str:
    now = int(time.time())
    claims = signed_tokens.claims(sub="cleo-0000", exp=now + 800, iat=now - 10)
    return signed_tokens.signed(signed_tokens.header(), claims, key="key-2")


OTHERS = {
    "nobody": (None, 401),
    "expired": (lambda: token(exp=int(time.time()) - 1), 401),
    "other pool": (lambda: token(iss=signed_tokens.OTHER_ISSUER), 401),
    "other client": (lambda: token(client_id="someone-else"), 401),
    "id token": (lambda: token(token_use="id"), 401),
    "other key": (forged, 401),
    "garbage": (lambda: "a.b.c", 401),
}


def with_timesheet(seed: int) -> bytes:
    return with_embedded(cii_file(seed=seed).data, "hours.pdf", blank_pdf().data)


def ids_of(functions: Functions) -> dict[str, str]:
    scans = [
        functions.call("POST", "/v1/scans", body=with_timesheet(seed), subject="cleo", **XML).json["id"]
        for seed in (1, 2, 3)
    ]
    saved = [
        functions.call("POST", "/v1/invoices", body={"scan_id": scan}, subject="cleo").json["id"] for scan in scans[:2]
    ]
    again = {"invoice_id": saved[0], "reader": "einvoice"}
    assert functions.call("POST", "/v1/scans/again", body=again, subject="cleo").status == 200
    upload = functions.call("POST", "/v1/uploads", body={"media_type": "application/xml"}, subject="cleo").json
    file = {"file": ("a.xml", cii_file(seed=4).data, "application/xml")}
    assert httpx.post(upload["url"], data=upload["fields"], files=file, trust_env=False).is_success
    lost = functions.lost("cleo", cii_file(seed=5).data, cii_file(seed=6).data)
    nexts = {path: functions.call("GET", f"{path}?limit=1", subject="cleo").json["next"] for path in LISTS}
    cursors = {path: parse_qs(urlsplit(address).query)["cursor"][0] for path, address in nexts.items()}
    made = {"scan_id": scans[2], "invoice_id": saved[0], "ids": saved[0], "upload_id": upload["upload_id"]}
    return made | {"document_id": lost[0]} | cursors


def asked(functions: Functions, call: tuple[str, str], name: str, bearer: str | None) -> LambdaResponse:
    operation, given = BY_ID[call[0]], TABLE[call].given(name)
    address = operation.path.replace(f"{{{call[1]}}}", name).replace("{page_number}", "1").replace("{number}", "1")
    query = urlencode(given.get("params", {}))
    body = given.get("json", cii_file(seed=9).data if "content" in given else None)
    headers = {key.lower(): value for key, value in given.get("headers", {}).items()}
    headers |= {} if bearer is None else {"authorization": f"Bearer {bearer}"}
    headers |= XML if isinstance(body, bytes) else {}
    return functions.call(operation.method, f"{address}?{query}", body=body, subject=None, **headers)


def all_of(functions: Functions) -> list[Any]:
    invoices = functions.call("GET", "/v1/invoices", subject="cleo").json["items"]
    kept = [functions.call("GET", f"/v1/invoices/{row['id']}", subject="cleo").json for row in invoices]
    lists = [functions.call("GET", path, subject="cleo").json for path in ("/v1/scans", "/v1/loose-documents")]
    return [*lists, invoices, kept]


def test_a01_a11_nobody_crosses_over_in_the_cloud_either(make: Make) -> None:
    functions = make()
    things = ids_of(functions)
    before = all_of(functions)
    crossings, cells = [], 0
    for call in CALLS:
        name = name_of(call, things)
        for who, (bearer, status) in OTHERS.items():
            answer = asked(functions, call, name, bearer() if bearer else None)
            cells += 1
            if answer.status != status:
                crossings.append((call, who, answer.status))
        scope = BY_ID[call[0]].scope
        answer = asked(functions, call, name, token(scope=READ if scope == WRITE else WRITE))
        cells += 1
        if answer.status != 403:
            crossings.append((call, "other scope", answer.status))
        cells += 1
        if not is_nothing(functions, call, name, things):
            crossings.append((call, "another owner", 0))
    assert crossings == []
    assert cells == len(CALLS) * 9
    assert all_of(functions) == before


def is_nothing(functions: Functions, call: tuple[str, str], name: str, things: dict[str, str]) -> bool:
    """True when another owner gets what there is for an unknown id, and no name of Cleo's things."""
    ben = token(sub="ben-0000")
    answer, row = asked(functions, call, name, ben), TABLE[call]
    if call[1] != NOTHING and row.foreign is not None:
        unknown = asked(functions, call, UNKNOWN[call[1]], ben).json
        same = {**answer.json, "instance": ""} == {**unknown, "instance": ""}
        return same and (answer.status, answer.json["code"]) == row.foreign
    is_answered = answer.status < 300 or answer.status == row.status
    return is_answered and not [each for each in things.values() if each.encode() in answer.body]
