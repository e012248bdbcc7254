"""The whole application over SQLite and files in a temporary folder, with real tokens; only the reading of documents is
told by the test."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from app.adapters.files.documents import FileDocuments
from app.adapters.files.event_lines import EventLines
from app.adapters.files.exports import FileExports
from app.adapters.files.mark import FileMark
from app.adapters.no_metrics import NoMetrics
from app.adapters.screens.eicar import KnownTestFile
from app.adapters.sign_in.issuer import LocalIssuer
from app.adapters.sign_in.key import SigningKey
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.exports import SqliteExports
from app.adapters.sqlite.idempotency import SqliteIdempotency
from app.adapters.sqlite.invoices import SqliteInvoices
from app.adapters.sqlite.jobs import SqliteJobs
from app.adapters.sqlite.loose import SqliteLooseDocuments
from app.adapters.sqlite.mark import SqliteMark
from app.adapters.sqlite.outbox import SqliteOutbox
from app.adapters.sqlite.rounds import SqliteRounds
from app.adapters.sqlite.scans import SqliteScans
from app.adapters.sqlite.sign_ins import SqliteSignIns
from app.adapters.sqlite.uploads import SqliteUploads
from app.bootstrap.services import Ports, assemble
from app.container import SignIn
from app.domain import ids
from app.domain.principal import Owner
from app.domain.quota import ScanQuota
from app.domain.sign_in import READ, WRITE
from app.main import create_local_app
from app.ports import Key, Kind
from app.runner import Runner
from app.settings import LocalSettings
from tests.api.conformance import require_as_described
from tests.world import PAPER, PaperFiles, PaperInspector, PaperWords, ToldReader

PORT = 8000
ORIGIN = f"http://127.0.0.1:{PORT}"
SECRET = b"a secret of these tests, 32 bytes"


class MovableClock:
    """The time of day, moved."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Caller:
    """Somebody with a token; `None` as user: nobody in particular."""

    def __init__(self, app: FastAPI, token: str | None, owner: Owner | None = None) -> None:
        self._app = app
        self.owner = owner
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def request(self, method: str, address: str, **given: Any) -> httpx.Response:
        return asyncio.run(self.send(method, address, **given))

    async def send(self, method: str, address: str, **given: Any) -> httpx.Response:
        headers = httpx.Headers(self.headers)
        headers.update(given.pop("headers", {}))
        transport = httpx.ASGITransport(app=self._app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, trust_env=False) as client:
            answer = await client.request(method, address, headers=headers, **given)
        require_as_described(answer)
        return answer

    def __getattr__(self, name: str) -> Any:
        """`get`, `post`, `put`, `delete`."""
        return partial(self.request, name.upper())


class Installation:
    def __init__(self, folder: Path, key: SigningKey, *, quota: ScanQuota | None = None, **settings: Any) -> None:
        given = {"scan_wait_seconds": 5, "max_upload_mb": 1} | settings
        self.settings = LocalSettings(data_dir=folder, port=PORT, **given)
        self.clock = MovableClock()
        self.reader = ToldReader()
        self.inside = PaperFiles()
        self.database = SqliteDatabase.open(folder / "invoices.sqlite")
        self.issuer = self.another_issuer(key)
        self.files = FileDocuments(folder / "documents", base_url=ORIGIN, secret=SECRET, clock=self.clock)
        told = self.settings.events_file
        outbox = SqliteOutbox(self.database, clock=self.clock) if told else None
        self.exports = FileExports(folder / "exports", base_url=ORIGIN, secret=SECRET, clock=self.clock)
        self.container = assemble(
            self.settings,
            Ports(
                documents=self.files,
                scans=SqliteScans(self.database, outbox, clock=self.clock),
                uploads=SqliteUploads(self.database),
                invoices=SqliteInvoices(self.database, outbox),
                exports=SqliteExports(self.database),
                export_files=self.exports,
                loose=SqliteLooseDocuments(self.database, clock=self.clock),
                beside_documents=FileMark(folder / "documents"),
                among_records=SqliteMark(self.database),
                jobs=SqliteJobs(self.database, clock=self.clock),
                idempotency=SqliteIdempotency(self.database, clock=self.clock),
                rounds=SqliteRounds(self.database),
                tokens=self.issuer.verifier(),
                ended_sign_ins=self.issuer,
                inspector=PaperInspector(),
                screen=KnownTestFile(),
                readers=(self.reader,),
                words=PaperWords(),
                files=self.inside,
                metrics=NoMetrics(),
                outbox=outbox,
                event_target=EventLines(told) if told else None,
            ),
            clock=self.clock,
            quota=quota or ScanQuota(per_minute=self.settings.quota_scans_per_minute),
            cursor_secret=lambda: SECRET,
            sign_in=SignIn(issuer=self.issuer.address, client_id="invoices-web"),
        )
        self.app = create_local_app(self.container, self.issuer, self.files, self.exports)
        self.runner = Runner(self.container, readers=1, sweep=False)
        self.runner.start()
        self.nobody = Caller(self.app, None)
        self.people = 0
        self.renew()

    def renew(self) -> None:
        """Other people and a reader that gives what it gives: as good as a new installation, and much faster."""
        self.people += 1
        self.anna = self.caller(f"anna {self.people}")
        self.ben = self.caller(f"ben {self.people}")
        self.reader.__init__()  # type: ignore[misc]
        self.inside.more = ()

    def another_issuer(self, key: SigningKey, *, port: int = PORT) -> LocalIssuer:
        """One that has another key or port."""
        return LocalIssuer(key, SqliteSignIns(self.database), host="127.0.0.1", port=port, clock=self.clock)

    def close(self) -> None:
        self.runner.stop()
        self.database.close()

    def caller(self, user: str, *, scopes: tuple[str, ...] = (READ, WRITE)) -> Caller:
        token = self.issuer.access_token(user, scopes=scopes, life=timedelta(hours=1))
        return Caller(self.app, token, self.issuer.owner(user))

    def lost(self, *contents: bytes, by: Caller | None = None) -> list[str]:
        """Ids of documents of Anna whose records are lost, and that were found."""
        owner = (by or self.anna).owner
        assert owner is not None
        names = [ids.invoice_id() for _ in contents]
        for name, content in zip(names, contents, strict=True):
            self.files.put(owner, Key(Kind.INVOICE, name), content)
        list(self.container.sweep.run())
        return names

    def scanned(self, content: bytes = PAPER, *, by: Caller | None = None) -> str:
        """Id of a scan of Anna that has been read."""
        answer = (by or self.anna).post("/v1/scans", content=content)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    def saved(self, content: bytes = PAPER, *, by: Caller | None = None) -> str:
        """Id of an invoice of Anna that was saved as read."""
        caller = by or self.anna
        answer = caller.post("/v1/invoices", json={"scan_id": self.scanned(content, by=caller)})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def exported(self, *, by: Caller | None = None, **asked: Any) -> str:
        """Id of an export of Anna that is done."""
        caller = by or self.anna
        answer = caller.post("/v1/exports", json=asked)
        assert answer.status_code == 202, answer.text
        for _ in range(3_000):  # the limit is for what never comes, on the slowest machine
            export = caller.get(answer.headers["Location"]).json()
            if export["state"] in ("done", "failed"):
                assert export["state"] == "done", export
                return str(export["id"])
            time.sleep(0.02)
        raise AssertionError(f"never done: {export}")


async def slowly(*parts: bytes, pause: float = 0.0) -> AsyncIterator[bytes]:
    for part in parts:
        await asyncio.sleep(pause)
        yield part


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The body of a failure, which must be one of RFC 9457 in every part."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    body: dict[str, Any] = answer.json()
    assert body["code"] == code
    assert body["status"] == status
    assert body["type"] == f"urn:invoices:problem:{code}"
    assert body["title"]
    assert body["detail"]
    assert "instance" in body
    return body
