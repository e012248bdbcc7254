"""Words of recognized pages in SQLite. The database itself forgets them with the last scan or invoice of the bytes."""

import zlib

from app.adapters.sqlite.database import SqliteDatabase, enter_owner
from app.domain.principal import Owner

MOST_PAGES = 20_000  # of all owners together, a few KB each


class SqlitePageWords:
    """The `PageWordStore` of one machine."""

    def __init__(self, database: SqliteDatabase, *, most_pages: int = MOST_PAGES) -> None:
        """Above `most_pages` those that were kept first are forgotten."""
        self._database = database
        self._most_pages = most_pages

    def get(self, owner: Owner, sha256: str, page: int, *, version: str) -> bytes | None:
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT words FROM page_words JOIN owners ON owners.number = page_words.owner "
                "WHERE owners.key = ? AND sha256 = ? AND page = ? AND version = ?",
                (owner.key, sha256, page, version),
            ).fetchone()
        return None if row is None else zlib.decompress(row["words"])

    def put(self, owner: Owner, sha256: str, page: int, *, version: str, words: bytes) -> None:
        with self._database.writing() as connection:
            number = enter_owner(connection, owner)
            connection.execute(
                "INSERT OR REPLACE INTO page_words (owner, sha256, page, version, words) SELECT ?1, ?2, ?3, ?4, ?5 "
                "WHERE EXISTS (SELECT 1 FROM scans WHERE owner = ?1 AND sha256 = ?2 AND state != 'cancelled') "
                "OR EXISTS (SELECT 1 FROM invoices WHERE owner = ?1 AND sha256 = ?2)",
                (number, sha256, page, version, zlib.compress(words)),
            )
            connection.execute(
                "DELETE FROM page_words WHERE number <= (SELECT max(number) FROM page_words) - ?", (self._most_pages,)
            )
