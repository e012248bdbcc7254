"""Saved invoices."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.principal import Owner
from app.domain.quota import NO_LIMIT, ScanQuota
from app.domain.record import Change, Counted, Page, Query, Record, StatsRow
from app.domain.totals import Months, Totals

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
        """Stored records in the query's order. `after` is a cursor from an earlier page of the same query;
        `InvalidInput` when it is not."""

    def records(self, owner: Owner, query: Query) -> Iterator[Counted]:
        """All stored records of the query in order, for the export; a snapshot, read in parts."""

    def records_part(
        self, owner: Owner, query: Query, *, limit: int, after: str | None
    ) -> tuple[tuple[Counted, ...], str | None]:
        """Up to `limit` stored records of the query in order, each as it is now, for an export that is made in steps.
        The second value is the cursor of the next part, None at the end; `after` as in `list`."""

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
        """`totals` of all months."""

    def totals(self, owner: Owner, months: Months) -> Totals:
        """Totals by month, seller and currency of stored invoices: the sums of what their rows of the list count
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
