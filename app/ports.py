"""What the services need from outside, in the domain's words. Adapters give it; `bootstrap.py` chooses which.

Edges are part of the promise and tested for every adapter in `tests/contract`. All methods block; `Unavailable` may
come from any. The owner is the first argument of everything that belongs to somebody; the few sweeping methods that
go over all owners say so in their name.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from app.domain.attached import AttachedFile
from app.domain.document import Document, DocumentInfo
from app.domain.errors import DocumentRejected
from app.domain.installation import Mark
from app.domain.invoice import Invoice
from app.domain.principal import Owner, Principal
from app.domain.quota import NO_LIMIT, ScanQuota
from app.domain.reading import Comparison, PageWord, Reading, Region
from app.domain.record import Change, Counted, Page, Query, Record, StatsRow
from app.domain.rounds import Round
from app.domain.scan import ReaderTotals, Reason, Scan, ScanState
from app.domain.sign_in import SignInRequest
from app.domain.upload import Upload

Clock = Callable[[], datetime]  # aware, UTC
Progress = Callable[[str], None]  # told the name of the stage; may raise to stop the reading


# ---- reading ---------------------------------------------------------------------------------------------------------


class DocumentInspector(Protocol):
    """Decides at the border, by the bytes, whether a file is taken."""

    def inspect(
        self, data: bytes, *, declared_type: str | None, file_name: str | None, owner: Owner | None = None
    ) -> DocumentInfo:
        """Facts about an acceptable file; `DocumentRejected` for any other. Never hangs, never harms the server.
        `owner`: on whose behalf, for owners take turns."""

    def render(self, document: Document, page: int) -> bytes:
        """JPEG of one page (from 1), upright, re-encoded, without metadata. `NotFound` when there is no such page."""


class MalwareScreen(Protocol):
    """Asked about every file before anything of it is kept, so that nothing unscreened can be served."""

    def find(self, data: bytes) -> str | None:
        """The name of the malware that was found, None for a clean file. `Unavailable` when that cannot be told: the
        file is then not taken."""


class WordFinder(Protocol):
    """Finds the printed words of a page, for a person who points at them."""

    def words(self, document: Document, page: int, region: Region | None) -> tuple[PageWord, ...]:
        """In reading order; of a region, those whose middle lies in it, read anew and as exactly as the page allows.
        None at all is fine. `NotFound` when there is no such page, or the document has no pages to look at."""


class FilesInside(Protocol):
    """Looks into a document for the files that came inside of it: attached to the PDF, or embedded in the XML."""

    def list(self, document: Document) -> tuple[AttachedFile, ...]:
        """In an order that stays; none at all is fine. `DocumentRejected` when it cannot be looked into."""

    def open(self, document: Document, number: int) -> bytes:
        """The bytes of one, as they came: to be screened before anybody gets them. `NotFound`; `DocumentRejected`."""


class NeedsJob(DocumentRejected):
    """Reading takes longer than a call: whoever can wait has it done by a `JobReader`."""

    def __init__(self) -> None:
        super().__init__("unreadable-by", "This reader takes one page of up to 10 MB at once; this is more.")


class NotTaken(DocumentRejected):
    """The reader takes no file of this kind, whatever is in it: that tells nothing of the document."""

    def __init__(self, detail: str) -> None:
        super().__init__("unreadable-by", detail)


class DocumentReader(Protocol):
    """Reads one kind of document."""

    name: str
    version: str
    charges: bool  # each reading costs money, also one whose answer never came

    def read(self, document: Document, progress: Progress) -> Reading:
        """The reading. Its checks are those that need the document itself; the rules over its values are not yet run.
        `NotTaken` for a kind of file that this reader never reads. `DocumentRejected`: `unreadable-by` when there is
        nothing for this reader in it (no XML inside, no text layer), `not-an-invoice` for the XML of another document,
        `nothing-to-read`, or the limit that was hit. `NeedsJob`; `Unavailable`; `Unanswered` when a reader that charges
        may have done so for nothing. Such a one tells its name to `progress` just before each call that may cost."""


class JobReader(Protocol):
    """Reads documents as jobs elsewhere: whoever begins one is told later, or asks."""

    def begin(self, owner: Owner, key: "Key", document: DocumentInfo, *, scan_id: str) -> str:
        """The id of the job that reads the stored bytes. Again with the same bytes: the same job, charged once.
        `Unavailable` (busy, with `retry_after`), `DocumentRejected`, `Misconfigured`."""

    def result(self, job: str) -> Reading | None:
        """The reading, checks not yet run; None while it runs. `DocumentRejected` when there will be none;
        `Unavailable`."""


class PageComparer(Protocol):
    """Looks whether the pages of an electronic invoice show what its XML says."""

    def compare(self, document: Document, invoice: Invoice, progress: Progress) -> Comparison:
        """A failed Check for each value that the page contradicts, or whose text it does not show, with both values and
        the place; else one that passed, or none. A note for what was not looked at: then none has passed.
        `DocumentRejected` when the pages cannot be looked at, or not in the time there is."""


# ---- keeping ---------------------------------------------------------------------------------------------------------


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

    def walk_all_owners(self, kind: Kind) -> Iterator[StoredObject]:
        """Every object of a kind, for the sweeper and the doctor."""

    def delete_found(self, found: StoredObject) -> None:
        """Remove an object that a walk gave. Absent is fine."""


class LooseDocuments(Protocol):
    """Documents without a record, as rows. Either it is decided that they go: `ScanRepository.delete`,
    `InvoiceRepository.delete` and `take_back` write that down in the step that removes the record, and it stays until
    the bytes are gone. Or they were found, and wait for a person to decide."""

    def list(self, owner: Owner, *, limit: int, after: str | None) -> tuple[tuple[StoredObject, ...], str | None]:
        """Those that were found, by id. The second value is the bookmark of the next part."""

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


class ScanRepository(Protocol):
    """Scans as durable rows: any instance can answer for them, a restart loses none."""

    def add(self, owner: Owner, scan: Scan, *, quota: ScanQuota) -> Scan:
        """Keep a new scan and count it, in one step. When the owner already has one of the same bytes (`sha256`) that
        did not fail and was not cancelled, that one is returned, nothing is added and nothing counted. One that reads
        another again (`again_of`) is kept beside it, once for each reader and version, and takes no room. One that
        `waits` takes room and is counted when it is admitted. One of an upload (`upload_id`) takes over the room that
        is held for it, in the same step: it is never refused for room that the file has had already.
        `QuotaExceeded` when the count would pass a limit, `StorageFull` code `storage-quota` when the owner's documents
        would, `QuotaExceeded` code `daily-stop` when the pages of all owners would."""

    def admit(self, owner: Owner, scan_id: str, *, quota: ScanQuota) -> Scan:
        """Count a scan that waits, and have it wait no longer, in one step; one that does not wait is returned as it
        is. `QuotaExceeded` as of `add`, `NotFound`."""

    def get(self, owner: Owner, scan_id: str) -> Scan:
        """`NotFound` when the owner has no such scan."""

    def list(
        self, owner: Owner, *, state: ScanState | None, unsaved: bool, limit: int, after: str | None
    ) -> tuple[tuple[Scan, ...], str | None]:
        """Newest first, without readings and without those that read another one again. `unsaved`: only those from
        which no invoice was saved. The second value is the bookmark of the next part."""

    def rereadings(self, owner: Owner, scan_id: str) -> tuple[Scan, ...]:
        """Those that read the document of this scan again and neither failed nor were cancelled, in no order, without
        readings. The scan itself need not be there any more."""

    def advance(self, owner: Owner, scan: Scan) -> Scan:
        """Replace the row if the kept scan may become the new one (`Scan.may_become`); `Conflict` if not, `NotFound`
        when it is gone. `invoice_id` of the stored row is kept, and so is a wish to `keep` it. A scan that fails is no
        longer counted in its day and month, from the same step on."""

    def renew(self, owner: Owner, scan_id: str, by: Scan) -> None:
        """Put the reading, reader, version and time of `by` in the place of those of a done scan from which nothing was
        saved; `Conflict` for any other, `NotFound`."""

    def keep(self, owner: Owner, scan_id: str) -> None:
        """From now on it is to be saved by itself when it is read. One that was saved stays as it is. `NotFound`."""

    def mark_saved(self, owner: Owner, scan_id: str, invoice_id: str) -> None:
        """Note which invoice was saved from the scan. Again is fine; another id: `Conflict`."""

    def delete(self, owner: Owner, scan_id: str) -> None:
        """Absent is fine. What was counted stays counted; the document's room is free again. In the same step the
        document is noted to go (`LooseDocuments`)."""

    def counted(self, owner: Owner) -> tuple[int, int]:
        """Scans and pages counted in the present month."""

    def read_totals(self, owner: Owner) -> tuple[ReaderTotals, ...]:
        """What was read, by month and reader, in this order. Counted in the step that makes a scan done; a document
        that is deleted later stays counted, for it was read."""

    def find_owner(self, owner_key: str, scan_id: str) -> Owner | None:
        """The owner with this `Owner.key`, if it is one that has the scan."""

    def wait_from(self, owner: Owner, scan_id: str, day: int) -> None:
        """Note from which day on (`Round.day`) the ended scan waits to be saved. The first that is noted stays. Absent
        is fine."""

    # Those of all owners also give what was updated after `after`, a time to come: the clock was wrong then.

    def unfinished_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Scan]]:
        """Scans neither ended nor updated since `before`, without readings."""

    def ended_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Scan]]:
        """Ended scans from which nothing was saved, not updated since `before`, without readings."""


class PageWordStore(Protocol):
    """Words that were recognized on pages of an owner's documents, as bytes. May forget any of them: they can be found
    again."""

    def get(self, owner: Owner, sha256: str, page: int, *, version: str) -> bytes | None:
        """What `put` was given for the page of these bytes, by this version of the recognizer."""

    def put(self, owner: Owner, sha256: str, page: int, *, version: str, words: bytes) -> None:
        """Keep it as long as the owner keeps a document of these bytes; at once forgotten when there is none."""


class UploadRepository(Protocol):
    """Uploads, from the leave to put a file until some days later."""

    def add(self, owner: Owner, upload: Upload, *, quota: ScanQuota = NO_LIMIT) -> Upload:
        """Keep a new one, and hold room among the owner's documents for `upload.held` bytes, for `HELD_FOR`; where less
        is left, for that. Gives the upload as it is kept. `StorageFull` code `storage-quota` when there is no room."""

    def arrived(self, owner: Owner, upload_id: str, size: int) -> None:
        """The file is there: room for its bytes is held until its fate is noted, or a scan of it takes the room over
        (`Scan.upload_id`). Again is fine; so is one that is absent or whose fate is known."""

    def get(self, owner: Owner, upload_id: str) -> Upload:
        """`NotFound` when the owner has no such upload."""

    def note(
        self,
        owner: Owner,
        upload_id: str,
        *,
        scan_id: str | None = None,
        known: bool = False,
        reason: Reason | None = None,
        file_kept: bool = False,
    ) -> None:
        """What became of the file: its scan, which may have been there before (`known`), or why there is none, and
        whether the file stays (`file_kept`) to be tried again. The first scan noted stays. `NotFound`."""

    def find_owner(self, owner_key: str, upload_id: str) -> Owner | None:
        """The owner with this `Owner.key`, if it is one that has the upload."""


ALIKE = 10  # enough to tell a duplicate; a seller without numbers of its own must not make every check longer


@dataclass(frozen=True)
class Reentry:
    """How many invoices were entered anew for the search, and how many are left, as far as that was looked at."""

    done: int = 0
    left: int = 0


class InvoiceRepository(Protocol):
    """Kept invoices. A record is `pending` until `store`; pending ones are seen by `begin` and the sweeper alone."""

    def begin(self, owner: Owner, record: Record) -> Record:
        """Reserve: write the record as pending. When the owner already has a record of the same `scan_id`, or else of
        the same bytes, pending or stored, that one is returned and nothing is written."""

    def store(self, owner: Owner, invoice_id: str) -> Record:
        """Turn pending into stored, with its search rows, in one step. Already stored is fine. `NotFound` when gone."""

    def is_stored(self, owner: Owner, invoice_id: str) -> bool:
        """False for pending and for absent."""

    def get(self, owner: Owner, invoice_id: str) -> Record:
        """A stored record; `NotFound` else."""

    def replace(self, owner: Owner, record: Record, change: Change, *, quota: ScanQuota = NO_LIMIT) -> None:
        """Write the next version (`record.version`) with its history entry in one step. `Stale` unless the kept
        version is the one before, `NotFound` when absent. Records and their history count among the owner's bytes:
        `StorageFull` code `storage-quota` when there is no room for what is more than before."""

    def history(self, owner: Owner, invoice_id: str) -> tuple[Change, ...]:
        """All changes, oldest first; the first is the save. `NotFound` when absent."""

    def delete(self, owner: Owner, invoice_id: str, *, version: int | None) -> Record:
        """Remove the record, its history and search rows; returns what was removed. `Stale` when `version` is given
        and another is kept; `NotFound` when absent. A pending record is removed too. In the same step the document is
        noted to go (`LooseDocuments`)."""

    def take_back(self, owner: Owner, invoice_id: str) -> bool:
        """Remove a record that is pending, and note that the copy of its document goes. False, and nothing happens,
        when it is stored by now, or absent."""

    def list(self, owner: Owner, query: Query, *, limit: int, after: str | None) -> Page:
        """Stored records in the query's order. `after` is a bookmark from an earlier page of the same query;
        `InvalidInput` when it is not."""

    def records(self, owner: Owner, query: Query) -> Iterator[Counted]:
        """All stored records of the query in order, for the export; a snapshot, read in parts."""

    def records_of(self, owner: Owner, invoice_ids: Iterable[str]) -> Iterator[Counted]:
        """The stored records with these ids, in this order, for the export. Absent ones are left out."""

    def same_file(self, owner: Owner, sha256: str, *, other_than: str | None) -> tuple[str, ...]:
        """Ids of stored invoices with the same bytes."""

    def same_business(self, owner: Owner, *, seller: str, number: str, other_than: str | None) -> tuple[Record, ...]:
        """Up to `ALIKE` stored invoices with the same seller name and invoice number, compared by letters and digits
        alone."""

    def accounts_of(self, owner: Owner, *, seller: str, before: datetime) -> tuple[str, ...]:
        """IBANs and account numbers on the newest 50 stored invoices of the seller, compared by letters and digits
        alone, that were saved before `before` and that a person has looked at; not those in doubt that nobody looked
        at. Each once, letters and digits alone."""

    def stats(self, owner: Owner) -> tuple[StatsRow, ...]:
        """Totals by month, seller and currency of all stored invoices: the sums of what their rows of the list count
        as, true from the step on that changes an invoice. What counts and what does not is said in `domain.counting`;
        of invoices with the same bytes, or with the same seller, number, date and total (`twin_keys`), the one saved
        first counts as long as it is there."""

    def recount(self, owner: Owner, *, mend: bool) -> bool:
        """True when `stats` are the sums of the stored records, and each row of the list says what it counts as. With
        `mend` they are from now on; records that are saved meanwhile are not lost to them."""

    def enter_anew_all_owners(self, *, day: int, at_most: int) -> Reentry:
        """Make invoices that an earlier version of the program entered in another form found as those of today: up to
        `at_most`, going on from where the last call stopped; from the beginning again on another `day` (of `Round`).
        Nothing else of them changes. With `at_most` 0 it only counts."""

    def pending_all_owners(self, *, before: datetime, after: datetime | None = None) -> Iterator[tuple[Owner, Record]]:
        """Records not stored and begun before `before`, or after `after`, a time to come: the clock was wrong then."""

    def stored_all_owners(self) -> Iterator[tuple[Owner, Record]]:
        """Every stored record, for the doctor."""

    def is_known(self, owner_key: str, invoice_id: str) -> bool:
        """True when a record, pending or stored, of the owner with this `Owner.key` has the id."""


class RoundBook(Protocol):
    """Remembers the sweeper's rounds, as durably as the rows that are judged by them."""

    def last(self) -> Round | None:
        """The last round; None before the first."""

    def enter(self, now: datetime) -> Round:
        """The round that is made now (`app.domain.rounds.following`). Of several at once each counts on its own."""


# ---- jobs ------------------------------------------------------------------------------------------------------------

LONGEST_HIDDEN = timedelta(minutes=15)  # no delay and no lease of a job is longer


@dataclass(frozen=True)
class Job:
    """Work on a scan (to be read), an upload (to be scanned) or an invoice (whose document is put back). `receipt` and
    `attempt` are the queue's: which delivery this is, and the how-manieth try. `request_id` names the request that
    asked for it. `urgent`: somebody waits for it. `unknown`: what a newer release says of it, to be passed on."""

    owner: Owner
    about: str
    receipt: str = ""
    attempt: int = 0
    request_id: str | None = None
    urgent: bool = False
    unknown: Mapping[str, object] = field(default_factory=dict, hash=False)


class JobQueue(Protocol):
    """Work that survives a restart. Delivered at least once."""

    def put(self, job: Job, *, delay: timedelta = timedelta()) -> None:
        """Durable when it returns, to be taken after `delay` (`LONGEST_HIDDEN` at most). The same again while it waits:
        one delivery is enough, and urgent when either was."""

    def take(self, *, lease: timedelta, only_urgent: bool = False, not_of: Collection[Owner] = ()) -> Job | None:
        """The oldest free job, urgent ones of an owner first, hidden from others for the lease; None when there is
        none. A job whose lease ran out is free again, with the next `attempt`: the one before has failed. One that is
        hidden for longer than can be was hidden by a wrong clock, and is free. `not_of`: owners who have enough at
        work; a queue whose service keeps owners apart by itself need not look."""

    def extend(self, job: Job, *, lease: timedelta) -> None:
        """Keep a taken job hidden from now on. `NotFound` when another delivery has replaced this one. A short lease
        gives a failed job back soon, as a further attempt."""

    def done(self, job: Job) -> None:
        """Remove it. A job that was delivered again meanwhile is left alone."""

    def release(self, job: Job, *, delay: timedelta) -> None:
        """Give it back, to be taken again after `delay`. It only had to wait: that is no attempt."""


@dataclass(frozen=True)
class UploadArrived:
    """A file was put under a ticket. `size`: its bytes, if the news tells."""

    owner_key: str
    upload_id: str
    size: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ReadingEnded:
    """A job of a `JobReader` has come to an end, good or bad."""

    owner_key: str
    scan_id: str
    job: str


@dataclass(frozen=True)
class Nothing:
    """A message that asks for nothing; `why`, for the figures."""

    why: str


Event = Job | UploadArrived | ReadingEnded | Nothing


# ---- figures ---------------------------------------------------------------------------------------------------------


class Metrics(Protocol):
    """Figures about the running system, for its dashboard and alarms."""

    def count(self, name: str, value: float = 1, **dimensions: str) -> None:
        """Add to a figure. Dimensions are few and short: `reader="text"`, never an owner or an id."""


# ---- requests --------------------------------------------------------------------------------------------------------


class TokenVerifier(Protocol):
    def verify(self, token: str) -> Principal:
        """`Unauthenticated` for any token that does not hold, whatever is wrong with it."""


class EndedSignIns(Protocol):
    """Sign-ins that were ended before their tokens run out. What verifies tokens asks it."""

    def end(self, sign_in: str) -> None:
        """From now on no token of this sign-in (`Principal.sign_in`) holds: here at once, elsewhere in a minute."""


@dataclass(frozen=True)
class Answer:
    """A finished HTTP answer, kept to be given again."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    about: str  # id of the object that the answer shows


class IdempotencyStore(Protocol):
    """Remembers the answer to a request that carried an Idempotency-Key, per owner and route."""

    def begin(self, owner: Owner, route: str, key: str, *, fingerprint: str, run_for: timedelta) -> Answer | None:
        """None: this call is the first (or the earlier one did not end within its `run_for`), go on and `finish`.
        An Answer: give it. `Conflict` code `request-running` while the first runs; `InvalidInput` code
        `idempotency-key-reused` when the fingerprint of the request differs."""

    def finish(self, owner: Owner, route: str, key: str, answer: Answer) -> None:
        """Keep the answer for 24 hours."""

    def abandon(self, owner: Owner, route: str, key: str) -> None:
        """Forget that it began: nothing took effect, it may be repeated."""

    def forget(self, owner: Owner, about: str) -> None:
        """Drop every kept answer that shows the object with this id: it was deleted."""


# ---- a machine of one's own ------------------------------------------------------------------------------------------


class LocalFiles(Protocol):
    """Serves the addresses that `DocumentStore.link` and `ticket` give, where no cloud storage does."""

    def open_link(self, token: str) -> tuple[bytes, str, str]:
        """Bytes, file name and media type behind the last part of a link. `Forbidden` (`link-invalid`,
        `link-expired`) for a link that does not hold, `NotFound` when the file is gone."""

    def upload_limit(self, fields: Mapping[str, str]) -> int:
        """How many bytes the holder of these form fields may put. `Forbidden` as in `open_link`."""

    def accept_upload(self, fields: Mapping[str, str], data: bytes) -> UploadArrived:
        """Keep the file that came with the fields of a ticket; gives the news of it. `Forbidden` as in `open_link`;
        `DocumentRejected`; `Conflict` when another file was put with this ticket before."""


class LocalIssuer(Protocol):
    """The OpenID provider of one machine: what its routes need (`app/api/local_issuer.py`)."""

    @property
    def address(self) -> str: ...

    def discovery(self) -> dict[str, Any]: ...

    def jwks(self) -> dict[str, Any]: ...

    def begin(self, query: Mapping[str, str]) -> SignInRequest: ...

    def admit(self, form: Mapping[str, str]) -> str: ...

    def approve(self, form: Mapping[str, str]) -> str: ...

    def exchange(self, form: Mapping[str, str]) -> dict[str, Any]: ...

    def revoke(self, form: Mapping[str, str]) -> None: ...

    def after_sign_out(self, query: Mapping[str, str]) -> str | None: ...
