"""`invoices doctor`: says what it found and what it did, and a second time that there is nothing left."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.adapters.files.documents import FileDocuments
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.invoices import SqliteInvoices
from app.commands.doctor import Wanted, examine
from app.domain.document import digest
from app.ports import Key, Kind
from app.settings import LocalSettings
from tests.fakes import SettableClock
from tests.making import ANNA, a_record, an_invoice


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def doctor(settings: LocalSettings, **wanted: bool) -> int:
    return examine(Wanted(**wanted), user="local", settings=settings)


def kept(folder: Path, data: bytes) -> str:
    """Id of an invoice whose totals are wrong."""
    record = a_record(an_invoice(seller="Nordlicht", gross="19.00"))
    record = record.model_copy(update={"document": record.document.model_copy(update={"sha256": digest(data)})})
    files = FileDocuments(folder / "documents", base_url="http://x", secret=b"s" * 32, clock=SettableClock())
    files.put(ANNA, Key(Kind.INVOICE, record.id), data)
    with closing(SqliteDatabase.open(folder / "invoices.sqlite")) as database:
        invoices = SqliteInvoices(database)
        invoices.begin(ANNA, record)
        invoices.store(ANNA, record.id)
    with closing(sqlite3.connect(folder / "invoices.sqlite")) as connection, connection:
        connection.execute("UPDATE invoice_totals SET count = 7")
    return record.id


def test_the_doctor_tells_mends_and_then_has_nothing_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = LocalSettings(data_dir=tmp_path)
    invoice_id = kept(tmp_path, b"%PDF paper")
    assert doctor(settings) == 1
    looked = said(capsys)
    assert "totals-wrong" in looked and "--repair" in looked
    assert doctor(settings, repair=True) == 0
    assert "totals-wrong" in said(capsys)
    assert doctor(settings, repair=True) == 0
    assert "everything is as it should be" in said(capsys)

    files = FileDocuments(tmp_path / "documents", base_url="http://x", secret=b"s" * 32, clock=SettableClock())
    files.delete(ANNA, Key(Kind.INVOICE, invoice_id))
    assert doctor(settings, repair=True) == 1, "only a person can mend that"
    assert "document-missing" in said(capsys)
