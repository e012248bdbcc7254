"""Whether an installation answers as it should, asked from outside by its public address.

The health route answers; a call without a token is refused; the page is there; and, where a program is set up that may
read and write (`machine_clients`), an invoice of ours is read, saved and deleted. It costs nothing but the calls.
"""

import base64
import json
import secrets
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPSHandler, Request, build_opener

from infra.installation import INFRA, Installation

PATIENCE = (0, 5)  # seconds before each try
OF_NEW = (0, 5, 10, 20, 40)  # for an address that is new, and known everywhere only after a while
SECONDS = 40  # for one answer; the gateway gives up after 30
READS_WITHIN = 30  # seconds, beyond those that the call itself waits
SCOPES = ("invoices/read", "invoices/write")
SAMPLE, NUMBER = INFRA / "sample.xml", "SMOKE-NUMBER"

Seen = tuple[str, str]  # what was asked, what came


class Failed(Exception):
    """Something did not answer as it should; the words say what."""


@dataclass(frozen=True)
class Answer:
    status: int
    media_type: str = ""
    body: bytes = field(default=b"", repr=False)
    etag: str = ""

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def look(
    installation: Installation,
    outputs: Mapping[str, Any],
    *,
    with_page: bool,
    patience: Sequence[float] = PATIENCE,
) -> list[Seen]:
    """What was asked and what came, in order. `Failed` when the last try of something went wrong, too.

    `with_page`: where one was uploaded.
    """
    address = outputs["address"]
    checks: list[tuple[str, Callable[[], str]]] = [
        ("health", lambda: _health(address)),
        ("without a token", lambda: _refused(address)),
        ("page", lambda: _page(address) if with_page else "not built"),
    ]
    seen = [(what, _patiently(what, check, patience)) for what, check in checks]
    return [*seen, ("scan", _patiently("scan", lambda: _scan(installation, outputs), PATIENCE))]


def ask(address: str, *, method: str = "GET", data: bytes | None = None, **headers: str) -> Answer:
    """`Failed` when nothing answers. A proxy and certificates of one's own are taken from the environment."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(address, data=data, headers=named, method=method)  # noqa: S310 - https, of our own outputs
    try:
        with build_opener(HTTPSHandler(context=ssl.create_default_context())).open(request, timeout=SECONDS) as came:
            return _read(came.status, came.headers, came.read())
    except HTTPError as error:
        with error:
            return _read(error.code, error.headers, error.read())
    except OSError as error:
        raise Failed(f"no answer: {error}") from error


def _read(status: int, headers: Message, body: bytes) -> Answer:
    return Answer(status, headers.get("Content-Type", ""), body, headers.get("ETag", ""))


def _patiently(what: str, check: Callable[[], str], patience: Sequence[float]) -> str:
    failure = Failed("was not asked")
    for pause in patience:
        time.sleep(pause)  # a new address takes a while to be known everywhere
        began = time.monotonic()
        try:
            return f"{check()} ({time.monotonic() - began:.1f} s)"
        except Failed as error:
            failure = error
    raise Failed(f"{what}: {failure}") from failure


def _health(address: str) -> str:
    answer = ask(f"{address}/v1/health")
    return _expect(answer, 200, answer.json == {"status": "ok"})


def _refused(address: str) -> str:
    return _expect(ask(f"{address}/v1/invoices"), 401)


def _page(address: str) -> str:
    answer = ask(f"{address}/")
    return _expect(answer, 200, answer.media_type.startswith("text/html"))


def _scan(installation: Installation, outputs: Mapping[str, Any]) -> str:
    """An e-invoice, so that nothing is paid for; with a number of its own, so that it is nobody's document."""
    program = next(_programs(installation, outputs), None)
    if program is None:
        return "not tried: no program of machine_clients may read and write"
    name, client_id, secret = program
    api, token = f"{outputs['address']}/v1", f"Bearer {_token(outputs['sign_in'], client_id, secret)}"
    invoice = f"{api}/invoices/{_saved(api, token)}"
    kept = ask(invoice, Authorization=token)
    _expect(kept, 200)
    _expect(ask(invoice, method="DELETE", Authorization=token, If_Match=kept.etag), 204)
    _expect(ask(invoice, Authorization=token), 404)
    return f"read, saved and deleted, as {name}"


def _saved(api: str, token: str) -> str:
    """Have the sample read and saved; the invoice's id."""
    number = f"SMOKE-{secrets.token_hex(8)}"
    document = SAMPLE.read_text(encoding="utf-8").replace(NUMBER, number).encode()
    xml = {"Authorization": token, "Content_Type": "application/xml", "Prefer": "wait=25"}
    sent = ask(f"{api}/scans", method="POST", data=document, **xml)
    _expect(sent, (200, 202), isinstance(sent.json, dict) and "id" in sent.json)
    scan = sent.json
    for _ in range(READS_WITHIN):
        if scan["state"] != "reading":
            break
        time.sleep(1)  # between questions, as the page asks
        scan = ask(f"{api}/scans/{scan['id']}", Authorization=token).json
    if scan["state"] != "done" or number not in json.dumps(scan):
        raise Failed(f"{scan['id']} is {scan['state']}, and was not read as it is: {scan.get('reason')}")
    saying = {"Authorization": token, "Content_Type": "application/json"}
    saved = ask(f"{api}/invoices", method="POST", data=json.dumps({"scan_id": scan["id"]}).encode(), **saying)
    _expect(saved, 201, isinstance(saved.json, dict) and "id" in saved.json)
    return str(saved.json["id"])


def _programs(installation: Installation, outputs: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Name, client id and secret of those that may read and write."""
    cognito = installation.client("cognito-idp")
    for name, client_id in sorted(outputs["machine_clients"].items()):
        told = cognito.describe_user_pool_client(UserPoolId=outputs["user_pool"], ClientId=client_id)["UserPoolClient"]
        if set(SCOPES) <= set(told.get("AllowedOAuthScopes", ())):
            yield name, client_id, told["ClientSecret"]


def _token(sign_in: str, client_id: str, secret: str) -> str:
    form = urlencode({"grant_type": "client_credentials", "scope": " ".join(SCOPES)}).encode()
    basic = f"Basic {base64.b64encode(f'{client_id}:{secret}'.encode()).decode()}"
    kind = "application/x-www-form-urlencoded"
    answer = ask(f"{sign_in}/oauth2/token", method="POST", data=form, Authorization=basic, Content_Type=kind)
    _expect(answer, 200, isinstance(answer.json, dict) and "access_token" in answer.json)
    return str(answer.json["access_token"])


def _expect(answer: Answer, status: int | tuple[int, ...], good: bool = True) -> str:
    """What came, in words; `Failed` when it is not what is wanted, with what a problem says of itself."""
    wanted = status if isinstance(status, tuple) else (status,)
    if answer.status not in wanted:
        problem = answer.json if isinstance(answer.json, dict) else {}
        why = ": ".join(str(problem[name]) for name in ("code", "detail") if name in problem)
        raise Failed(f"{answer.status} instead of {' or '.join(map(str, wanted))}{why and f' ({why})'}")
    if not good:
        raise Failed(f"{answer.status}, but not what belongs there ({answer.media_type or 'no type'})")
    return str(answer.status)
