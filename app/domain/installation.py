"""How an installation knows itself: its documents and its records carry the same mark, whose stamp grows.

So a database that was put back, lost or exchanged is noticed before anything is concluded from what it lacks.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True)
class Mark:
    """`installation`: made once, by chance. `stamp`: from 1; the records' goes first, so that what a crash leaves is
    told from records that are older."""

    installation: str
    stamp: int
    at: datetime

    def next(self, at: datetime) -> "Mark":
        return Mark(self.installation, self.stamp + 1, at)


def first_mark(at: datetime) -> Mark:
    return Mark(secrets.token_hex(16), 1, at)


class Trouble(StrEnum):
    """Why records and documents do not belong together."""

    RECORDS_MISSING = "records-missing"
    RECORDS_OLDER = "records-older"
    RECORDS_FOREIGN = "records-foreign"
    DOCUMENTS_OLDER = "documents-older"

    @property
    def said(self) -> str:
        return _SAID[self]


_KEPT = "Nothing is deleted until somebody has decided."
_SAID = {
    Trouble.RECORDS_MISSING: f"There are documents, but the database that knows them is missing or empty. {_KEPT}",
    Trouble.RECORDS_OLDER: "The database is older than its documents: it was put back from a copy, and what came later "
    f"is not in it. {_KEPT}",
    Trouble.RECORDS_FOREIGN: f"The database belongs to another installation than the documents beside it. {_KEPT}",
    Trouble.DOCUMENTS_OLDER: "The documents are older than their database, or missing: some of what it lists may not "
    f"be there. {_KEPT}",
}


def trouble_of(
    documents: Mark | None, records: Mark | None, *, any_documents: Callable[[], bool], any_records: Callable[[], bool]
) -> Trouble | None:
    """What is wrong between the two sides; None: they belong together, or are new, or were made before there were
    marks. Whether there are documents and records at all is asked only where it makes a difference."""
    if records is None:
        if documents is not None and any_records():
            return Trouble.RECORDS_OLDER
        return Trouble.RECORDS_MISSING if any_documents() and not any_records() else None
    if documents is None:
        return Trouble.DOCUMENTS_OLDER if records.stamp > 1 and any_records() else None
    if documents.installation != records.installation:
        return Trouble.RECORDS_FOREIGN
    if records.stamp < documents.stamp:
        return Trouble.RECORDS_OLDER
    return Trouble.DOCUMENTS_OLDER if records.stamp > documents.stamp + 1 else None
