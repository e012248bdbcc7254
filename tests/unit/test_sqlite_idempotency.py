"""What only SQLite must see to: DynamoDB removes by itself what has expired."""

from datetime import timedelta
from pathlib import Path

from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.idempotency import SqliteIdempotency
from tests.fakes import SettableClock
from tests.making import ANNA


def test_a31_what_has_expired_is_removed_when_another_request_comes(tmp_path: Path) -> None:
    clock = SettableClock()
    database = SqliteDatabase.open(tmp_path / "data" / "invoices.db")
    store = SqliteIdempotency(database, clock=clock)
    for key in ("first", "second"):
        store.begin(ANNA, "route", key, fingerprint="f", run_for=timedelta(seconds=1))
    clock.advance(timedelta(hours=24, seconds=2))
    store.begin(ANNA, "route", "third", fingerprint="f", run_for=timedelta(seconds=1))
    with database.reading() as connection:
        assert [row["key"] for row in connection.execute("SELECT key FROM answers")] == ["third"]
    database.close()
