"""An old, lost, empty or foreign database beside documents, on one machine: real folders, real processes (F64)."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.bootstrap import local
from app.domain.installation import Trouble
from app.ports import Kind
from app.services.findings import Finding
from app.settings import LocalSettings
from tests.documents import einvoices
from tests.served import Served

FEW, MANY = range(3), range(3, 8)
DATABASE = "invoices.sqlite"


def invoices(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        env={**os.environ, "DATA_DIR": str(data_dir), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def imported(folder: Path, data_dir: Path, seeds: range) -> None:
    pile = folder / f"pile {seeds}"
    pile.mkdir()
    for seed in seeds:
        made = einvoices.ubl_file(seed=seed)
        (pile / f"{seed}-{made.file_name}").write_bytes(made.data)
    done = invoices(data_dir, "import", str(pile))
    assert done.returncode == 0, done.stderr


def documents(data_dir: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data_dir / "documents" / "invoices").rglob("inv_*")}


def copy_of(data_dir: Path, to: Path) -> Path:
    """As the backup of somebody who stopped the program first."""
    assert not (data_dir / f"{DATABASE}-wal").exists() or not (data_dir / f"{DATABASE}-wal").stat().st_size
    shutil.copy(data_dir / DATABASE, to)
    return to


def without_database(data_dir: Path) -> None:
    for path in data_dir.glob(f"{DATABASE}*"):
        path.unlink()


def older(folder: Path, data_dir: Path) -> None:
    kept = folder / "kept.sqlite"
    without_database(data_dir)
    shutil.copy(kept, data_dir / DATABASE)


def missing(folder: Path, data_dir: Path) -> None:
    without_database(data_dir)


def empty(folder: Path, data_dir: Path) -> None:
    without_database(data_dir)
    (data_dir / DATABASE).touch()


def foreign(folder: Path, data_dir: Path) -> None:
    other = folder / "other"
    imported(folder, other, range(100, 101))
    without_database(data_dir)
    shutil.copy(other / DATABASE, data_dir / DATABASE)


Change = Callable[[Path, Path], None]
CHANGES: list[tuple[Change, Trouble, int]] = [
    (older, Trouble.RECORDS_OLDER, len(MANY)),
    (missing, Trouble.RECORDS_MISSING, len(FEW) + len(MANY)),
    (empty, Trouble.RECORDS_MISSING, len(FEW) + len(MANY)),
    (foreign, Trouble.RECORDS_FOREIGN, len(FEW) + len(MANY)),
]


@pytest.fixture
def hours_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "utc_now", lambda: datetime.now(UTC) + timedelta(days=40))


def swept(data_dir: Path) -> list[Finding]:
    """Two rounds, and what there is then."""
    with local.laptop(LocalSettings(data_dir=data_dir)) as laptop:
        sweep = laptop.container.sweep
        return [finding for mend in (True, True, False) for finding in sweep.run(mend=mend)]


@pytest.mark.parametrize(("change", "trouble", "found"), CHANGES, ids=lambda given: getattr(given, "__name__", ""))
def test_f64_inv11_a_database_that_does_not_belong_to_its_documents(
    change: Change, trouble: Trouble, found: int, tmp_path: Path, hours_later: None
) -> None:
    data_dir = tmp_path / "data"
    imported(tmp_path, data_dir, FEW)
    copy_of(data_dir, tmp_path / "kept.sqlite")
    imported(tmp_path, data_dir, MANY)
    before = documents(data_dir)
    assert len(before) == len(FEW) + len(MANY)
    change(tmp_path, data_dir)

    with Served(data_dir) as server:
        assert server.client.get("/v1/invoices").status_code == 200
    log = (tmp_path / "data.log").read_text()
    assert trouble.said in log and "invoices doctor --take-in" in log

    findings = swept(data_dir)
    assert findings[0].code == trouble
    assert sum(finding.code == "found-document" for finding in findings) == found
    assert not any(finding.mended for finding in findings)
    assert documents(data_dir) == before
    told = invoices(data_dir, "doctor", "--repair")
    assert told.returncode == 1 and trouble.said in told.stdout
    assert documents(data_dir) == before, "nothing is deleted, by nobody"

    taken = invoices(data_dir, "doctor", "--take-in")
    assert f"{found} documents taken in." in taken.stdout
    assert set(before) & set(documents(data_dir)) == set(before), "nor before a person has settled it"
    settled = invoices(data_dir, "doctor", "--accept", "--repair")
    assert trouble.said not in settled.stdout
    after = documents(data_dir)
    assert set(after.values()) == set(before.values()) and len(after) == len(before)
    left = invoices(data_dir, "doctor")
    # The one invoice that the foreign database knew has no document here: only a person can mend that.
    assert left.stdout.count("document-missing") == left.returncode == (change is foreign)


def test_f64_a_database_that_was_copied_while_one_server_ran_is_known_as_older(tmp_path: Path) -> None:
    """As long as the server stamps in between, which it does every minute and when it is stopped."""
    data_dir = tmp_path / "data"
    with Served(data_dir) as server:
        made = einvoices.ubl_file(seed=1)
        assert server.client.post("/v1/scans", files={"file": (made.file_name, made.data)}).status_code == 200
        with (
            closing(sqlite3.connect(data_dir / DATABASE)) as running,
            closing(sqlite3.connect(tmp_path / "kept.sqlite")) as copy,
        ):
            running.backup(copy)
    older(tmp_path, data_dir)
    with local.laptop(LocalSettings(data_dir=data_dir)) as laptop:
        assert laptop.container.installation.trouble() is Trouble.RECORDS_OLDER


def test_a_folder_of_a_version_without_marks_gets_them_without_a_word(tmp_path: Path, hours_later: None) -> None:
    data_dir = tmp_path / "data"
    imported(tmp_path, data_dir, FEW)
    (data_dir / "documents" / "installation.json").unlink()
    with closing(sqlite3.connect(data_dir / DATABASE)) as connection, connection:
        connection.execute("DELETE FROM installation")
    assert swept(data_dir) == []
    with Served(data_dir):
        pass
    assert "database" not in (tmp_path / "data.log").read_text()
    assert (data_dir / "documents" / "installation.json").exists()
    assert invoices(data_dir, "doctor").returncode == 0


def test_a_new_folder_is_silent(tmp_path: Path) -> None:
    done = invoices(tmp_path / "data", "doctor")
    assert (done.returncode, done.stderr) == (0, "")
    with Served(tmp_path / "data"):
        pass
    assert "database" not in (tmp_path / "data.log").read_text()


def test_documents_that_are_older_than_their_database_are_told(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    imported(tmp_path, data_dir, FEW)
    shutil.copytree(data_dir / "documents", tmp_path / "documents")
    imported(tmp_path, data_dir, MANY)
    shutil.rmtree(data_dir / "documents")
    shutil.copytree(tmp_path / "documents", data_dir / "documents")
    told = invoices(data_dir, "doctor")
    assert told.returncode == 1
    assert Trouble.DOCUMENTS_OLDER.said in told.stdout and told.stdout.count("document-missing") == len(MANY)


def test_the_same_file_again_mends_an_invoice_whose_document_is_missing(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    imported(tmp_path, data_dir, FEW)
    before = documents(data_dir)
    name, data = next(iter(before.items()))
    next((data_dir / "documents" / Kind.INVOICE).rglob(name)).unlink()
    done = invoices(data_dir, "import", str(tmp_path / f"pile {FEW}"))
    assert "0 saved, 3 were there already" in done.stderr
    assert documents(data_dir) == before and documents(data_dir)[name] == data
    assert invoices(data_dir, "doctor").returncode == 0
