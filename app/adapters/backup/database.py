"""A copy of the database as it is at one moment, while others write; and which documents it names."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.adapters.sqlite.database import require_known_steps
from app.domain.errors import Unavailable

_PATIENCE = 60.0  # seconds

# Records whose bytes must be there: the same rule as `needs_document`, and a scan that failed may have lost its own.
_NAMED = """SELECT 'invoices', owners.key, id, sha256
    FROM invoices JOIN owners ON owners.number = invoices.owner WHERE stored = 1
UNION ALL SELECT 'scans', owners.key, id, sha256
    FROM scans JOIN owners ON owners.number = scans.owner
    WHERE state NOT IN ('failed', 'cancelled') AND invoice_id IS NULL"""


@dataclass(frozen=True)
class Named:
    """A document that a record names: its path below the folder of documents, and what its bytes must be."""

    path: Path
    sha256: str


def copy_database(source: Path, target: Path) -> None:
    """One file, without side files. `Unavailable` when the source is damaged."""
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as copy:
            here.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            _leave_out_sign_ins(copy)
            said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise Unavailable(f"{source} cannot be copied: {error}.") from error
    if said != "ok":
        raise Unavailable(f"{source} is damaged ({said}). Earlier backups are left as they are.", code="data-damaged")
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _leave_out_sign_ins(copy: sqlite3.Connection) -> None:
    """A copy signs nobody in: some of its sign-ins may be ended by the time it is restored."""
    if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'sign_ins'").fetchone():
        copy.execute("DELETE FROM sign_ins WHERE ended = 0")
        copy.commit()


@contextmanager
def writers_wait(database: Path) -> Iterator[None]:
    """Inside, nobody changes the database."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=_PATIENCE)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise Unavailable(f"{database} is being written without a pause: {error}. Try again.") from error
        yield
        connection.rollback()


def named_documents(database: Path) -> Iterator[Named]:
    with closing(sqlite3.connect(database)) as connection:
        for kind, owner, name, sha256 in connection.execute(_NAMED):
            yield Named(Path(kind, owner[:2], owner, name), sha256)


def require_known_form(database: Path) -> None:
    """`Conflict` when only a newer version of the program can work with it."""
    with closing(sqlite3.connect(database)) as connection:
        require_known_steps(connection, database)
