"""The SQLite file itself: rights, durability, versions, locks, no room, killed processes."""

import hashlib
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import chain
from pathlib import Path

import pytest

from app.adapters.sqlite.database import SqliteDatabase, enter_owner, find_owner
from app.adapters.sqlite.schema import STEPS
from app.domain.errors import Conflict, StorageFull, Unavailable
from app.domain.principal import Owner
from tests.making import ANNA, BEN

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "data" / "invoices.db"


def opened(path: Path) -> closing[SqliteDatabase]:
    return closing(SqliteDatabase.open(path))


def test_only_the_user_may_read_the_files(path: Path) -> None:
    with opened(path) as database, database.writing() as connection:
        enter_owner(connection, ANNA)
        files = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert files == {f"invoices.db{part}": 0o600 for part in ("", "-wal", "-shm", "-reserve")}
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)] == [0o700, 0o700]


def test_f62_a_commit_survives_a_power_cut_by_its_settings(path: Path) -> None:
    with opened(path) as database, database.writing() as connection:
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


@pytest.mark.parametrize("torn", ["nothing more", "zeros", "noise"])
def test_f62_after_a_power_cut_everything_committed_is_there(path: Path, tmp_path: Path, torn: str) -> None:
    """What was flushed at a commit is on the disk; what came after it may be there in part, or as anything."""
    log = path.with_name(f"{path.name}-wal")
    with opened(path) as database:
        flushed = []
        for number in range(12):
            with database.writing() as connection:
                enter_owner(connection, Owner("issuer", str(number)))
            flushed.append(log.stat().st_size)
        whole, pages = log.read_bytes(), path.read_bytes()
    for number, size in enumerate(flushed[:-1]):
        after = {"nothing more": b"", "zeros": bytes(9_000), "noise": whole[size : size + 2_000] + b"x" * 500}[torn]
        cut = tmp_path / f"cut {number}.db"
        cut.write_bytes(pages)
        cut.with_name(f"{cut.name}-wal").write_bytes(whole[:size] + after)
        with opened(cut) as database, database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM owners").fetchone()[0] >= number + 1
            assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_closing_leaves_no_log_and_no_connection(path: Path) -> None:
    database = SqliteDatabase.open(path)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: database.in_parts("SELECT number FROM owners WHERE 1"), range(20)))
    database.close()
    database.close()
    assert {file.name for file in path.parent.iterdir()} == {"invoices.db", "invoices.db-reserve"}
    with pytest.raises(Unavailable, match="closed"), database.reading():
        pass


def test_what_is_kept_is_there_at_the_next_start(path: Path) -> None:
    with opened(path) as database, database.writing() as connection:
        number = enter_owner(connection, ANNA)
    with opened(path) as database, database.reading() as connection:
        assert find_owner(connection, ANNA) == number
        assert find_owner(connection, BEN) == 0


def test_a_failed_transaction_leaves_nothing(path: Path) -> None:
    with opened(path) as database:
        with pytest.raises(RuntimeError), database.writing() as connection:
            enter_owner(connection, ANNA)
            raise RuntimeError
        with database.reading() as connection:
            assert find_owner(connection, ANNA) == 0


# ---- versions --------------------------------------------------------------------------------------------------------


def test_f58_a_database_of_a_newer_version_is_refused_in_a_sentence(path: Path) -> None:
    SqliteDatabase.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
        connection.execute(f"UPDATE least_steps SET steps = {len(STEPS) + 1}")
        connection.commit()
    with pytest.raises(Conflict, match="newer version") as told:
        SqliteDatabase.open(path)
    assert told.value.code == "newer-data"


def test_a_step_that_was_released_is_never_changed() -> None:
    """A database that went through a step will not go through it again: add a new step instead."""
    digests = [hashlib.sha256("\n".join(step).encode()).hexdigest()[:16] for step in STEPS]
    assert digests == [
        "296de3b68b30a671",
        "246f68e9bb79f48d",
        "14f10c61f67f6da3",
        "e9ba342e5f5f81ef",
        "22646f945c306fef",
        "aa251500359bb533",
        "13ca6d053450adf3",
        "22c216b31c193149",
        "fdb9f4c021c6f130",
        "bc52dab27eb792da",
        "f41522d1e900ca56",
        "840ac16d88fd87e2",
        "96db93f6c07f8344",
        "f22259caf5052aa4",
        "4ace2c9b3692cb25",
        "f41d45ba6bc83209",
    ]


def test_a_database_of_the_first_version_learns_the_sizes_of_its_documents(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection:
        for statement in STEPS[0]:
            connection.execute(statement)
        connection.execute("INSERT INTO owners VALUES (1, 'k', 'i', 's')")
        connection.execute(
            "INSERT INTO scans (owner, id, state, sha256, reader, reader_version, created_at, updated_at, body) "
            """VALUES (1, 'scn_1', 'done', 'f', 'auto', '1', '', '', '{"document": {"size": 4711}}')"""
        )
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    with opened(path) as database, database.reading() as connection:
        assert [row["size"] for row in connection.execute("SELECT size FROM scans")] == [4711]


def test_a_database_of_the_third_version_counts_what_was_read(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection:
        for statement in chain.from_iterable(STEPS[:3]):
            connection.execute(statement)
        connection.execute("INSERT INTO owners VALUES (1, 'k', 'i', 's')")
        for name, cost in (("scn_1", ""), ("scn_2", ', "cost": {"pages": 2, "usd_per_page": "0.0105"}')):
            connection.execute(
                "INSERT INTO scans (owner, id, state, sha256, reader, reader_version, created_at, updated_at, body, "
                "reading) VALUES (1, ?, 'done', 'f', 'auto', '1', '', '2026-11-25T12:00:00Z', '{}', ?)",
                (name, f'{{"reader": "text", "pages": 2{cost}}}'),
            )
        connection.execute("PRAGMA user_version = 3")
        connection.commit()
    with opened(path) as database, database.reading() as connection:
        kept = [tuple(row) for row in connection.execute("SELECT * FROM read_totals")]
    assert kept == [(1, "2026-11", "text", 2, 4, 21_000)]


def test_something_that_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is a text, and no database at all" * 100)
    with pytest.raises(Unavailable, match="damaged"):
        SqliteDatabase.open(path)
    assert path.read_bytes().startswith(b"this is a text")


def test_a_folder_that_cannot_be_made_is_told(path: Path) -> None:
    path.parent.parent.mkdir(parents=True)
    path.parent.write_text("a file where the folder should be")
    with pytest.raises(Unavailable, match="cannot be opened"):
        SqliteDatabase.open(path)


def test_many_processes_may_start_at_once(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from app.adapters.sqlite.database import SqliteDatabase; "
        "SqliteDatabase.open(Path(sys.argv[1])).close()"
    )
    starts = [subprocess.Popen([sys.executable, "-c", script, str(path)], cwd=PROJECT) for _ in range(4)]
    assert [start.wait(60) for start in starts] == [0, 0, 0, 0]
    with opened(path) as database, database.reading() as connection:
        assert connection.execute("PRAGMA user_version").fetchone()[0] == len(STEPS)


# ---- locks -----------------------------------------------------------------------------------------------------------


def test_f63_a_writer_gives_up_after_five_seconds_and_readers_do_not_wait(path: Path) -> None:
    with opened(path) as database, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with (
            database.reading() as connection
        ):  # a reader that waited would wait for ever: the lock is held until the end
            find_owner(connection, ANNA)

        def write(_: int) -> float:
            with pytest.raises(Unavailable, match="Try again") as told, database.writing():
                pass
            assert told.value.retry_after > 0
            return time.monotonic() - began

        with ThreadPoolExecutor(3) as threads:
            waits = list(threads.map(write, range(3)))
        assert all(wait > 4.5 for wait in waits)
        other.execute("ROLLBACK")
        with database.writing() as connection:
            enter_owner(connection, ANNA)


def test_a_writer_waits_for_a_short_one(path: Path) -> None:
    with (
        opened(path) as database,
        closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        end = threading.Timer(0.3, lambda: other.execute("COMMIT"))
        end.start()
        with database.writing() as connection:
            enter_owner(connection, ANNA)
        end.join()


def test_a_reader_sees_one_moment(path: Path) -> None:
    with opened(path) as database, database.reading() as before:
        assert find_owner(before, ANNA) == 0
        with database.writing() as connection:
            enter_owner(connection, ANNA)
        assert find_owner(before, ANNA) == 0
        with database.reading() as after:
            assert find_owner(after, ANNA) > 0


# ---- no room ---------------------------------------------------------------------------------------------------------


def test_f61_no_room_is_told_and_nothing_is_changed(path: Path) -> None:
    with opened(path) as database:
        with database.writing() as connection:
            enter_owner(connection, ANNA)
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StorageFull), database.writing() as connection:
            for number in range(1_000):
                connection.execute(
                    "INSERT INTO owners (key, issuer, subject) VALUES (?, ?, '')", (str(number), "x" * 1_000)
                )
        with database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM owners").fetchone()[0] == 1


def test_a_file_that_may_not_grow_is_no_room(path: Path) -> None:
    """The system refuses the write itself, as it does beyond a disk quota."""
    script = """
import resource, sys
from pathlib import Path
from app.adapters.sqlite.database import SqliteDatabase, enter_owner
from app.domain.errors import StorageFull
from tests.making import ANNA, BEN
database = SqliteDatabase.open(Path(sys.argv[1]))
with database.writing() as connection:
    enter_owner(connection, ANNA)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    for _ in range(1_000):
        with database.writing() as connection:
            connection.execute("INSERT INTO owners (key, issuer, subject) VALUES (hex(randomblob(9)), 'a', 'b')")
            connection.execute("UPDATE owners SET issuer = hex(randomblob(20000)) WHERE number > 1")
except StorageFull:
    print("full")
database.close()
"""
    child = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False
    )
    assert child.stdout == "full\n", child.stderr
    with opened(path) as database, database.reading() as connection:
        assert find_owner(connection, ANNA) == 1
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
