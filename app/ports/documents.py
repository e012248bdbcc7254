"""Documents as bytes: where they lie, and how storage and records are known to belong together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.domain.installation import Mark
from app.domain.principal import Owner


class Kind(StrEnum):
    """What a stored object is; with the id it makes the key, which only the server forms."""

    UPLOAD = "uploads"
    SCAN = "scans"
    INVOICE = "invoices"


@dataclass(frozen=True)
class Key:
    kind: Kind
    id: str


@dataclass(frozen=True)
class UploadTicket:
    """A form to POST a file to, outside the API: address, fields to send before `file`, end of validity."""

    url: str
    fields: Mapping[str, str]
    expires_at: datetime


@dataclass(frozen=True)
class StoredObject:
    """One object found by a walk over the store."""

    owner_key: str
    key: Key
    size: int
    modified_at: datetime


class DocumentStore(Protocol):
    """Bytes of documents. What is once written under a key never changes."""

    def put(self, owner: Owner, key: Key, data: bytes) -> None:
        """Durable when it returns. Again with the same bytes: nothing happens; with other bytes: `Conflict`.
        `StorageFull` leaves nothing behind."""

    def get(self, owner: Owner, key: Key) -> bytes:
        """`NotFound` when absent."""

    def has(self, owner_key: str, key: Key) -> bool:
        """Whether there is something, of the owner with this `Owner.key`."""

    def copy(self, owner: Owner, source: Key, target: Key) -> None:
        """As `put` of the source's bytes. `NotFound` when the source is absent, unless it was copied there before."""

    def delete(self, owner: Owner, key: Key) -> None:
        """Gone in all versions. Absent is fine."""

    def link(self, owner: Owner, key: Key, *, file_name: str, media_type: str) -> str:
        """An address that serves the bytes for two minutes to whoever has it, as attachment of this type."""

    def ticket(self, owner: Owner, key: Key, *, media_type: str, max_bytes: int) -> UploadTicket:
        """Leave to put one file of 1 to `max_bytes` under `key`, for five minutes."""

    def walk_all_owners(self, kind: Kind, *, after: tuple[str, str] | None = None) -> Iterator[StoredObject]:
        """Every object of a kind, for the sweeper and the doctor, in the order of owner's key and id. `after`: only
        those behind this owner's key and id."""

    def delete_found(self, found: StoredObject) -> None:
        """Remove an object that a walk gave. Absent is fine."""


class LooseDocuments(Protocol):
    """Documents without a record, as rows. Either it is decided that they go: `ScanRepository.delete`,
    `InvoiceRepository.delete` and `take_back` write that down in the step that removes the record, and it stays until
    the bytes are gone. Or they were found, and wait for a person to decide."""

    def list(self, owner: Owner, *, limit: int, after: str | None) -> tuple[tuple[StoredObject, ...], str | None]:
        """Those that were found, by id. The second value is the cursor of the next part."""

    def get(self, owner: Owner, key: Key) -> StoredObject:
        """One that was found; `NotFound` else."""

    def drop(self, owner: Owner, key: Key) -> None:
        """Decide that the bytes go. Again is fine."""

    def is_dropped(self, owner_key: str, key: Key) -> bool:
        """Whether that is decided, of the owner with this `Owner.key`."""

    def note(self, owner_key: str, found: StoredObject) -> bool:
        """Remember that it was found. False, and nothing happens, when there is a row of it, whatever it says."""

    def forget(self, owner_key: str, key: Key) -> None:
        """Remove the row: the bytes are gone, or have a record again. Absent is fine."""

    def dropped_all_owners(self) -> Iterator[StoredObject]:
        """All whose bytes are to go. Size and time are of the row."""

    def found_all_owners(self) -> Iterator[StoredObject]:
        """All that were found."""


class WalkBook(Protocol):
    """How far a walk over all documents has come that one round does not bring to its end. A place is text of who
    walks."""

    def place(self) -> str | None:
        """None when no walk is under way."""

    def move(self, to: str | None, *, over: str | None) -> bool:
        """Put a place in that of `over`; None: the walk has ended. False, and nothing happens, when another place is
        kept by now: somebody else walks, too."""


class MarkStore(Protocol):
    """The mark that documents and records carry alike (`app.domain.installation`), on one of both sides."""

    def read(self) -> Mark | None:
        """None when there is none."""

    def write(self, mark: Mark, *, over: Mark | None) -> bool:
        """Put it in place of `over`, durably. False, and nothing happens, when something else is kept by now."""


class RecordMarkStore(MarkStore, Protocol):
    """The mark among the records."""

    def is_empty(self) -> bool:
        """True when no owner has a scan or an invoice."""
