"""F61: on a disk that is full to the last byte an invoice can be deleted. The disk is a small one, made for this."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.adapters.files.reserve import SIZE, Reserve

PROJECT = Path(__file__).parents[2]
DISK = "mount -t tmpfs -o size=16m none {folder} && exec {command}"

ON_THE_DISK = """
import os, sys
from pathlib import Path
from app.adapters.files.documents import FileDocuments
from app.adapters.sqlite.database import SqliteDatabase
from app.adapters.sqlite.idempotency import SqliteIdempotency
from app.adapters.sqlite.invoices import SqliteInvoices
from app.adapters.sqlite.loose import SqliteLooseDocuments
from app.adapters.sqlite.scans import SqliteScans
from app.domain.errors import NotFound, StorageFull
from app.domain.record import Query
from app.domain.scan import ScanState
from app.domain.quota import ScanQuota
from app.ports import Key, Kind
from app.services.invoices import InvoiceService
from tests.fakes import SettableClock
from tests.making import ANNA, a_reading, a_scan

root, clock, restart = Path(sys.argv[1]), SettableClock(), sys.argv[2] == "restart"

def opened():
    database = SqliteDatabase.open(root / "invoices.sqlite")
    files = FileDocuments(root / "documents", base_url="http://x", secret=b"s" * 32, clock=clock)
    scans, invoices = SqliteScans(database, clock=clock), SqliteInvoices(database)
    service = InvoiceService(documents=files, invoices=invoices, scans=scans, check=lambda *_, **__: (), clock=clock,
                             idempotency=SqliteIdempotency(database, clock=clock),
                             loose=SqliteLooseDocuments(database, clock=clock))
    return database, files, scans, invoices, service

database, files, scans, invoices, service = opened()

def save():
    scan = a_scan(state=ScanState.DONE, reading=a_reading())
    scans.add(ANNA, scan, quota=ScanQuota())
    files.put(ANNA, Key(Kind.SCAN, scan.id), os.urandom(10_000))
    return service.save(ANNA, scan.id)

kept = [save() for _ in range(20)]
if restart:
    database.close()
with open(root / "others", "wb", buffering=0) as others:
    for part in (1 << 20, 4096, 1):
        try:
            while True:
                others.write(b"x" * part)
        except OSError:
            pass
if restart:
    database, files, scans, invoices, service = opened()
full = False
for _ in range(500):
    try:
        save()
    except StorageFull:
        full = True
        break
assert full
for record in kept:
    service.delete(ANNA, record.id, version=1)
    try:
        service.get(ANNA, record.id)
    except NotFound:
        continue
    raise AssertionError
with database.reading() as connection:
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
print("deleted", len(kept))
"""


@pytest.mark.parametrize("when", ["running", "restart"])
def test_f61_an_invoice_is_deleted_on_a_full_disk(tmp_path: Path, when: str) -> None:
    if (
        shutil.which("unshare") is None
        or subprocess.run(
            ["unshare", "-rm", "sh", "-c", DISK.format(folder=tmp_path, command="true")],
            check=False,
            capture_output=True,
        ).returncode
    ):
        pytest.skip("this system lets nobody mount a small disk of his own")
    script = tmp_path.parent / f"{when}.py"
    script.write_text(ON_THE_DISK)
    command = f"{sys.executable} {script} {tmp_path} {when}"
    child = subprocess.run(
        ["unshare", "-rm", "sh", "-c", DISK.format(folder=tmp_path, command=command)],
        cwd=PROJECT,
        env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert child.stdout == "deleted 20\n", child.stderr


def test_the_reserve_is_there_and_comes_back_when_it_was_spent(tmp_path: Path) -> None:
    path = tmp_path / "reserve"
    reserve = Reserve(path)
    reserve.fill()
    assert path.stat().st_blocks * 512 >= SIZE
    with reserve.spent():
        assert path.stat().st_blocks == 0
    assert path.stat().st_blocks * 512 >= SIZE


def test_a_reserve_that_cannot_be_made_is_no_failure(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "absent" / "reserve")
    reserve.fill()
    with reserve.spent():
        pass
