"""One SQLite file, shared by threads and by processes (server, import, doctor), as safe as SQLite can be made.

Write-ahead log: readers never wait. `synchronous=FULL`: a commit that returned survives a power cut. Writers take
turns: first the threads of the process, then the processes by `BEGIN IMMEDIATE`.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from app.adapters.files.durable import make_private_folder
from app.adapters.files.reserve import Reserve
from app.adapters.sqlite.schema import STEPS, least_steps
from app.domain.errors import AppError, Conflict, StorageFull, Unavailable
from app.domain.principal import Owner

WAIT_SECONDS = 5.0
Result = TypeVar("Result")
_IDLE_CONNECTIONS = 8
_PART = 200  # rows that a sweeping method reads at a time
_OLDEST_SQLITE = (3, 37, 0)  # strict tables
_SETTINGS = (
    f"PRAGMA busy_timeout = {int(WAIT_SECONDS * 1000)}",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cache_size = -8000",
)
_NO_SPACE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_BUSY_CODE = "database-busy"
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_OUT_OF_ORDER = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)


class SqliteDatabase:
    """Connections to one file. Each is used by one thread at a time and given back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._turn = threading.Lock()
        self._closed = False
        self._reserve = Reserve(path.with_name(f"{path.name}-reserve"))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, made when absent (0600, new folders 0700), and bring its tables up to date.

        `Conflict` when a newer version of the program wrote it in a way that this one would damage, `Unavailable` when
        this Python cannot work with it.
        """
        _require_sqlite()
        _make_private(path)
        database = cls(path)
        try:
            try:
                database._prepare()
            except StorageFull:  # it has to start all the same: how else could anything be deleted?
                with database._reserve.spent():
                    database._prepare()
        except AppError:
            database.close()
            raise
        database._reserve.fill()
        return database

    def close(self) -> None:
        """Close all connections; those still in use are closed when they are given back. Again is fine."""
        with self._guard:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the data, never blocked by writers."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The one writer: everything inside takes effect together, durably, or not at all.

        `Unavailable` when others keep writing for five seconds, `StorageFull` when there is no room.
        """
        give_up = time.monotonic() + WAIT_SECONDS
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise _busy()
        try:
            with self._connection() as connection:
                _begin(connection, give_up)
                yield connection
                connection.execute("COMMIT")
        finally:
            self._turn.release()

    def removing(self, change: Callable[[sqlite3.Connection], Result]) -> Result:
        """As `writing`, for what gives room back: on a full disk it has the reserve, and is done anew."""
        try:
            with self.writing() as connection:
                return change(connection)
        except StorageFull:
            with self._reserve.spent():
                with self.writing() as connection:
                    done = change(connection)
                # From now on the log is written over from its start, and grows no longer.
                with suppress(AppError), self._connection() as connection:
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            return done

    def in_parts(self, query: str, parameters: Sequence[Any] = ()) -> Iterator[sqlite3.Row]:
        """Rows in the order of `number`, read in parts, so that the caller may write in between.

        `query` selects `number` first and ends in a condition, to which more is added.
        """
        last = 0
        while True:
            with self.reading() as connection:
                rows = connection.execute(
                    f"{query} AND number > ? ORDER BY number LIMIT {_PART}", (*parameters, last)
                ).fetchall()
            yield from rows
            if len(rows) < _PART:
                return
            last = rows[-1]["number"]

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = self._take()
        try:
            yield connection
        except sqlite3.Error as error:
            raise _translated(error) from error
        finally:
            if connection.in_transaction:
                connection.rollback()
            self._give_back(connection)

    def _take(self) -> sqlite3.Connection:
        with self._guard:
            if self._closed:
                raise Unavailable("The database is closed: the program is ending.")
            if self._idle:
                return self._idle.pop()
        try:
            return self._connect()
        except sqlite3.Error as error:
            raise _translated(error) from error

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._guard:
            if not self._closed and len(self._idle) < _IDLE_CONNECTIONS:
                self._idle.append(connection)
                return
        connection.close()

    def _connect(self) -> sqlite3.Connection:
        # A generator of rows may be driven by several threads in turn, hence no check of the thread.
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        try:
            for setting in _SETTINGS:
                connection.execute(setting)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _prepare(self) -> None:
        self._use_write_ahead_log()
        self._migrate()

    def _use_write_ahead_log(self) -> None:
        """Two first starts at once: SQLite does not wait for this change by itself."""
        give_up = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                with self._connection() as connection:
                    connection.execute("PRAGMA journal_mode = WAL")
                return
            except Unavailable as error:
                if error.code != _BUSY_CODE or time.monotonic() > give_up:
                    raise
                time.sleep(0.02)

    def _migrate(self) -> None:
        with self.reading() as connection:
            if self._is_up_to_date(connection):
                return
        with self.writing() as connection:
            if self._is_up_to_date(connection):
                return
            for step in STEPS[_version(connection) :]:
                for statement in step:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(STEPS)}")
            connection.execute("UPDATE least_steps SET steps = ?", (least_steps(),))

    def _is_up_to_date(self, connection: sqlite3.Connection) -> bool:
        """True also of newer tables that this program can work with."""
        require_known_steps(connection, self._path)
        return _version(connection) >= len(STEPS)


def require_known_steps(connection: sqlite3.Connection, path: Path) -> None:
    """`Conflict` when only a newer version of the program can work with the tables."""
    version = _version(connection)
    if version > len(STEPS) and _least(connection) > len(STEPS):
        raise Conflict(
            f"{path} was written by a newer version of this program (data version {version}, known is "
            f"{len(STEPS)}). Start that version, or use another data folder.",
            code="newer-data",
        )


def find_owner(connection: sqlite3.Connection, owner: Owner) -> int:
    """The number that stands for the owner in all rows; 0, which no row has, for one who has nothing."""
    row = connection.execute("SELECT number FROM owners WHERE key = ?", (owner.key,)).fetchone()
    return int(row["number"]) if row else 0


def enter_owner(connection: sqlite3.Connection, owner: Owner) -> int:
    """As `find_owner`; a new owner gets a number."""
    number = find_owner(connection, owner)
    if number:
        return number
    row = connection.execute(
        "INSERT INTO owners (key, issuer, subject) VALUES (?, ?, ?) RETURNING number",
        (owner.key, owner.issuer, owner.subject),
    ).fetchone()
    return int(row["number"])


def utc_text(moment: datetime) -> str:
    """Text of fixed length whose order is the order of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


OUTSIDE = "({0} < ? OR {0} > ?)"  # with the column of a time


def outside(before: datetime, after: datetime | None) -> tuple[str, str]:
    """The values of `OUTSIDE`; without `after` nothing is."""
    return utc_text(before), utc_text(after or datetime.max.replace(tzinfo=UTC))


def _require_sqlite() -> None:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        wanted = ".".join(str(part) for part in _OLDEST_SQLITE)
        raise Unavailable(f"This Python brings SQLite {sqlite3.sqlite_version}; {wanted} or newer is needed.")


def _make_private(path: Path) -> None:
    """SQLite gives its side files the rights of the main one."""
    try:
        make_private_folder(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise Unavailable(f"{path} cannot be opened: {error.strerror}.") from error


def _begin(connection: sqlite3.Connection, give_up: float) -> None:
    """Wait for other processes no longer than until `give_up`."""
    left = max(0, int((give_up - time.monotonic()) * 1000))
    connection.execute(f"PRAGMA busy_timeout = {left}")
    try:
        connection.execute("BEGIN IMMEDIATE")
    finally:
        connection.execute(_SETTINGS[0])


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _least(connection: sqlite3.Connection) -> int:
    """How many steps a program has to know; all of them where that is not said."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'least_steps'").fetchone() is None:
        return _version(connection)
    return int(connection.execute("SELECT max(steps) FROM least_steps").fetchone()[0])


def _busy() -> Unavailable:
    return Unavailable(
        "Another process or thread has been writing to the database for long. Try again.", code=_BUSY_CODE
    )


def _translated(error: sqlite3.Error) -> Exception:
    """The failures that happen to correct programs, in the words of the domain; others stay what they are."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code in _NO_SPACE or code & 0xFF == sqlite3.SQLITE_FULL:
        return StorageFull("There is no room left where the data folder lies. Nothing was changed.")
    if code & 0xFF in _BUSY:
        return _busy()
    if code & 0xFF in _DAMAGED:
        return Unavailable("The database file is damaged. Restore it from a backup.", code="data-damaged")
    if code & 0xFF in _OUT_OF_ORDER:
        return Unavailable(f"The database file cannot be used: {error}.")
    return error
