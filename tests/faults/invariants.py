"""One checker of the invariants, for a whole installation in any place: it reads through the ports alone.

`broken` gives a sentence for each promise that does not hold, beginning with its number. Without a ledger it tells
what the installation itself shows; with one, also what clients were told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from app.domain.document import digest
from app.domain.errors import AppError, NotFound
from app.domain.principal import Owner
from app.domain.record import Query, Record
from app.domain.scan import Scan, ScanState
from app.ports import Key, Kind
from tests.fakes import FakeInvoiceRepository
from tests.faults.ledger import Ledger, Place, Witness
from tests.world import Storage

WAITS = timedelta(minutes=31)


def broken(
    storage: Storage,
    ledger: Ledger | None = None,
    *,
    witness: Witness | None = None,
    charged: Counter[str] | None = None,
) -> list[str]:
    """The installation has been left alone, with its workers and its sweeper, for 31 minutes.

    `charged`: how often each document, by digest, was read by a reader that charges.
    """
    stored = list(storage.invoices.stored_all_owners())
    found = [
        *_documents_of_records(storage, stored),
        *_one_invoice_of_each_file(stored),
        *_documents_without_records(storage, stored),
        *_nothing_waits(storage),
        *_counters(storage, stored, ledger.owners if ledger else set()),
    ]
    if ledger is not None:
        found += [
            *_answered_saves(storage, ledger),
            *_owners_apart(storage, ledger, stored),
            *_same_answers(ledger),
            *_scans_ended(storage, ledger),
            *_deletes(storage, ledger),
        ]
    if witness is not None:
        found += [*_forward(witness), *_counted(storage, witness), *_charges(witness, charged or Counter())]
    return found


def _answered_saves(storage: Storage, ledger: Ledger) -> Iterator[str]:
    for (owner, invoice_id), versions in ledger.kept.items():
        if (owner, invoice_id) in ledger.deleting:
            continue
        try:
            record = storage.invoices.get(owner, invoice_id)
        except AppError as error:
            yield f"INV-1: {invoice_id} was answered and cannot be read: {error!r}"
            continue
        tried = ledger.tried[owner, invoice_id]
        last = max(versions)
        if record.version < last or record.invoice != versions.get(record.version, record.invoice):
            yield f"INV-1: {invoice_id} was answered as version {last} and is another"
        if record.version > last and record.invoice not in tried:
            yield f"INV-1: {invoice_id} holds values that nobody sent"
        if len(storage.invoices.history(owner, invoice_id)) != record.version:
            yield f"INV-1: the history of {invoice_id} has gaps"


def _documents_of_records(storage: Storage, stored: list[tuple[Owner, Record]]) -> Iterator[str]:
    for owner, record in stored:
        try:
            data = storage.documents.get(owner, Key(Kind.INVOICE, record.id))
        except NotFound:
            yield f"INV-2: the document of {record.id} is missing"
            continue
        if digest(data) != record.document.sha256:
            yield f"INV-2: the document of {record.id} is another"


def _documents_without_records(storage: Storage, stored: list[tuple[Owner, Record]]) -> Iterator[str]:
    """Every document is kept by a record, or offered to its owner."""
    kept = {(owner.key, record.id) for owner, record in stored}
    offered = {(found.owner_key, found.key.id) for found in storage.loose.found_all_owners()}
    for found in storage.documents.walk_all_owners(Kind.INVOICE):
        if (found.owner_key, found.key.id) not in kept | offered:
            yield f"INV-3: {found.key.id} has bytes and no record, and its owner is not told"
    for found in storage.documents.walk_all_owners(Kind.SCAN):
        owner = storage.scans.find_owner(found.owner_key, found.key.id)
        scan = _scan(storage, (owner, found.key.id)) if owner else None
        if scan is None and (found.owner_key, found.key.id) not in offered:
            yield f"INV-3: {found.key.id} has bytes and no record, and its owner is not told"
        if scan is not None and (scan.state is ScanState.CANCELLED or scan.invoice_id is not None):
            yield f"INV-3: {found.key.id} has bytes that nothing needs"
    for owner, record in storage.invoices.pending_all_owners(before=storage.clock() - WAITS):
        yield f"INV-3: {record.id} of {owner.subject} is still pending"
    for dropped in storage.loose.dropped_all_owners():
        yield f"INV-9: {dropped.key.id} was deleted, and that is not finished"


def _charges(witness: Witness, charged: Counter[str]) -> Iterator[str]:
    taken_in = Counter(scan.document.sha256 for _, scan in witness.added)
    for sha256, times in charged.items():
        if times > taken_in[sha256]:
            yield f"INV-4: {sha256[:8]} was taken in {taken_in[sha256]} times and charged {times} times"
    alive = Counter(
        (owner, scan.document.sha256)
        for owner, scan in witness.added
        if scan.again_of is None
        and scan.id not in witness.deleted
        and witness.states[scan.id][-1] not in (ScanState.FAILED, ScanState.CANCELLED)
    )
    yield from (f"INV-4: {sha256[:8]} is there {many} times" for (_, sha256), many in alive.items() if many > 1)


def _one_invoice_of_each_file(stored: list[tuple[Owner, Record]]) -> Iterator[str]:
    many_of = Counter((owner, record.document.sha256) for owner, record in stored)
    yield from (f"INV-4: {sha256[:8]} was saved {many} times" for (_, sha256), many in many_of.items() if many > 1)


def _owners_apart(storage: Storage, ledger: Ledger, stored: list[tuple[Owner, Record]]) -> Iterator[str]:
    owner_of = {record.id: owner for owner, record in stored}
    for owner in ledger.owners:
        seen = {item.id for item in storage.invoices.list(owner, Query(), limit=100, after=None).items}
        own = {name for name, whose in owner_of.items() if whose == owner}
        if seen != own:
            yield f"INV-5: the list of {owner.subject} holds {len(seen - own)} foreign and lacks {len(own - seen)} own"
        for name in owner_of.keys() - own:
            try:
                storage.invoices.get(owner, name)
            except NotFound:
                continue
            yield f"INV-5: {owner.subject} can read {name}"


def _forward(witness: Witness) -> Iterator[str]:
    for scan_id, states in witness.states.items():
        for before, after in pairwise(states):
            waits_longer = before is after is ScanState.QUEUED
            if not (before.may_become(after) or waits_longer):
                yield f"INV-6: {scan_id} went from {before} to {after}"


def _nothing_waits(storage: Storage) -> Iterator[str]:
    for _, scan in storage.scans.unfinished_all_owners(before=storage.clock() - WAITS):
        yield f"INV-7: {scan.id} is still {scan.state}"


def _scans_ended(storage: Storage, ledger: Ledger) -> Iterator[str]:
    for owner, scan_id in ledger.scans:
        scan = _scan(storage, (owner, scan_id))
        if scan is None:
            continue
        if not scan.state.ended:
            yield f"INV-7: {scan_id} is still {scan.state}"
        if scan.state is ScanState.FAILED and not (scan.reason and scan.reason.detail):
            yield f"INV-7: {scan_id} failed without a reason"
        if scan.state is ScanState.DONE and scan.reading is None:
            yield f"INV-7: {scan_id} is done and has no reading"


def _scan(storage: Storage, place: Place) -> Scan | None:
    try:
        return storage.scans.get(*place)
    except NotFound:
        return None


def _same_answers(ledger: Ledger) -> Iterator[str]:
    for (owner, key), bodies in ledger.answers.items():
        if len(bodies) > 1:
            yield f"INV-8: {owner.subject} got {len(bodies)} answers for the key {key}"


def _deletes(storage: Storage, ledger: Ledger) -> Iterator[str]:
    for owner, invoice_id in ledger.deleted:
        if storage.invoices.is_known(owner.key, invoice_id):
            yield f"INV-9: {invoice_id} was deleted and has a record"
        try:
            storage.documents.get(owner, Key(Kind.INVOICE, invoice_id))
            yield f"INV-9: {invoice_id} was deleted and has its document"
        except NotFound:
            pass
        scan_id = ledger.scan_of.get((owner, invoice_id), "")
        if _scan(storage, (owner, scan_id)) is not None:
            yield f"INV-9: {invoice_id} was deleted and its scan is shown"


def _counters(storage: Storage, stored: list[tuple[Owner, Record]], others: set[Owner]) -> Iterator[str]:
    memory = FakeInvoiceRepository()
    memory.stored = {(owner, record.id): record for owner, record in stored}
    for owner in {owner for owner, _ in stored} | others:
        kept, right = storage.invoices.stats(owner), memory.stats(owner)
        if kept != right:
            yield f"INV-10: the totals of {owner.subject} are {kept}, not {right}"


def _counted(storage: Storage, witness: Witness) -> Iterator[str]:
    month = f"{storage.clock():%Y-%m}"
    effects: dict[Owner, list[int]] = defaultdict(lambda: [0, 0])
    for owner, scan in witness.added:
        counts = f"{scan.created_at:%Y-%m}" == month and ScanState.FAILED not in witness.states[scan.id]
        effects[owner][0] += counts
        effects[owner][1] += counts * scan.document.pages
    done: Counter[Owner] = Counter()
    for owner, scan in witness.added:
        done[owner] += ScanState.DONE in witness.states[scan.id]
    for owner, count in done.items():
        documents = sum(row.documents for row in storage.scans.read_totals(owner))
        if documents != count:
            yield f"INV-10: {documents} read documents are counted, there were {count}"
    for owner, (scans, pages) in effects.items():
        if storage.scans.counted(owner) != (scans, pages):
            yield f"INV-10: {storage.scans.counted(owner)} scans and pages are counted, there were {(scans, pages)}"
