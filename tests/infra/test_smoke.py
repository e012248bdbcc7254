"""What `make deploy` asks from outside at its end, and what it does when the answers are wrong.

The whole of it, over TLS against an account: tests/cloud/test_account.py.
"""

import json
from collections.abc import Callable, Mapping
from secrets import token_hex
from typing import Any

import pytest

from infra import deploy, smoke
from infra.installation import Installation
from infra.smoke import Answer, Failed

ADDRESS, SIGN_IN = "https://invoices.test", "https://sign-in.test"
OUTPUTS: dict[str, Any] = {
    "address": ADDRESS,
    "sign_in": SIGN_IN,
    "user_pool": "pool",
    "machine_clients": {"books": "client-1", "reader": "client-0"},
    "versions": {"invoices-dev-save": "8", "invoices-dev-scan": "5"},
    "web_bucket": "web",
    "distribution": "E1",
}
BOTH, READS = ["invoices/read", "invoices/write"], ["invoices/read"]


class Outside:
    """An installation as it is seen from outside."""

    def __init__(self) -> None:
        self.scans: dict[str, str] = {}
        self.asked: list[tuple[str, str]] = []
        self.wrong: dict[tuple[str, str], Answer] = {}
        given = {"client-0": READS, "client-1": BOTH}
        self.clients: dict[str, Any] = {
            name: {"AllowedOAuthScopes": scopes, "ClientSecret": token_hex()} for name, scopes in given.items()
        }

    def ask(self, address: str, *, method: str = "GET", data: bytes | None = None, **headers: str) -> Answer:
        path = address.removeprefix(ADDRESS).removeprefix(SIGN_IN)
        kind = (method, path)
        self.asked.append(kind)
        if kind in self.wrong:
            return self.wrong[kind]
        return {
            ("GET", "/v1/health"): lambda: said({"status": "ok"}),
            ("GET", "/v1/invoices"): lambda: Answer(200 if "Authorization" in headers else 401),
            ("GET", "/"): lambda: Answer(200, "text/html", b"<!doctype html>"),
            ("POST", "/oauth2/token"): lambda: said({"access_token": "token"}),
            ("POST", "/v1/scans"): lambda: self.scan(data or b"", headers["Authorization"]),
            ("POST", "/v1/invoices"): lambda: said({"id": "inv_1"} if json.loads(data or b"")["scan_id"] else {}, 201),
            ("GET", "/v1/invoices/inv_1"): lambda: Answer(200 if self.scans else 404, etag='"1"'),
            ("DELETE", "/v1/invoices/inv_1"): lambda: self.delete(headers["If_Match"]),
        }[kind]()

    def delete(self, version: str) -> Answer:
        assert version == '"1"'
        self.scans.clear()
        return Answer(204)

    def scan(self, data: bytes, token: str) -> Answer:
        assert token == "Bearer token"
        self.scans["scn_1"] = data.decode()
        return said({"id": "scn_1", "state": "done", "reading": {"invoice": self.scans["scn_1"]}})

    def describe_user_pool_client(self, *, UserPoolId: str, ClientId: str) -> dict[str, Any]:  # noqa: N803
        return {"UserPoolClient": self.clients[ClientId]}


def said(content: Mapping[str, Any], status: int = 200) -> Answer:
    return Answer(status, "application/json", json.dumps(content).encode())


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    made = Outside()
    monkeypatch.setattr(smoke, "ask", made.ask)
    monkeypatch.setattr(deploy, "ask", made.ask)
    monkeypatch.setattr(smoke.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(Installation, "client", lambda self, service, region=None: made)
    return made


HERE = Installation("invoices", "dev", "eu-central-1")


def looked(outside: Outside) -> dict[str, str]:
    return dict(smoke.look(HERE, OUTPUTS, with_page=True))


def test_all_of_it_is_asked_and_nothing_is_left(outside: Outside) -> None:
    seen = {what: came.split(" (")[0] for what, came in looked(outside).items()}
    assert seen == {
        "health": "200",
        "without a token": "401",
        "page": "200",
        "scan": "read, saved and deleted, as books",
    }
    assert outside.scans == {}


def test_the_sample_is_a_document_of_its_own_each_time_that_its_reader_knows() -> None:
    text = smoke.SAMPLE.read_text(encoding="utf-8")
    assert text.count(smoke.NUMBER) >= 1
    assert "CrossIndustryInvoice" in text


@pytest.mark.parametrize(
    ("asked", "answer", "words"),
    [
        (("GET", "/v1/health"), Answer(502), "health: 502 instead of 200"),
        (("GET", "/v1/health"), Answer(200, "text/html", b"<html>"), "health: 200, but not what belongs there"),
        (("GET", "/v1/invoices"), Answer(200, "application/json", b"{}"), "without a token: 200 instead of 401"),
        (("GET", "/"), Answer(403), "page: 403 instead of 200"),
        (("GET", "/"), Answer(200, "application/xml"), "page: 200, but not what belongs there"),
        (("POST", "/oauth2/token"), Answer(400), "scan: 400 instead of 200"),
        (("POST", "/v1/scans"), Answer(500), "scan: 500 instead of 200 or 202"),
        (("POST", "/v1/scans"), said({"id": "scn_1", "state": "failed", "reason": "x"}), "scan: scn_1 is failed"),
        (
            ("POST", "/v1/scans"),
            said({"id": "scn_1", "state": "done", "reading": {}}),
            "scan: scn_1 is done, and was not",
        ),
        (("POST", "/v1/invoices"), Answer(500), "scan: 500 instead of 201"),
        (("DELETE", "/v1/invoices/inv_1"), Answer(500), "scan: 500 instead of 204"),
    ],
)
def test_whatever_answers_wrongly_is_named(
    outside: Outside, asked: tuple[str, str], answer: Answer, words: str
) -> None:
    outside.wrong[asked] = answer
    with pytest.raises(Failed) as failed:
        looked(outside)
    assert str(failed.value).startswith(words)
    assert outside.asked.count(asked) == len(smoke.PATIENCE), "tried again before it counts"


def test_without_a_program_that_writes_no_scan_is_tried(outside: Outside) -> None:
    outside.clients["client-1"]["AllowedOAuthScopes"] = READS
    assert looked(outside)["scan"].startswith("not tried: no program of machine_clients may read and write")


# ---- what becomes of a release that does not answer ------------------------------------------------------------------


class Account(Outside):
    """Where aliases and the page are kept, too."""

    def __init__(self) -> None:
        super().__init__()
        self.live = {"invoices-dev-save": "7", "invoices-dev-scan": "5"}
        self.page: bytes | None = b"the page of before"

    def ask(self, address: str, **how: Any) -> Answer:
        if address == f"{ADDRESS}/index.html":
            return Answer(200, "text/html", self.page) if self.page else Answer(403)
        return super().ask(address, **how)

    def get_alias(self, *, FunctionName: str, Name: str) -> dict[str, str]:  # noqa: N803
        assert Name == "live"
        return {"FunctionVersion": self.live[FunctionName]}

    def update_alias(self, *, FunctionName: str, FunctionVersion: str, **_: Any) -> None:  # noqa: N803
        self.live[FunctionName] = FunctionVersion

    def put_object(self, *, Key: str, Body: bytes, **_: Any) -> None:  # noqa: N803
        if Key == "index.html":
            self.page = Body

    def create_invalidation(self, **_: Any) -> None:
        """Nothing is kept in between here."""


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, outside: Outside, tmp_path: Any) -> Account:
    made = Account()
    monkeypatch.setattr(smoke, "ask", made.ask)
    monkeypatch.setattr(deploy, "ask", made.ask)
    monkeypatch.setattr(Installation, "client", lambda self, service, region=None: made)
    (tmp_path / "index.html").write_bytes(b"the new page")
    monkeypatch.setattr(deploy, "PAGE", tmp_path)
    return made


def test_what_answers_stays(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy.serve(HERE, OUTPUTS, unseen=False) == 1
    assert account.live == OUTPUTS["versions"]
    assert account.page == b"the new page"
    assert "read, saved and deleted, as books" in capsys.readouterr().out


@pytest.mark.parametrize("asked", [("GET", "/v1/health"), ("GET", "/"), ("POST", "/v1/scans")])
def test_what_does_not_answer_is_taken_back_with_its_page(account: Account, asked: tuple[str, str]) -> None:
    account.wrong[asked] = Answer(502)
    with pytest.raises(SystemExit) as ended:
        deploy.serve(HERE, OUTPUTS, unseen=False)
    assert "What served before serves again (invoices-dev-save 7, invoices-dev-scan 5)" in str(ended.value)
    assert account.live == {"invoices-dev-save": "7", "invoices-dev-scan": "5"}
    assert account.page == b"the page of before"


def test_where_nothing_served_before_there_is_nothing_to_go_back_to(account: Account) -> None:
    account.live, account.page = dict(OUTPUTS["versions"]), None
    account.wrong["GET", "/v1/health"] = Answer(502)
    with pytest.raises(SystemExit, match="Nothing served before"):
        deploy.serve(HERE, OUTPUTS, unseen=False)
    assert account.asked.count(("GET", "/v1/health")) == len(smoke.OF_NEW), "a new address takes its time"


def test_nobody_looks_where_it_is_not_reached(account: Account) -> None:
    account.wrong["GET", "/v1/health"] = Answer(403)
    assert deploy.serve(HERE, OUTPUTS, unseen=True) == 1
    assert account.live == OUTPUTS["versions"]
    assert account.asked == []


def test_who_looks_over_a_broken_line_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        raise OSError("connection refused")

    class Opener:
        open: Callable[..., Any] = staticmethod(refused)

    monkeypatch.setattr(smoke, "build_opener", lambda *_: Opener())
    with pytest.raises(Failed, match="no answer: connection refused"):
        smoke.ask(f"{ADDRESS}/v1/health")
