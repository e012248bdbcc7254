"""Databases of older and of newer releases: made by going through the steps up to one, with rows as they were then."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest

from app.adapters.sqlite import invoice_rows as rows
from app.adapters.sqlite import schema as sqlite_schema
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.exports import SqliteExports
from app.adapters.sqlite.idempotency import SqliteIdempotency
from app.adapters.sqlite.invoices import SqliteInvoices
from app.adapters.sqlite.jobs import SqliteJobs
from app.adapters.sqlite.loose import SqliteLooseDocuments
from app.adapters.sqlite.mark import SqliteMark
from app.adapters.sqlite.outbox import SqliteOutbox
from app.adapters.sqlite.page_words import SqlitePageWords
from app.adapters.sqlite.rounds import SqliteRounds
from app.adapters.sqlite.scans import SqliteScans
from app.adapters.sqlite.schema import STEPS
from app.adapters.sqlite.sign_ins import SqliteSignIns
from app.adapters.sqlite.uploads import SqliteUploads
from app.domain import ids
from app.domain.errors import NotFound
from app.domain.export import Export, Format, Rows
from app.domain.installation import first_mark
from app.domain.quota import ScanQuota
from app.domain.record import Change, Query, Record
from app.domain.scan import Scan, ScanState
from app.domain.stored import load
from app.domain.upload import Upload
from app.ports import Job, KeptResponse, Key, Kind
from app.services.export import ExportService
from tests.fakes import SettableClock
from tests.faults.test_versions import FIRST_RECORD, FIRST_SCAN, FIRST_UPLOAD
from tests.making import ANNA, NOON, a_reading, a_scan

INVOICE_ID, SCAN_ID, UPLOAD_ID = ids.invoice_id(), ids.scan_id(), ids.upload_id()
RECORD = FIRST_RECORD.replace("inv_1", INVOICE_ID).replace("scn_1", SCAN_ID)
SCAN = FIRST_SCAN.replace("scn_1", SCAN_ID)
UPLOAD = FIRST_UPLOAD.replace("upl_1", UPLOAD_ID)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "invoices.db"


@contextmanager
def opened(path: Path) -> Iterator[SqliteDatabase]:
    database = SqliteDatabase.open(path)
    try:
        yield database
    finally:
        database.close()


def insert(connection: sqlite3.Connection, table: str, **given: object) -> None:
    """A row with those of the columns that the table had then."""
    columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")} | {"rowid"}
    values = {name: value for name, value in given.items() if name in columns}
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))


def made_by(path: Path, steps: int) -> None:
    """A database as a release with that many steps left it: one scan, one invoice, one job, one upload."""
    record = load(Record, RECORD)
    at = rows.columns(record)["created_at"]
    with closing(sqlite3.connect(path)) as connection:
        for statement in chain.from_iterable(STEPS[:steps]):
            connection.execute(statement)
        insert(connection, "owners", number=1, key=ANNA.key, issuer=ANNA.issuer, subject=ANNA.subject)
        facts = {"sha256": record.document.sha256, "reader": "auto", "reader_version": "1"}
        times = {"created_at": at, "updated_at": at}
        insert(connection, "scans", owner=1, id=SCAN_ID, state="reading", body=SCAN, **facts, **times)
        insert(connection, "invoices", number=1, owner=1, stored=1, **rows.columns(record))
        words = rows.owned_words(1, record)
        insert(connection, "invoice_records", number=1, words=words, record=RECORD)
        insert(connection, "invoice_search", rowid=1, words=words)
        change = '{"version":1,"at":"2026-11-22T12:00:00Z","action":"saved","values":{}}'
        insert(connection, "invoice_changes", number=1, version=1, change=change)
        sums = {"net": "0", "tax": "0", "gross": "119.00"}
        insert(connection, "invoice_totals", owner=1, month="", seller="", currency="", counts="adds", count=1, **sums)
        insert(connection, "jobs", owner=1, scan_id=SCAN_ID, free_at=at, attempt=0)
        if steps >= 3:
            insert(connection, "uploads", owner=1, id=UPLOAD_ID, created_at=at, body=UPLOAD)
        connection.execute(f"PRAGMA user_version = {steps}")
        connection.commit()


@pytest.mark.parametrize("steps", range(1, len(STEPS) + 1))
def test_f58_what_an_older_release_left_is_found_changed_exported_and_deleted(path: Path, steps: int) -> None:
    made_by(path, steps)
    clock = SettableClock(NOON)
    with opened(path) as database:
        invoices, scans = SqliteInvoices(database), SqliteScans(database, clock=clock)
        jobs, uploads = SqliteJobs(database, clock=clock), SqliteUploads(database)
        assert [item.id for item in invoices.list(ANNA, Query(text="r"), limit=9, after=None).items] == [INVOICE_ID]
        record = invoices.get(ANNA, INVOICE_ID)
        assert (record, invoices.recount(ANNA, mend=False)) == (load(Record, RECORD), True)
        export = ExportService(invoices=invoices).stream(ANNA, Query(), format_=Format.JSON, rows=Rows.INVOICES)
        assert json.loads(b"".join(export))["invoices"][0]["invoice"]["invoice_number"] == "R-1"

        after = record.model_copy(update={"version": 2, "updated_at": NOON + timedelta(minutes=1)})
        invoices.replace(ANNA, after, Change(version=2, at=after.updated_at, action="edited", values={}))
        assert [change.version for change in invoices.history(ANNA, INVOICE_ID)] == [1, 2]

        job = jobs.take(lease=timedelta(seconds=30))
        assert job and (job.owner, job.about) == (ANNA, SCAN_ID)
        done = scans.get(ANNA, SCAN_ID).model_copy(update={"state": ScanState.DONE, "reading": a_reading()})
        scans.advance(ANNA, done)
        jobs.done(job)
        assert [total.documents for total in scans.read_totals(ANNA)] == [1]
        if steps >= 3:
            assert uploads.get(ANNA, UPLOAD_ID) == load(Upload, UPLOAD)

        scans.delete(ANNA, SCAN_ID)
        invoices.delete(ANNA, INVOICE_ID, version=2)
        assert invoices.stats(ANNA) == ()
        with pytest.raises(NotFound):
            invoices.get(ANNA, INVOICE_ID)


# ---- back to this release --------------------------------------------------------------------------------------------


def of_a_later_release(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A database that went through one step more, beside which this release can work. Returns the tables."""
    SqliteDatabase.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'")
        tables = [name for (name,) in found]
    columns = tuple(f"ALTER TABLE {name} ADD COLUMN later TEXT NOT NULL DEFAULT 'new'" for name in tables)
    step = (*columns, "CREATE TABLE later (number INTEGER PRIMARY KEY) STRICT")
    with monkeypatch.context() as later:
        for module in (sqlite_schema, "app.adapters.sqlite.database"):
            name = module if isinstance(module, str) else module.__name__
            later.setattr(f"{name}.STEPS", (*STEPS, step))
        later.setattr(sqlite_schema, "BESIDE", (*sqlite_schema.BESIDE, step))
        SqliteDatabase.open(path).close()
    return tables


def test_f58_this_release_works_beside_what_a_later_one_has_added(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = of_a_later_release(path, monkeypatch)
    clock, record, scan = SettableClock(NOON), load(Record, RECORD), a_scan(content="another")
    with opened(path) as database:
        outbox = SqliteOutbox(database, clock=clock)
        invoices, scans = SqliteInvoices(database, outbox), SqliteScans(database, outbox, clock=clock)
        jobs, uploads = SqliteJobs(database, clock=clock), SqliteUploads(database)
        answers = SqliteIdempotency(database, clock=clock)
        uploads.add(ANNA, load(Upload, UPLOAD))
        jobs.put(Job(ANNA, scan.id))
        scans.add(ANNA, scan, quota=ScanQuota())
        scans.advance(ANNA, scan.model_copy(update={"state": ScanState.DONE, "reading": a_reading()}))
        export = Export(id=ids.export_id(), format=Format.CSV, created_at=NOON, updated_at=NOON, expires_at=NOON)
        SqliteExports(database).add(ANNA, export, at_once=1, most=1)
        SqlitePageWords(database).put(ANNA, scan.document.sha256, 1, version="1", words=b"w")
        SqliteRounds(database).enter(NOON)
        SqliteMark(database).write(first_mark(NOON), over=None)
        SqliteSignIns(database).admit("b", clock().timestamp())
        SqliteLooseDocuments(database, clock=clock).drop(ANNA, Key(Kind.SCAN, ids.scan_id()))
        another: dict[str, object] = {"id": ids.invoice_id(), "scan_id": ids.scan_id()}
        another["document"] = record.document.model_copy(update={"sha256": "0" * 64})
        for one in (record, record.model_copy(update=another)):
            invoices.begin(ANNA, one)
            invoices.store(ANNA, one.id)
        after = record.model_copy(update={"version": 2})
        with database.writing() as connection:
            connection.execute("UPDATE invoice_totals SET later = 'set'")
            connection.execute("UPDATE invoices SET later = 'set'")
        invoices.replace(ANNA, after, Change(version=2, at=NOON, action="edited", values={}))
        assert answers.begin(ANNA, "POST /x", "k", fingerprint="f", run_for=timedelta(seconds=9)) is None
        answers.finish(ANNA, "POST /x", "k", KeptResponse(200, {}, b"", record.id))
        assert invoices.get(ANNA, record.id) == after
        assert isinstance(scans.get(ANNA, scan.id), Scan)
        with database.reading() as connection:
            kept = {name: [row[0] for row in connection.execute(f"SELECT later FROM {name}")] for name in tables}
    assert all(kept.values()), kept
    assert (kept["invoice_totals"], kept["invoices"]) == (["set"], ["set", "set"])


def test_f58_what_this_release_does_not_know_stays_when_it_has_worked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_a_later_release(path, monkeypatch)
    with opened(path), closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS) + 1,)
        assert connection.execute("SELECT steps FROM least_steps").fetchone() == (sqlite_schema.least_steps(),)
        connection.execute("SELECT number FROM later")


def test_least_steps_is_the_last_step_that_has_to_be_known() -> None:
    assert STEPS[sqlite_schema.least_steps() - 1] not in sqlite_schema.BESIDE
    assert all(step in sqlite_schema.BESIDE for step in STEPS[sqlite_schema.least_steps() :])
