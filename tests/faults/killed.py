"""The real server under load, killed at any moment and started again: everything that it had answered must hold."""

import random
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx

from app.adapters.files.documents import FileDocuments
from app.adapters.files.exports import FileExports
from app.adapters.files.mark import FileMark
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.exports import SqliteExports
from app.adapters.sqlite.idempotency import SqliteIdempotency
from app.adapters.sqlite.invoices import SqliteInvoices
from app.adapters.sqlite.jobs import SqliteJobs
from app.adapters.sqlite.loose import SqliteLooseDocuments
from app.adapters.sqlite.mark import SqliteMark
from app.adapters.sqlite.rounds import SqliteRounds
from app.adapters.sqlite.scans import SqliteScans
from app.adapters.sqlite.uploads import SqliteUploads
from app.domain.document import digest
from tests.documents import einvoices
from tests.fakes import SettableClock
from tests.faults.invariants import broken
from tests.served import Served
from tests.world import Storage, World

CLIENTS = 3
MOST_ANSWERS, MOST_SECONDS = 12, 30.0  # of a round, before its kill


@dataclass
class Told:
    """What clients were told; shared by their threads, each of which works on invoices of its own."""

    saved: dict[str, tuple[str, str]] = field(default_factory=dict)  # note and digest, by id
    deleting: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    unsure: dict[str, str] = field(default_factory=dict)  # a note that was sent, by id
    errors: list[str] = field(default_factory=list)

    @property
    def answers(self) -> int:
        return len(self.saved) + len(self.deleted)


def load(server: Served, told: Told, seed: int) -> list[threading.Thread]:
    """Clients that scan, save, change and delete until the server is gone."""
    threads = [
        threading.Thread(target=_client, args=(server.url, dict(server.client.headers), told, seed * CLIENTS + number))
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    return threads


def _client(url: str, headers: dict[str, str], told: Told, seed: int) -> None:
    chance = random.Random(seed)
    with httpx.Client(base_url=url, headers=headers, timeout=30, trust_env=False) as client, suppress(httpx.HTTPError):
        for number in range(1_000):
            invoice_id = _save(client, told, seed * 1_000 + number)
            if invoice_id and chance.random() < 0.5:
                _change(client, told, invoice_id, f"note {chance.random()}")
            if invoice_id and chance.random() < 0.3:
                _delete(client, told, invoice_id)


def _save(client: httpx.Client, told: Told, seed: int) -> str | None:
    made = einvoices.ubl_file(seed=seed)
    scan = client.post("/v1/scans", files={"file": (made.file_name, made.data, made.media_type)})
    while scan.status_code == 202 or (scan.status_code == 200 and scan.json()["state"] in {"queued", "running"}):
        time.sleep(0.2)  # a full machine reads it later
        scan = client.get(f"/v1/scans/{scan.json()['id']}")
    if scan.status_code != 200:
        told.errors.append(f"scan {scan.status_code} {scan.text[:200]}")
        return None
    saved = client.post("/v1/invoices", json={"scan_id": scan.json()["id"]}, headers={"Idempotency-Key": f"{seed}"})
    if saved.status_code != 201:
        told.errors.append(f"save {saved.status_code} {saved.text[:200]}")
        return None
    invoice_id = str(saved.json()["id"])
    told.saved[invoice_id] = "", digest(made.data)
    return invoice_id


def _change(client: httpx.Client, told: Told, invoice_id: str, note: str) -> None:
    plain = client.get(f"/v1/invoices/{invoice_id}", params={"view": "plain"})
    told.unsure[invoice_id] = note
    body = {"invoice": plain.json()["invoice"] | {"notes": [note]}}
    changed = client.put(f"/v1/invoices/{invoice_id}", json=body, headers={"If-Match": plain.headers["ETag"]})
    if changed.status_code != 200:
        told.errors.append(f"change {changed.status_code} {changed.text[:200]}")
        return
    told.saved[invoice_id] = note, told.saved[invoice_id][1]


def _delete(client: httpx.Client, told: Told, invoice_id: str) -> None:
    told.deleting.add(invoice_id)
    if client.delete(f"/v1/invoices/{invoice_id}", headers={"If-Match": "*"}).status_code == 204:
        told.deleted.add(invoice_id)


def lost(server: Served, told: Told) -> list[str]:
    """What was answered before and does not hold now, as a client sees it."""
    found = []
    for invoice_id, (note, sha256) in told.saved.items():
        answer = server.client.get(f"/v1/invoices/{invoice_id}", params={"view": "plain"})
        if invoice_id in told.deleted:
            found += [f"INV-9: {invoice_id} is back"] if answer.status_code != 404 else []
        elif answer.status_code != 200:
            found += [f"INV-1: {invoice_id} {answer.status_code}"] if invoice_id not in told.deleting else []
        else:
            shown = "".join(answer.json()["invoice"].get("notes") or [])
            if note and shown not in {note, told.unsure.get(invoice_id, note)}:
                found.append(f"INV-1: {invoice_id} holds {shown!r}, not {note!r}")
            file = server.client.get(f"/v1/invoices/{invoice_id}/document", follow_redirects=True)
            if digest(file.content) != sha256:
                found.append(f"INV-2: the document of {invoice_id} is another")
    return found


def kill_rounds(folder: Path, rounds: int, *, seed: int = 0) -> tuple[Told, list[str]]:
    """What clients were told in all rounds, and what was broken after any of them or in the end."""
    told, found, chance = Told(), list[str](), random.Random(seed)
    server = Served(folder / "data", scan_wait_seconds="20", quota_scans_per_minute="100000")
    server.start()
    try:
        for number in range(rounds):
            threads = load(server, told, seed * rounds + number)
            _wait(told, told.answers + chance.randint(1, MOST_ANSWERS))
            time.sleep(chance.uniform(0, 0.05))  # in the middle of whatever comes next
            server.kill()
            for thread in threads:
                thread.join(60)
            server.start()
            found += lost(server, told)
        server.client.close()
    finally:
        server.kill()
    return told, found + _in_the_folder(folder / "data")


def _wait(told: Told, answers: int) -> None:
    end = time.monotonic() + MOST_SECONDS
    while told.answers < answers and time.monotonic() < end:
        time.sleep(0.002)


def _in_the_folder(data_dir: Path) -> list[str]:
    """The folder after the last kill: what its ports show when half an hour of sweeping has gone by."""
    clock = SettableClock()
    database = SqliteDatabase.open(data_dir / "invoices.sqlite")
    try:
        storage = Storage(
            clock,
            documents=FileDocuments(data_dir / "documents", base_url="http://x", secret=b"s" * 32, clock=clock),
            scans=SqliteScans(database, clock=clock),
            uploads=SqliteUploads(database),
            invoices=SqliteInvoices(database),
            exports=SqliteExports(database),
            export_files=FileExports(data_dir / "exports", base_url="http://x", secret=b"s" * 32, clock=clock),
            loose=SqliteLooseDocuments(database, clock=clock),
            beside_documents=FileMark(data_dir / "documents"),
            among_records=SqliteMark(database),
            jobs=SqliteJobs(database, clock=clock),
            idempotency=SqliteIdempotency(database, clock=clock),
            rounds=SqliteRounds(database),
        )
        world = World(storage)
        world.container.sweep.resume()
        for _ in range(6):
            world.work()
            for _ in world.container.sweep.run():
                pass
            clock.advance(timedelta(minutes=7))
        return [*broken(storage), *(f"doctor: {finding}" for finding in world.container.sweep.verify(mend=False))]
    finally:
        database.close()
